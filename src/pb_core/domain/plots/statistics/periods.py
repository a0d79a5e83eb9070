"""Periods: the year, month, weekday or hour that a time lies in, as ``transforms`` defines them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pb_core.domain.plots.statistics.row_transforms import complete_rows, take, with_columns
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.plots.transforms import Period, PeriodUnit
from pb_core.domain.tables.table import Cell, Column, ColumnType, Table, TimeUnit
from pb_core.errors import InvalidSpec

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
QUARTERS = ("Q1", "Q2", "Q3", "Q4")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

PERIOD_NAMES = {PeriodUnit.QUARTER: QUARTERS, PeriodUnit.MONTH: MONTHS, PeriodUnit.DAY: WEEKDAYS}
"""The periods that come again and have names, in their natural order."""

PERIOD_STARTS = {
    PeriodUnit.YEAR: TimeUnit.YEAR,
    PeriodUnit.YEAR_QUARTER: TimeUnit.MONTH,
    PeriodUnit.YEAR_MONTH: TimeUnit.MONTH,
    PeriodUnit.YEAR_MONTH_DATE: TimeUnit.DAY,
    PeriodUnit.YEAR_MONTH_DATE_HOURS: TimeUnit.SECOND,
    PeriodUnit.YEAR_MONTH_DATE_HOURS_MINUTES: TimeUnit.SECOND,
}
"""The periods that begin at a moment, and how finely that moment is written."""

_FLOORS: dict[PeriodUnit, Callable[[datetime], datetime]] = {
    PeriodUnit.YEAR: lambda time: datetime(time.year, 1, 1, tzinfo=UTC),
    PeriodUnit.YEAR_QUARTER: lambda time: datetime(time.year, time.month - (time.month - 1) % 3, 1, tzinfo=UTC),
    PeriodUnit.YEAR_MONTH: lambda time: datetime(time.year, time.month, 1, tzinfo=UTC),
    PeriodUnit.YEAR_MONTH_DATE: lambda time: datetime(time.year, time.month, time.day, tzinfo=UTC),
    PeriodUnit.YEAR_MONTH_DATE_HOURS: lambda time: time.replace(minute=0, second=0, microsecond=0),
    PeriodUnit.YEAR_MONTH_DATE_HOURS_MINUTES: lambda time: time.replace(second=0, microsecond=0),
}
_PARTS: dict[PeriodUnit, Callable[[datetime], Cell]] = {
    PeriodUnit.QUARTER: lambda time: QUARTERS[(time.month - 1) // 3],
    PeriodUnit.MONTH: lambda time: MONTHS[time.month - 1],
    PeriodUnit.DAY: lambda time: WEEKDAYS[time.weekday()],
    PeriodUnit.WEEK: lambda time: time.isocalendar().week,
    PeriodUnit.DATE: lambda time: time.day,
    PeriodUnit.DAY_OF_YEAR: lambda time: time.timetuple().tm_yday,
    PeriodUnit.HOURS: lambda time: time.hour,
    PeriodUnit.MINUTES: lambda time: time.minute,
}


def period(table: Table, transform: Period) -> Table:
    """The rows that have a time, with the period that it lies in."""
    column = column_of(table, transform.field)
    if column.type is not ColumnType.TIME:
        raise InvalidSpec(f"The field {transform.field!r} holds {column.type}s, and a period needs times.")
    kept = take(table, complete_rows(column.values))
    known = {cell: _period_of(cell, transform.unit) for cell in dict.fromkeys(column_of(kept, column.name).values)}
    values = [known[cell] for cell in column_of(kept, column.name).values]
    return with_columns(kept, kept.columns, [_column(transform, values)])


def _period_of(cell: Cell, unit: PeriodUnit) -> Cell:
    moment = _EPOCH + timedelta(seconds=cell)  # type: ignore[arg-type]  # a column of times, none missing
    if unit in _PARTS:
        return _PARTS[unit](moment)
    return int((_FLOORS[unit](moment) - _EPOCH).total_seconds())


def _column(transform: Period, values: list[Cell]) -> Column:
    if transform.unit in PERIOD_STARTS:
        started = PERIOD_STARTS[transform.unit]
        return Column(name=transform.as_, type=ColumnType.TIME, values=tuple(values), time_unit=started)
    if transform.unit in PERIOD_NAMES:
        order = PERIOD_NAMES[transform.unit]
        return Column(name=transform.as_, type=ColumnType.TEXT, values=tuple(values), order=order)
    return Column(name=transform.as_, type=ColumnType.NUMBER, values=tuple(values))
