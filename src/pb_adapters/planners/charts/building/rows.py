"""Rows: which are kept, how their times are taken together, and what is computed in each, before anything is drawn."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Asked, Case
from pb_adapters.planners.charts.building.sheet import Sheet, is_number
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.statistics.periods import PERIOD_NAMES, PERIOD_STARTS
from pb_core.domain.plots.transforms import Combination, PeriodUnit
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.raw_values import fresh_name
from pb_core.domain.tables.table import ColumnType, TimeUnit
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, year_of
from pb_core.errors import NotPlottable

_YEAR = 366 * 86_400
_PERIODS = {
    PeriodUnit.YEAR: ("year", 366), PeriodUnit.YEAR_QUARTER: ("quarter", 92), PeriodUnit.YEAR_MONTH: ("month", 31),
    PeriodUnit.YEAR_MONTH_DATE: ("day", 1), PeriodUnit.YEAR_MONTH_DATE_HOURS: ("hour", 1 / 24),
    PeriodUnit.DAY: ("weekday", 1), PeriodUnit.HOURS: ("hour", 1), PeriodUnit.DAY_OF_YEAR: ("day of year", 1),
    PeriodUnit.DATE: ("day of month", 1), PeriodUnit.MONTH: ("month", 1), PeriodUnit.QUARTER: ("quarter", 1),
}  # fmt: skip
"""Names of periods, and how many days one lasts that begins at a moment."""
_LAST = {PeriodUnit.HOURS: 23, PeriodUnit.DAY_OF_YEAR: 366, PeriodUnit.DATE: 31, PeriodUnit.WEEK: 53}
_TURNED = {"low": "below", "high": "above", "above": "high", "below": "low"}
_AGAIN = {
    PeriodUnit.YEAR_QUARTER: PeriodUnit.QUARTER, PeriodUnit.YEAR_MONTH: PeriodUnit.MONTH,
    PeriodUnit.YEAR_MONTH_DATE: PeriodUnit.DAY_OF_YEAR, PeriodUnit.YEAR_MONTH_DATE_HOURS: PeriodUnit.HOURS,
}  # fmt: skip
"""The periods that come again each year or day, in the place of those that begin at a moment."""
_BETWEEN = {
    "difference": (Combination.DIFFERENCE, "{} − {}"),
    "ratio": (Combination.RATIO, "{} / {}"),
    "change": (Combination.CHANGE, "change from {1} to {0}"),
}


def prepared(asked: Asked, sheet: Sheet) -> tuple[Asked, Sheet]:
    """The rows that the intent speaks of, with the columns that it asks to be made of them."""
    for wish in (wish for wish in asked.wishes if isinstance(wish, w.FilterWish)):
        column = sheet.column(wish.field)
        if column is not None:
            sheet = _filtered(sheet, column, _filter(wish, column))
    return _calculated(*_in_periods(asked, sheet))


def _filter(wish: w.FilterWish, column: ColumnProfile) -> t.Filter:
    """The rows to keep; of a range to be left out, what lies on its other side."""
    keep = t.Filter(field=column.name)
    if wish.one_of:
        return replace(keep, **{"none_of" if wish.negated else "one_of": wish.one_of})
    ends = {end: getattr(wish, end) for end in _TURNED if getattr(wish, end) is not None}
    if wish.negated and len(ends) != 1:
        raise NotPlottable(f"What “{wish.words}” leaves of '{column.name}' is no list or range: say which rows to keep")
    bounds = {_TURNED[end] if wish.negated else end: _end(column, value, end) for end, value in ends.items()}
    return replace(keep, **bounds)


def _end(column: ColumnProfile, value: float, end: str) -> float:
    """An end of a range; a year of a column of times is its first or last second."""
    if column.type is not ColumnType.TIME or value != int(value) or not MIN_YEAR <= value <= MAX_YEAR:
        return value
    last = end in {"high", "above"}
    return float(year_of(int(value) + last) - last)


def _filtered(sheet: Sheet, column: ColumnProfile, keep: t.Filter) -> Sheet:
    short = keep.low is not None and keep.high is not None and keep.high - keep.low < _YEAR
    one = len(keep.one_of) == 1 or (short and (column.time_unit is TimeUnit.YEAR or keep.low == keep.high))
    left = len(keep.one_of) or (1 if one else max(1, column.distinct - (len(keep.none_of) or column.distinct // 2)))
    texts = {text.casefold() for text in (*keep.one_of, *keep.none_of)}
    examples = tuple(v for v in column.examples if (str(v).casefold() in texts) is bool(keep.one_of))
    fewer = replace(column, distinct=left, examples=examples or column.examples) if texts else column
    return replace(
        sheet,
        columns=tuple(fewer if one.name == column.name else one for one in sheet.columns),
        rows=max(1.0, sheet.rows * min(1.0, left / max(1, column.distinct))),
        transform=(*sheet.transform, keep),
        fixed=sheet.fixed | {column.name} if one else sheet.fixed,
    )


def _in_periods(asked: Asked, sheet: Sheet) -> tuple[Asked, Sheet]:
    """A column of periods for each time that is taken together, in the place of the times that lie in them."""
    others, wishes = asked.wishes, asked.all(w.PeriodWish)
    yearly = len(wishes) > 1 and any(wish.unit is PeriodUnit.YEAR for wish in wishes)
    again = yearly or any(one.by is w.Order.NATURAL and one.field is None for one in asked.all(w.OrderWish))
    for wish in wishes:
        column = sheet.column(wish.field)
        if column is None or column.type is not ColumnType.TIME:
            continue
        unit = _AGAIN.get(wish.unit, wish.unit) if again else wish.unit  # from January to December, a line per year
        name = fresh_name(_PERIODS.get(unit, (unit.value,))[0], {one.name for one in sheet.columns})
        placed = {one.place for one in others if isinstance(one, w.FieldWish) and one.field != column.name}
        others = tuple(one for one in others if not (isinstance(one, w.FieldWish) and one.field == column.name))
        stands = unit in PERIOD_NAMES and not wish.words.lower().startswith("over")  # bars stand on Monday to Sunday
        place = w.Place.SPLIT if stands or w.Place.X in placed else w.Place.X
        shown = w.FieldWish(words=wish.words, field=name, place=place)
        others = tuple(one for other in others for one in ((other, shown) if other is wish else (other,)))
        made = t.Period(field=column.name, unit=unit, as_=name)
        sheet = replace(sheet.added(_period(column, name, unit), made), settled=False)
    return replace(asked, wishes=others), sheet


def _period(column: ColumnProfile, name: str, unit: PeriodUnit) -> ColumnProfile:
    """A column of periods: moments, names in their order, or numbers."""
    if unit in PERIOD_STARTS:
        span = ((column.high or 0.0) - (column.low or 0.0)) / (86_400 * _PERIODS.get(unit, ("", 1 / 1440))[1]) + 1
        count = max(1, min(column.distinct, round(span)))
        return replace(column, name=name, distinct=count, time_unit=PERIOD_STARTS[unit])
    names, last = PERIOD_NAMES.get(unit, ()), _LAST.get(unit, 59)
    return ColumnProfile(
        name=name, type=ColumnType.TEXT if names else ColumnType.NUMBER, distinct=len(names) or last, missing=0,
        examples=names, ordered=True, whole=not names, low=None if names else 0.0, high=None if names else float(last),
    )  # fmt: skip


def _calculated(asked: Asked, sheet: Sheet) -> tuple[Asked, Sheet]:
    """The difference, ratio or change of two columns as a column of its own, which is what is measured."""
    for wish in asked.computes(*_BETWEEN):
        first, second = sheet.column(wish.field), sheet.column(wish.other)
        if first is None or second is None:
            continue
        op, name = _BETWEEN[wish.compute]
        difference = op is Combination.DIFFERENCE
        if difference and first.unit != second.unit:
            raise NotPlottable(f"'{first.name}' and '{second.name}' are in different units and have no difference")
        field = name.format(first.name, second.name)
        ends = ((first.low or 0) - (second.high or 0), (first.high or 0) - (second.low or 0)) if difference else ()
        low, high = ends or (None, None)
        column = replace(
            first, name=field, unit=first.unit if difference else "", low=low, high=high, distinct=round(sheet.rows),
            whole=False, increasing=False, error_of=None, examples=(),
        )  # fmt: skip
        sheet = sheet.added(column, t.Calculate(op=op, first=first.name, second=second.name, as_=field))
        part = op is Combination.CHANGE or (first.high or 0) <= (
            second.high or 0
        )  # more than the whole is no share of it
        sheet = replace(sheet, shares=sheet.shares | {field} if part and not difference else sheet.shares)
        told = [one for one in (_told_of(one, wish, field) for one in asked.wishes) if one is not None]
        asked = replace(asked, wishes=(*told, w.FieldWish(words=wish.words, field=field)))
    return asked, sheet


def _told_of(one: w.Wish, wish: w.ComputeWish, field: str) -> w.Wish | None:
    """What is said of the first column, said of what is computed."""
    if isinstance(one, w.FieldWish) and one.field == wish.field and one.place in {w.Place.ANY, w.Place.Y}:
        return replace(one, field=field) if one.place is w.Place.Y else None
    return replace(one, field=field) if isinstance(one, w.StatisticWish) and one.field == wish.field else one


def limit_of(asked: Asked, field: str) -> t.Limit | None:
    """The few largest or smallest rows by a field."""
    wishes = asked.all(w.LimitWish)
    if len(wishes) > 1:
        raise NotPlottable(f"“{wishes[1].words}”: one limit is kept, of the largest or of the smallest")
    return t.Limit(field=field, count=wishes[0].count, pick=wishes[0].pick) if wishes else None


def limited_first(case: Case) -> Case:
    """The few rows that another column than the one measure picks."""
    wish = case.asked.first(w.LimitWish)
    picked = case.sheet.column(wish.field) if wish is not None else None
    if wish is None or picked is None or not is_number(picked) or case.parts.values == (picked,):
        return case
    made = limit_of(case.asked, picked.name)
    columns = tuple(replace(column, distinct=min(column.distinct, wish.count)) for column in case.sheet.columns)
    transform = (*case.sheet.transform, *([made] if made else []))
    rows = min(case.sheet.rows, float(wish.count))
    return replace(case, sheet=replace(case.sheet, columns=columns, rows=rows, transform=transform))
