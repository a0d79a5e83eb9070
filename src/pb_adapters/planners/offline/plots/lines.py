"""Lines along numbers, times or ordered categories: lines with bands, steps, areas, slopes, second axes."""

from itertools import chain
from math import prod

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.charts import Chart
from pb_adapters.planners.offline.plots.composing import FacetRequest, StackRequest
from pb_adapters.planners.offline.plots.data import channel, nominal, quantity
from pb_adapters.planners.offline.plots.placing import MOST_COLOURS, Placed, asked_charts, place
from pb_adapters.planners.offline.plots.roles import Role
from pb_adapters.planners.offline.plots.shaping import Shaped, shape
from pb_adapters.planners.offline.plots.statistics import Interval, IntervalRequest, Manner
from pb_adapters.planners.offline.plots.subject import Subject, Unfit, fold
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Config,
    Encoding,
    Format,
    Layer,
    Legend,
    Medium,
    Orient,
    PlotSpec,
    Side,
    Spread,
    Stack,
    Style,
)
from pb_core.domain.plots.transforms import Fold
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

_FEW_VERTICES = 12
_BAND_FROM = 6
_MOST_LAYERS = 4  # measures that are drawn apart: each has a line and a band, and a plot holds eight layers
_AREAS = frozenset({Chart.AREA, Chart.STACKED_AREA})


def lines(subject: Subject, chart: Chart) -> PlotSpec:
    """Lines, steps or areas of each series along the x axis."""
    along = base_of(subject)
    if along is None:
        message = "nothing in the data runs along an axis"
        raise Unfit(message)
    values = tuple(c for c in subject.values if c.name != along.name)
    panel, measures, unfolded = None, values, subject
    if len(values) > 1:
        subject = fold(subject, values)
        panel = subject.data.column(subject.folded[0])
        values = tuple(c for c in (subject.data.column(subject.folded[1]),) if c)
    if not values:
        message = f"there is nothing but '{along.name}' to draw"
        raise Unfit(message)
    placed = place(subject, along=along)
    placed, own = _told_apart(placed, panel)
    stack = _stack(subject, chart) if placed.color else None
    if stack is not None and (values[0].low or 0) < 0:
        message = "negative values cannot be stacked to areas"
        raise Unfit(message)
    shaped = shape(subject, values[0], placed.columns, plain=bool(stack))
    spec = _spec(placed, shaped, chart, stack, own_axes=own)
    told = panel is not None and placed.color is panel and chart not in _AREAS
    apart = told and not shaped.transform and len(measures) <= _MOST_LAYERS
    return _layered(spec, unfolded, measures, placed) if apart and _has_own_errors(unfolded, measures) else spec


def _has_own_errors(subject: Subject, measures: tuple[ColumnProfile, ...]) -> bool:
    wanted = subject.heard.one(IntervalRequest)
    unwanted = wanted is not None and wanted.interval is Interval.NONE
    return not unwanted and any(subject.spread(measure.name) for measure in measures)


def base_of(subject: Subject) -> ColumnProfile | None:
    """What lines run along: what is said to, else steps and times, else ordered categories, else a number."""
    stated = subject.role(Role.X)
    if stated is not None:
        return stated
    if subject.along is not None:
        return subject.along
    ordered = [c for c in subject.groups if subject.data.is_scale(c)]
    if ordered:
        return ordered[0]
    measures = subject.data.measures
    if len(measures) > 1:
        return measures[0]
    return next(iter(subject.groups), None)


def _told_apart(placed: Placed, panel: ColumnProfile | None) -> tuple[Placed, bool]:
    """Several measures are told by colour when nothing else is and they share a scale, else by panels."""
    if panel is None:
        return placed, False
    fields = next((t.fields for t in placed.subject.transform if isinstance(t, Fold)), ())
    others = [c for c in placed.columns[1:] if c is not None and c.name != panel.name]
    same = _same_scale(placed.subject, fields)
    stacked = any(request.stack for request in placed.subject.heard.all(StackRequest))
    if not others and (same or stacked) and not placed.subject.heard.one(FacetRequest):
        return replace(placed, color=panel, facet=None), False
    color = next((c for c in others if c.distinct <= MOST_COLOURS * 2 or c in placed.subject.mentioned), None)
    return replace(placed, color=color, facet=panel, row=None), not same


