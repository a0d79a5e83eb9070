"""Hexagons: rows counted in a honeycomb over two fields."""

import math
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from pb_core.domain.plots.estimators import Hexbin
from pb_core.domain.plots.statistics.row_transforms import (
    Key,
    column_like,
    complete_rows,
    group_columns,
    grouped,
    number_column,
    numbers,
    picked,
    with_columns,
)
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.tables.table import Table
from pb_core.errors import InvalidSpec

_NARROWEST = 1e-12  # of the numbers
Middle = tuple[float, float]
"""The middle of a hexagon in units of the honeycomb: down and across, so that they sort row by row."""


class Side(Struct, frozen=True, kw_only=True):
    """One side of the honeycomb: where it starts, and its unit in the field's."""

    start: float
    unit: float

    def place(self, value: float) -> float:
        """A value in units."""
        return (value - self.start) / self.unit

    def value(self, place: float) -> float:
        """A place in the field's unit."""
        return self.start + place * self.unit


def hexbin(table: Table, transform: Hexbin) -> Table:
    """The hexagons that hold rows, per group."""
    across, up = numbers(table, transform.x), numbers(table, transform.y)
    rows = complete_rows(across, up)
    keys: list[Key] = []
    made: list[tuple[float, float, float, float, int]] = []
    if rows:
        x = _side(picked(across, rows), transform.x, transform.columns)
        y = _side(picked(up, rows), transform.y, transform.down)
        for key, members in grouped(table, transform.groupby, rows).items():
            pairs = zip(picked(across, members), picked(up, members), strict=True)
            counts = Counter(_middle(x.place(a), y.place(b), transform.columns - 1) for a, b in pairs)
            keys += [key] * len(counts)
            made += [
                (
                    x.value(u - 0.5), x.value(u + 0.5), y.value(v - 2 / 3), y.value(v + 2 / 3), counts[v, u],
                )
                for v, u in sorted(counts)
            ]  # fmt: skip
    columns = list(zip(*made, strict=True)) if made else [()] * 5
    sources = [column_of(table, name) for name in (transform.x, transform.x, transform.y, transform.y)]
    ends = (column_like(*column) for column in zip(sources, transform.as_[:4], columns[:4], strict=True))
    return with_columns(
        table, group_columns(table, transform.groupby, keys), [*ends, number_column(transform.as_[4], columns[4])]
    )


def _side(values: Sequence[float], name: str, count: int) -> Side:
    low, high = min(values), max(values)
    if not _NARROWEST * max(abs(low), abs(high)) < high - low < math.inf:
        wrong = "are too far apart" if high - low == math.inf else "are all equal"
        raise InvalidSpec(f"The values of {name!r} {wrong}; no hexagons can be laid over them.")
    return Side(start=low, unit=(high - low) / count)


def _middle(u: float, v: float, last: int) -> Middle:
    first = math.floor(u + 0.5), 2 * math.floor(v / 2 + 0.5)
    second = min(math.floor(u), last) + 0.5, 2 * math.floor(v / 2) + 1
    apart = [(u - across) ** 2 + 0.75 * (v - down) ** 2 for across, down in (first, second)]
    across, down = second if apart[1] < apart[0] else first
    return float(down), float(across)
