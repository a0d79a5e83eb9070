"""Moments as specifications write them: texts, years, milliseconds, and objects of their parts."""

from datetime import UTC, datetime
from typing import Any

from pb_adapters.notation.vega_lite.parts import refusal, refuse
from pb_core.domain.plots.statistics.periods import MONTHS
from pb_core.domain.request_rules import shown
from pb_core.domain.tables.table import Column, TimeUnit
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, times_of, year_of, year_text

_PARTS = ("year", "month", "date", "hours", "minutes", "seconds", "milliseconds", "quarter")
_LATEST = 1e14


def seconds_of(value: object, column: Column, path: str) -> float:
    """The seconds since 1970 UTC of a moment that is compared with a column of times.

    A whole number from 1000 to 2999 is a year where the column holds years; other numbers are milliseconds.
    """
    match value:
        case bool() | None:
            pass
        case int() | float() if column.time_unit is TimeUnit.YEAR and MIN_YEAR <= value <= MAX_YEAR:
            return year_of(int(value))
        case int() | float() if abs(value) < _LATEST:
            return value / 1000
        case str():
            return _of_text(value, path)
        case dict():
            return _of_parts(value, path)
    raise refusal(
        path, f"{shown(column.name)} holds times: compare it with a year, a text such as 2024-12-31 or a date object"
    )


def _of_text(text: str, path: str) -> float:
    plain = text.strip()
    year = year_text(plain)
    if year is not None:
        return year_of(year)
    times = times_of([plain])
    if times is None:
        refuse(path, f"{shown(text)} is no date that is read: write it as 2024-12-31")
    return times.moments[plain]


def _of_parts(parts: dict[str, Any], path: str) -> float:
    for name, part in parts.items():
        if name not in _PARTS and name != "utc":
            refuse(path, f"a date has no {shown(name)}: it has {', '.join(_PARTS)}")
        if name not in {"month", "utc"} and (isinstance(part, bool) or not isinstance(part, int)):
            refuse(path, f"the {name} of a date must be a whole number")
    if "year" not in parts:
        refuse(path, "a date needs its year: dates of no year have no place on an axis")
    quarter = parts.get("quarter", 1)
    month = _month(parts["month"], path) if "month" in parts else quarter * 3 - 2
    clock = (parts.get("hours", 0), parts.get("minutes", 0), parts.get("seconds", 0))
    try:
        moment = datetime(parts["year"], month, parts.get("date", 1), *clock, tzinfo=UTC)
    except (ValueError, OverflowError):
        refuse(path, "is no date of the calendar")
    return moment.timestamp() + int(parts.get("milliseconds", 0)) / 1000


def _month(value: object, path: str) -> int:
    if isinstance(value, str) and value[:3].title() in MONTHS:
        return MONTHS.index(value[:3].title()) + 1
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise refusal(path, "the month of a date must be a number from 1 to 12, or a name")