def _same_scale(subject: Subject, fields: tuple[str, ...]) -> bool:
    whole = subject.original
    return whole.comparable(c for name in fields if (c := whole.column(name)))


def _stack(subject: Subject, chart: Chart) -> Stack | None:
    asked = [request.stack for request in subject.heard.all(StackRequest)]
    if chart not in {Chart.AREA, Chart.STACKED_AREA}:
        return None
    normal = any(word in r.words.casefold() for r in subject.heard.requests for word in ("normali", "100%", "100 %"))
    return Stack.NORMALIZE if Stack.NORMALIZE in asked or normal else Stack.ZERO


def _spec(placed: Placed, shaped: Shaped, chart: Chart, stack: Stack | None, *, own_axes: bool) -> PlotSpec:
    along: ColumnProfile = placed.position  # type: ignore[assignment]  # lines are placed along something
    x = channel(along)
    color, detail = _series(placed)
    encoding = Encoding(x=x, y=shaped.channel, color=color, detail=detail, stack=stack)
    line = Layer(mark=_mark(chart, along), encoding=encoding)
    layers = (line,) if chart in _AREAS else _uncertain(line, shaped.spread, banded=_is_banded(placed, x))
    axis = shaped.axis
    if stack is Stack.NORMALIZE:
        axis = Axis(title="Share", format=Format(style=Style.PERCENT))
    if own_axes:
        axis = Axis(title="")
    facet = placed.facets
    if facet is not None and own_axes:
        facet = replace(facet, independent_y=True)
    legend = replace(placed.legend, orient=Orient.DIRECT) if chart is Chart.SLOPE and color else placed.legend
    return PlotSpec(
        layer=layers,
        transform=(*placed.subject.transform, *shaped.transform),
        axes=Axes(x=placed.axis(along), y=axis),
        legend=legend,
        facet=facet,
        config=Config(medium=Medium.DOUBLE if facet else Medium.SINGLE),
    )


def _is_banded(placed: Placed, x: Channel) -> bool:
    """Whether an uncertainty is drawn as a band: as the words say, else along many positions."""
    manners = {request.manner for request in placed.subject.heard.all(IntervalRequest)} - {Manner.FREE}
    if manners:
        return Manner.BAND in manners
    many = placed.position is not None and placed.position.distinct > _BAND_FROM
    return not x.type.discrete and many and _has_several(placed)


def _uncertain(line: Layer, spread: Spread | None, *, banded: bool) -> tuple[Layer, ...]:
    """A line with its uncertainty as error bars or as a band around it."""
    encoding = replace(line.encoding, y_error=spread)
    if spread is None or not banded:
        return (replace(line, encoding=encoding),)
    return line, replace(line, mark=Mark(type=MarkType.ERRORBAND, interpolate=line.mark.interpolate), encoding=encoding)


def _layered(spec: PlotSpec, subject: Subject, values: tuple[ColumnProfile, ...], placed: Placed) -> PlotSpec:
    """The lines of a wide table apart, so that each keeps the uncertainty that the table holds for it."""
    first, (key, value) = spec.layer[0], placed.subject.folded
    layers = [
        _uncertain(
            replace(first, transform=(Fold(fields=(column.name,), as_=(key, value)),)),
            subject.spread(column.name),
            banded=first.encoding.x is not None and _is_banded(placed, first.encoding.x),
        )
        for column in values
    ]
    return replace(spec, transform=subject.transform, layer=tuple(chain.from_iterable(layers)))


def _has_several(placed: Placed) -> bool:
    """Whether most positions have an uncertainty: it is in the data, or two values and more were averaged."""
    positions = prod(c.distinct for c in placed.columns if c is not None)
    return (
        placed.subject.data.unique(c.name for c in placed.columns if c)
        or placed.subject.data.profile.rows >= 2 * positions
    )


def _series(placed: Placed) -> tuple[Channel | None, str | None]:
    """Colours for few series; many are only kept apart."""
    if placed.color is None:
        return None, None
    if placed.color.distinct <= MOST_COLOURS * 2 or placed.color in placed.subject.roles(Role.COLOR):
        return placed.color_channel, None
    return None, placed.color.name


def _mark(chart: Chart, along: ColumnProfile) -> Mark:
    match chart:
        case Chart.AREA | Chart.STACKED_AREA:
            return Mark(type=MarkType.AREA)
        case Chart.STEP:
            return Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER)
        case _:
            return Mark(type=MarkType.LINE, point=along.distinct <= _FEW_VERTICES)


