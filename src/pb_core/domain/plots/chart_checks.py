"""Chart checks: which charts and arrangements a specification is, told by its marks and transforms alone."""

from collections.abc import Callable, Collection, Mapping

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.lineage import LayerView, PlotView, Shown
from pb_core.domain.plots.marks import Interpolate, MarkType
from pb_core.domain.plots.resolved_layers import base_of, channel_on, is_discrete, series_channel
from pb_core.domain.plots.spec import FieldType, Projection, Stack
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.plots.wishes import Arrangement, Chart, Place
from pb_core.domain.tables.column_names import word_set, words_of
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import ColumnType

TIMES = word_set(
    "time times date dates datetime timestamp year years yr month months week weeks weekday day days hour hours minute"
    " minutes second seconds quarter decade era season period age epoch epochs step steps iteration iterations"
)
"""Words in the names of columns that hold a time, that of training included."""

_Layer = Callable[[LayerView], bool]
_Plot = Callable[[PlotView], bool]

_SIDES = 2
"""Positions that a slope runs between, and classes that a confusion matrix sets against each other."""

_DERIVED = {"mean", "median", "min", "max", "stdev", "stderr", "q1", "q3", "correlation"}
"""Statistics that no cell of a confusion matrix is."""


def is_chart(view: PlotView, chart: Chart) -> bool:
    """Whether some layer, or the whole plot, is this chart."""
    whole = _PLOTS.get(chart)
    return whole(view) if whole is not None else any(map(_LAYERS[chart], view.layers))


def shows_mark_of(view: PlotView, chart: Chart) -> bool:
    """Whether the plot has anything of the chart; a histogram too has bars, which "no bars" forbids."""
    kinds = _MARKS.get(chart)
    return is_chart(view, chart) or (kinds is not None and any(_mark(one) in kinds for one in view.layers))


def charts_of(view: PlotView) -> tuple[Chart, ...]:
    """All charts that the plot is."""
    return tuple(chart for chart in Chart if is_chart(view, chart))


def serves(view: PlotView, purpose: str) -> bool:
    """Whether the plot shows what the purpose is about."""
    rule = _RULES.get(purpose)
    if rule is not None and not rule(view):
        return False
    charts = _PURPOSES.get(purpose)
    if charts is None:
        return True
    steps = {step for one in view.shown() for step in one.origin.steps}
    counted = purpose == "distribution" and bool(steps & {"count", "proportion"})
    shares = purpose == "composition" and ("proportion" in steps or _stacks(view, Stack.ZERO, Stack.NORMALIZE))
    return counted or shares or any(is_chart(view, chart) for chart in charts)


def is_arranged(view: PlotView, arrangement: Arrangement, fields: Collection[str] = ()) -> bool:
    """Whether the items stand so, or the plot runs so; ``fields`` are those that share an axis."""
    if arrangement is Arrangement.ONE_AXIS:
        return _share_axis(view, fields)
    return _ARRANGED[arrangement](view)


def _share_axis(view: PlotView, fields: Collection[str]) -> bool:
    """Whether the values of all the fields, or of several without names, run along one axis, the same in all panels."""
    along: dict[Place, set[str]] = {}
    for one in view.shown():
        if one.place in {Place.X, Place.Y, Place.RIGHT} and not one.base and one.origin.measured:
            along.setdefault(one.place, set()).update(one.origin.columns)
    if view.spec.facet is not None and view.spec.facet.independent_y:
        return False
    if not fields:
        return Place.RIGHT not in along
    return any(names.issuperset(fields) for names in along.values())


def is_horizontal(view: PlotView) -> bool:
    """Whether values run along x over a base on y."""
    layers = [one.layer for one in view.layers if one.layer.encoding.x and one.layer.encoding.y]
    return any(base_of(layer) == "y" for layer in layers)


def _mark(view: LayerView) -> MarkType:
    return view.layer.mark.type


def _is(*kinds: MarkType) -> _Layer:
    return lambda view: _mark(view) in kinds and not view.layer.mark.fit


def _of(kind: type[Transform], *marks: MarkType) -> _Layer:
    return lambda view: view.has(kind) and (not marks or _mark(view) in marks)


def _is_binned(view: LayerView) -> bool:
    return _mark(view) is MarkType.BAR and any("bin" in end.steps for end in view.ends)


def _is_point(view: LayerView) -> bool:
    return _mark(view) is MarkType.POINT and not view.layer.mark.stem


def _is_step(view: LayerView) -> bool:
    return _mark(view) is MarkType.LINE and view.layer.mark.interpolate is not Interpolate.LINEAR


def _is_grid(view: LayerView) -> bool:
    return _mark(view) is MarkType.RECT


def _is_forest(view: LayerView) -> bool:
    encoding = view.layer.encoding
    return _is_point(view) and encoding.x_error is not None and is_discrete(encoding.y)


def _is_confusion(whole: PlotView) -> bool:
    return any(_confuses(whole.profile, one) for one in whole.layers)


