"""Valued: one value per position, as it is where rows are apart, else the statistic that is asked for or the mean."""

from collections.abc import Iterable
from statistics import NormalDist

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import Case, Columns, once
from pb_adapters.planners.charts.building.naming import lowered, statistic_title, title_of
from pb_adapters.planners.charts.building.sheet import is_binary, is_tally, is_words, quantity
from pb_core.domain.plots.spec import Axis, Channel, Format, Spread, Style
from pb_core.domain.plots.transforms import (
    COUNTING,
    Aggregate,
    Calculate,
    Combination,
    Cumulate,
    Measure,
    Op,
    Relative,
    Transform,
    Whole,
)
from pb_core.domain.plots.wishes import Chart, ComputeWish, Interval, StatisticWish
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.raw_values import fresh_name
from pb_core.errors import NotPlottable

_ERRORS = word_set("se sem stderr")
FEWEST = 3
"""Values that an interval is made from at least."""

_ENDS = {
    Interval.STDEV: (Op.STDEV,), Interval.STDERR: (Op.STDERR,), Interval.CONFIDENCE: (Op.CI0, Op.CI1),
    Interval.QUARTILES: (Op.Q1, Op.Q3), Interval.RANGE: (Op.MIN, Op.MAX),
}  # fmt: skip
_WHOLES = {
    "share": (Whole.SUM, "{} as a share of the sum{}"),
    "index": (Whole.FIRST, "{} relative to the first{}"),
}


class Valued(Struct, frozen=True, kw_only=True):
    """The transforms that make the value of each position, its field, its title and its uncertainty."""

    field: str
    title: str
    made: tuple[Transform, ...] = ()
    spread: Spread | None = None
    percent: bool = False

    @property
    def channel(self) -> Channel:
        """The channel of the value."""
        return quantity(self.field)

    @property
    def axis(self) -> Axis:
        """The axis of the value."""
        return Axis(title=self.title, format=Format(style=Style.PERCENT) if self.percent else Format())


def valued(case: Case, value: ColumnProfile | None, by: Iterable[ColumnProfile | None]) -> Valued:
    """The value of ``value``, or of rows, per combination of ``by``."""
    groups = once(by)
    related = next(iter(case.asked.computes("cumulative", *_WHOLES)), None)
    made = _summarised(case, value, groups)
    if related is None:
        return made
    return _cumulated(case, made, groups) if related.compute == "cumulative" else _divided(case, made, groups, related)


def _summarised(case: Case, value: ColumnProfile | None, groups: Columns) -> Valued:
    statistic = _statistic(case, value)
    op = statistic.op if statistic else None
    if value is None:
        percent = any(wish.style is Style.PERCENT for wish in case.asked.settings("numbers"))
        return _counted(case, groups, Op.PROPORTION if op is Op.PROPORTION or percent else Op.COUNT)
    if case.sheet.unique(groups) or (case.chart is Chart.FOREST and case.sheet.spread(value.name)):
        percent, made = value.name in case.sheet.shares, _from_errors(case, value)
        spread = _spread(tuple(step.as_ for step in made)) if made else given(case, value)
        return Valued(field=value.name, title=title_of(value), made=made, spread=spread, percent=percent)
    if op is None and case.asked.computes("share"):
        op = Op.SUM  # parts of a whole add up
    if op is None and not (case.asked.interval and not case.asked.interval.fields):
        by = " and ".join(f"'{column.name}'" for column in groups) or "place"
        what = value.name if value.name != case.sheet.folded[1] else "the values"
        raise NotPlottable(
            f"Several rows share one {by}: write “mean of {what}”, or median, sum, minimum or maximum, or ask for boxes"
        )
    return _aggregated(case, value, groups, op if op not in {None, Op.COUNT} else Op.MEAN)


def _statistic(case: Case, value: ColumnProfile | None) -> StatisticWish | None:
    """The statistic that is asked for of a measure or of one that it was folded from, else of no field."""
    names = {value.name} if value else set()
    if value is not None and value.name == case.sheet.folded[1]:
        names |= {column.name for column in case.sheet.unfolded}
    wishes = case.asked.statistics()
    own = (wish for wish in wishes if wish.field in names)
    return next(own, None) or next((wish for wish in wishes if wish.field is None), None)


