"""Periods: clauses that take times together by year, month, weekday or the like."""

from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import PeriodUnit
from pb_core.domain.plots.wishes import FieldWish, Place
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import TimeUnit

_YEAR = 366 * 86_400
_WRITTEN = {
    TimeUnit.YEAR: PeriodUnit.YEAR,
    TimeUnit.MONTH: PeriodUnit.YEAR_MONTH,
    TimeUnit.DAY: PeriodUnit.YEAR_MONTH_DATE,
}
_OF_MONTHS = frozenset({PeriodUnit.YEAR, PeriodUnit.YEAR_QUARTER, PeriodUnit.YEAR_MONTH, PeriodUnit.MONTH})
_LASTING, _FEW = {PeriodUnit.YEAR: 365.25, PeriodUnit.YEAR_QUARTER: 91.31, PeriodUnit.YEAR_MONTH: 30.44}, 2
_OF_HOURS = frozenset({PeriodUnit.HOURS, PeriodUnit.YEAR_MONTH_DATE_HOURS})


def period_first(r: Reader, start: int) -> bool:
    """Periods, and columns behind "and"."""
    period(r, start)
    if r.sees(Kind.AND) and r.is_name(1):
        r.at += 1
        r.show(r.names(), Place.SPLIT)
    elif r.sees(Kind.AND) and r.sees(Kind.PERIOD, ahead=1):
        r.at += 1
        return period(r, r.at, Place.SPLIT)
    return True


def adverb(r: Reader) -> bool:
    """A period without "by": monthly mean of rain, rain daily."""
    start = r.at
    if not r.sees(Kind.PERIOD) or r.is_name() or r.said(start, start + 1).lower() not in _ADVERBS:
        return False
    return period(r, start)


_ADVERBS = frozenset({"yearly", "annual", "quarterly", "monthly", "daily", "hourly"})


def is_of_time(r: Reader) -> bool:
    """Whether a period is one of a column of times that is named behind it, whatever else is called like it."""
    named = r.peek(2) if r.sees(Kind.OF, ahead=1) else None
    return named is not None and any(column.name in named.columns for column in r.times())


def period(r: Reader, start: int, where: Place | None = None) -> bool:
    """Times taken together by a period of them."""
    unit, said = r.take(Kind.PERIOD), r.said(start)
    times = r.times()
    if r.sees(Kind.OF) and r.is_name(1) and r.column(r.tokens[r.at + 1].columns[0]) in times:
        times = [r.column(r.tokens[r.at + 1].columns[0])]
        r.at += 2
    times = [column for column in times if not _loses(column, unit)] if len(times) > 1 else times
    if len(times) != 1:
        named = " or ".join(f"'{column.name}'" for column in times) or "none"
        raise r.fail(
            start,
            f"periods are taken of one column of times, and there are {len(times)} ({named}); of "
            "several, write “by month of” one",
        )
    (column,) = times
    unit = _meant(r, start, unit, column)
    written = column.time_unit or TimeUnit.SECOND
    if _loses(column, unit):
        raise r.fail(start, f"'{column.name}' is written by the {written.value} and tells no {unit.value}")
    if unit is _WRITTEN.get(written) or _is_one_each(column, unit):
        r.add(FieldWish, start, field=column.name, place=where or Place.X)
        return True
    if said and unit:
        r.add(w.PeriodWish, start, field=column.name, unit=unit)
    return True


def _loses(column: ColumnProfile, unit: object) -> bool:
    """Whether times are written too coarsely to tell a period."""
    lost = {
        TimeUnit.YEAR: unit is not PeriodUnit.YEAR,
        TimeUnit.MONTH: unit not in {*_OF_MONTHS, "a month"},
        TimeUnit.DAY: unit in {*_OF_HOURS, "an hour"},
    }
    return lost.get(column.time_unit or TimeUnit.SECOND, False)


def _is_one_each(column: ColumnProfile, unit: PeriodUnit) -> bool:
    """Whether each period holds one time, as months do of which the first days are written."""
    days = (column.high or 0.0) - (column.low or 0.0)
    return unit in _LASTING and column.distinct == round(days / 86_400 / _LASTING[unit]) + 1 > _FEW


def _meant(r: Reader, start: int, unit: object, column: ColumnProfile) -> PeriodUnit:
    """The period that is meant: a month or hour alone only where there is no more than one of each."""
    if unit == "a month":
        if column.time_unit is TimeUnit.MONTH or (column.high or 0) - (column.low or 0) <= _YEAR:
            return PeriodUnit.YEAR_MONTH
        raise r.fail(start, "write “calendar month” (January to December) or “year and month” (each month in its year)")
    if unit == "an hour":
        raise r.fail(start, "write “hour of the day” (0 to 23) or “hourly” (each hour of each day)")
    return PeriodUnit(str(unit))
