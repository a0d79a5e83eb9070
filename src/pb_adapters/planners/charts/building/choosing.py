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

_RUNS, _MANY_EACH, _NEAR, _DOTS, _MOST_STEPS = 12, 40, 0.2, 3, 30


def named_chart(asked: Asked, sheet: Sheet) -> Chart | None:
    """The chart that is named, of several the one that others are laid over; else what other wishes ask for."""
    charts = asked.charts
    if set(charts) & {Chart.STRIP, Chart.SWARM} or {Chart.VIOLIN, Chart.BOX} <= set(charts):
        return next((chart for chart in (Chart.VIOLIN, Chart.BOX, Chart.BAR) if chart in charts), charts[0])
    if charts:
        return charts[0]
    grouped = bool(asked.fields(Place.SPLIT, Place.X))
    both = [sheet.column(name) for place in (Place.X, Place.Y) for name in asked.fields(place)[:1]]
    pair = len(both) == 2 and all(c is not None and is_number(c) for c in both)  # noqa: PLR2004 - two axes
    implied = (
        (Chart.BUBBLE, bool(asked.fields(Place.SIZE))),
        (Chart.HISTOGRAM, bool(asked.first(w.BinWish)) or (asked.purpose("distribution") and not grouped)),
        (Chart.BOX, asked.purpose("distribution")),
        (Chart.SCATTER, asked.purpose("relationship") and pair),
        (
            Chart.SCATTER,
            any(wish.identity for wish in asked.all(w.ReferenceWish)) or bool(asked.fields(Place.TEXT, Place.SHAPE)),
        ),
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
    """The plainest chart that shows the parts as they are."""
    chart, asked = _fitting(case), case.asked
    cut = any((wish.low or 0) > 0 for wish in asked.settings("range"))
    if chart is Chart.BAR and not asked.arranged(*STACKS) and (cut or asked.scaled(ScaleType.LOG) or _are_near(case)):
        return Chart.DOT  # lengths mean nothing on a logarithmic or a cut axis, and would all look alike
    return chart


def _are_near(case: Case) -> bool:
    """Whether all values lie within the last fifth of an axis from zero, and no length of bars is asked for."""
    asked, values = case.asked, case.parts.values
    compared = not asked.counted and not asked.arranged(*STACKS, Arrangement.GROUPED)
    merged = any(wish.op not in {Op.MEAN, Op.MEDIAN} for wish in asked.statistics()) or bool(asked.all(w.ComputeWish))
    zero = bool(asked.settings("zero")) or any(wish.low == 0 for wish in asked.settings("range"))
    known = [(c.low, c.high) for c in values if c.low is not None and c.high is not None]
    base = case.parts.base
    if not compared or merged or zero or not known or len(known) < len(values) or base is None or base.distinct < _DOTS:
        return False
    low, high = min(low for low, _ in known), max(high for _, high in known)
    return 0 < low < high and high - low <= _NEAR * high


def _fitting(case: Case) -> Chart:
    asked, sheet, parts = case.asked, case.sheet, case.parts
    base, values = parts.base, parts.values
    if base is None:
        return _without_base(case)
    over = base.name in asked.fields(Place.X) or sheet.is_axis(base) or case.vague or base.distinct > _MOST_STEPS
    if values and is_number(base) and over:
        return _over_numbers(case, base)
    stacked = asked.arranged(*STACKS)
    if values and base.type is ColumnType.TIME and _is_fitted(asked) and not (asked.merged or asked.purpose("trend")):
        return Chart.SCATTER
    if _is_trend(case, base):
        return Chart.BAR if stacked and not values else Chart.AREA if stacked else Chart.LINE
    single = (w.IntervalWish, w.OrderWish, w.LimitWish, w.LabelWish, w.StatisticWish, w.ComputeWish)
    plain = not (asked.arranged(*STACKS, Arrangement.GROUPED) or any(map(asked.first, single)))
    if values and plain and not sheet.unique(parts.groups):
        return Chart.STRIP if sheet.per_group(parts.groups) <= _MANY_EACH else Chart.BOX
    return Chart.BAR


def _without_base(case: Case) -> Chart:
    asked, values = case.asked, case.parts.values
    wish = next((one for one in asked.statistics() if one.op not in COUNTING), None)
    if wish is not None and values:
        raise NotPlottable(f"“{wish.words}” for each of what is not said: write “by” and a column")
    if len(values) == 1 and not asked.statistics(*COUNTING) and case.sheet.rows > 1:
        return Chart.HISTOGRAM
    if case.vague and values:
        return Chart.SCATTER
    raise NotPlottable(
        "What the values stand by is not said: write “by”, “over” or “against” and a column, or name a chart"
    )


def _is_trend(case: Case, base: ColumnProfile) -> bool:
    """Whether values run along the base: a time, or ordered categories where it is said to be along x."""
    times = base.name == case.sheet.folded[0] and bool(times_named(case.sheet.unfolded))
    over = (
        base.name in case.asked.fields(Place.X) or case.asked.purpose("trend") or bool(case.asked.settings("markers"))
    )
    return base.type is ColumnType.TIME or ((base.ordered or times) and bool(case.parts.values) and over)


def _is_fitted(asked: Asked) -> bool:
    """Whether a line is to be fitted, to points."""
    return any(wish.fit == "linear" for wish in asked.all(w.FitWish))


def _over_numbers(case: Case, base: ColumnProfile) -> Chart:
    """A line where each x holds one value of a line, else points."""
    asked, sheet, parts = case.asked, case.sheet, case.parts
    if any(one.pick is None for one in asked.all(w.LabelWish)) or parts.size or parts.text:
        return Chart.SCATTER
    fitted = _is_fitted(asked)
    if parts.detail is not None or (asked.merged and not fitted):
        return Chart.LINE
    steps = sheet.is_axis(base) or sheet.runs(base) or (len(parts.groups) > 1 and base.distinct * 2 <= sheet.rows)
    unique = sheet.unique(parts.groups)
    if steps and not unique and len(parts.groups) < len(case.asked.named):
        case.notes.append(f"points are drawn, since several rows share one '{base.name}' and a line would jump")
    return Chart.LINE if unique and steps and not fitted else Chart.SCATTER
