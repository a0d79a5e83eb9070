"""Ticks of temporal axes: whole seconds to centuries, in UTC, written as coarsely as tells them apart."""

from datetime import UTC, datetime, timedelta

from pb_adapters.plots.ticks import Ticks
from pb_core.plot.wording import time_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400.0
_MOST = 60  # ticks that any axis has room for
_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 4, 6)
_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)


def time_ticks(low: float, high: float, most: int) -> Ticks:
    """At most about ``most`` ticks between two times in seconds since 1970 UTC."""
    candidates = _candidates(low, high)
    at, pattern = next((c for c in candidates if len(c[0]) <= max(most, 2)), candidates[-1])
    return Ticks(at=at, texts=tuple(time_text(second, pattern) for second in at))


def _candidates(low: float, high: float) -> list[tuple[tuple[float, ...], str]]:
    """Tick positions and their pattern, from the finest that is sensible to the coarsest."""
    span = high - low
    sensible = span / _MOST
    found = [(_steps(low, high, float(step)), _clock(span, step)) for step in _SECONDS if step >= sensible]
    found += [(_steps(low, high, days * _DAY), "%d %b") for days in _DAYS if days * _DAY >= sensible]
    found += [_of_months(low, high, step) for step in _MONTHS]
    found += [(_months(low, high, 12 * years), "%Y") for years in _YEARS]
    enough = [(at, pattern) for at, pattern in found if len(at) > 1]
    return enough or [((low, high), "%Y-%m-%d" if span >= _DAY else "%Y-%m-%d %H:%M:%S")]


def _of_months(low: float, high: float, step: int) -> tuple[tuple[float, ...], str]:
    at = _months(low, high, step)
    return at, "%b" if len({_date(second).year for second in at}) == 1 else "%b %Y"


def _clock(span: float, step: int) -> str:
    if span > _DAY:
        return "%d %b %H:%M"
    return "%H:%M:%S" if step < 60 else "%H:%M"  # noqa: PLR2004 - seconds in a minute


def _steps(low: float, high: float, step: float) -> tuple[float, ...]:
    first = -(-low // step)
    return tuple(first * step + i * step for i in range(int((high - first * step) // step) + 1))


def _months(low: float, high: float, step: int) -> tuple[float, ...]:
    month = -(-(_date(low).year * 12 + _date(low).month - 1) // step) * step
    at: list[float] = []
    while (second := _second(month)) is not None and second <= high:
        if second >= low:
            at.append(second)
        month += step
    return tuple(at)


def _second(month: int) -> float | None:
    year, index = divmod(month, 12)
    if not 1 <= year <= 9_999:  # noqa: PLR2004 - the calendar's ends
        return None
    return (datetime(year, index + 1, 1, tzinfo=UTC) - _EPOCH).total_seconds()


def _date(second: float) -> datetime:
    return _EPOCH + timedelta(seconds=second)
