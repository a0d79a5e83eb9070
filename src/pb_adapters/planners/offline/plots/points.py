"""Points between two quantities: scatter, bubble and Pareto plots."""

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.charts import Chart
from pb_adapters.planners.offline.plots.data import channel, quantity
from pb_adapters.planners.offline.plots.goals import Goal, GoalRequest
from pb_adapters.planners.offline.plots.naming import small_is_good
from pb_adapters.planners.offline.plots.placing import MOST_COLOURS, Placed, place
from pb_adapters.planners.offline.plots.roles import PointLabelsRequest, Role
from pb_adapters.planners.offline.plots.subject import Subject, Unfit
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Channel, Encoding, Layer, Legend, PlotSpec
from pb_core.domain.plots.transforms import Pareto
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

MOST_LABELS, FEW_POINTS = 25, 15
"""Points of a trade-off, and of other plots, that are named beside them without being asked."""


def points(subject: Subject, chart: Chart) -> PlotSpec:
    """A point per row between two quantities."""
    x, y = _pair(subject)
    size = subject.role(Role.SIZE) or (_spare(subject, x, y) if chart is Chart.BUBBLE else None)
    if chart is Chart.BUBBLE and size is None:
        message = "a bubble chart needs a third quantity for the sizes"
        raise Unfit(message)
    label = _label(subject, chart)
    placed, color = _color(subject, x, label)
    encoding = Encoding(
        x=channel(x),
        y=channel(y),
        color=color,
        shape=_shape(subject, color),
        size=quantity(size.name) if size else None,
        x_error=subject.spread(x.name),
        y_error=subject.spread(y.name),
    )
    layers = [Layer(mark=Mark(type=MarkType.POINT), encoding=encoding)]
    if chart is Chart.PARETO or (
        any(r.goal is Goal.TRADE_OFF for r in subject.heard.all(GoalRequest)) and placed.facet is None
    ):
        layers.append(_front(x, y))
    if label is not None:
        text = Encoding(
            x=channel(x), y=channel(y), text=Channel(field=label.name, type=channel(label, discrete=True).type)
        )
        layers.append(Layer(mark=Mark(type=MarkType.TEXT), encoding=text))
    column = subject.data.column(color.field) if color else None
    return PlotSpec(
        layer=tuple(layers),
        transform=subject.transform,
        axes=Axes(x=Axis(title=subject.title(x)), y=Axis(title=subject.title(y))),
        facet=placed.facets,
        legend=Legend(title=subject.title(column)) if column else Legend(),
    )


def good_low(column: ColumnProfile) -> bool:
    """Whether small values of the column are the good ones, as far as its name tells."""
    return small_is_good(column.name) or column.unit in {"ms", "s", "GB", "MB", "W", "J", "$", "€"}


def _pair(subject: Subject) -> tuple[ColumnProfile, ColumnProfile]:
    stated_x, stated_y = subject.role(Role.X), subject.role(Role.Y)
    values = [c for c in subject.values if c not in {stated_x, stated_y} and c is not subject.role(Role.SIZE)]
    values += [c for c in subject.data.measures if c not in values and c not in {stated_x, stated_y}]
    values = [c for c in values if c is not subject.role(Role.SIZE) and c is not subject.role(Role.COLOR)]
    steps = [c for c in subject.data.steps if c not in {stated_x, stated_y}]
    pool = [*values, *steps] if len(values) > 1 or stated_x or stated_y else [*steps, *values]
    tradeoff = any(r.goal is Goal.TRADE_OFF for r in subject.heard.all(GoalRequest))
    if stated_x is None and stated_y is None and tradeoff and len(pool) > 1:
        pool[:2] = sorted(pool[:2], key=lambda c: not good_low(c))
    x = stated_x or next((c for c in pool if c is not stated_y), None)
    y = stated_y or next((c for c in pool if c is not x), None)
    if (
        x is None
        or y is None
        or x is y
        or ColumnType.TEXT in {x.type, y.type}
        or ColumnType.BOOLEAN in {x.type, y.type}
    ):
        message = "points need two quantities"
        raise Unfit(message)
    return x, y


def _spare(subject: Subject, x: ColumnProfile, y: ColumnProfile) -> ColumnProfile | None:
    return next((c for c in subject.data.measures if c not in {x, y} and (c.low or 0) >= 0), None)


def _label(subject: Subject, chart: Chart) -> ColumnProfile | None:
    stated = subject.role(Role.LABEL)
    if stated is not None:
        return stated
    names = [
        c
        for c in subject.data.groups
        if c.type is ColumnType.TEXT
        and c.distinct + bool(c.missing) >= subject.data.profile.rows
        and c is not subject.role(Role.COLOR)
    ]
    wanted = subject.heard.one(PointLabelsRequest) is not None
    telling = chart is Chart.PARETO or any(r.goal is Goal.TRADE_OFF for r in subject.heard.all(GoalRequest))
    if wanted:
        return next(iter(names), None) or next(
            (c for c in subject.data.groups if c is not subject.role(Role.COLOR)), None
        )
    return next(iter(names), None) if subject.data.profile.rows <= (MOST_LABELS if telling else FEW_POINTS) else None


def _color(subject: Subject, x: ColumnProfile, label: ColumnProfile | None) -> tuple[Placed, Channel | None]:
    stated = subject.role(Role.COLOR)
    if stated is not None and stated.type is ColumnType.NUMBER and stated.distinct > MOST_COLOURS:
        placed = place(subject, along=x)
        return replace(placed, color=None, facet=subject.role(Role.FACET)), quantity(stated.name)
    placed = place(subject, along=x)
    stated_facet = subject.role(Role.FACET)
    color = placed.color
    if (
        color is not None
        and color is not stated
        and (color is label or color.distinct > MOST_COLOURS or color.distinct >= subject.data.profile.rows)
    ):
        color = next(
            (
                c
                for c in subject.groups
                if c not in {label, stated_facet}
                and c.distinct <= MOST_COLOURS
                and c.distinct < subject.data.profile.rows
            ),
            None,
        )
    placed = replace(
        placed,
        color=color,
        facet=stated_facet
        or (placed.facet if placed.facet not in {color, label} and placed.facet in subject.mentioned else None),
    )

    return placed, placed.color_channel


def _shape(subject: Subject, color: Channel | None) -> Channel | None:
    shape = subject.role(Role.SHAPE)
    if shape is None or (color is not None and color.type.discrete and color.field != shape.name):
        return None
    return channel(shape, discrete=True)


def _front(x: ColumnProfile, y: ColumnProfile) -> Layer:
    best = Pareto(x=x.name, y=y.name, x_best="low" if good_low(x) else "high", y_best="low" if good_low(y) else "high")
    mark = Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER, dash=True)
    return Layer(mark=mark, encoding=Encoding(x=channel(x), y=channel(y)), transform=(best,))