def _confuses(profile: TableProfile, view: LayerView) -> bool:
    """A matrix of classes: counts of two columns of the same classes, or a matrix that the data holds as columns."""
    encoding = view.layer.encoding
    if not (_is_grid(view) and is_discrete(encoding.x) and is_discrete(encoding.y)):
        return False
    sides = [s.origin for s in view.shown if s.base and s.place in {Place.X, Place.Y}]
    cells = {step for s in view.shown if s.place is Place.COLOR for step in s.origin.steps}
    if len({side.columns for side in sides}) != _SIDES or cells & _DERIVED:
        return False
    if any("fold" in side.steps for side in sides):
        return True
    columns = [column for side in sides for name in side.columns if (column := profile.column(name))]
    return bool(set.intersection(*({*map(str, (*one.examples, *one.others))} for one in columns)))


def _is_slope(view: PlotView) -> bool:
    """Lines between two positions on x, whether the data has no more or only two of them are kept."""
    return any(_mark(one) is MarkType.LINE and _SIDES in _sizes(view, one) for one in view.layers)


def _sizes(view: PlotView, one: LayerView) -> set[int]:
    """How many positions on x there may be: values of the column, values that a filter keeps, folded columns."""
    x = [shown.origin for shown in one.shown if shown.place is Place.X]
    names = {name for origin in x if len(origin.columns) == 1 for name in origin.columns}
    sizes = {column.distinct for column in view.profile.columns if column.name in names}
    sizes |= {len(step.one_of) for step in one.transforms if isinstance(step, grammar.Filter) and step.field in names}
    return sizes | {len(origin.columns) for origin in x if "fold" in origin.steps}


def _tagged(*tags: str) -> _Layer:
    """Whether the mark or a transform has one of these names."""
    return lambda view: bool({_mark(view).value, *(step.__struct_config__.tag for step in view.transforms)} & {*tags})


def _is_gantt(view: LayerView) -> bool:
    """Bars or rules between two moments or numbers of the data, one row each."""
    encoding = view.layer.encoding
    between = encoding.x is not None and encoding.x2 is not None
    between = between and not any(set(end.steps) - {"schedule"} for end in view.ends)
    return _mark(view) in {MarkType.BAR, MarkType.RULE} and between and is_discrete(encoding.y)


def _projected(projection: Projection) -> _Plot:
    return lambda view: view.spec.projection is projection


_LAYERS: Mapping[Chart, _Layer] = {
    Chart.BAR: lambda view: _mark(view) is MarkType.BAR and not _is_binned(view),
    Chart.LOLLIPOP: lambda view: _mark(view) is MarkType.POINT and view.layer.mark.stem,
    Chart.DOT: _is_point,
    Chart.LINE: _is(MarkType.LINE),
    Chart.STEP: _is_step,
    Chart.AREA: _is(MarkType.AREA),
    Chart.SCATTER: lambda view: _is_point(view) or _mark(view) in {MarkType.STRIP, MarkType.SWARM},
    Chart.BUBBLE: lambda view: _is_point(view) and view.layer.encoding.size is not None,
    Chart.HISTOGRAM: _is_binned,
    Chart.DENSITY: _of(grammar.Density),
    Chart.ECDF: _of(grammar.Ecdf),
    Chart.BOX: _is(MarkType.BOXPLOT),
    Chart.VIOLIN: _is(MarkType.VIOLIN),
    Chart.STRIP: _is(MarkType.STRIP, MarkType.SWARM),
    Chart.SWARM: _is(MarkType.SWARM),
    Chart.PIE: lambda view: _mark(view) is MarkType.ARC and not view.layer.mark.inner_radius,
    Chart.DONUT: lambda view: _mark(view) is MarkType.ARC and view.layer.mark.inner_radius > 0,
    Chart.HEATMAP: _is_grid,
    Chart.CORRELATION: _of(grammar.Correlation, MarkType.RECT),
    Chart.FOREST: _is_forest,
    Chart.WATERFALL: _of(grammar.Cumulate, MarkType.BAR),
    Chart.PARETO: _of(grammar.Pareto),
    Chart.ROC: _of(grammar.Roc),
    Chart.PRECISION_RECALL: _of(grammar.PrecisionRecall),
    Chart.CALIBRATION: _of(grammar.Calibration),
    # the charts below come with their own marks and transforms, whose tags are their names
    Chart.RIDGELINE: _tagged("ridgeline", "ridge"),
    Chart.HEXBIN: _tagged("hexbin", "hex"),
    Chart.KAPLAN_MEIER: _tagged("kaplan-meier", "survival"),
    Chart.BLAND_ALTMAN: _tagged("bland-altman", "agreement"),
    Chart.QQ: _tagged("qq", "quantiles"),
    Chart.GANTT: _is_gantt,
}
_PURPOSES: Mapping[str, tuple[Chart, ...]] = {
    "trend": (Chart.LINE, Chart.STEP, Chart.AREA, Chart.SCATTER, Chart.SLOPE, Chart.BAR),
    "distribution": (
        Chart.HISTOGRAM, Chart.DENSITY, Chart.ECDF, Chart.BOX, Chart.VIOLIN, Chart.STRIP, Chart.SWARM, Chart.RIDGELINE,
        Chart.HEXBIN, Chart.QQ, Chart.SCATTER,
    ),
    "relationship": (
        Chart.SCATTER, Chart.LINE, Chart.HEXBIN, Chart.CORRELATION, Chart.HEATMAP, Chart.PARALLEL, Chart.BOX,
        Chart.VIOLIN, Chart.STRIP,
    ),
    "composition": (Chart.PIE, Chart.DONUT, Chart.WATERFALL),
}  # fmt: skip


