"""The axes of a frame: categories, extents and titles, the references on them, and the ramps of colour and size."""

from collections.abc import Sequence

import numpy as np

from pb_adapters.drawing.plots.frames.channel_data import ChannelData, Position
from pb_adapters.drawing.plots.frames.columns import Vector
from pb_adapters.drawing.plots.frames.model import (
    NARROWEST,
    Floats,
    FrameAxis,
    FrameBand,
    FrameIdentity,
    FrameLayer,
    FrameLine,
    FrameRamp,
    FrameSizes,
    FrameValue,
    Ints,
)
from pb_adapters.drawing.plots.frames.orders import Orders
from pb_adapters.drawing.plots.frames.statistics import statistic_of
from pb_core.domain.plots.label_text import number_texts, shortest, title_of
from pb_core.domain.plots.spec import (
    Annotation,
    Axis,
    FieldType,
    Format,
    IdentityLine,
    PlotSpec,
    PointNote,
    Projection,
    Ramp,
    ReferenceBand,
    ReferenceLine,
    Scale,
    ScaleType,
    Side,
    ValueNote,
)
from pb_core.domain.tables.times import times_of, year_of, year_text
from pb_core.errors import InvalidSpec

_NOTHING = {
    ScaleType.LINEAR: (0.0, 1.0),
    ScaleType.SYMLOG: (0.0, 1.0),
    ScaleType.LOG: (1.0, 10.0),
    ScaleType.LOGIT: (0.1, 0.9),
}
Ruled = FrameLine | FrameBand | FrameIdentity


def ruled(spec: PlotSpec, channels: ChannelData, layout: Orders) -> list[Ruled]:
    """The annotations across all panels; ``channels`` are those of the first layer, whose data statistics are of."""
    across = [each for each in spec.annotations if not isinstance(each, PointNote | ValueNote)]
    values = {place: _value(each, channels, layout) for place, each in enumerate(across)
              if isinstance(each, ReferenceLine)}  # fmt: skip
    labels = _line_labels(spec, channels, across, values)
    found: list[Ruled] = []
    for place, annotation in enumerate(across):
        match annotation:
            case IdentityLine():
                found.append(FrameIdentity(label=annotation.label))
            case ReferenceBand(axis=axis, low=low, high=high):
                found.append(FrameBand(axis=axis, low=low, high=high, label=annotation.label))
            case ReferenceLine():
                found.append(FrameLine(axis=annotation.axis, value=values[place], label=labels[place]))
    return found


def _line_labels(
    spec: PlotSpec, channels: ChannelData, across: Sequence[Annotation], values: dict[int, float]
) -> dict[int, str]:
    """The words at lines, with their numbers where they are asked for; those of one axis have equal decimals."""
    lines = {place: line for place, line in enumerate(across) if isinstance(line, ReferenceLine)}
    labels = {place: line.label for place, line in lines.items()}
    y = spec.axes.right if channels.layer.axis is Side.RIGHT else spec.axes.y
    for axis, form in (("x", spec.axes.x.format), ("y", y.format)):
        numbered = [place for place, line in lines.items() if line.number and line.axis == axis]
        texts = number_texts((values[place] for place in numbered), form)
        labels |= {place: f"{labels[place]} {text}".strip() for place, text in zip(numbered, texts, strict=True)}
    return labels


def valued(note: ValueNote, channels: ChannelData, rows: Ints) -> FrameValue:
    """A note that tells the one value of its field in these rows."""
    value = single_value(channels, note.field, rows[channels.items[rows]])
    return FrameValue(label=f"{note.label} = {number_texts((value,), Format())[0]}")


def reached(references: Sequence[Ruled], axis: str) -> Floats:
    """The values at which references stand on an axis."""
    lines = [each.value for each in references if isinstance(each, FrameLine) and each.axis == axis]
    bands = [end for each in references if isinstance(each, FrameBand) and each.axis == axis
             for end in (each.low, each.high)]  # fmt: skip
    return np.array(lines + bands, dtype=np.float64)


def _value(line: ReferenceLine, channels: ChannelData, layout: Orders) -> float:
    if line.value is None:
        assert line.field is not None  # noqa: S101 - a line without a value has a field
        if line.op is None:
            return single_value(channels, line.field, np.flatnonzero(channels.items))
        return statistic_of(channels.data, line.op, line.field)
    position, order = (channels.x, layout.x) if line.axis == "x" else (channels.y, layout.y)
    if position is not None and position.categories:
        return float(order.index(line.value if isinstance(line.value, str) else shortest(line.value)))
    return _moment(line.value) if isinstance(line.value, str) else line.value


def single_value(channels: ChannelData, field: str, rows: Ints) -> float:
    """The one value that a field has in these rows."""
    values = channels.data.column(field).values[rows]
    return float(values[~np.isnan(values)][0])


