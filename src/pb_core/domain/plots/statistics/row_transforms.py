"""Rows of a table in groups, and the transforms that select, reshape and order them."""

import math
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pb_core.domain.plots.estimators import Schedule
from pb_core.domain.plots.label_text import category_text
from pb_core.domain.plots.statistics.estimates import moving_means
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.plots.transforms import Filter, Fold, Limit, Pareto, Smooth
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table
from pb_core.errors import InvalidSpec

Numbers = Sequence[float | None]
Key = tuple[Cell, ...]


def numbers(table: Table, name: str, *, times: bool = False) -> Numbers:
    """A field as numbers, booleans being 1 and 0; times only where allowed; raises ``InvalidSpec`` for other types."""
    column = column_of(table, name)
    if column.type is ColumnType.TEXT or (column.type is ColumnType.TIME and not times):
        raise InvalidSpec(
            f"The field {name!r} holds {column.type}s, and numbers are needed.".replace(
                "times", "times of day or dates"
            ).replace("texts", "text")
        )
    return column.values  # type: ignore[return-value]  # checked: no text in a column of numbers, booleans or times


def complete_rows(*columns: Sequence[Cell]) -> Sequence[int]:
    """The indices of the rows where no column is missing."""
    if all(None not in column for column in columns):
        return range(len(columns[0]))
    return [index for index, cells in enumerate(zip(*columns, strict=True)) if None not in cells]


def grouped(table: Table, groupby: Sequence[str], rows: Iterable[int]) -> dict[Key, list[int]]:
    """The rows of each group, groups in the order of their first row."""
    if len(set(groupby)) < len(groupby):
        raise InvalidSpec(f"groupby names a field twice: {', '.join(groupby)}.")
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
            raise InvalidSpec(
                f"A transform would make a second column named {column.name!r}; give it another name in 'as'."
            )
        seen.add(column.name)
        if any(isinstance(value, float) and not math.isfinite(value) for value in column.values):
            raise InvalidSpec(f"The values of {column.name!r} are too large to compute with.")
    return replace(table, columns=(*old, *new))


def picked(values: Sequence[Cell], rows: Iterable[int]) -> list[float]:
    """The values of these rows as numbers; none is missing."""
    return [values[row] for row in rows]  # type: ignore[misc]  # the caller chose rows that hold numbers


def filter_rows(table: Table, transform: Filter) -> Table:
    """The rows that meet every condition."""
    column = column_of(table, transform.field)
    rows = complete_rows(column.values)
    if transform.one_of:
        wanted = set(transform.one_of)
        rows = [row for row in rows if category_text(column.values[row], column) in wanted]
    if transform.none_of:
        unwanted = set(transform.none_of)
        rows = [row for row in rows if category_text(column.values[row], column) not in unwanted]
    if any(bound is not None for bound in (transform.low, transform.high, transform.above, transform.below)):
        values = numbers(table, transform.field, times=True)
        rows = [row for row, value in zip(rows, picked(values, rows), strict=True) if _within(value, transform)]
    return take(table, rows)


def _within(value: float, bounds: Filter) -> bool:
    """Whether a value lies within the bounds of a filter."""
    return (
        (bounds.low is None or value >= bounds.low)
        and (bounds.high is None or value <= bounds.high)
        and (bounds.above is None or value > bounds.above)
        and (bounds.below is None or value < bounds.below)
    )


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
        raise InvalidSpec("fold names a field twice.")
    kinds = {column.type for column in columns}
    if len(kinds) > 1:
        raise InvalidSpec(f"fold needs fields of one type, and these are {', '.join(sorted(kinds))}.")
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


def smooth(table: Table, transform: Smooth) -> Table:
    """The rows by group and order, with the centred moving average."""
    if transform.window % 2 == 0:
        raise InvalidSpec(f"The window of a moving average must be odd, and {transform.window} is even.")
    values, order = numbers(table, transform.field), numbers(table, transform.order, times=True)
    reach = transform.window // 2
    rows: list[int] = []
    averages: list[float] = []
    for members in grouped(table, transform.groupby, complete_rows(values, order)).values():
        position = dict(zip(members, picked(order, members), strict=True))
        ordered = sorted(members, key=position.__getitem__)
        sample = picked(values, ordered)
        rows += ordered
        averages += moving_means(sample, reach)
    added = column_like(column_of(table, transform.field), transform.as_, averages)
    return with_columns(table, take(table, rows).columns, [added])


def schedule(table: Table, transform: Schedule) -> Table:
    """Every row, with the start and end of a task or the place of a milestone."""
    first, last = column_of(table, transform.start), column_of(table, transform.end)
    starts, ends = (numbers(table, column.name, times=True) for column in (first, last))
    if (first.type is ColumnType.TIME) != (last.type is ColumnType.TIME):
        raise InvalidSpec(f"{first.name!r} and {last.name!r} must both hold times, or both numbers.")
    made: list[tuple[Cell, Cell, Cell]] = []
    for row, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        if start is not None and end is not None and end < start:
            said = category_text(end, last), category_text(start, first)
            raise InvalidSpec(f"Row {row} ends ({said[0]}) before it starts ({said[1]}).")
        task = start is not None and end is not None and start < end
        made.append((start, end, None) if task else (None, None, end if start is None else start))
    columns = list(zip(*made, strict=True)) if made else [()] * 3
    added = (column_like(first, name, values) for name, values in zip(transform.as_, columns, strict=True))
    return with_columns(table, table.columns, added)
