"""Chart checks: which charts and arrangements a specification is, told by its marks and transforms alone."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping

from pb_core.domain.plots.estimators import EVENT_NAMES, Survival
from pb_core.domain.plots.lineage import AXES, DrawnView, LayerView, PlotView, Shown
from pb_core.domain.plots.marks import Interpolate, MarkType
from pb_core.domain.plots.order_checks import has_order
from pb_core.domain.plots.resolved_layers import LayerData, base_of, channel_on, is_discrete, series_channel
from pb_core.domain.plots.resolved_plot import panel_rows
from pb_core.domain.plots.spec import Projection, Stack
from pb_core.domain.plots.transforms import Fold
from pb_core.domain.plots.wishes import Arrangement, Chart, Place
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

TIMES = word_set(
    "time times date dates datetime timestamp year years yr month months week weeks weekday day days hour hours minute"
    " minutes second seconds quarter decade era season period age epoch epochs episode episodes step steps iteration"
    " iterations"
)
"""Words in the names of columns that hold a time, that of training included."""

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERED = re.compile(rf"({'|'.join(_NUMBERS[2:])}|[1-9]\d?) (?!percent|per|columns?\b)[a-z]")
"""Words that say how many: "two lines"."""

_Check = Callable[[PlotView, LayerView], bool]
_DOTS = frozenset({MarkType.POINT, MarkType.STRIP, MarkType.SWARM})


def is_chart(view: PlotView, chart: Chart) -> bool:
    """Whether some layer, or the whole plot, is this chart."""
    return any(_CHARTS[chart](view, one) for one in view.layers)


def shows_mark_of(view: PlotView, chart: Chart) -> bool:
    """Whether the plot has anything of the chart; a histogram too has bars, which "no bars" forbids."""
    kinds = _MARKS.get(chart, frozenset())
    return is_chart(view, chart) or any(one.mark in kinds for one in view.layers)


def charts_of(view: PlotView) -> tuple[Chart, ...]:
    """All charts that the plot is."""
    return tuple(chart for chart in Chart if is_chart(view, chart))


def serves(view: PlotView, purpose: str) -> bool:
    """Whether the plot shows what the purpose is about, along the axes that it needs."""
    if purpose in _NEEDS and not _NEEDS[purpose](view):
        return False
    steps = {step for one in view.shown() for step in one.origin.steps}
    counted = purpose == "distribution" and bool(steps & {"count", "proportion"})
    stacked = any(one.layer.encoding.stack for one in view.layers)
    shares = purpose == "composition" and ("proportion" in steps or stacked)
    return counted or shares or any(is_chart(view, chart) for chart in _PURPOSES.get(purpose, Chart))


def is_arranged(view: DrawnView, arrangement: Arrangement, fields: Collection[str] = ()) -> bool:
    """Whether the items stand so, or the plot runs so; ``fields`` are those that share an axis."""
    layers = [one.layer for one in view.layers]
    stacks = {data.layer.encoding.stack for data in view.drawn.layers if _share_places(view, [data])} - {None}
    grouped = _share_places(view, [data for data in view.drawn.layers if data.layer.encoding.offset])
    match arrangement:
        case Arrangement.GROUPED:
            return grouped
        case Arrangement.STACKED | Arrangement.NORMALIZED:
            return bool(stacks & ({Stack.NORMALIZE} if arrangement is Arrangement.NORMALIZED else {*Stack}))
        case Arrangement.OVERLAID:  # several series or layers share a panel and its positions
            many = len(layers) > 1 or any(series_channel(one) is not None for one in layers)
            return many and not grouped and not stacks and (view.spec.facet is None or len(layers) > 1)
        case Arrangement.ONE_AXIS:
            return _share_axis(view, fields)
        case Arrangement.HORIZONTAL | Arrangement.VERTICAL:
            upright = not is_horizontal(view) and any(channel_on(one.encoding, "y") for one in layers)
            return upright if arrangement is Arrangement.VERTICAL else is_horizontal(view)
    return (len(view.drawn.panels) > 1) is (arrangement is Arrangement.PANELS)


def _share_places(view: DrawnView, layers: Iterable[LayerData]) -> bool:
    """Whether several items of these layers stand at one place of the base in a panel, beside or on each other."""
    items: Counter[object] = Counter()
    for data in layers:
        places = data.cells(channel_on(data.layer.encoding, data.base))
        if not places:  # parts of a circle stand nowhere
            continue
        items.update((panel, places[row]) for panel, rows in panel_rows(view.drawn, data).items() for row in rows)
    return any(count > 1 for count in items.values())


def has_number(view: DrawnView, words: str) -> bool:
    """Whether there are so many lines, bars or panels as the words begin with, if they begin with a number of them."""
    named = _NUMBERED.match(words.casefold())
    if named is None:
        return True
    number = int(named[1]) if named[1].isdecimal() else _NUMBERS.index(named[1])
    sizes = {len(view.drawn.panels), len(view.layers), *map(len, view.orders.values())}
    return number in sizes


def _share_axis(view: PlotView, fields: Collection[str]) -> bool:
    """Whether the values of the fields, or all without names, run along one axis, the same in all panels."""
    along: dict[Place, set[str]] = {}
    for one in view.shown():
        if one.place in AXES and not one.base and one.origin.measured:
            along.setdefault(one.place, set()).update(one.origin.columns)
    if view.spec.facet is not None and view.spec.facet.independent_y:
        return False
    return any(names.issuperset(fields) for names in along.values()) if fields else Place.RIGHT not in along


def _compares(view: PlotView) -> bool:
    """Whether there are several items: categories, series, positions or measures."""
    told = [one for one in view.shown() if one.base or one.place not in AXES]
    many = any(_tells_apart(one) and column.distinct > 1 for one in told for column in view.columns(one.origin))
    return many or len(view.layers) > 1 or any("fold" in one.origin.steps for one in told)


def _tells_apart(one: Shown) -> bool:
    return _is_discrete(one) or one.place in {Place.PANEL, Place.ROW, Place.SPLIT, Place.DETAIL}


def _runs_on(view: PlotView) -> bool:
    """Whether values run along something with an order."""
    return any(one.base and (not _is_discrete(one) or has_order(view, one)) for one in view.shown())


def _runs_in_time(view: PlotView) -> bool:
    """Whether the base is a time, or is named as one and has an order."""
    for one in view.shown():
        if one.base and any(map(is_time, view.columns(one.origin))) and (not _is_discrete(one) or has_order(view, one)):
            return True
    return False


def is_time(column: ColumnProfile) -> bool:
    """Whether a column holds a time, that of training included, by its type or its name."""
    return column.type is ColumnType.TIME or bool(TIMES & {*words_of(column.name)})


def _relates(view: PlotView) -> bool:
    """Whether two columns stand along the axes of one layer."""
    placed = ({name for s in one.shown if s.place in AXES for name in s.origin.columns} for one in view.layers)
    return any(len(names) > 1 for names in placed)


def _is_discrete(one: Shown) -> bool:
    return one.type is not None and one.type.discrete


def is_horizontal(view: PlotView) -> bool:
    """Whether values run along x over a base on y."""
    layers = [one.layer for one in view.layers if one.layer.encoding.x and one.layer.encoding.y]
    return any(base_of(layer) == "y" for layer in layers)


def _marked(*kinds: MarkType) -> _Check:
    return lambda _, one: one.mark in kinds and not one.layer.mark.fit


def _made(tag: str) -> _Check:
    return lambda _, one: tag in one.tags


def _is_bar(one: LayerView, *, binned: bool) -> bool:
    return one.mark is MarkType.BAR and any("bin" in end.steps for end in one.ends) is binned


def _is_point(_: PlotView, one: LayerView) -> bool:
    return one.mark is MarkType.POINT and not one.layer.mark.stem


def _is_grid(one: LayerView) -> bool:
    return one.mark is MarkType.RECT and is_discrete(one.layer.encoding.x) and is_discrete(one.layer.encoding.y)


def _is_forest(view: PlotView, one: LayerView) -> bool:
    encoding = one.layer.encoding
    return _is_point(view, one) and encoding.x_error is not None and is_discrete(encoding.y)


def _is_confusion(view: PlotView, one: LayerView) -> bool:
    """A matrix of classes: counts of two columns of the same classes, or a matrix that the data holds as columns."""
    sides = {s.origin.columns: s.origin for s in one.shown if s.base and s.place in AXES}
    cells = {step for s in one.shown if s.place is Place.COLOR for step in s.origin.steps}
    if not _is_grid(one) or len(sides) != len("xy") or cells - {"count", "proportion", "sum", "fold", "relative"}:
        return False
    listed = [{*map(str, (*c.examples, *c.others))} for side in sides.values() for c in view.columns(side)]
    return any("fold" in side.steps for side in sides.values()) or bool(set.intersection(*listed))


def _is_gantt(_: PlotView, one: LayerView) -> bool:
    """Bars or rules between two moments or numbers of the data, one row each."""
    encoding = one.layer.encoding
    between = encoding.x is not None and encoding.x2 is not None
    between = between and not any(set(end.steps) - {"schedule"} for end in one.ends)
    return one.mark in {MarkType.BAR, MarkType.RULE} and between and is_discrete(encoding.y)


def _is_sloped(view: PlotView, one: LayerView) -> bool:
    """Whether lines run between two places: two categories or two columns."""
    bases = [s.origin for s in one.shown if s.base]
    sizes = [column.distinct for base in bases for column in view.columns(base)]
    if any("fold" in base.steps for base in bases):
        sizes = [len(step.fields) for step in one.transforms if isinstance(step, Fold)]
    return is_discrete(one.layer.encoding.x) and sizes == [2]


def _is_survival(view: PlotView, one: LayerView) -> bool:
    """Whether lives end with an event, which no other column of two values can be meant for."""
    ends = [step.event for step in one.transforms if isinstance(step, Survival)]
    classes = [column.name for column in view.profile.columns if column.distinct == len("01")]
    return any(event in view.ends or EVENT_NAMES & {*words_of(event)} or classes == [event] for event in ends)


def _is_arc(one: LayerView, *, ring: bool) -> bool:
    return one.mark is MarkType.ARC and (one.layer.mark.inner_radius > 0) is ring


_BY_MARK = {
    Chart.LINE: MarkType.LINE, Chart.AREA: MarkType.AREA, Chart.BOX: MarkType.BOXPLOT, Chart.VIOLIN: MarkType.VIOLIN,
    Chart.SWARM: MarkType.SWARM, Chart.RIDGELINE: MarkType.RIDGE, Chart.HEATMAP: MarkType.RECT,
}  # fmt: skip
_BY_TRANSFORM = {
    Chart.DENSITY: "density", Chart.ECDF: "ecdf", Chart.HEXBIN: "hexbin", Chart.PARETO: "pareto", Chart.ROC: "roc",
    Chart.PRECISION_RECALL: "precision-recall", Chart.CALIBRATION: "calibration", Chart.BLAND_ALTMAN: "agreement",
    Chart.QQ: "quantiles",
}  # fmt: skip
_CHARTS: Mapping[Chart, _Check] = {
    **{chart: _marked(kind) for chart, kind in _BY_MARK.items()},
    **{chart: _made(tag) for chart, tag in _BY_TRANSFORM.items()},
    Chart.BAR: lambda _, one: _is_bar(one, binned=False),
    Chart.LOLLIPOP: lambda _, one: one.mark is MarkType.POINT and one.layer.mark.stem,
    Chart.DOT: _is_point,
    Chart.STEP: lambda _, one: one.mark is MarkType.LINE and one.layer.mark.interpolate is not Interpolate.LINEAR,
    Chart.SCATTER: lambda view, one: _is_point(view, one) or one.mark in _DOTS - {MarkType.POINT},
    Chart.BUBBLE: lambda view, one: _is_point(view, one) and one.layer.encoding.size is not None,
    Chart.HISTOGRAM: lambda _, one: _is_bar(one, binned=True),
    Chart.STRIP: _marked(MarkType.STRIP, MarkType.SWARM),
    Chart.PIE: lambda _, one: _is_arc(one, ring=False),
    Chart.DONUT: lambda _, one: _is_arc(one, ring=True),
    Chart.CORRELATION: lambda _, one: one.mark is MarkType.RECT and "correlation" in one.tags,
    Chart.CONFUSION: _is_confusion,
    Chart.FOREST: _is_forest,
    Chart.WATERFALL: lambda _, one: one.mark is MarkType.BAR and "cumulate" in one.tags,
    Chart.SLOPE: lambda view, one: one.mark is MarkType.LINE and _is_sloped(view, one),
    Chart.RADAR: lambda view, _: view.spec.projection is Projection.RADAR,
    Chart.PARALLEL: lambda view, _: view.spec.projection is Projection.PARALLEL,
    Chart.GANTT: _is_gantt,
    Chart.KAPLAN_MEIER: _is_survival,
}
COMPUTED = frozenset({*_BY_TRANSFORM, Chart.KAPLAN_MEIER, Chart.CORRELATION, Chart.CONFUSION, Chart.HISTOGRAM})
"""Charts of what is computed, in whose place no other shows the same numbers."""

_PURPOSES: Mapping[str, tuple[Chart, ...]] = {
    "trend": (Chart.LINE, Chart.AREA, Chart.SCATTER, Chart.BAR),
    "distribution": (
        Chart.HISTOGRAM, Chart.DENSITY, Chart.ECDF, Chart.BOX, Chart.VIOLIN, Chart.RIDGELINE, Chart.HEXBIN, Chart.QQ,
        Chart.SCATTER,
    ),
    "relationship": (
        Chart.SCATTER, Chart.LINE, Chart.HEXBIN, Chart.HEATMAP, Chart.PARALLEL, Chart.BOX, Chart.VIOLIN,
    ),
    "composition": (Chart.PIE, Chart.DONUT, Chart.WATERFALL),
}  # fmt: skip
_MARKS: Mapping[Chart, frozenset[MarkType]] = {
    Chart.BAR: frozenset({MarkType.BAR}), Chart.LINE: frozenset({MarkType.LINE}), Chart.SCATTER: _DOTS,
    Chart.DOT: _DOTS, Chart.AREA: frozenset({MarkType.AREA}), Chart.PIE: frozenset({MarkType.ARC}),
}  # fmt: skip
_NEEDS: Mapping[str, Callable[[PlotView], bool]] = {
    "comparison": _compares, "trend": _runs_on, "time": _runs_in_time, "relationship": _relates,
}  # fmt: skip