def _cumulated(case: Case, shaped: Valued, groups: Columns) -> Valued:
    """The running sum along the base, apart for each of the other groups."""
    base = case.parts.base
    if base is None or is_words(base):
        raise NotPlottable("A running sum runs along times or numbers: name the column that orders the rows")
    title = shaped.title.removeprefix("Total ")
    field = fresh_name(f"cumulative {shaped.field}", {column.name for column in case.sheet.columns})
    others = tuple(column.name for column in groups if column is not base)
    made = Cumulate(field=shaped.field, order=base.name, groupby=others, as_=(f"{field} before", field))
    return Valued(field=field, title=f"Cumulative {lowered(title)}", made=(*shaped.made, made), percent=shaped.percent)


def _divided(case: Case, shaped: Valued, groups: Columns, wish: ComputeWish) -> Valued:
    """Each value by the sum, the largest or the first one of its group."""
    base, (whole, words) = case.parts.base, _WHOLES[wish.compute]
    first = whole is Whole.FIRST
    if first and (base is None or is_words(base) or base.name in case.sheet.fixed):
        raise NotPlottable(f"“{wish.words}” needs times or numbers in order, the first one among them: name them")
    within = case.sheet.column(wish.within)
    panels = [column for column in (case.parts.panel, case.parts.row) if column is not None]
    parted = [column for column in groups if column is not base] if first else [within] if within else panels
    each = f" of each {' and '.join(lowered(title_of(column)) for column in parted)}" if parted else ""
    scale = 100.0 if first and "100" in wish.words else 1.0
    field = fresh_name(f"relative {shaped.field}", {column.name for column in case.sheet.columns})
    made = Relative(
        field=shaped.field, whole=whole, groupby=tuple(column.name for column in parted), scale=scale, as_=field,
        order=base.name if first and base is not None else None,
    )  # fmt: skip
    title = words.format(shaped.title, each) + (" (= 100)" if scale != 1 else "")
    return Valued(field=field, title=title, made=(*shaped.made, made), percent=not first)


def shares_of(case: Case, shaped: Valued) -> Valued:
    """Each value as a share of the sum of all, or of its panel."""
    wish = ComputeWish(words=shaped.title, compute="share")
    return _divided(case, shaped, (), wish)


def _counted(case: Case, groups: Columns, op: Op) -> Valued:
    """Rows of each group, or their shares; refused where rows stand for many cases, or for one result each."""
    tally = next(filter(is_tally, case.sheet.columns), None)
    if tally is not None:
        raise NotPlottable(
            f"Rows stand for many cases here, as '{tally.name}' says: write “sum of {tally.name}” instead of a count"
        )
    if case.sheet.unique(groups) and not case.sheet.settled:
        by = " and ".join(f"'{column.name}'" for column in groups) or "group"
        raise NotPlottable(
            f"Each {by} stands in one row only, so that a count says nothing: name the column to be shown"
        )
    field = fresh_name("count" if op is Op.COUNT else "share", {column.name for column in case.sheet.columns})
    whole = _whole(case, groups) if op is Op.PROPORTION else ()
    made = Aggregate(
        groupby=tuple(column.name for column in groups), measures=(Measure(op=op, as_=field),),
        within=tuple(column.name for column in whole),
    )  # fmt: skip
    per = f" within {' and '.join(lowered(title_of(column)) for column in whole)}" if whole else ""
    title = "Count" if op is Op.COUNT else f"Share of rows{per}"
    return Valued(field=field, title=title, made=(made,), percent=op is Op.PROPORTION)


def _whole(case: Case, groups: Columns) -> Columns:
    """The groups that shares are taken of: each position where colours divide it, and each panel."""
    divided = (case.parts.base,) if case.parts.color is not None else ()
    return [column for column in once((*divided, case.parts.panel, case.parts.row)) if column in groups]


