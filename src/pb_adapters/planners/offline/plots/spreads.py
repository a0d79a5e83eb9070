"""Distributions: histograms, densities, cumulative shares, boxes, violins and single values."""

from math import prod

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.aggregates import AggregateRequest, BinRequest
from pb_adapters.planners.offline.plots.axes import OrientRequest
from pb_adapters.planners.offline.plots.charts import Chart
from pb_adapters.planners.offline.plots.data import channel, quantity
from pb_adapters.planners.offline.plots.placing import MOST_COLOURS, Placed, asked_charts, place
from pb_adapters.planners.offline.plots.roles import Role
from pb_adapters.planners.offline.plots.subject import Subject, Unfit, fold
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Config, Encoding, Facet, Format, Layer, Medium, PlotSpec, Style
from pb_core.domain.plots.transforms import Aggregate, Bin, BinRule, Density, Ecdf, Measure, Op
from pb_core.domain.plots.validation import MOST_PANELS
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import Shape

_MARKS = {
    Chart.BOX: MarkType.BOXPLOT,
    Chart.VIOLIN: MarkType.VIOLIN,
    Chart.STRIP: MarkType.STRIP,
    Chart.SWARM: MarkType.SWARM,
}
_LONG_NAME, _MANY = 12, 7
_MOST_SWARM, _MOST_BINS = 400, 900


def distributions(subject: Subject, chart: Chart) -> PlotSpec:
    """The distribution of a measure, per group where there are groups."""
    measured = replace_values(subject)
    if chart in _MARKS:
        return _by_category(measured, chart)
    placed = _grouped(measured)
    value = measured.values[0]
    match chart:
        case Chart.HISTOGRAM:
            return _histogram(placed, value)
        case Chart.DENSITY:
            return _density(placed, value)
        case _:
            return _ecdf(placed, value)


def replace_values(subject: Subject) -> Subject:
    """The subject with one measure: several that share a unit are folded."""
    values = subject.values
    if not values:
        message = "there are no numbers whose distribution could be shown"
        raise Unfit(message)
    return fold(subject, values) if len(values) > 1 else subject


def _grouped(subject: Subject) -> Placed:
    """Groups are told by colour, or by panels when asked."""
    placed = place(subject)
    first, second = placed.position, placed.color
    groups = [
        c
        for c in (first, second)
        if c is not None
        and c.distinct * 2 <= subject.original.profile.rows
        and c.distinct <= MOST_COLOURS * 2
        and (c in subject.mentioned or subject.data.profile.shape is Shape.RAGGED)
    ]
    if subject.folded:
        key = subject.data.column(subject.folded[0])
        key = key if key is not None and key.distinct <= MOST_PANELS else None
        groups = [c for c in (key, *groups) if c is not None]
        groups = list(dict.fromkeys(groups))
    panels = placed.facet
    few = panels is not None and panels.distinct * 2 <= subject.original.profile.rows
    facet = panels if few and panels in subject.mentioned else None
    color = next((c for c in groups if c is not facet), None)
    rest = [c for c in groups if c is not color and c is not facet]
    return replace(
        placed, position=None, color=color, facet=facet or (rest[0] if rest and rest[0] in subject.mentioned else None)
    )


def _histogram(placed: Placed, value: ColumnProfile) -> PlotSpec:
    """Counts per bin; groups stand in panels, since bars over bars hide each other."""
    subject = placed.subject
    wanted = subject.heard.one(BinRequest)
    start, end = f"{value.name} from", f"{value.name} to"
    bins = Bin(field=value.name, as_=(start, end))
    if wanted and not _is_too_fine(wanted, value):
        bins = replace(bins, rule=wanted.rule, value=wanted.value)
    panels = [c for c in (placed.facet, placed.color) if c is not None]
    groups = tuple(c.name for c in panels[:2])
    share = any(r.op is Op.PROPORTION for r in subject.heard.all(AggregateRequest))
    op, field = (Op.PROPORTION, "share") if share else (Op.COUNT, "count")
    counts = Aggregate(
        groupby=(start, end, *groups), measures=(Measure(op=op, as_=field),), within=groups if share else ()
    )
    axis = Axis(title=field.capitalize(), format=Format(style=Style.PERCENT) if share else Format())
    facet = Facet(field=groups[0], row=groups[1] if len(groups) > 1 else None) if groups else None
    encoding = Encoding(x=replace(channel(value), field=start), x2=end, y=quantity(field))
    return PlotSpec(
        layer=(Layer(mark=Mark(type=MarkType.BAR), encoding=encoding),),
        transform=(*subject.transform, bins, counts),
        facet=facet,
        axes=Axes(x=Axis(title=subject.title(value)), y=axis),
        config=Config(medium=Medium.DOUBLE if facet else Medium.SINGLE),
    )


def _is_too_fine(wanted: BinRequest, value: ColumnProfile) -> bool:
    """Whether bins of this width would be more than can be drawn."""
    extent = (value.high or 0.0) - (value.low or 0.0)
    return wanted.rule is BinRule.STEP and extent > _MOST_BINS * (wanted.value or 1.0)


