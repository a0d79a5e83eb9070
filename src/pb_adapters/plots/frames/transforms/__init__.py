"""The transforms of the grammar with numpy, each as ``pb_core.plot.transforms`` defines it."""

from collections.abc import Callable, Iterable

from pb_adapters.plots.frames.columns import Data
from pb_adapters.plots.frames.transforms.aggregate import aggregate
from pb_adapters.plots.frames.transforms.bins import bin_field
from pb_adapters.plots.frames.transforms.correlation import correlation
from pb_adapters.plots.frames.transforms.distributions import density, ecdf
from pb_adapters.plots.frames.transforms.regression import regression
from pb_adapters.plots.frames.transforms.reshape import fold, keep, limit
from pb_adapters.plots.frames.transforms.scores import calibration, precision_recall, roc
from pb_adapters.plots.frames.transforms.sequences import cumulate, pareto, smooth
from pb_core.plot import transforms as grammar

__all__ = ["derive"]


def derive(data: Data, transforms: Iterable[grammar.Transform]) -> Data:
    """The table after these transforms, one after the other.

    Raises:
        InvalidSpec: the table does not support one of them.
    """
    for transform in transforms:
        data = _COMPUTE[type(transform)](data, transform)
    return data


_COMPUTE: dict[type[grammar.Transform], Callable[..., Data]] = {
    grammar.Filter: keep,
    grammar.Fold: fold,
    grammar.Aggregate: aggregate,
    grammar.Bin: bin_field,
    grammar.Density: density,
    grammar.Ecdf: ecdf,
    grammar.Regression: regression,
    grammar.Smooth: smooth,
    grammar.Cumulate: cumulate,
    grammar.Pareto: pareto,
    grammar.Limit: limit,
    grammar.Roc: roc,
    grammar.PrecisionRecall: precision_recall,
    grammar.Calibration: calibration,
    grammar.Correlation: correlation,
}