def _moment(text: str) -> float:
    """The seconds of a year or time."""
    year = year_text(text)
    if year is not None:
        return float(year_of(year))
    times = times_of([text])
    assert times is not None  # noqa: S101 - an axis of times is only asked for a time
    return float(times.moments[text])


def x_axis(
    spec: PlotSpec,
    all_channels: Sequence[ChannelData],
    layout: Orders,
    layers: Sequence[FrameLayer],
    rules: Sequence[Ruled],
) -> FrameAxis:
    """The x axis, which all panels share."""
    values = [*(_along_x(layer) for layer in layers), reached(rules, "x")]
    zero = any(layer.horizontal and layer.mark.starts_at_zero for layer in layers)
    return _axis(spec.axes.x, [channels.x for channels in all_channels], layout.x, values, zero=zero)


def y_axis(
    spec: PlotSpec,
    all_channels: Sequence[ChannelData],
    layout: Orders,
    layers: Sequence[FrameLayer],
    rules: Sequence[Ruled],
    side: Side = Side.LEFT,
) -> FrameAxis:
    """The left or right y axis of these layers."""
    layers = [layer for layer in layers if layer.side is side]
    positions = [channels.y for channels in all_channels if channels.layer.axis is side]
    zero = any(not layer.horizontal and layer.mark.starts_at_zero for layer in layers)
    zero |= spec.projection is Projection.RADAR
    axis = spec.axes.right if side is Side.RIGHT else spec.axes.y
    order = layout.y if side is Side.LEFT else ()
    values = [*(_along_y(layer) for layer in layers), reached(rules, "y")]
    return _axis(axis, positions, order, values, zero=zero)


def spans(layers: Sequence[FrameLayer], categories: int) -> tuple[tuple[float, float], ...]:
    """The extent of the values at each category of x."""
    x = np.concatenate([layer.x for layer in layers if layer.x is not None and layer.y is not None] or [np.zeros(0)])
    y = np.concatenate([layer.y for layer in layers if layer.x is not None and layer.y is not None] or [np.zeros(0)])
    return tuple(_opened(*_extent(y[x == place])) for place in range(categories))


def _opened(low: float, high: float) -> tuple[float, float]:
    """The extent, with room around numbers that are equal but for rounding."""
    size = max(abs(low), abs(high))
    return (low, high) if low == high or high - low > NARROWEST * size else (low - 0.1 * size, high + 0.1 * size)


def ramp(spec: PlotSpec, all_channels: Sequence[ChannelData], layers: Sequence[FrameLayer]) -> FrameRamp | None:
    """The colour ramp: diverging when the spec says so or the quantity crosses zero."""
    field = _first_field(all_channels, "color", discrete=False)
    if field is None:
        return None
    low, high = _extent(_joined([layer.value for layer in layers if not layer.mark.type.traits.share]))
    diverging = spec.config.ramp is Ramp.DIVERGING or (spec.config.ramp is Ramp.AUTO and low < 0 < high)
    if diverging:
        high = max(abs(low), abs(high))
        low = -high
    title = spec.legend.title if spec.legend.title is not None else title_of(field.header)
    return FrameRamp(low=low, high=high, diverging=diverging, title=title, format=spec.legend.format)


def sizes(all_channels: Sequence[ChannelData], layers: Sequence[FrameLayer]) -> FrameSizes | None:
    """The extent of what sizes show."""
    field = _first_field(all_channels, "size", discrete=False)
    if field is None:
        return None
    low, high = _extent(_joined([layer.size for layer in layers]))
    return FrameSizes(low=low, high=high, title=title_of(field.header))


def legend_title(spec: PlotSpec, all_channels: Sequence[ChannelData]) -> str:
    """The title over the names of the series."""
    if spec.legend.title is not None:
        return spec.legend.title
    field = next((channels.series.vector for channels in all_channels if channels.series), None)
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
    values = np.append(values, 0.0) if zero else values[np.isfinite(values)]
    low, high = _extent(values) if len(values) else _empty_ends(scale)
    low = low if scale.domain_min is None else scale.domain_min
    high = high if scale.domain_max is None else scale.domain_max
    if low > high:
        raise InvalidSpec(f'The stated ends of the axis "{title}" leave no room for its data.')
    return low, high


def _empty_ends(scale: Scale) -> tuple[float, float]:
    """The ends of an axis on which nothing stands (a panel of its own scale without items), near a stated one."""
    low, high = _NOTHING[scale.type]
    return min(low, high if scale.domain_max is None else scale.domain_max), max(
        high, low if scale.domain_min is None else scale.domain_min
    )


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


def _first_field(all_channels: Sequence[ChannelData], channel: str, *, discrete: bool) -> Vector | None:
    for channels in all_channels:
        found = getattr(channels.layer.encoding, channel)
        if found is not None and found.type.discrete == discrete:
            return channels.data.column(found.field)
    return None