def _density(placed: Placed, value: ColumnProfile) -> PlotSpec:
    if value.low == value.high:
        message = "all values are the same, so there is no density to show"
        raise Unfit(message)
    groups = tuple(c.name for c in (placed.color, placed.facet) if c is not None)
    density = Density(field=value.name, groupby=groups, as_=(value.name, "density"))
    mark = Mark(type=MarkType.LINE if placed.color else MarkType.AREA)
    return _curve(placed, value, density, mark, "density", "Density")


def _ecdf(placed: Placed, value: ColumnProfile) -> PlotSpec:
    groups = tuple(c.name for c in (placed.color, placed.facet) if c is not None)
    ecdf = Ecdf(field=value.name, groupby=groups, as_=(value.name, "share"))
    return _curve(
        placed, value, ecdf, Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER), "share", "Cumulative share"
    )


def _curve(
    placed: Placed, value: ColumnProfile, computed: Density | Ecdf, mark: Mark, field: str, title: str
) -> PlotSpec:
    encoding = Encoding(x=channel(value), y=quantity(field), color=placed.color_channel)
    return PlotSpec(
        layer=(Layer(mark=mark, encoding=encoding),),
        transform=(*placed.subject.transform, computed),
        axes=Axes(x=Axis(title=placed.subject.title(value)), y=Axis(title=title)),
        legend=placed.legend,
        facet=placed.facets,
    )


def _by_category(subject: Subject, chart: Chart) -> PlotSpec:
    """Boxes, violins or points over the categories."""
    step = subject.role(Role.X) if subject.role(Role.X) in subject.data.steps else None
    placed = place(subject, along=step, grouped_on_axis=True)
    if placed.position is None or (placed.position.distinct >= subject.data.profile.rows and not subject.folded):
        if subject.folded:
            placed = replace(placed, position=subject.data.column(subject.folded[0]))
        else:
            value = subject.values[0]
            subject = fold(subject, (value,))
            placed = Placed(subject=subject, position=subject.data.column(subject.folded[0]))
    elif (
        subject.folded
        and placed.color is None
        and placed.position.name != subject.folded[0]
        and placed.position.distinct >= subject.original.profile.rows
    ):
        placed = replace(placed, position=subject.data.column(subject.folded[0]))
    position = placed.position
    if position is None:
        message = "there are no groups to compare"
        raise Unfit(message)
    names = tuple(c.name for c in placed.columns if c)
    groups = prod(c.distinct for c in placed.columns if c)
    if chart in {Chart.BOX, Chart.VIOLIN} and (subject.data.unique(names) or subject.data.profile.rows <= groups):
        message = f"each group holds one value, and a {chart.value} needs several"
        raise Unfit(message)
    value = subject.values[0]
    if chart is Chart.VIOLIN and value.low == value.high:
        message = "all values are the same, so there is no density to show"
        raise Unfit(message)
    lying = _lies(subject, position)
    encoding = (
        Encoding(x=quantity(value.name), y=channel(position, discrete=True))
        if lying
        else Encoding(x=channel(position, discrete=True), y=quantity(value.name))
    )
    if placed.color is not None:
        encoding = replace(encoding, color=placed.color_channel, offset=placed.color.name)
    title = Axis(title="" if subject.folded and position.distinct == 1 else subject.title(position))
    axes = (
        Axes(x=Axis(title=subject.title(value)), y=title)
        if lying
        else Axes(x=title, y=Axis(title=subject.title(value)))
    )
    layers = tuple(Layer(mark=Mark(type=mark), encoding=encoding) for mark in _marks(subject, chart))
    return PlotSpec(layer=layers, transform=subject.transform, axes=axes, legend=placed.legend, facet=placed.facets)


def _marks(subject: Subject, chart: Chart) -> tuple[MarkType, ...]:
    """The chart's own mark, and others that are to be laid over it."""
    charts = (chart, *(c for c in asked_charts(subject) if c in _MARKS and c is not chart))
    order = (Chart.VIOLIN, Chart.BOX, Chart.STRIP, Chart.SWARM)
    found = [c for c in order if c in charts]
    if chart in {Chart.STRIP, Chart.SWARM} and Chart.VIOLIN in found:  # it was tried before and does not fit
        found = [c for c in found if c not in {Chart.VIOLIN, Chart.BOX}]
    if Chart.SWARM in found and subject.data.profile.rows > _MOST_SWARM:
        found = [Chart.STRIP if c is Chart.SWARM else c for c in found]
    return tuple(_MARKS[c] for c in dict.fromkeys(found))


def _lies(subject: Subject, position: ColumnProfile) -> bool:
    asked = subject.heard.one(OrientRequest)
    if asked is not None:
        return asked.horizontal
    long = position.longest > _LONG_NAME and position.distinct > 2  # noqa: PLR2004 - two long names fit side by side
    return long or position.longest * position.distinct > _LONG_NAME * _MANY
