"""What all transforms do with a table: its numbers, its groups, some of its rows, and new columns."""

import math
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pb_core.errors import InvalidSpec
from pb_core.plot.naming import column_of
from pb_core.tables.table import Cell, Column, ColumnType, Table

Numbers = Sequence[float | None]
Key = tuple[Cell, ...]


def numbers(table: Table, name: str, *, times: bool = False) -> Numbers:
    """A field as numbers, booleans being 1 and 0; times only where allowed; raises ``InvalidSpec`` for other types."""
    column = column_of(table, name)
    if column.type is ColumnType.TEXT or (column.type is ColumnType.TIME and not times):
        message = f"The field {name!r} holds {column.type}s, and numbers are needed."
        raise InvalidSpec(message.replace("times", "times of day or dates").replace("texts", "text"))
    return column.values  # type: ignore[return-value]  # checked: no text in a column of numbers, booleans or times


def complete_rows(*columns: Sequence[Cell]) -> Sequence[int]:
    """The indices of the rows where no column is missing."""
    if all(None not in column for column in columns):
        return range(len(columns[0]))
    return [index for index, cells in enumerate(zip(*columns, strict=True)) if None not in cells]


def grouped(table: Table, groupby: Sequence[str], rows: Iterable[int]) -> dict[Key, list[int]]:
    """The rows of each group, groups in the order of their first row."""
    if len(set(groupby)) < len(groupby):
        message = f"groupby names a field twice: {', '.join(groupby)}."
        raise InvalidSpec(message)
    columns = [column_of(table, name).values for name in groupby]
    groups: dict[Key, list[int]] = {}
    if len(columns) == 0:
        members = list(rows)
        return {(): members} if members else {}
    for row in rows:
        groups.setdefault(tuple([values[row] for values in columns]), []).append(row)
    return groups


def take(table: Table, rows: Sequence[int]) -> Table:
    """The table with these rows only, in this order."""
    if isinstance(rows, range) and len(rows) == table.rows:
        return table
    return replace(
        table,
        columns=tuple(replace(column, values=tuple(map(column.values.__getitem__, rows))) for column in table.columns),
    )


def group_columns(table: Table, groupby: Sequence[str], keys: Sequence[Key]) -> list[Column]:
    """The ``groupby`` columns of a new table whose rows have these keys."""
    return [
        replace(column_of(table, name), values=tuple(key[place] for key in keys)) for place, name in enumerate(groupby)
    ]


def column_like(source: Column, name: str, values: Iterable[Cell]) -> Column:
    """A new column with values of ``source``: its unit, and times where it holds times; else numbers."""
    kind = source.type if source.type is ColumnType.TIME else ColumnType.NUMBER
    return Column(name=name, type=kind, values=tuple(values), unit=source.unit, time_unit=source.time_unit)


def number_column(name: str, values: Iterable[Cell], unit: str = "") -> Column:
    """A new column of numbers."""
    return Column(name=name, type=ColumnType.NUMBER, values=tuple(values), unit=unit)


def with_columns(table: Table, kept: Iterable[Column], made: Iterable[Column]) -> Table:
    """The table with these columns instead; raises ``InvalidSpec`` for a name that stands twice or an infinity."""
    old, new = tuple(kept), tuple(made)
    seen = {column.name for column in old}
    for column in new:
        if column.name in seen:
            message = f"A transform would make a second column named {column.name!r}; give it another name in 'as'."
            raise InvalidSpec(message)
        seen.add(column.name)
        if any(isinstance(value, float) and not math.isfinite(value) for value in column.values):
            message = f"The values of {column.name!r} are too large to compute with."
            raise InvalidSpec(message)
    return replace(table, columns=(*old, *new))


def picked(values: Sequence[Cell], rows: Iterable[int]) -> list[float]:
    """The values of these rows as numbers; none is missing."""
    return [values[row] for row in rows]  # type: ignore[misc]  # the caller chose rows that hold numbers
