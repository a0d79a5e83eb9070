"""Dates and times written as text, read as seconds since 1970-01-01 00:00 UTC."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from pb_core.domain.tables.table import TimeUnit

DECEMBER = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_SECOND = re.compile(
    r"(?=\d{4}(?:-\d\d-|/\d\d/))(\d{4})[-/](\d\d)[-/](\d\d)[T ]"
    r"(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_DAY = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_SLASHED_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{4})年(\d{1,2})月", re.ASCII)
_WORD_MONTH = re.compile(r"([A-Za-z]{3,9})\.?[ \-](\d{4})|(\d{4})[ \-]([A-Za-z]{3,9})\.?", re.ASCII)
_WORD_DAY = re.compile(
    r"([A-Za-z]{3,9})\.?[ \-](\d{1,2})(?:st|nd|rd|th)?(?:,? |-)(\d{4})|"
    r"(\d{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})\.?,?[ \-](\d{4})",
    re.ASCII,
)
_QUARTER = re.compile(r"(\d{4})[ \-]?Q([1-4])|Q([1-4])[ \-/]?(\d{4})", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)
_YEAR_NAME = re.compile(
    r"(?:^|[^a-z])(?:year|years|yr|date|jahr|année|an|año|anno|год|ano)(?:$|[^a-z])|年", re.IGNORECASE
)

_PIVOT = 69
"""Years of two digits are in 1969 to 2068, as POSIX reads them."""

MIN_YEAR, MAX_YEAR = 1000, 2999
"""A whole number between these is a year when the column's name says so."""


class Times(Struct, frozen=True):
    """Moments by the texts that write them, the finest unit among them and what was assumed."""

    moments: dict[str, float]
    unit: TimeUnit
    note: str = ""


def times_of(texts: Iterable[str]) -> Times | None:
    """The moments that all these texts write, or ``None`` when one of them is no date or time.

    A time without a zone is taken as UTC, a quarter and a month as its first day. ``03/04/2024`` needs another
    text of the same column to tell the day from the month.
    """
    distinct = list(texts)
    month_first = _month_comes_first(distinct)
    moments: dict[str, float] = {}
    units: set[TimeUnit] = set()
    for text in distinct:
        found = _moment(text, month_first=month_first)
        if found is None:
            return None
        moments[text], unit = found
        units.add(unit)
    finest = [unit for unit in TimeUnit if unit in units]
    return Times(moments, finest[-1], _note(distinct)) if finest else None


def is_ambiguous(texts: Iterable[str]) -> bool:
    """Whether all texts are dates such as 03/04/2024, in which day and month cannot be distinguished."""
    dates = [_SLASHED_DAY.fullmatch(text) for text in texts]
    return bool(dates) and all(dates) and _month_comes_first([date[0] for date in dates if date]) is None


def year_of(value: int) -> int:
    """The seconds of the first moment of a year."""
    return int(_seconds(value, 1, 1))


def names_a_year(name: str) -> bool:
    """Whether the name of a column says that its whole numbers are years."""
    return _YEAR_NAME.search(name) is not None


def year_text(text: str) -> int | None:
    """The year that the text writes, or ``None``."""
    match = _YEAR.fullmatch(text)
    return int(match[1]) if match and MIN_YEAR <= int(match[1]) <= MAX_YEAR else None


def _note(texts: list[str]) -> str:
    if any(_QUARTER.fullmatch(text) for text in texts):
        return "quarters are dated by their first day"
    if any((match := _SLASHED_DAY.fullmatch(text)) and len(match[3]) == 2 for text in texts):  # noqa: PLR2004 - digits
        return "years of two digits are read as 1969 to 2068"
    zoned = {bool(match[8]) for text in texts if (match := _SECOND.fullmatch(text))}
    return "times without a zone are taken as UTC" if zoned == {True, False} else ""


def _month_comes_first(texts: list[str]) -> bool | None:
    """Whether 03/04/2024 is in March, as a sibling past 12 shows; ``None`` when none does."""
    pairs = [(int(match[1]), int(match[2])) for text in texts if (match := _SLASHED_DAY.fullmatch(text))]
    days_first, months_first = (
        any(first > DECEMBER for first, _ in pairs),
        any(second > DECEMBER for _, second in pairs),
    )
    return None if days_first == months_first else months_first


def _moment(text: str, *, month_first: bool | None) -> tuple[float, TimeUnit] | None:
    try:
        return _clock(text) or _day(text, month_first=month_first) or _month(text)
    except ValueError:  # the 30th of February
        return None


def _clock(text: str) -> tuple[float, TimeUnit] | None:
    match = _SECOND.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    moment = datetime(year, month, day, hour, minute, int(match[6] or 0), tzinfo=UTC)
    seconds = (moment - _EPOCH - _offset(match[8])).total_seconds()
    return _whole(seconds + (float(f"0.{match[7]}") if match[7] else 0)), TimeUnit.SECOND


def _offset(zone: str | None) -> timedelta:
    if zone in (None, "Z", "UTC"):
        return timedelta()
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return offset if zone[0] == "+" else -offset


def _day(text: str, *, month_first: bool | None) -> tuple[float, TimeUnit] | None:
    if match := _DAY.fullmatch(text):
        year, month, day = (match[1], match[3], match[4]) if match[1] else (match[5], match[6], match[7])
        return _seconds(int(year), int(month), int(day)), TimeUnit.DAY
    if match := _DOTTED_DAY.fullmatch(text):
        return _seconds(int(match[3]), int(match[2]), int(match[1])), TimeUnit.DAY
    if match := _SLASHED_DAY.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        if month_first is None:
            return None
        return _seconds(_full_year(match[3]), *((first, second) if month_first else (second, first))), TimeUnit.DAY
    if match := _WORD_DAY.fullmatch(text):
        name, day, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        number = _MONTHS.get(name.lower())
        return None if number is None else (_seconds(int(year), number, int(day)), TimeUnit.DAY)
    return None


def _full_year(text: str) -> int:
    """The year that two or four digits write."""
    year = int(text)
    return year if len(text) > 2 else year + (1900 if year >= _PIVOT else 2000)  # noqa: PLR2004 - both digits


def _month(text: str) -> tuple[float, TimeUnit] | None:
    if match := _MONTH.fullmatch(text):
        return _seconds(int(match[1] or match[3]), int(match[2] or match[4]), 1), TimeUnit.MONTH
    if match := _QUARTER.fullmatch(text):
        return _seconds(int(match[1] or match[4]), int(match[2] or match[3]) * 3 - 2, 1), TimeUnit.MONTH
    if match := _WORD_MONTH.fullmatch(text):
        number = _MONTHS.get((match[1] or match[4]).lower())
        return None if number is None else (_seconds(int(match[2] or match[3]), number, 1), TimeUnit.MONTH)
    return None


def _seconds(year: int, month: int, day: int) -> float:
    return _whole((datetime(year, month, day, tzinfo=UTC) - _EPOCH).total_seconds())


def _whole(seconds: float) -> float:
    return int(seconds) if seconds == int(seconds) else seconds
