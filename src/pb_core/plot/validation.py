"""Validation: whether a plot specification fits the caller's table and writes no number of its own."""

from pb_core.plot.checking.fields import check_fields
from pb_core.plot.checking.grounding import check_grounding
from pb_core.plot.checking.limits import check_limits, check_names
from pb_core.plot.checking.ranges import check_overlaps, check_ranges
from pb_core.plot.expecting import expected
from pb_core.plot.expecting.references import references
from pb_core.plot.expecting.resolved import resolve
from pb_core.plot.grammar import PlotSpec
from pb_core.tables.table import Table

__all__ = ["check_fields", "check_plot"]


def check_plot(spec: PlotSpec, table: Table, intent: str) -> None:
    """Check a spec against its table and the intent; raises ``InvalidSpec`` with one sentence.

    The sentence says what is wrong and what there is instead: fields, types, channels of marks, ranges of scales,
    numbers of categories, series and panels, overlapping bars, values to show at all, names of categories, and
    numbers in words or literals that nobody stated.
    """
    resolved = resolve(spec, table)
    check_limits(resolved)
    check_ranges(resolved, expected(resolved))
    check_names(resolved)
    check_overlaps(resolved)
    references(resolved)
    check_grounding(resolved, table, intent)
