"""Which axis of a layer is the base, and which holds the values.

The base axis is (1) the discrete one when exactly one of x and y is discrete; (2) x when both are; (3) of bars the
one that alone has a second end, of areas and error bands (these also with an uncertainty) the other one; (4) the
temporal one when exactly one is; (5) x. The other axis is the value axis.
"""

from pb_core.plot.grammar import (
    Axis,
    Channel,
    Encoding,
    FieldType,
    Layer,
    MarkType,
    PlotSpec,
    ScaleType,
    Side,
    Spread,
)

AREAS = frozenset({MarkType.AREA, MarkType.ERRORBAND})
JOINED = frozenset({MarkType.LINE, MarkType.AREA, MarkType.ERRORBAND})
SUMMARIES = frozenset({MarkType.BOXPLOT, MarkType.VIOLIN})
SCATTERED = frozenset({MarkType.STRIP, MarkType.SWARM})


def base_of(layer: Layer) -> str:
    """The base axis, ``x`` or ``y``."""
    encoding, mark = layer.encoding, layer.mark.type
    x_discrete, y_discrete = is_discrete(encoding.x), is_discrete(encoding.y)
    if x_discrete or y_discrete:
        return "x" if x_discrete else "y"
    x_far, y_far = (_reaches(layer, axis) for axis in ("x", "y"))
    if x_far != y_far and (mark is MarkType.BAR or mark in AREAS):
        lone = "x" if x_far else "y"
        return lone if mark is MarkType.BAR else other(lone)
    x_time, y_time = _is_temporal(encoding.x), _is_temporal(encoding.y)
    return "y" if y_time and not x_time else "x"


def _reaches(layer: Layer, axis: str) -> bool:
    """Whether items have a second end along the axis."""
    banded = layer.mark.type is MarkType.ERRORBAND and error_on(layer.encoding, axis) is not None
    return banded or second_on(layer.encoding, axis) is not None


def other(axis: str) -> str:
    """``y`` for ``x`` and ``x`` for ``y``."""
    return "y" if axis == "x" else "x"


def is_discrete(channel: Channel | None) -> bool:
    """Whether the channel shows categories."""
    return channel is not None and channel.type.discrete


def is_quantitative(channel: Channel | None) -> bool:
    """Whether the channel shows quantities."""
    return channel is not None and channel.type is FieldType.QUANTITATIVE


def _is_temporal(channel: Channel | None) -> bool:
    return channel is not None and channel.type is FieldType.TEMPORAL


def channel_on(encoding: Encoding, axis: str) -> Channel | None:
    """The channel of an axis."""
    return encoding.x if axis == "x" else encoding.y


def second_on(encoding: Encoding, axis: str) -> str | None:
    """The field of the second end on an axis."""
    return encoding.x2 if axis == "x" else encoding.y2


def error_on(encoding: Encoding, axis: str) -> Spread | None:
    """The uncertainty along an axis."""
    return encoding.x_error if axis == "x" else encoding.y_error


def band_of(layer: Layer) -> Spread | None:
    """The uncertainty that an error band spans, ``None`` for other marks and for bands between two fields."""
    return error_on(layer.encoding, other(base_of(layer))) if layer.mark.type is MarkType.ERRORBAND else None


def axis_of(spec: PlotSpec, layer: Layer, axis: str) -> Axis:
    """The axis that a layer's positions stand on; ``right`` replaces y for the layers that ask for it."""
    if axis == "x":
        return spec.axes.x
    return spec.axes.right if layer.axis is Side.RIGHT else spec.axes.y


def has_no_zero(axis: Axis) -> bool:
    """Whether the axis' scale has no place for zero."""
    return axis.scale.type in {ScaleType.LOG, ScaleType.LOGIT}


def on_scale(number: float, scale: ScaleType) -> bool:
    """Whether the scale has a place for the number."""
    if scale is ScaleType.LOG:
        return number > 0
    return scale is not ScaleType.LOGIT or 0 < number < 1


def series_channel(layer: Layer) -> Channel | None:
    """The channel that tells series apart: a discrete colour, else a discrete shape, unless it repeats an axis."""
    encoding = layer.encoding
    channel = encoding.color if is_discrete(encoding.color) else encoding.shape
    if not is_discrete(channel):
        return None
    axes = {position.field for position in (encoding.x, encoding.y) if position is not None}
    return None if channel is None or channel.field in axes else channel
