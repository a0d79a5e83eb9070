"""Data as the product reads them: columns with their types, first rows, what is not understood, and phrases to try."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from pb_core.domain.tables.table import Cell, Column, ColumnType, Table, TimeUnit

ROWS_SHOWN, COLUMNS_SHOWN, LONGEST_CELL = 6, 12, 60
FEW, MANY = 12, 20
"""How many different texts make a good axis, and from how many numbers on they have a distribution."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITTEN = {TimeUnit.YEAR: "%Y", TimeUnit.MONTH: "%Y-%m", TimeUnit.DAY: "%Y-%m-%d"}


class ColumnView(Struct, frozen=True, kw_only=True):
    """A column: what its values are, how many are missing, and in a sentence which cannot be read."""

    name: str
    type: str
    unit: str
    missing: int
    unread: str
    is_number: bool


class TableView(Struct, frozen=True, kw_only=True):
    """The beginning of a table; ``more_columns`` are not shown. ``notes`` say in sentences what was assumed."""

    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[str, ...], ...]
    row_count: int
    more_columns: int
    notes: tuple[str, ...]
    phrases: tuple[str, ...]


def table_view(table: Table) -> TableView:
    """What a page shows of a table."""
    shown = table.columns[:COLUMNS_SHOWN]
    return TableView(
        columns=tuple(map(_column, shown)),
        rows=tuple(
            tuple(_cell(column.values[row], column) for column in shown) for row in range(min(ROWS_SHOWN, table.rows))
        ),
        row_count=table.rows,
        more_columns=len(table.columns) - len(shown),
        notes=table.notes,
        phrases=tuple(dict.fromkeys(phrases(table))),
    )


def phrases(table: Table) -> Iterator[str]:
    """Intents that fit the columns, in the words that the built-in rules know; results mostly stand last."""
    numbers, times = _names(table, ColumnType.NUMBER), _names(table, ColumnType.TIME)
    texts = [name for name in _names(table, ColumnType.TEXT) if _is_axis(table, name)]
    if not numbers:
        return
    measure = _spoken(numbers[-1])
    if texts:
        yield f"bars of mean {measure} by {texts[0]}"
    if len(texts) > 1:
        yield f"grouped bars of mean {measure} by {texts[0]} and {texts[1]}"
    if times:
        yield f"line of {measure} over {times[0]}"
    if len(numbers) > 1:
        yield f"scatter of {measure} against {_spoken(numbers[-2])}"
    if table.rows >= MANY:
        yield f"histogram of {measure}"


def _names(table: Table, kind: ColumnType) -> list[str]:
    """The columns of a type that a phrase can name."""
    return [
        column.name
        for column in table.columns
        if column.type is kind and not column.unread and column.error_of is None and _is_plain(_spoken(column.name))
    ]


def _is_axis(table: Table, name: str) -> bool:
    column = table.column(name)
    return column is not None and 1 < len(set(column.values)) <= FEW


def _spoken(name: str) -> str:
    """A name without the unit in brackets behind it."""
    return name.partition(" (")[0]


def _is_plain(name: str) -> bool:
    """Whether a name can stand in an intent as it is."""
    return bool(name) and all(letter.isalnum() or letter in " _-" for letter in name)


def _column(column: Column) -> ColumnView:
    return ColumnView(
        name=column.name,
        type=column.type.value if column.error_of is None else f"{column.role or 'error'} of {column.error_of}",
        unit=column.unit,
        missing=sum(value is None for value in column.values),
        unread=column.unread,
        is_number=column.type is ColumnType.NUMBER,
    )


def _cell(value: Cell, column: Column) -> str:
    if value is None:
        return ""
    if column.type is ColumnType.TIME and isinstance(value, int | float):
        moment = _EPOCH + timedelta(seconds=value)
        return moment.strftime(_WRITTEN.get(column.time_unit or TimeUnit.SECOND, "%Y-%m-%d %H:%M:%S"))
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