def _from_errors(case: Case, value: ColumnProfile) -> tuple[Calculate, ...]:
    """Both ends of the interval that is asked for, from standard errors that are named or known by name."""
    wish, known = case.asked.interval, case.sheet.spread(value.name)
    if wish is None or wish.interval is not Interval.CONFIDENCE or len(wish.fields) > 1:
        return ()
    named = known.delta if known is not None and known.delta and _ERRORS & set(words_of(known.delta)) else None
    error = case.sheet.column(next(iter(wish.fields), named))
    if error is None or (error.low or 0) < 0:
        return ()
    factor = round(NormalDist().inv_cdf((1 + case.asked.level) / 2), 3)
    taken = {column.name for column in case.sheet.columns}
    ends = ((Combination.DIFFERENCE, "lower end"), (Combination.PLUS, "upper end"))
    return tuple(
        Calculate(
            op=op, first=value.name, second=error.name, factor=factor, as_=fresh_name(f"{name} of {value.name}", taken)
        )
        for op, name in ends
    )


def given(case: Case, value: ColumnProfile) -> Spread | None:
    """The uncertainty that the table holds, where one is asked for or nothing is."""
    wish = case.asked.interval
    if wish is not None and wish.fields and wish.interval is not Interval.CONFIDENCE:
        return _spread(wish.fields)
    named = any(column.error_of == value.name for column in case.sheet.known(case.asked.named))
    asked = wish is not None or named or case.vague or case.chart is Chart.FOREST
    return case.sheet.spread(value.name) if asked else None


def _aggregated(case: Case, value: ColumnProfile, groups: Columns, op: Op) -> Valued:
    field = fresh_name(f"{op.value} {value.name}", {column.name for column in case.sheet.columns})
    ends = {end: f"{field} {end.value}" for end in _ends(case, op, groups)}
    measures = [Measure(op=op, field=value.name, as_=field)]
    measures += [Measure(op=end, field=value.name, as_=name) for end, name in ends.items()]
    spread = _spread(tuple(ends.values())) if ends else None
    made = Aggregate(groupby=tuple(c.name for c in groups), measures=tuple(measures), level=case.asked.level)
    share = (is_binary(value) or value.name in case.sheet.shares) and op is Op.MEAN
    own = value.name[:1].isupper() and value.name != case.sheet.folded[1]  # a capital that is the caller's own stays
    title = statistic_title(title_of(value), op, own=own)
    title = f"Share with {lowered(title_of(value))}" if share and is_binary(value) else title
    return Valued(field=field, title=title, made=(made,), spread=spread, percent=share)


def _spread(names: tuple[str, ...]) -> Spread:
    return Spread(delta=names[0]) if len(names) == 1 else Spread(low=names[0], high=names[1])


def _ends(case: Case, op: Op, groups: Columns) -> tuple[Op, ...]:
    """The statistics of the interval that is asked for; none from fewer than three values."""
    wish = case.asked.interval
    if wish is None or wish.interval is Interval.GIVEN:
        return ()
    if case.sheet.per_group(groups) < FEWEST:
        case.notes.append(f"no interval is drawn: it takes {FEWEST} values a group, and most groups have fewer")
        return ()
    if wish.interval is Interval.ANY:
        return _ENDS[Interval.QUARTILES if op is Op.MEDIAN else Interval.CONFIDENCE]
    if wish.interval is Interval.CONFIDENCE and "bootstrap" in wish.words.casefold():
        return (Op.BOOT0, Op.BOOT1)
    return _ENDS[wish.interval]


def completed(shaped: Valued) -> Valued:
    """With 0 where nothing is counted or added up: stacked areas need a value everywhere."""
    return replace(shaped, made=tuple(_filled(step) for step in shaped.made))


def _filled(step: Transform) -> Transform:
    zero = isinstance(step, Aggregate) and all(m.op in {*COUNTING, Op.SUM} for m in step.measures)
    return replace(step, complete=True) if isinstance(step, Aggregate) and zero else step
