"""Choosing: the chart that the intent names, else the plainest one that the named columns can truly be shown in."""

from pb_adapters.planners.charts.building.case import STACKS, Asked, Case
from pb_adapters.planners.charts.building.sheet import Sheet, is_number, times_named
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import ScaleType
from pb_core.domain.plots.transforms import COUNTING, Op
from pb_core.domain.plots.wishes import Arrangement, Chart, Place
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType, Shape
from pb_core.errors import NotPlottable

_SIDES, _MOST_SLICES, _MOST_BARS, _MOST_HUES = 2, 8, 60, 12
_RUNS, _MANY_EACH = 12, 40
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
    chart = _fitting(case)
    cut = any((wish.low or 0) > 0 for wish in case.asked.settings("range")) or any(
        wish.setting == "zero" for wish in case.asked.unwanted(w.SettingWish)
    )
    if chart is Chart.BAR and (cut or case.asked.scaled(ScaleType.LOG)) and not case.asked.arranged(*STACKS):
        chart = Chart.DOT  # the length of a bar means nothing on a logarithmic axis, or where it does not start at 0
    elif chart is Chart.BAR and _are_near(case):
        chart = Chart.DOT  # bars from zero would all look alike
    base, color = case.parts.base, case.parts.color
    crowded = base is not None and color is not None and color.distinct > _MOST_HUES
    crowded = crowded and not case.sheet.tells(base, color)  # type: ignore[arg-type]  # both are there
    if chart is Chart.BAR and crowded and not case.asked.arranged(*STACKS, Arrangement.GROUPED):
        chart = Chart.HEATMAP  # bars of so many colours cannot be told apart
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
        return _without_base(case)
    placed = base.name in asked.fields(Place.X) and sheet.unique(parts.groups)
    crossed = [c for c in (base, parts.color) if c is not None and sheet.is_code(c) and not sheet.is_axis(c)]
    if values and len(crossed) == _SIDES and sheet.unique(crossed):
        return Chart.HEATMAP  # one value over two numbers
    if values and is_number(base) and (parts.detail or placed or sheet.is_axis(base) or not sheet.is_code(base)):
        return _over_numbers(case, base)
    stacked = asked.arranged(*STACKS) or any(wish.within for wish in asked.statistics(Op.PROPORTION))
    if _is_trend(case, base):
        counts = not values and parts.color is None and not asked.computes("cumulative")
        standing = base.distinct <= _MOST_BARS and (stacked or counts)
        return Chart.BAR if standing else Chart.AREA if stacked else Chart.LINE
    shares = {wish.field for wish in asked.statistics(Op.PROPORTION) if wish.within is None}
    if any(column.name in shares for column in values) and not asked.arranged(*STACKS, Arrangement.GROUPED):
        return Chart.PIE if parts.color is None and base.distinct <= _MOST_SLICES else Chart.BAR
    few = sheet.per_group(parts.groups) <= _MANY_EACH
    return (Chart.STRIP if few else Chart.BOX) if values and _as_they_are(case) else Chart.BAR


def _without_base(case: Case) -> Chart:
    asked, values = case.asked, case.parts.values
    wish = next((one for one in asked.statistics() if one.op not in COUNTING), None)
    if wish is not None and values:
        raise NotPlottable(f"“{wish.words}” of '{values[0].name}' for each of what is not said: name a column")
    alone = len(values) == 1 and not asked.statistics(*COUNTING) and case.sheet.rows > 1 and not case.parts.size
    return Chart.HISTOGRAM if alone else Chart.SCATTER if values else Chart.BAR


def _is_trend(case: Case, base: ColumnProfile) -> bool:
    """Whether values run along the base: a time, or ordered categories where a trend is asked for."""
    times = base.name == case.sheet.folded[0] and bool(times_named(case.sheet.unfolded))
    repeated = case.parts.color is not None and case.parts.color.type is ColumnType.TIME
    marked = bool(case.asked.settings("markers"))
    trend = times or repeated or marked or case.asked.purpose("trend")
    return base.type is ColumnType.TIME or ((base.ordered or times) and bool(case.parts.values) and trend)


def _over_numbers(case: Case, base: ColumnProfile) -> Chart:
    """A line where rows are the vertices of one along x, else points."""
    asked, sheet, parts = case.asked, case.sheet, case.parts
    if asked.first(w.FitWish) or any(not one.pick for one in asked.all(w.LabelWish)) or parts.size or parts.text:
        return Chart.SCATTER
    if parts.detail is not None:
        return Chart.LINE
    apart = sheet.unique(parts.groups)
    if asked.merged and sheet.per_group(parts.groups) >= _SIDES:
        return Chart.LINE  # one value for several rows each
    shared = apart and len(parts.groups) > 1 and base.distinct * 2 <= sheet.rows
    if not (sheet.is_axis(base) or sheet.runs(base) or shared):
        return Chart.SCATTER
    return Chart.LINE if apart or asked.merged else Chart.SCATTER


def _as_they_are(case: Case) -> bool:
    """Whether repeated measurements stand as they are, since nothing asks for one value each."""
    one_each = (w.IntervalWish, w.OrderWish, w.LimitWish, w.LabelWish, w.StatisticWish)
    arranged = case.asked.arranged(*STACKS, Arrangement.GROUPED)
    return not arranged and not any(map(case.asked.first, one_each)) and not case.sheet.unique(case.parts.groups)
