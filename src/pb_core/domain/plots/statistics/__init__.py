"""Transforms in pure Python, as ``pb_core.domain.plots.transforms`` defines them: what the proof rests on."""

from collections.abc import Callable, Iterable
from typing import Any

from pb_core.domain.plots import estimators
from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.statistics.bivariate import calibration, correlation, precision_recall, regression, roc
from pb_core.domain.plots.statistics.comparisons import agreement, quantiles
from pb_core.domain.plots.statistics.computed_columns import calculate, cumulate, relative
from pb_core.domain.plots.statistics.hexagons import hexbin
from pb_core.domain.plots.statistics.periods import period
from pb_core.domain.plots.statistics.row_transforms import filter_rows, fold, limit, pareto, schedule, smooth
from pb_core.domain.plots.statistics.survival import survival
from pb_core.domain.plots.statistics.univariate import aggregate, bin_rows, density, ecdf
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.tables.table import Table
from pb_core.errors import InvalidSpec

# each function takes its own member of the union, which no type of a mapping can say
_DERIVE: dict[type, Callable[[Table, Any], Table]] = {
    grammar.Filter: filter_rows,
    grammar.Fold: fold,
    grammar.Aggregate: aggregate,
    grammar.Bin: bin_rows,
    grammar.Period: period,
    grammar.Density: density,
    grammar.Ecdf: ecdf,
    grammar.Regression: regression,
    grammar.Smooth: smooth,
    grammar.Cumulate: cumulate,
    grammar.Calculate: calculate,
    grammar.Relative: relative,
    grammar.Pareto: pareto,
    grammar.Limit: limit,
    grammar.Roc: roc,
    grammar.PrecisionRecall: precision_recall,
    grammar.Calibration: calibration,
    grammar.Correlation: correlation,
    estimators.Survival: survival,
    estimators.Schedule: schedule,
    estimators.Agreement: agreement,
    estimators.Quantiles: quantiles,
    estimators.Hexbin: hexbin,
}


def apply(table: Table, transforms: Iterable[Transform]) -> Table:
    """The table after the transforms, one after the other.

    A table without rows gives the columns that there would be, with their types. The result may have no row.
    Raises ``InvalidSpec`` where a transform does not fit the table, with a sentence that says what would.
    """
    for transform in transforms:
        try:
            table = _DERIVE[type(transform)](table, transform)
        except OverflowError as error:
            raise InvalidSpec(f"The values are too large for the transform {type(transform).__name__!r}.") from error
    return table
