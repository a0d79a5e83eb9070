"""Periods: times taken together by year, month, weekday or hour, where the intent asks for one value of each."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Asked
from pb_adapters.planners.charts.building.sheet import Sheet
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.statistics.periods import PERIOD_NAMES, PERIOD_STARTS
from pb_core.domain.plots.transforms import Period, PeriodUnit
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.raw_values import fresh_name
from pb_core.domain.tables.table import ColumnType

_NAMES = {
    PeriodUnit.YEAR_QUARTER: "quarter", PeriodUnit.YEAR_MONTH: "month", PeriodUnit.YEAR_MONTH_DATE: "day",
    PeriodUnit.YEAR_MONTH_DATE_HOURS: "hour", PeriodUnit.DAY: "weekday", PeriodUnit.HOURS: "hour",
}  # fmt: skip
_DAYS = {
    PeriodUnit.YEAR: 366, PeriodUnit.YEAR_QUARTER: 92, PeriodUnit.YEAR_MONTH: 31, PeriodUnit.YEAR_MONTH_DATE: 1,
    PeriodUnit.YEAR_MONTH_DATE_HOURS: 1 / 24,
}  # fmt: skip
_DAY, _HOURS = 86_400, 24


def in_periods(asked: Asked, sheet: Sheet) -> tuple[Asked, Sheet]:
    """The wishes and the sheet with a column of periods in the place of the times that they lie in."""
    wish = asked.first(w.PeriodWish)
    column = sheet.column(wish.field) if wish else None
    if wish is None or column is None or column.type is not ColumnType.TIME:
        return asked, sheet
    name = fresh_name(_NAMES.get(wish.unit, wish.unit.value), {one.name for one in sheet.columns})
    made = _periods(column, name, wish.unit)
    place = w.Place.SPLIT if set(asked.fields(w.Place.X)) - {column.name} else w.Place.X
    others = tuple(one for one in asked.wishes if not (isinstance(one, w.FieldWish) and one.field == column.name))
    return replace(asked, wishes=(*others, w.FieldWish(words=wish.words, field=name, place=place))), replace(
        sheet,
        columns=tuple(made if one.name == column.name else one for one in sheet.columns),
        transform=(*sheet.transform, Period(field=column.name, unit=wish.unit, as_=name)),
        settled=False,
    )


def _periods(column: ColumnProfile, name: str, unit: PeriodUnit) -> ColumnProfile:
    """A column of periods: moments, names in their order, or numbers."""
    if unit in PERIOD_STARTS:
        span = ((column.high or 0.0) - (column.low or 0.0)) / (_DAY * _DAYS.get(unit, 1)) + 1
        return replace(
            column, name=name, distinct=max(1, min(column.distinct, round(span))), time_unit=PERIOD_STARTS[unit]
        )
    names = PERIOD_NAMES.get(unit, ())
    return ColumnProfile(
        name=name, type=ColumnType.TEXT if names else ColumnType.NUMBER, distinct=len(names) or _HOURS, missing=0,
        examples=names, ordered=True, whole=not names, low=None if names else 0.0, high=None if names else _HOURS - 1.0,
    )  # fmt: skip