def _compares(view: PlotView) -> bool:
    """Whether there are several items: categories, series, positions or measures."""
    sizes = {column.name: column.distinct for column in view.profile.columns}
    told = [one for one in view.shown() if one.base or one.place not in {Place.X, Place.Y, Place.RIGHT}]
    many = any(sizes.get(name, 0) > 1 for one in told for name in one.origin.columns)
    return many or len(view.layers) > 1 or any("fold" in one.origin.steps for one in view.shown())


def _runs_on(view: PlotView) -> bool:
    """Whether values run along something with an order: a time, numbers, or categories with an order of their own."""
    return any(one.base and _is_ordered(view, one) for one in view.shown())


def _is_ordered(view: PlotView, one: Shown) -> bool:
    if one.type is not None and not one.type.discrete:
        return True
    columns = [column for name in one.origin.columns if (column := view.profile.column(name)) is not None]
    numbered = all(column.ordered or column.type in {ColumnType.NUMBER, ColumnType.TIME} for column in columns)
    return bool({"period", "fold"} & {*one.origin.steps}) or (bool(columns) and numbered)


def _runs_in_time(view: PlotView) -> bool:
    """Whether the base is a time, or is named as one."""
    for one in view.shown():
        columns = [column for name in one.origin.columns if (column := view.profile.column(name)) is not None]
        timed = any(column.type is ColumnType.TIME or TIMES & {*words_of(column.name)} for column in columns)
        if one.base and (timed or one.type is FieldType.TEMPORAL) and _is_ordered(view, one):
            return True
    return False


def _relates(view: PlotView) -> bool:
    """Whether two columns stand against each other: along two axes, in cells, or by correlation."""
    for one in view.layers:
        placed = [s for s in one.shown if s.place in {Place.X, Place.Y, Place.RIGHT}]
        if len({name for s in placed for name in s.origin.columns}) > 1:
            return True
    return False


_RULES: Mapping[str, _Plot] = {
    "comparison": _compares, "trend": _runs_on, "time": _runs_in_time, "relationship": _relates,
}  # fmt: skip
_PLOTS: Mapping[Chart, _Plot] = {
    Chart.CONFUSION: _is_confusion,
    Chart.RADAR: _projected(Projection.RADAR),
    Chart.PARALLEL: _projected(Projection.PARALLEL),
    Chart.SLOPE: _is_slope,
}
_MARKS: Mapping[Chart, frozenset[MarkType]] = {
    Chart.BAR: frozenset({MarkType.BAR}),
    Chart.LINE: frozenset({MarkType.LINE}),
    Chart.SCATTER: frozenset({MarkType.POINT, MarkType.STRIP, MarkType.SWARM}),
    Chart.DOT: frozenset({MarkType.POINT, MarkType.STRIP, MarkType.SWARM}),
    Chart.AREA: frozenset({MarkType.AREA}),
    Chart.PIE: frozenset({MarkType.ARC}),
}


def _stacks(view: PlotView, *stacks: Stack) -> bool:
    return any(one.layer.encoding.stack in stacks for one in view.layers)


def _is_overlaid(view: PlotView) -> bool:
    """Whether several series or layers share a panel and its positions."""
    many = len(view.layers) > 1 or any(series_channel(one.layer) is not None for one in view.layers)
    apart = any(one.layer.encoding.offset or one.layer.encoding.stack for one in view.layers)
    return many and not apart and (view.spec.facet is None or len(view.layers) > 1)


def _is_vertical(view: PlotView) -> bool:
    return not is_horizontal(view) and any(channel_on(one.layer.encoding, "y") for one in view.layers)


_ARRANGED: Mapping[Arrangement, _Plot] = {
    Arrangement.GROUPED: lambda view: any(one.layer.encoding.offset for one in view.layers),
    Arrangement.STACKED: lambda view: _stacks(view, Stack.ZERO, Stack.NORMALIZE),
    Arrangement.NORMALIZED: lambda view: _stacks(view, Stack.NORMALIZE),
    Arrangement.OVERLAID: _is_overlaid,
    Arrangement.HORIZONTAL: is_horizontal,
    Arrangement.VERTICAL: _is_vertical,
    Arrangement.PANELS: lambda view: view.spec.facet is not None,
    Arrangement.ONE_PANEL: lambda view: view.spec.facet is None,
}
