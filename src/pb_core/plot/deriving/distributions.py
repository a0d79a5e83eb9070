"""Density and ecdf: how the values of a group are distributed."""

from bisect import bisect_right

from pb_core.plot.deriving.rows import (
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
from pb_core.plot.estimates import kernel
from pb_core.plot.estimates.summaries import silverman
from pb_core.plot.naming import column_of
from pb_core.plot.transforms import Density, Ecdf
from pb_core.tables.table import Table


def density(table: Table, transform: Density) -> Table:
    """The kernel density of each group with at least two different values."""
    values = numbers(table, transform.field)
    keys: list[Key] = []
    points: list[float] = []
    heights: list[float] = []
    for key, rows in grouped(table, transform.groupby, complete_rows(values)).items():
        ascending = sorted(picked(values, rows))
        if ascending[0] == ascending[-1]:
            continue
        width = transform.bandwidth or silverman(ascending)
        grid, sums = kernel.curve(ascending, width, transform.cut * width, transform.steps)
        keys += [key] * len(grid)
        points += grid
        heights += kernel.normed(sums, len(ascending), width)
    return _curve(table, transform, keys, points, heights)


def ecdf(table: Table, transform: Ecdf) -> Table:
    """The share of values not above each different value of a group."""
    values = numbers(table, transform.field, times=True)
    keys: list[Key] = []
    steps: list[float] = []
    shares: list[float] = []
    for key, rows in grouped(table, transform.groupby, complete_rows(values)).items():
        ascending = sorted(picked(values, rows))
        different = list(dict.fromkeys(ascending))
        keys += [key] * len(different)
        steps += different
        shares += [bisect_right(ascending, value) / len(ascending) for value in different]
    return _curve(table, transform, keys, steps, shares)


def _curve(
    table: Table, transform: Density | Ecdf, keys: list[Key], values: list[float], heights: list[float]
) -> Table:
    value = column_like(column_of(table, transform.field), transform.as_[0], values)
    height = number_column(transform.as_[1], heights)
    return with_columns(table, group_columns(table, transform.groupby, keys), [value, height])
