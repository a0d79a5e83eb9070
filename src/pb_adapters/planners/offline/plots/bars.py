"""Bars and their kin along categories: bars, lollipops, dots, points with error bars, forest plots."""

import re

from msgspec.structs import replace

from pb_adapters.planners.offline.plots.aggregates import AggregateRequest
from pb_adapters.planners.offline.plots.axes import OrientRequest
from pb_adapters.planners.offline.plots.charts import Chart
from pb_adapters.planners.offline.plots.composing import StackRequest
from pb_adapters.planners.offline.plots.data import channel
from pb_adapters.planners.offline.plots.goals import Goal, GoalRequest
from pb_adapters.planners.offline.plots.picking import TopRequest
from pb_adapters.planners.offline.plots.placing import MOST_COLOURS, Placed, asked_charts, place
from pb_adapters.planners.offline.plots.roles import MentionRequest, Role
from pb_adapters.planners.offline.plots.shaping import Shaped, shape
from pb_adapters.planners.offline.plots.subject import Subject, Unfit, fold
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import (
    Axes,
    Channel,
    Config,
    Encoding,
    Facet,
    Format,
    Layer,
    Medium,
    PlotSpec,
    Sort,
    Spread,
    Stack,
    Style,
)
from pb_core.domain.plots.transforms import Fold, Op
from pb_core.domain.tables.profile import ColumnProfile

_LONG_NAME, _MANY_NAMES, _WIDE = 14, 9, 24
_MOST_LAYERS, _FEW_STEPS = 8, 8
_EACH = re.compile(r"(?:in |of |for |at )?(?:per|each|every)\b", re.IGNORECASE)
_LYING = {Chart.FOREST, Chart.DOT}


def bars(subject: Subject, chart: Chart) -> PlotSpec:
    """Bars, or what stands for them in ``chart``, one per category and series."""
    values = subject.values
    counts = any(request.op in {Op.COUNT, Op.PROPORTION} for request in subject.heard.all(AggregateRequest))
    # with one row for each category the values are the counts that are asked for
    sent = len(subject.groups) == 1 and subject.data.unique((subject.groups[0].name,))
    if len(values) > 1 and (sent or not counts):
        if _has_own_errors(subject, values) and not _stack(subject, chart):
            return _layered(subject, chart, values)
        if not subject.data.comparable(values) and not _stack(subject, chart):
            return _panelled(subject, chart, values)
        subject = fold(subject, values)
    placed = _placed(subject, chart)
    position = placed.position
    if position is None:
        message = "there are no categories to put along an axis"
        raise Unfit(message)
    stack = _stack(subject, chart) if placed.color else None
    value = subject.values[0] if subject.values else None
    if stack is Stack.NORMALIZE and value is not None and (value.low or 0) < 0:
        message = "negative values are no shares of a whole"
        raise Unfit(message)
    shaped = shape(subject, value, placed.columns, strict=True, plain=bool(stack))
    if chart is Chart.FOREST and shaped.spread is None:
        message = "a forest plot needs intervals, and the data hold none"
        raise Unfit(message)
    return _spec(placed, shaped, chart, stack)


def _placed(subject: Subject, chart: Chart) -> Placed:
    each = _each(subject) if _stack(subject, chart) else None
    placed = place(subject, along=each) if each else place(subject, grouped_on_axis=True)
    if placed.position is None and subject.along is not None:
        return place(subject, along=subject.along)
    along = subject.role(Role.X)
    if (
        along is not None
        and along is not placed.position
        and along.name not in {c.name for c in placed.columns if c}
        and along in subject.data.steps
    ):
        return place(subject, along=along)
    if (
        chart is not Chart.FOREST
        and placed.color is None
        and placed.position is not None
        and _over_steps(placed, chart)
    ):
        return place(subject, along=subject.along)
    return placed


