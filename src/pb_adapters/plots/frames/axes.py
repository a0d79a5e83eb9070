"""The axes of a frame: categories, extents and titles, and the ramps of colour and size."""

from collections.abc import Sequence

import numpy as np

from pb_adapters.plots.frames.columns import Vector
from pb_adapters.plots.frames.layout import Layout
from pb_adapters.plots.frames.model import Floats, FrameAxis, FrameLayer, FrameRamp, FrameSizes
from pb_adapters.plots.frames.references import Ruled, reached
from pb_adapters.plots.frames.sheets import Position, Sheet
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Axis, FieldType, MarkType, PlotSpec, Projection, Ramp, Scale, ScaleType, Side
from pb_core.plot.wording import title_of

_BASED = frozenset({MarkType.BAR, MarkType.AREA})


def x_axis(
    spec: PlotSpec, sheets: Sequence[Sheet], layout: Layout, layers: Sequence[FrameLayer], rules: Sequence[Ruled]
) -> FrameAxis:
    """The x axis, which all panels share."""
    values = [*(_along_x(layer) for layer in layers), reached(rules, "x")]
    zero = any(layer.horizontal and _stands_on_zero(layer) for layer in layers)
    return _axis(spec.axes.x, [sheet.x for sheet in sheets], layout.x, values, zero=zero)


def y_axis(
    spec: PlotSpec,
    sheets: Sequence[Sheet],
    layout: Layout,
    layers: Sequence[FrameLayer],
    rules: Sequence[Ruled],
    side: Side = Side.LEFT,
) -> FrameAxis:
    """The left or right y axis of these layers."""
    layers = [layer for layer in layers if layer.side is side]
    positions = [sheet.y for sheet in sheets if sheet.layer.axis is side]
    zero = any(not layer.horizontal and _stands_on_zero(layer) for layer in layers)
    zero |= spec.projection is Projection.RADAR
    axis = spec.axes.right if side is Side.RIGHT else spec.axes.y
    order = layout.y if side is Side.LEFT else ()
    values = [*(_along_y(layer) for layer in layers), reached(rules, "y")]
    return _axis(axis, positions, order, values, zero=zero)


def spans(layers: Sequence[FrameLayer], categories: int) -> tuple[tuple[float, float], ...]:
    """The extent of the values at each category of x."""
    x = np.concatenate([layer.x for layer in layers if layer.x is not None and layer.y is not None] or [np.zeros(0)])
    y = np.concatenate([layer.y for layer in layers if layer.x is not None and layer.y is not None] or [np.zeros(0)])
    return tuple(_extent(y[x == place]) for place in range(categories))


def ramp(spec: PlotSpec, sheets: Sequence[Sheet], layers: Sequence[FrameLayer]) -> FrameRamp | None:
    """The colour ramp: diverging when the spec says so or the quantity crosses zero."""
    field = _first_field(sheets, "color", discrete=False)
    if field is None:
        return None
    wanted = {MarkType.VIOLIN, MarkType.ARC}  # their value is no colour
    low, high = _extent(_joined([layer.value for layer in layers if layer.mark.type not in wanted]))
    diverging = spec.config.ramp is Ramp.DIVERGING or (spec.config.ramp is Ramp.AUTO and low < 0 < high)
    if diverging:
        high = max(abs(low), abs(high))
        low = -high
    title = spec.legend.title if spec.legend.title is not None else title_of(field.header)
    return FrameRamp(low=low, high=high, diverging=diverging, title=title, format=spec.legend.format)


def sizes(sheets: Sequence[Sheet], layers: Sequence[FrameLayer]) -> FrameSizes | None:
    """The extent of what sizes show."""
    field = _first_field(sheets, "size", discrete=False)
    if field is None:
        return None
    low, high = _extent(_joined([layer.size for layer in layers]))
    return FrameSizes(low=low, high=high, title=title_of(field.header))


def legend_title(spec: PlotSpec, sheets: Sequence[Sheet]) -> str:
    """The title over the names of the series."""
    if spec.legend.title is not None:
        return spec.legend.title
    field = next((sheet.series.vector for sheet in sheets if sheet.series), None)
    return title_of(field.header) if field else ""


def _axis(
    axis: Axis, positions: Sequence[Position | None], order: tuple[str, ...], values: Sequence[Floats], *, zero: bool
) -> FrameAxis:
    first = next((position for position in positions if position), None)
    discrete = first is not None and first.categories is not None
    temporal = first is not None and first.channel.type is FieldType.TEMPORAL
    title = axis.title if axis.title is not None else title_of(first.vector.header) if first else ""
    low, high = -0.5, len(order) - 0.5
    if not discrete:
        found = np.concatenate([*values, np.zeros(0)])
        low, high = _ends(axis.scale, found, zero=_wants_zero(axis.scale, zero=zero, temporal=temporal), title=title)
    return FrameAxis(
        discrete=discrete, temporal=temporal, categories=order, scale=axis.scale, low=low, high=high, title=title,
        format=axis.format, grid=axis.grid,
    )  # fmt: skip


def _wants_zero(scale: Scale, *, zero: bool, temporal: bool) -> bool:
    if temporal or scale.type in {ScaleType.LOG, ScaleType.LOGIT}:
        return False
    return zero if scale.zero is None else scale.zero


def _ends(scale: Scale, values: Floats, *, zero: bool, title: str) -> tuple[float, float]:
    if scale.type is ScaleType.LOG:
        values = values[values > 0]
    if scale.type is ScaleType.LOGIT:
        values = values[(values > 0) & (values < 1)]
    low, high = _extent(np.append(values, 0.0) if zero else values)
    low = low if scale.domain_min is None else scale.domain_min
    high = high if scale.domain_max is None else scale.domain_max
    if low > high:
        message = f'The stated ends of the axis "{title}" leave no room for its data.'
        raise InvalidSpec(message)
    return low, high


def _stands_on_zero(layer: FrameLayer) -> bool:
    return layer.mark.type in _BASED or layer.mark.stem


def _along_x(layer: FrameLayer) -> Floats:
    errors = (layer.low, layer.high) if layer.horizontal else (layer.x_low, layer.x_high)
    return _joined([layer.x, layer.x2, *errors])


def _along_y(layer: FrameLayer) -> Floats:
    errors = () if layer.horizontal else (layer.low, layer.high)
    return _joined([layer.y, layer.y2, *errors])


def _joined(columns: Sequence[Floats | None]) -> Floats:
    return np.concatenate([column for column in columns if column is not None] or [np.zeros(0)])


def _extent(values: Floats) -> tuple[float, float]:
    values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)


def _first_field(sheets: Sequence[Sheet], channel: str, *, discrete: bool) -> Vector | None:
    for sheet in sheets:
        found = getattr(sheet.layer.encoding, channel)
        if found is not None and found.type.discrete == discrete:
            return sheet.data.column(found.field)
    return None
