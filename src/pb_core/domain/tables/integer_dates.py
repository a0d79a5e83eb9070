"""Dates written as whole numbers: 20230101, 202301, and seconds or milliseconds since 1970.

They are dates only where every value fits; what was assumed is a note. Where the column's name says that it holds
dates and only some of the values fit, the column is not shown at all.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.raw_values import shown
from pb_core.domain.tables.table import Cell, Column, ColumnType, TimeUnit

_DATES = word_set("date dates day days datum yyyymmdd ymd dt")
_MONTHS = word_set("month months yyyymm ym period date")
_CLOCKS = word_set("timestamp timestamps ts epoch unix unixtime time datetime date created updated at posted")
_FEW = 3
"""So many different days tell a date without the column's name."""

_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_FIRST_EPOCH, _LAST_EPOCH = 315_532_800, 4_102_444_800  # 1980 to 2100


class _Reading(Struct, frozen=True):
    """A way to write dates as numbers: which names suggest it, what a number means, and the note about it."""

    names: frozenset[str]
    read: Callable[[int | float], float | None]
    unit: TimeUnit
    note: str
    unnamed: bool = False


def _day(value: float) -> float | None:
    whole = int(value)
    if whole != value or not _FIRST_YEAR * 10_000 < whole < _LAST_YEAR * 10_000:
        return None
    return _moment(whole // 10_000, whole // 100 % 100, whole % 100)


def _month(value: float) -> float | None:
    whole = int(value)
    if whole != value or not _FIRST_YEAR * 100 < whole < _LAST_YEAR * 100:
        return None
    return _moment(whole // 100, whole % 100, 1)


def _moment(year: int, month: int, day: int) -> float | None:
    try:
        return int(datetime(year, month, day, tzinfo=UTC).timestamp())
    except ValueError:  # the 30th of February
        return None


def _seconds(scale: int) -> Callable[[int | float], float | None]:
    def read(value: float) -> float | None:
        if not _FIRST_EPOCH <= value / scale < _LAST_EPOCH:
            return None
        return value if scale == 1 else int(value // scale) if value % scale == 0 else value / scale

    return read


_READINGS = (
    _Reading(_DATES, _day, TimeUnit.DAY, "numbers such as {first} are read as dates, year, month and day", True),
    _Reading(_MONTHS, _month, TimeUnit.MONTH, "numbers such as {first} are read as year and month"),
    _Reading(_CLOCKS, _seconds(1), TimeUnit.SECOND, "numbers such as {first} are read as seconds since 1970 (UTC)"),
    _Reading(
        _CLOCKS, _seconds(1_000), TimeUnit.SECOND, "numbers such as {first} are read as milliseconds since 1970 (UTC)"
    ),
)


def with_dates(column: Column) -> tuple[Column, str]:
    """The column with whole numbers that are dates as times, and a note of what was assumed; else as it is.

    A column whose name suggests dates and of which only some values fit comes back with ``unread`` set.
    """
    values = [cell for cell in column.values if isinstance(cell, int | float) and not isinstance(cell, bool)]
    if column.type is not ColumnType.NUMBER or column.unit or not values:
        return column, ""
    words = frozenset(words_of(column.name))
    for reading in _READINGS:
        named = bool(words & reading.names)
        if not named and not (reading.unnamed and len(set(values)) >= _FEW):
            continue
        moments = {value: reading.read(value) for value in values}
        strays = [value for value, moment in moments.items() if moment is None]
        if not strays:
            return _read(column, moments, reading), f"{shown(column.name)}: {reading.note.format(first=values[0])}"
        if len(strays) * 2 <= len(moments):
            return replace(column, unread=_sentence(column, strays, reading, values)), ""
    return column, ""


def _read(column: Column, moments: dict[int | float, float | None], reading: _Reading) -> Column:
    cells: tuple[Cell, ...] = tuple(moments[cell] if isinstance(cell, int | float) else None for cell in column.values)
    return replace(column, type=ColumnType.TIME, values=cells, time_unit=reading.unit)


def _sentence(column: Column, strays: Sequence[int | float], reading: _Reading, values: Sequence[int | float]) -> str:
    row = column.values.index(strays[0]) + 1
    first = next(value for value in values if value not in strays)
    return (
        f"{shown(column.name)} cannot be read as dates: {reading.note.format(first=first)}, and {strays[0]} in row "
        f"{row} is none; write dates as 2024-12-31"
    )