def _over_steps(placed: Placed, chart: Chart) -> bool:
    """Whether bars stand along steps and the one category column tells them apart."""
    subject, along = placed.subject, placed.subject.along
    if along is None:
        return False
    several = placed.position is not None and not subject.data.unique((placed.position.name,))
    return along in subject.mentioned or (several and (bool(_stack(subject, chart)) or along.distinct <= _FEW_STEPS))


def _each(subject: Subject) -> ColumnProfile | None:
    """Of two columns the one that each whole stands for: ``per country``, ``for each country``."""
    mentions = (r for r in subject.heard.all(MentionRequest) if _EACH.match(r.words))
    names = [name for request in mentions for name in request.columns]
    return next((c for c in subject.groups if c.name in names), None) if len(subject.groups) > 1 else None


def _spec(placed: Placed, shaped: Shaped, chart: Chart, stack: Stack | None) -> PlotSpec:
    position: ColumnProfile = placed.position  # type: ignore[assignment]  # the caller has checked that there is one
    lying = _lies(placed, chart)
    encoding = _encoding(
        channel(position, discrete=True), shaped.channel, shaped.spread if not stack else None, lying=lying
    )
    color = placed.color_channel
    if color is not None:
        encoding = replace(
            encoding,
            color=color,
            offset=None if stack else color.field,
            stack=stack,
        )
    value_axis = shaped.axis
    if stack is Stack.NORMALIZE:
        value_axis = replace(value_axis, title="Share", format=Format(style=Style.PERCENT))
    elif shaped.op is Op.PROPORTION:
        value_axis = replace(value_axis, format=Format(style=Style.PERCENT))
    category_axis = placed.axis(position)
    if any(request.goal is Goal.RANKING for request in placed.subject.heard.all(GoalRequest)):
        category_axis = replace(category_axis, sort=Sort.VALUE_DOWN)
    axes = Axes(x=value_axis, y=category_axis) if lying else Axes(x=category_axis, y=value_axis)
    overlay = () if stack or shaped.op in {Op.COUNT, Op.PROPORTION} else _overlay(placed, encoding, chart)
    transform, own = placed.subject.transform, shaped.transform
    return PlotSpec(
        layer=(Layer(mark=_mark(chart), encoding=encoding, transform=own if overlay else ()), *overlay),
        transform=transform if overlay else (*transform, *own),
        axes=axes,
        legend=placed.legend,
        facet=placed.facets,
        config=Config(medium=_medium(placed)),
    )


def _overlay(placed: Placed, encoding: Encoding, chart: Chart) -> tuple[Layer, ...]:
    """The single values over the bars, where they are asked for and there are several."""
    wanted = {Chart.STRIP: MarkType.STRIP, Chart.SWARM: MarkType.SWARM}
    mark = next((wanted[c] for c in asked_charts(placed.subject) if c in wanted), None)
    if (
        mark is None
        or chart in wanted
        or not placed.subject.values
        or not placed.subject.repeats(tuple(c.name for c in placed.columns if c))
    ):
        return ()
    return (Layer(mark=Mark(type=mark), encoding=replace(encoding, y_error=None, x_error=None)),)


def _encoding(category: Channel, value: Channel, spread: Spread | None, *, lying: bool) -> Encoding:
    if lying:
        return Encoding(x=value, y=category, x_error=spread)
    return Encoding(x=category, y=value, y_error=spread)


def _mark(chart: Chart) -> Mark:
    match chart:
        case Chart.LOLLIPOP:
            return Mark(type=MarkType.POINT, stem=True)
        case Chart.DOT | Chart.FOREST | Chart.ERROR:
            return Mark(type=MarkType.POINT)
        case _:
            return Mark(type=MarkType.BAR)


