"""Regression: a least-squares line per group with the interval of its mean."""

import math

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
from pb_core.plot.estimates.fitting import LineFit, fit_line
from pb_core.plot.naming import column_of
from pb_core.plot.transforms import Regression
from pb_core.tables.table import Table


def regression(table: Table, transform: Regression) -> Table:
    """The fitted line of each group on equally spaced x."""
    keys: list[Key] = []
    rows: list[tuple[float, float, float, float]] = []
    for key, (fit, low, high) in fits(table, transform).items():
        for point in kernel.grid(low, high, transform.steps):
            value, below, above = fit.at(point)
            if transform.log_y:
                value, below, above = 10**value, 10**below, 10**above
            keys.append(key)
            rows.append((10**point if transform.log_x else point, value, below, above))
    across, upward = column_of(table, transform.x), column_of(table, transform.y)
    made = list(zip(*rows, strict=True)) if rows else [()] * 4
    columns = [
        column_like(across if place == 0 else upward, name, values)
        for place, (name, values) in enumerate(zip(transform.as_, made, strict=True))
    ]
    return with_columns(table, group_columns(table, transform.groupby, keys), columns)


def fits(table: Table, transform: Regression) -> dict[Key, tuple[LineFit, float, float]]:
    """The fit of each group that has one, with the smallest and largest x, all in the fitted units."""
    across = numbers(table, transform.x, times=not transform.log_x)
    upward = numbers(table, transform.y)
    found: dict[Key, tuple[LineFit, float, float]] = {}
    for key, rows in grouped(table, transform.groupby, complete_rows(across, upward)).items():
        pairs = [
            (math.log10(x) if transform.log_x else x, math.log10(y) if transform.log_y else y)
            for x, y in zip(picked(across, rows), picked(upward, rows), strict=True)
            if (x > 0 or not transform.log_x) and (y > 0 or not transform.log_y)
        ]
        x, y = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        fit = fit_line(x, y, transform.level)
        if fit is not None:
            found[key] = (fit, min(x), max(x))
    return found
