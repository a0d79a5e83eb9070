"""The period that each time lies in, by numpy's calendar."""

from collections.abc import Callable

import numpy as np

from pb_adapters.drawing.plots.frames.columns import Data, Vector
from pb_adapters.drawing.plots.frames.model import Floats, Ints
from pb_core.domain.plots.transforms import Period, PeriodUnit
from pb_core.domain.tables.table import ColumnType, TimeUnit

_STARTS = {
    PeriodUnit.YEAR: ("Y", TimeUnit.YEAR),
    PeriodUnit.YEAR_QUARTER: ("3M", TimeUnit.MONTH),
    PeriodUnit.YEAR_MONTH: ("M", TimeUnit.MONTH),
    PeriodUnit.YEAR_MONTH_DATE: ("D", TimeUnit.DAY),
    PeriodUnit.YEAR_MONTH_DATE_HOURS: ("h", TimeUnit.SECOND),
    PeriodUnit.YEAR_MONTH_DATE_HOURS_MINUTES: ("m", TimeUnit.SECOND),
}
_NAMES = {
    PeriodUnit.QUARTER: "Q1 Q2 Q3 Q4",
    PeriodUnit.MONTH: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    PeriodUnit.DAY: "Mon Tue Wed Thu Fri Sat Sun",
}
_MONTHS, _QUARTER, _WEEK = 12, 3, 7
_THURSDAY = 3  # 1970 began on one
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60
_MICROSECONDS = 6  # decimals of a second


def period(data: Data, transform: Period) -> Data:
    """With the period of each row's time."""
    data = data.where(transform.field)
    moments = np.round(data.column(transform.field).values, _MICROSECONDS)  # as calendars tell moments apart
    seconds = np.floor(moments).astype(np.int64)
    unit = transform.unit
    if unit in _STARTS:
        step, written = _STARTS[unit]
        starts = seconds.astype("datetime64[s]").astype(f"datetime64[{step}]").astype("datetime64[s]")
        return data.add(_vector(transform, ColumnType.TIME, starts.astype(np.int64), time_unit=written))
    parts = _parts(seconds, unit)
    if unit in _NAMES:
        names = tuple(_NAMES[unit].split())
        return data.add(_vector(transform, ColumnType.TEXT, parts, texts=names, order=names))
    return data.add(_vector(transform, ColumnType.NUMBER, parts))


def _vector(transform: Period, kind: ColumnType, values: Ints, **more: object) -> Vector:
    numbers: Floats = values.astype(np.float64)
    return Vector(name=transform.as_, type=kind, values=numbers, **more)  # type: ignore[arg-type]  # as each kind has them


def _parts(seconds: Ints, unit: PeriodUnit) -> Ints:
    """The place within the larger period: of names from 0, of numbers as they are counted."""
    match unit:
        case PeriodUnit.HOURS:
            return seconds % _DAY // _HOUR
        case PeriodUnit.MINUTES:
            return seconds % _HOUR // _MINUTE
        case _:
            return _PARTS[unit](np.floor_divide(seconds, _DAY))


def _since(days: Ints, unit: str) -> Ints:
    """Whole months or years since 1970."""
    found: Ints = days.astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int64)
    return found


def _first_day(periods: Ints, unit: str) -> Ints:
    found: Ints = periods.astype(f"datetime64[{unit}]").astype("datetime64[D]").astype(np.int64)
    return found


def _iso_week(days: Ints) -> Ints:
    """The week of the year that holds its Thursday."""
    thursdays = days - (days + _THURSDAY) % _WEEK + _THURSDAY
    return (thursdays - _first_day(_since(thursdays, "Y"), "Y")) // _WEEK + 1


_PARTS: dict[PeriodUnit, Callable[[Ints], Ints]] = {
    PeriodUnit.QUARTER: lambda days: _since(days, "M") % _MONTHS // _QUARTER,
    PeriodUnit.MONTH: lambda days: _since(days, "M") % _MONTHS,
    PeriodUnit.WEEK: _iso_week,
    PeriodUnit.DAY: lambda days: (days + _THURSDAY) % _WEEK,
    PeriodUnit.DATE: lambda days: days - _first_day(_since(days, "M"), "M") + 1,
    PeriodUnit.DAY_OF_YEAR: lambda days: days - _first_day(_since(days, "Y"), "Y") + 1,
}
"""What days since 1970 are within the larger period."""
