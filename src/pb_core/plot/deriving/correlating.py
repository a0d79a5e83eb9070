"""Correlation: Pearson's r of every pair of fields."""

from pb_core.plot.deriving.rows import complete_rows, number_column, numbers, picked, with_columns
from pb_core.plot.estimates.fitting import pearson
from pb_core.plot.transforms import Correlation
from pb_core.tables.table import Cell, Column, ColumnType, Table


def correlation(table: Table, transform: Correlation) -> Table:
    """The matrix of correlations, long; without rows there are none."""
    fields = transform.fields
    columns = [numbers(table, name) for name in fields]
    found: dict[tuple[int, int], float | None] = {}
    for row, first in enumerate(columns):
        for place in range(row, len(columns)):
            shared = complete_rows(first, columns[place])
            r = pearson(picked(first, shared), picked(columns[place], shared))
            r = 1.0 if r is not None and place == row else r
            found[row, place] = found[place, row] = r
    values: list[Cell] = [found[a, b] for a in range(len(fields)) for b in range(len(fields))]
    names = tuple(name for name in fields for _ in fields), fields * len(fields)
    text = [
        Column(name=name, type=ColumnType.TEXT, values=cells)
        for name, cells in zip(transform.as_[:2], names, strict=True)
    ]
    return with_columns(table, [], [*text, number_column(transform.as_[2], values)])
