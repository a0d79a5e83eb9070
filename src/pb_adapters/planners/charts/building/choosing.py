"""Choosing: the chart that the intent names, else the plainest one that the named columns can truly be shown in."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.asked import Asked
from pb_adapters.planners.charts.building.parts import ALONG, CLOUDS, SPREADS, Parts
from pb_adapters.planners.charts.building.sheet import Sheet, is_number, is_words
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import ScaleType
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import Arrangement, Chart, Place
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType, Shape
from pb_core.domain.tables.times import year_text
from pb_core.errors import NotPlottable

_SIDES = 2
_EACH = frozenset({Chart.BOX, Chart.VIOLIN, Chart.STRIP, Chart.SWARM})
OWN = frozenset({Chart.CORRELATION, Chart.GANTT, Chart.KAPLAN_MEIER, Chart.BLAND_ALTMAN, Chart.QQ})
_MOST_VALUES, _MOST_SLICES, _AREA_FROM = 6, 8, 8
_MOST_COLORS, _MOST_PANELS = 12, 16
_RUNS, _MANY_EACH = 12, 40
_STACKS = (Arrangement.STACKED, Arrangement.NORMALIZED)
_COUNTS = (Op.COUNT, Op.PROPORTION)
_SHARES = word_set("share percent percentage pct proportion fraction rate")
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
    purposes = {wish.purpose for wish in asked.all(w.PurposeWish)}
    spread, grouped = "distribution" in purposes, bool(asked.fields(Place.SPLIT, Place.X))
    identity = any(wish.identity for wish in asked.all(w.ReferenceWish))
    related = "relationship" in purposes and not asked.statistics()
    lined = any("line" in wish.words.casefold() for wish in asked.all(w.FieldWish) if wish.place is Place.SPLIT)
    implied = (
        (Chart.LINE, lined),
        (Chart.BUBBLE, bool(asked.fields(Place.SIZE))),
        (Chart.HISTOGRAM, bool(asked.first(w.BinWish)) or (spread and not grouped)),
        (Chart.BOX, spread),
        (Chart.SCATTER, identity or related),
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


def chart_of(asked: Asked, sheet: Sheet, parts: Parts) -> Chart:
    """The plainest chart that shows the parts as they are, none that the intent rules out."""
    unwanted = {wish.chart for wish in asked.unwanted(w.ChartWish)}
    chart = _fitting(asked, sheet, parts)
    if chart is Chart.BAR and any(wish.scale is ScaleType.LOG and wish.axis != "x" for wish in asked.all(w.ScaleWish)):
        chart = Chart.DOT  # the length of a bar means nothing on a logarithmic axis
    found = next((other for other in (chart, *_INSTEAD.get(chart, ())) if other not in unwanted), None)
    if found is None:
        raise NotPlottable(f"These data are shown by a {chart.value} chart, which the intent rules out: name another")
    return found


def _fitting(asked: Asked, sheet: Sheet, parts: Parts) -> Chart:
    base, values = parts.base, parts.values
    if base is None:
        alone = len(values) == 1 and not asked.statistics(*_COUNTS) and sheet.rows > 1 and not parts.size
        return Chart.HISTOGRAM if alone else Chart.SCATTER if values else Chart.BAR
    placed = base.name in asked.fields(Place.X) and sheet.unique(parts.groups)
    crossed = [c for c in (base, parts.color) if c is not None and sheet.is_code(c) and not sheet.is_axis(c)]
    if values and len(crossed) == _SIDES and sheet.unique(crossed):
        return Chart.HEATMAP  # one value over two numbers
    if values and is_number(base) and (placed or sheet.is_axis(base) or not sheet.is_code(base)):
        return _over_numbers(asked, sheet, parts, base)
    years = base.name == sheet.folded[0] and all(year_text(column.name) for column in sheet.unfolded)
    trend = years or asked.detail("markers") or any(wish.purpose == "trend" for wish in asked.all(w.PurposeWish))
    if base.type is ColumnType.TIME or ((base.ordered or years) and values and trend):
        stacked = asked.arranged(*_STACKS) or any(wish.within for wish in asked.statistics(Op.PROPORTION))
        return (Chart.AREA if base.distinct >= _AREA_FROM else Chart.BAR) if stacked else Chart.LINE
    shares = {wish.field for wish in asked.statistics(Op.PROPORTION) if wish.within is None}
    if any(column.name in shares for column in values) and not asked.arranged(*_STACKS, Arrangement.GROUPED):
        return Chart.PIE if parts.color is None and base.distinct <= _MOST_SLICES else Chart.BAR
    few = sheet.per_group(parts.groups) <= _MANY_EACH
    return (Chart.STRIP if few else Chart.BOX) if values and _as_they_are(asked, sheet, parts) else Chart.BAR


def _over_numbers(asked: Asked, sheet: Sheet, parts: Parts, base: ColumnProfile) -> Chart:
    """A line where rows are the vertices of one along x, else points."""
    if asked.first(w.FitWish) or any(not one.pick for one in asked.all(w.LabelWish)) or parts.size or parts.text:
        return Chart.SCATTER
    apart = sheet.unique(parts.groups)
    shared = apart and len(parts.groups) > 1 and base.distinct * 2 <= sheet.rows
    if not (sheet.is_axis(base) or sheet.runs(base) or shared):
        return Chart.SCATTER
    return Chart.LINE if apart or asked.statistics() or asked.interval else Chart.SCATTER


def _as_they_are(asked: Asked, sheet: Sheet, parts: Parts) -> bool:
    """Whether repeated measurements stand as they are, since nothing asks for one value each."""
    one_each = (w.IntervalWish, w.OrderWish, w.LimitWish, w.LabelWish, w.StatisticWish)
    placed = asked.arranged(*_STACKS, Arrangement.GROUPED)
    return not placed and not any(asked.first(kind) for kind in one_each) and not sheet.unique(parts.groups)


def with_measures(asked: Asked, sheet: Sheet, parts: Parts, chart: Chart | None, *, vague: bool) -> Parts:
    """The measures that are meant where none is named: those of a table whose rows are named by keys."""
    shares = [c for c in sheet.measures if c.unit == "%" or _SHARES & set(words_of(c.name))]
    shares = shares if asked.statistics(Op.PROPORTION) and shares else list(sheet.measures)
    held = sheet.described and len(shares) == 1 and (not parts.groups or sheet.unique(parts.groups))
    if held and not parts.values and asked.counted:
        return replace(parts, values=tuple(shares))  # the table holds what was counted
    if parts.values or asked.counted or chart in OWN:
        return parts
    measures = tuple(c for c in sheet.measures if c.name not in parts.taken)
    if not vague and (not sheet.described or asked.statistics(Op.COUNT)):
        return parts
    if not vague and len(measures) > _MOST_VALUES and chart not in {Chart.PARALLEL, Chart.RADAR}:
        names = ", ".join(f"'{column.name}'" for column in measures[:_MOST_VALUES])
        raise NotPlottable(f"Which numbers shall be shown is not said: name a column, for example {names}")
    return replace(parts, values=measures[:_MOST_VALUES])


def completed(asked: Asked, sheet: Sheet, parts: Parts, chart: Chart | None, *, vague: bool) -> Parts:
    """Add what the chart cannot do without; all keys of the table only where the intent names no category."""
    if chart in CLOUDS | OWN and not vague:
        return parts
    merged = bool(asked.statistics()) or asked.interval is not None
    alone = chart is None and not vague and len(parts.values) == 1 and not (parts.groups or sheet.described or merged)
    if parts.base is None and chart not in SPREADS and not alone:
        words = [c for c in sheet.categories if c.name not in parts.taken]
        if asked.first(w.LimitWish) and parts.free and len(words) > 1 and not sheet.described:
            raise NotPlottable("Which items the largest few are chosen from is not said: name their column")
        parts = _with_base(sheet, parts, chart)
    grouped = asked.arranged(*_STACKS, Arrangement.GROUPED, Arrangement.PANELS) and parts.color is None
    free = (parts.free and not merged and chart not in _EACH) or vague or grouped
    return _with_keys(sheet, parts, chart) if parts.base is not None and free else parts


def _with_base(sheet: Sheet, parts: Parts, chart: Chart | None) -> Parts:
    free = [c for c in sheet.columns if c.name not in parts.taken | sheet.fixed and c.error_of is None]
    keys = [c for c in free if c.name in (*sheet.profile.keys, sheet.folded[0])]
    axes, words = [c for c in free if sheet.is_axis(c)], [c for c in free if is_words(c)]
    named = [c for c in keys if is_words(c)]
    if chart in ALONG:
        numbers = [c for c in free if is_number(c) and not sheet.is_counter(c)]
        ordered = [c for c in words if c.ordered]
        pool = [*axes, *ordered, *filter(sheet.runs, numbers), *words, *(numbers if len(numbers) == 1 else ())]
    elif chart is None and any(c in keys or not named for c in axes):
        pool = [c for c in axes if c in keys or not named]
    elif parts.color is not None and not parts.free:
        return replace(parts, base=parts.color, color=None)
    else:
        pool = [*named, *words, *keys, *axes] if parts.free or sheet.described else words
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
        elif parts.color is None and chart in ALONG | {None} and parts.detail is None:
            parts = replace(parts, detail=column)
        elif parts.panel is None and column.distinct <= _MOST_PANELS:
            parts = replace(parts, panel=column)
    return parts
