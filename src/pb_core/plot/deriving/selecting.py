"""Transforms that choose rows or turn columns into rows: filter, limit, pareto, fold."""

from msgspec.structs import replace

from pb_core.errors import InvalidSpec
from pb_core.plot.deriving.rows import complete_rows, numbers, picked, take, with_columns
from pb_core.plot.naming import column_of
from pb_core.plot.transforms import Filter, Fold, Limit, Pareto
from pb_core.plot.wording import category_text
from pb_core.tables.table import Column, ColumnType, Table


def filter_rows(table: Table, transform: Filter) -> Table:
    """The rows that meet every condition."""
    column = column_of(table, transform.field)
    rows = complete_rows(column.values)
    if transform.one_of:
        wanted = set(transform.one_of)
        rows = [row for row in rows if category_text(column.values[row], column) in wanted]
    if transform.low is not None or transform.high is not None:
        values = numbers(table, transform.field, times=True)
        low = float("-inf") if transform.low is None else transform.low
        high = float("inf") if transform.high is None else transform.high
        rows = [row for row, value in zip(rows, picked(values, rows), strict=True) if low <= value <= high]
    return take(table, rows)


def limit(table: Table, transform: Limit) -> Table:
    """The rows with the largest or smallest values, in their order."""
    values = numbers(table, transform.field, times=True)
    rows = complete_rows(values)
    sign = -1 if transform.pick == "largest" else 1
    keys = dict(zip(rows, picked(values, rows), strict=True))
    return take(table, sorted(sorted(rows, key=lambda row: sign * keys[row])[: transform.count]))


def pareto(table: Table, transform: Pareto) -> Table:
    """The rows that none beats, by x ascending.

    Rows are visited from the best x: a row stays when its y is the best among the rows of its x and better than
    that of every row with a better x.
    """
    across, upward = numbers(table, transform.x, times=True), numbers(table, transform.y, times=True)
    rows = complete_rows(across, upward)
    x = dict(zip(rows, picked(across, rows), strict=True))
    y = dict(zip(rows, picked(upward, rows), strict=True))
    x_sign = 1 if transform.x_best == "low" else -1
    y_sign = 1 if transform.y_best == "low" else -1
    kept: list[int] = []
    best, best_x = float("inf"), float("nan")
    for row in sorted(rows, key=lambda row: (x_sign * x[row], y_sign * y[row])):
        if y_sign * y[row] < best or (y_sign * y[row] == best and x[row] == best_x):
            best, best_x = y_sign * y[row], x[row]
            kept.append(row)
    return take(table, sorted(kept, key=lambda row: (x[row], row)))


def fold(table: Table, transform: Fold) -> Table:
    """From wide to long: the listed fields of a row become rows."""
    columns = [column_of(table, name) for name in transform.fields]
    if len(set(transform.fields)) < len(columns):
        message = "fold names a field twice."
        raise InvalidSpec(message)
    kinds = {column.type for column in columns}
    if len(kinds) > 1:
        message = f"fold needs fields of one type, and these are {', '.join(sorted(kinds))}."
        raise InvalidSpec(message)
    count, first = len(columns), columns[0]
    rest = [
        replace(column, values=tuple(value for value in column.values for _ in range(count)))
        for column in table.columns
        if column.name not in transform.fields
    ]
    values = tuple(value for row in zip(*(column.values for column in columns), strict=True) for value in row)
    key = Column(name=transform.as_[0], type=ColumnType.TEXT, values=transform.fields * table.rows)
    value = Column(
        name=transform.as_[1],
        type=first.type,
        values=values,
        unit=first.unit if len({column.unit for column in columns}) == 1 else "",
        time_unit=first.time_unit if len({column.time_unit for column in columns}) == 1 else None,
    )
    return with_columns(table, rest, [key, value])
