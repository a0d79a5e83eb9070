"""Choosing: the chart that the intent names, else the plainest one that the named columns can truly be shown in."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building import case as kinds
from pb_adapters.planners.charts.building.case import STACKS, Asked, Case, Columns, Parts
from pb_adapters.planners.charts.building.naming import comparable
from pb_adapters.planners.charts.building.refusals import listed
from pb_adapters.planners.charts.building.sheet import Sheet, is_number, is_words
from pb_adapters.planners.charts.building.valued import SHARES
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import ScaleType
from pb_core.domain.plots.transforms import COUNTING, Op
from pb_core.domain.plots.wishes import Arrangement, Chart, Place
from pb_core.domain.tables.column_names import words_of
from pb_core.domain.tables.column_roles import is_quantity, is_score
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType, Shape
from pb_core.domain.tables.times import year_text
from pb_core.errors import NotPlottable

_SIDES = 2
_MOST_VALUES, _MOST_SLICES, _AREA_FROM = 6, 8, 8
_MOST_COLORS, _MOST_PANELS = 12, 16
_RUNS, _MANY_EACH, _RUN = 12, 40, 5
_NEAR, _DOTS = 0.2, 3
_INSTEAD = {
    Chart.BAR: (Chart.DOT, Chart.LOLLIPOP, Chart.LINE), Chart.LINE: (Chart.SCATTER, Chart.STEP, Chart.BAR),
    Chart.PIE: (Chart.BAR, Chart.DOT), Chart.BOX: (Chart.STRIP, Chart.VIOLIN), Chart.STRIP: (Chart.BOX, Chart.VIOLIN),
    Chart.SCATTER: (Chart.LINE,), Chart.HISTOGRAM: (Chart.ECDF, Chart.DENSITY),
}  # fmt: skip


def named_chart(asked: Asked) -> Chart | None:
    """The chart that is named, of several the one that others are laid over; else what other wishes ask for."""
    charts = asked.charts
    if set(charts) & {Chart.STRIP, Chart.SWARM} or {Chart.VIOLIN, Chart.BOX} <= set(charts):
        return next((chart for chart in (Chart.VIOLIN, Chart.BOX, Chart.BAR) if chart in charts), charts[0])
    if charts:
        return charts[0]
    spread, grouped = asked.purpose("distribution"), bool(asked.fields(Place.SPLIT, Place.X))
    identity = any(wish.identity for wish in asked.all(w.ReferenceWish))
    lined = any("line" in wish.words.casefold() for wish in asked.all(w.FieldWish) if wish.place is Place.SPLIT)
    implied = (
        (Chart.LINE, lined),
        (Chart.BUBBLE, bool(asked.fields(Place.SIZE))),
        (Chart.HISTOGRAM, bool(asked.first(w.BinWish)) or (spread and not grouped)),
        (Chart.BOX, spread),
        (Chart.SCATTER, identity or (asked.purpose("relationship") and not asked.statistics())),
        (Chart.BAR, asked.arranged(Arrangement.GROUPED)),
    )
    return next((chart for chart, meant in implied if meant), None)


def plain_chart(sheet: Sheet) -> Chart | None:
    """The chart of a table that nothing is said about, where its shape alone tells."""
    base = sheet.column("x")
    match sheet.profile.shape:
        case Shape.MATRIX:
            return Chart.HEATMAP
        case Shape.RAGGED:
            return Chart.STRIP if sheet.rows <= _MANY_EACH * _RUNS else Chart.BOX
        case Shape.POINTS:
            return Chart.LINE if base is not None and base.increasing else Chart.SCATTER
        case Shape.ARRAY if not sheet.categories:
            return Chart.HISTOGRAM
    return None


def chart_of(case: Case) -> Chart:
    """The plainest chart that shows the parts as they are, none that the intent rules out."""
    unwanted = {wish.chart for wish in case.asked.unwanted(w.ChartWish)}
    chart, scales = _fitting(case), case.asked.settings("scale")
    if chart is Chart.BAR and any(wish.scale is ScaleType.LOG and wish.of != "x" for wish in scales):
        chart = Chart.DOT  # the length of a bar means nothing on a logarithmic axis
    elif chart is Chart.BAR and _are_near(case):
        chart = Chart.DOT  # bars from zero would all look alike
    found = next((other for other in (chart, *_INSTEAD.get(chart, ())) if other not in unwanted), None)
    if found is None:
        raise NotPlottable(f"These data are shown by a {chart.value} chart, which the intent rules out: name another")
    return found


def _are_near(case: Case) -> bool:
    """Whether all values lie within the last fifth of an axis from zero, and no length of bars is asked for."""
    asked, values = case.asked, case.parts.values
    compared = not asked.counted and not asked.arranged(*STACKS, Arrangement.GROUPED)
    merged = any(wish.op not in {Op.MEAN, Op.MEDIAN} for wish in asked.statistics())
    zero = any(not wish.negated for wish in asked.settings("zero"))
    zero |= any(wish.low == 0 for wish in asked.settings("range"))
    ends = [(column.low, column.high) for column in values]
    known = [(low, high) for low, high in ends if low is not None and high is not None]
    base = case.parts.base
    if not compared or merged or zero or not known or len(known) < len(ends) or base is None or base.distinct < _DOTS:
        return False
    low, high = min(low for low, _ in known), max(high for _, high in known)
    return 0 < low < high and high - low <= _NEAR * high


def _fitting(case: Case) -> Chart:
    asked, sheet, parts = case.asked, case.sheet, case.parts
    base, values = parts.base, parts.values
    if base is None:
        wish = next((one for one in asked.statistics() if one.op not in COUNTING), None)
        if wish is not None and values:
            raise NotPlottable(f"“{wish.words}” of '{values[0].name}' for each of what is not said: name a column")
        alone = len(values) == 1 and not asked.statistics(*COUNTING) and sheet.rows > 1 and not parts.size
        return Chart.HISTOGRAM if alone else Chart.SCATTER if values else Chart.BAR
    placed = base.name in asked.fields(Place.X) and sheet.unique(parts.groups)
    crossed = [c for c in (base, parts.color) if c is not None and sheet.is_code(c) and not sheet.is_axis(c)]
    if values and len(crossed) == _SIDES and sheet.unique(crossed):
        return Chart.HEATMAP  # one value over two numbers
    if values and is_number(base) and (parts.detail or placed or sheet.is_axis(base) or not sheet.is_code(base)):
        return _over_numbers(case, base)
    stacked = asked.arranged(*STACKS) or any(wish.within for wish in asked.statistics(Op.PROPORTION))
    if _is_trend(case, base):
        return (Chart.AREA if base.distinct >= _AREA_FROM else Chart.BAR) if stacked else Chart.LINE
    shares = {wish.field for wish in asked.statistics(Op.PROPORTION) if wish.within is None}
    if any(column.name in shares for column in values) and not asked.arranged(*STACKS, Arrangement.GROUPED):
        return Chart.PIE if parts.color is None and base.distinct <= _MOST_SLICES else Chart.BAR
    few = sheet.per_group(parts.groups) <= _MANY_EACH
    return (Chart.STRIP if few else Chart.BOX) if values and _as_they_are(case) else Chart.BAR


def _is_trend(case: Case, base: ColumnProfile) -> bool:
    """Whether values run along the base: a time, or ordered categories where a trend is asked for."""
    years = base.name == case.sheet.folded[0] and all(year_text(column.name) for column in case.sheet.unfolded)
    repeated = case.parts.color is not None and case.parts.color.type is ColumnType.TIME
    trend = years or repeated or case.asked.detail("markers") or case.asked.purpose("trend")
    return base.type is ColumnType.TIME or ((base.ordered or years) and bool(case.parts.values) and trend)


def _over_numbers(case: Case, base: ColumnProfile) -> Chart:
    """A line where rows are the vertices of one along x, else points."""
    asked, sheet, parts = case.asked, case.sheet, case.parts
    if asked.first(w.FitWish) or any(not one.pick for one in asked.all(w.LabelWish)) or parts.size or parts.text:
        return Chart.SCATTER
    if parts.detail is not None:
        return Chart.LINE
    apart = sheet.unique(parts.groups)
    shared = apart and len(parts.groups) > 1 and base.distinct * 2 <= sheet.rows
    if not (sheet.is_axis(base) or sheet.runs(base) or shared):
        return Chart.SCATTER
    return Chart.LINE if apart or asked.statistics() or asked.interval else Chart.SCATTER


def _as_they_are(case: Case) -> bool:
    """Whether repeated measurements stand as they are, since nothing asks for one value each."""
    one_each = (w.IntervalWish, w.OrderWish, w.LimitWish, w.LabelWish, w.StatisticWish)
    placed = case.asked.arranged(*STACKS, Arrangement.GROUPED)
    return not placed and not any(map(case.asked.first, one_each)) and not case.sheet.unique(case.parts.groups)


def with_measures(case: Case) -> Case:
    """The measures that are meant where none is named: those of a table whose rows are named by keys."""
    asked, sheet, parts = case.asked, case.sheet, case.parts
    shares = [c for c in sheet.measures if c.unit == "%" or SHARES & set(words_of(c.name))]
    shares = shares if asked.statistics(Op.PROPORTION) and shares else list(sheet.measures)
    held = sheet.described and len(shares) == 1 and (not parts.groups or sheet.unique(parts.groups))
    if held and not parts.values and asked.counted:
        return case.given(values=tuple(shares))  # the table holds what was counted
    if parts.values or asked.counted or case.wanted in kinds.OWN:
        return case
    measures = tuple(c for c in sheet.measures if c.name not in parts.taken)
    if not case.vague and (not sheet.described or asked.statistics(Op.COUNT)):
        _check_measured(asked, measures)
        return case
    logged = any(wish.scale is ScaleType.LOG for wish in asked.settings("scale"))
    guessed = len(measures) > _MOST_VALUES or not _are_family(measures, any_size=logged)
    if not case.vague and len(measures) > 1 and guessed and case.wanted is not Chart.RADAR:
        raise NotPlottable(f"Which numbers shall be shown is not said: name a column, for example {listed(measures)}")
    return case.given(values=measures[:_MOST_VALUES])


def _are_family(measures: Columns, *, any_size: bool) -> bool:
    """Whether the measures are one kind of thing: figures of merit, or numbers of one unit."""
    scores = all(is_score(column.name) for column in measures)
    mixed = any(is_quantity(column.name) for column in measures)
    return scores or (not mixed and comparable(measures, any_size=any_size))


def _check_measured(asked: Asked, measures: Columns) -> None:
    """Refuse a mean, a sum or the like of nothing that is known: rows would be counted in its place."""
    wish = next((one for one in asked.statistics() if one.field is None and one.op not in COUNTING), None)
    if wish is not None:
        raise NotPlottable(
            f"What “{wish.words}” is of is not known here: name a column of numbers, as {listed(measures)}"
        )


def completed(case: Case) -> Case:
    """Add what the chart cannot do without; all keys of the table only where the intent names no category."""
    asked, sheet, parts, chart, vague = case.asked, case.sheet, case.parts, case.wanted, case.vague
    if chart in kinds.CLOUDS | kinds.OWN and not vague:
        return case
    merged = bool(asked.statistics()) or asked.interval is not None
    alone = chart is None and not vague and len(parts.values) == 1 and not (parts.groups or sheet.described or merged)
    if parts.base is None and chart not in kinds.SPREADS and not alone:
        words = [c for c in sheet.categories if c.name not in parts.taken]
        if asked.first(w.LimitWish) and parts.free and len(words) > 1 and not sheet.described:
            raise NotPlottable("Which items the largest few are chosen from is not said: name their column")
        parts = _with_base(case, chart)
    grouped = asked.arranged(*STACKS, Arrangement.GROUPED, Arrangement.PANELS) and parts.color is None
    free = (parts.free and not merged and chart not in kinds.EACH) or vague or grouped
    if not merged and chart in kinds.ALONG | {None}:
        parts = _running(sheet, parts)
    return replace(case, parts=_with_keys(sheet, parts, chart) if parts.base is not None and free else parts)


def _running(sheet: Sheet, parts: Parts) -> Parts:
    """A year that repeats itself is told by colour, and its months or the like run along x."""
    base = parts.base
    if base is None or base.type is not ColumnType.TIME or parts.color is not None or sheet.unique(parts.groups):
        return parts
    finer = [c for c in sheet.known(sheet.profile.keys) if c.ordered and c.distinct >= _RUN and c is not base]
    apart = len(finer) == 1 and sheet.unique((*parts.groups, *finer))
    return replace(parts, base=finer[0], color=base) if apart else parts


def _with_base(case: Case, chart: Chart | None) -> Parts:
    """What values stand on where it is not named: what tells the rows apart, and nothing that is left over."""
    sheet, parts = case.sheet, case.parts
    free = [c for c in sheet.columns if c.name not in parts.taken | sheet.fixed and c.error_of is None]
    keys = [c for c in free if c.name in (*sheet.profile.keys, sheet.folded[0])]
    axes, words = [c for c in free if sheet.is_axis(c)], [c for c in free if is_words(c)]
    named = [c for c in keys if is_words(c)]
    if chart in kinds.ALONG:
        numbers = [c for c in free if is_number(c) and not sheet.is_counter(c)]
        ordered = [c for c in words if c.ordered]
        pool = [*axes, *ordered, *filter(sheet.runs, numbers), *words, *(numbers if len(numbers) == 1 else ())]
    elif chart is None and any(c in keys or not named for c in axes):
        pool = [c for c in axes if c in keys or not named]
    elif parts.color is not None and not parts.free:
        pool = []
    else:
        pool = [*named, *words, *keys, *axes] if parts.free or sheet.described else words
    if not case.vague:
        pool = [c for c in pool if sheet.unique((c,)) or (c in keys and not case.unsure) or len(pool) == 1]
    if not pool and parts.color is not None:
        return replace(parts, base=parts.color, color=None)
    return replace(parts, base=pool[0]) if pool else parts


def _with_keys(sheet: Sheet, parts: Parts, chart: Chart | None) -> Parts:
    """Tell rows apart by the other keys of the table, by colour, then by panels."""
    if sheet.unique(parts.groups):
        return parts
    keys = [c for c in sheet.known((*sheet.profile.keys, sheet.folded[0])) if c.name not in parts.taken | sheet.fixed]
    if not sheet.profile.keys:
        keys += [c for c in sheet.categories if c not in parts.groups and sheet.unique((*parts.groups, c))][:1]
    for column in keys:
        if parts.color is None and column.distinct <= _MOST_COLORS:
            parts = replace(parts, color=column)
        elif parts.color is None and chart in kinds.ALONG | {None} and parts.detail is None:
            parts = replace(parts, detail=column)
        elif parts.panel is None and column.distinct <= _MOST_PANELS:
            parts = replace(parts, panel=column)
    return parts