def slopes(subject: Subject) -> PlotSpec:
    """One line per item between two or more states."""
    values = subject.values
    if len(values) > 1:
        subject = fold(subject, values)
        states = subject.data.column(subject.folded[0])
    else:
        few = sorted(subject.groups, key=lambda c: c.distinct)
        states = subject.role(Role.X) or next(iter(few), None) or subject.along
    if states is None or not subject.values or states.distinct < 2:  # noqa: PLR2004 - a slope joins two states
        message = "a slope needs two states to join"
        raise Unfit(message)
    placed = place(subject, along=states)
    if placed.color is None and placed.facet is not None:
        placed = replace(placed, color=placed.facet, facet=None)
    shaped = shape(subject, subject.values[0], placed.columns, plain=True)
    spec = _spec(placed, shaped, Chart.SLOPE, None, own_axes=False)
    first = spec.layer[0]
    encoding = replace(first.encoding, x=channel(states, discrete=True))
    return replace(
        spec,
        layer=(replace(first, encoding=encoding, mark=Mark(type=MarkType.LINE, point=True)),),
        axes=replace(spec.axes, x=Axis(title="" if subject.folded else subject.title(states))),
    )


def twins(subject: Subject) -> PlotSpec:
    """Measures on two value axes, named in a legend; several may share the left one when they have one scale."""
    right = subject.role(Role.RIGHT)
    lefts = tuple(c for c in subject.values if right is None or c.name != right.name)
    if right is None and len(lefts) > 1:
        lefts, right = lefts[:1], lefts[1]
    lefts = lefts if subject.data.comparable(lefts) and len(subject.mentioned) > len(lefts) else lefts[:1]
    base = _twin_base(subject, (*lefts, right))
    if not lefts or right is None or base is None:
        message = "a second axis needs a second measure and something that both run along"
        raise Unfit(message)
    left, title = _twin_layer(subject, lefts, base, Side.LEFT)
    other, other_title = _twin_layer(subject, (right,), base, Side.RIGHT)
    axes = Axes(x=Axis(title=subject.title(base)), y=Axis(title=title), right=Axis(title=other_title))
    return PlotSpec(layer=(left, other), transform=subject.transform, axes=axes, legend=Legend(title=""))


def _twin_layer(
    subject: Subject, columns: tuple[ColumnProfile, ...], base: ColumnProfile, side: Side
) -> tuple[Layer, str]:
    """One side: its measures under their own names, and the title of its axis."""
    name = next(free for free in ("Measure", "Quantity", "Measure shown") if subject.data.column(free) is None)
    if len(columns) == 1:
        shaped = shape(subject, columns[0], (base,), strict=True)
        folded, title = Fold(fields=(shaped.field,), as_=(name, shaped.field)), shaped.title
    else:
        whole = fold(subject, columns)
        value = whole.values[0]
        shaped = Shaped(field=value.name, title=whole.title(value))
        folded, title = Fold(fields=tuple(c.name for c in columns), as_=(name, value.name)), shaped.title
    encoding = Encoding(
        x=channel(base, discrete=_is_discrete(subject, base)),
        y=quantity(shaped.field),
        color=nominal(name),
        y_error=shaped.spread,
    )
    transform = (*shaped.transform, folded)
    return Layer(
        mark=_twin_mark(subject, side, base, columns), encoding=encoding, transform=transform, axis=side
    ), title


def _twin_base(subject: Subject, measures: tuple[ColumnProfile | None, ...]) -> ColumnProfile | None:
    taken = {c.name for c in measures if c}
    candidates = (subject.role(Role.X), subject.along, *subject.groups)
    return next((c for c in candidates if c is not None and c.name not in taken), None)


def _twin_mark(subject: Subject, side: Side, base: ColumnProfile, columns: tuple[ColumnProfile, ...]) -> Mark:
    if (
        side is Side.LEFT
        and len(columns) == 1
        and _is_discrete(subject, base)
        and asked_charts(subject) != (Chart.LINE,)
    ):
        return Mark(type=MarkType.BAR)
    return Mark(type=MarkType.LINE, point=base.distinct <= _FEW_VERTICES)


def _is_discrete(subject: Subject, base: ColumnProfile) -> bool:
    return base.type in {ColumnType.TEXT, ColumnType.BOOLEAN} or Chart.BAR in asked_charts(subject)
