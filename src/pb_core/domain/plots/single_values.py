"""Single values: a field that says one thing about a whole panel, such as the p value of a test."""

from collections.abc import Sequence

from pb_core.domain.plots.resolved_layers import LayerData
from pb_core.domain.plots.statistics.row_transforms import numbers
from pb_core.domain.plots.suggestions import refuse


def single_value(data: LayerData, field: str, rows: Sequence[int]) -> float:
    """The one value of a field of numbers in these rows; raises ``InvalidSpec`` where there is none or more than one.

    Rows without a value do not count.
    """
    column = numbers(data.table, field)
    known = {value for value in map(column.__getitem__, rows) if value is not None}
    if len(known) == 1:
        return float(known.pop())
    if not known:
        refuse(f"The field {field!r} has no value to show: the data is not enough for it, or it was not asked for.")
    return refuse(
        f"The field {field!r} has {len(known)} different values; a line or note needs one that is the same for all."
    )
