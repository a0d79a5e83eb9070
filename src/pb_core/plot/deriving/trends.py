"""Regression: a least-squares line per group with the interval of its mean."""

import math
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_core.plot.deriving.rows import (
    Key,
    column_like,
    complete_rows,
    group_columns,
    grouped,
    numbers,
    picked,
    with_columns,
)
from pb_core.plot.estimates import kernel
from pb_core.plot.estimates.fitting import LineFit, fit_line, logarithms
from pb_core.plot.naming import column_of
from pb_core.plot.transforms import Regression
from pb_core.tables.table import Table


class Side(Struct, frozen=True, kw_only=True):
    """One side of a fit: the numbers that are fitted, and how to get back to the units of the field.

    ``base`` is the number whose multiples' logarithms are fitted, ``None`` where the field itself is.
    """

    fitted: Sequence[float]
    base: float | None

    def value(self, fitted: float) -> float:
        """A fitted number in the units of the field; raises ``OverflowError`` past the largest float."""
        return fitted if self.base is None else self.base * 10**fitted

    @property
    def origin(self) -> float:
        """What lies between a fitted number and the field or its logarithm."""
        return 0.0 if self.base is None else math.log10(self.base)


class Trend(Struct, frozen=True, kw_only=True):
    """The fit of one group."""

    x: Side
    y: Side
    fit: LineFit

    @property
    def intercept(self) -> float:
        """Where the line crosses x = 0, in the units of the field or of its logarithm."""
        return self.y.origin + self.fit.intercept - self.fit.slope * self.x.origin

    def points(self, steps: int) -> Iterator[tuple[float, float, float, float]]:
        """Equally spaced x from the smallest to the largest, the line there and the ends of its interval."""
        for x in kernel.grid(min(self.x.fitted), max(self.x.fitted), steps):
            value, low, high = map(self.y.value, self.fit.at(x))
            yield self.x.value(x), value, low, high


def regression(table: Table, transform: Regression) -> Table:
    """The fitted line of each group on equally spaced x."""
    keys: list[Key] = []
    rows: list[tuple[float, float, float, float]] = []
    for key, trend in trends(table, transform).items():
        rows += trend.points(transform.steps)
        keys += [key] * transform.steps
    across, upward = column_of(table, transform.x), column_of(table, transform.y)
    made = list(zip(*rows, strict=True)) if rows else [()] * 4
    columns = [
        column_like(across if place == 0 else upward, name, values)
        for place, (name, values) in enumerate(zip(transform.as_, made, strict=True))
    ]
    return with_columns(table, group_columns(table, transform.groupby, keys), columns)


def trends(table: Table, transform: Regression) -> dict[Key, Trend]:
    """The fit of each group that has one."""
    across = numbers(table, transform.x, times=not transform.log_x)
    upward = numbers(table, transform.y)
    found: dict[Key, Trend] = {}
    for key, rows in grouped(table, transform.groupby, complete_rows(across, upward)).items():
        pairs = [
            (x, y)
            for x, y in zip(picked(across, rows), picked(upward, rows), strict=True)
            if (x > 0 or not transform.log_x) and (y > 0 or not transform.log_y)
        ]
        x = _side([pair[0] for pair in pairs], logarithmic=transform.log_x)
        y = _side([pair[1] for pair in pairs], logarithmic=transform.log_y)
        fit = fit_line(x.fitted, y.fitted, transform.level)
        if fit is not None:
            found[key] = Trend(x=x, y=y, fit=fit)
    return found


def _side(values: Sequence[float], *, logarithmic: bool) -> Side:
    if not logarithmic or not values:
        return Side(fitted=values, base=None)
    return Side(fitted=logarithms(values, values[0]), base=values[0])