def _stack(subject: Subject, chart: Chart) -> Stack | None:
    if chart not in {Chart.BAR, Chart.STACKED_BAR}:
        return None
    asked = [request.stack for request in subject.heard.all(StackRequest)]
    if Stack.NORMALIZE in asked:
        return Stack.NORMALIZE
    composed = any(request.goal is Goal.COMPOSITION for request in subject.heard.all(GoalRequest))
    named = any("stacked" in request.words.casefold() for request in subject.heard.requests)
    normal = any(chart is Chart.STACKED_BAR for chart in asked_charts(subject)) and any(
        word in request.words.casefold()
        for request in subject.heard.requests
        for word in ("normali", "100%", "100 %")
        if "stacked" in request.words.casefold()
    )
    if normal:
        return Stack.NORMALIZE
    return (
        Stack.ZERO
        if chart is Chart.STACKED_BAR or Stack.ZERO in asked or named or (composed and None not in asked)
        else None
    )


def _lies(placed: Placed, chart: Chart) -> bool:
    """Whether categories stand along y: as asked, by the kind of chart, or because their names are long or many."""
    asked = placed.subject.heard.one(OrientRequest)
    if asked is not None:
        return asked.horizontal
    if chart in _LYING:
        return True
    if placed.position is not None and placed.position in placed.subject.roles(Role.Y):
        return True
    if "horizontal" in " ".join(
        request.words.casefold() for request in placed.subject.heard.requests if "bar" in request.words.casefold()
    ):
        return True
    position = placed.position
    return position is not None and (
        (position.longest > _LONG_NAME and position.distinct > 2)  # noqa: PLR2004 - two long names fit side by side
        or (position.distinct >= _MANY_NAMES and position.distinct * position.longest > _WIDE * 4)
    )


def _medium(placed: Placed) -> Medium:
    top = placed.subject.heard.one(TopRequest)
    count = placed.position.distinct if placed.position else 1
    bars = (min(count, top.count) if top else count) * (placed.color.distinct if placed.color else 1)
    return Medium.DOUBLE if bars > _WIDE or placed.facet is not None else Medium.SINGLE


def _has_own_errors(subject: Subject, values: tuple[ColumnProfile, ...]) -> bool:
    return any(subject.spread(value.name) for value in values) and len(values) <= _MOST_LAYERS


def _panelled(subject: Subject, chart: Chart, values: tuple[ColumnProfile, ...]) -> PlotSpec:
    """One panel per measure, each with a value axis of its own, since the measures share no scale."""
    whole = fold(subject, values)
    measure = whole.data.column(whole.folded[0])
    free = [c for c in subject.groups if c.distinct <= _WIDE * 2]
    if measure is None or not free:
        message = "measures on different scales need categories to be compared by"
        raise Unfit(message)
    color = free[1] if len(free) > 1 and free[1].distinct <= MOST_COLOURS else None
    placed = Placed(subject=whole, position=free[0], color=color, facet=measure)
    shaped = shape(whole, whole.values[0], placed.columns, strict=True)
    spec = _spec(placed, replace(shaped, title=""), chart, None)
    return replace(spec, facet=Facet(field=measure.name, independent_y=True))


def _layered(subject: Subject, chart: Chart, values: tuple[ColumnProfile, ...]) -> PlotSpec:
    """One layer per measure, each under its own name on the axis, so that each keeps its own uncertainty."""
    whole = fold(subject, values)
    key, value = whole.folded
    names = whole.data.column(key)
    series = next((c for c in subject.groups if c.distinct <= MOST_COLOURS * 2), None)
    if names is None:
        raise Unfit(key)
    placed = Placed(subject=whole, position=names, color=series)
    shaped = Shaped(field=value, title=whole.title(whole.data.column(value) or names))
    spec = _spec(placed, shaped, chart, None)
    first = spec.layer[0]
    layers = tuple(
        Layer(
            mark=first.mark,
            encoding=_with_errors(first.encoding, subject.spread(column.name)),
            transform=(Fold(fields=(column.name,), as_=(key, value)),),
        )
        for column in values
    )
    return replace(spec, transform=subject.transform, layer=layers)


def _with_errors(encoding: Encoding, spread: Spread | None) -> Encoding:
    lying = encoding.y is not None and encoding.y.type.discrete
    return replace(encoding, x_error=spread) if lying else replace(encoding, y_error=spread)
