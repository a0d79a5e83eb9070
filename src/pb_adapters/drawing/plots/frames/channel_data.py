"""ChannelData: the channels that a layer's mark asks for, read from its data row by row before anything is placed."""

import numpy as np
from msgspec import Struct

from pb_adapters.drawing.plots.frames.columns import Categories, Data, Vector
from pb_adapters.drawing.plots.frames.model import Bools, Floats
from pb_core.domain.plots.marks import SecondEnd
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, Spread, Stack


def horizontal(layer: Layer) -> bool:
    """Whether the value axis is x."""
    encoding, traits = layer.encoding, layer.mark.type.traits
    x, y = encoding.x, encoding.y
    discrete = (x is not None and x.type.discrete, y is not None and y.type.discrete)
    if any(discrete):
        return discrete == (False, True)
    second = (encoding.x2 is not None, encoding.y2 is not None)
    if traits.band:
        second = (second[0] or encoding.x_error is not None, second[1] or encoding.y_error is not None)
    if traits.second_end is SecondEnd.BASE and second[0] != second[1]:
        return second[1]
    if traits.second_end is SecondEnd.VALUE and second[0] != second[1]:
        return second[0]
    times = (x is not None and x.type is FieldType.TEMPORAL, y is not None and y.type is FieldType.TEMPORAL)
    return times == (False, True)


def normalized(encoding: Encoding) -> bool:
    """Whether stacks show shares."""
    return encoding.stack is Stack.NORMALIZE


class Ends(Struct, frozen=True, eq=False):
    """Both ends per row, NaN where missing, ``None`` without error bars."""

    low: Floats | None = None
    high: Floats | None = None


def ends(
    data: Data, encoding: Encoding, value: Vector | None, x: Vector | None, *, sideways: bool
) -> tuple[Ends, Ends]:
    """The ends along the value axis, and those along x where y is the value axis."""
    if sideways:
        return _ends(data, encoding.x_error, value), Ends()
    return _ends(data, encoding.y_error, value), _ends(data, encoding.x_error, x)


def _ends(data: Data, spread: Spread | None, value: Vector | None) -> Ends:
    if spread is None or value is None:
        return Ends()
    if spread.delta is not None:
        delta = data.column(spread.delta).values
        return Ends(value.values - delta, value.values + delta)
    return Ends(*(None if name is None else data.column(name).values for name in (spread.low, spread.high)))


class Position(Struct, frozen=True, eq=False):
    """A channel of position: ``categories`` when it is discrete."""

    channel: Channel
    vector: Vector
    categories: Categories | None

    @property
    def is_quantity(self) -> bool:
        """Whether it shows numbers, and neither categories nor times."""
        return self.channel.type is FieldType.QUANTITATIVE

    @property
    def missing(self) -> Bools:
        """The rows without a position; a missing category is one."""
        return np.zeros(len(self.vector.values), dtype=bool) if self.categories else ~self.vector.present


class ChannelData(Struct, frozen=True, kw_only=True, eq=False):
    """One layer; arrays have one element per row of ``data``.

    ``items`` are the rows that are drawn, ``gaps`` those at which a line or area breaks. ``value`` is the
    quantity shown by colour.
    """

    index: int
    layer: Layer
    data: Data
    horizontal: bool
    items: Bools
    gaps: Bools
    x: Position | None
    y: Position | None
    x2: Floats | None
    y2: Floats | None
    theta: Floats | None
    value: Floats | None
    size: Floats | None
    order: Vector | None
    series: Categories | None
    detail: Categories | None
    offset: Categories | None
    text: Vector | None
    errors: Ends
    x_errors: Ends

    @property
    def value_position(self) -> Position | None:
        """The position along the value axis."""
        return self.x if self.horizontal else self.y

    @property
    def base_position(self) -> Position | None:
        """The position along the base axis."""
        return self.y if self.horizontal else self.x


def read_channels(index: int, layer: Layer, data: Data) -> ChannelData:
    """The channels of a layer."""
    encoding, sideways = layer.encoding, horizontal(layer)
    x, y = _position(data, encoding.x), _position(data, encoding.y)
    x2, y2 = _values(data, encoding.x2), _values(data, encoding.y2)
    ramped = encoding.color if encoding.color and not encoding.color.type.discrete else None
    named = encoding.color if encoding.color and not ramped else encoding.shape
    theta, value, size = (
        _values(data, channel.field if channel else None) for channel in (encoding.theta, ramped, encoding.size)
    )
    order = data.column(encoding.order) if encoding.order else None
    along, other = (y, x) if sideways else (x, y)
    errors, x_errors = ends(
        data, encoding, None if other is None else other.vector, x.vector if x else None, sideways=sideways
    )
    band = (errors.low, errors.high) if layer.mark.type.traits.band else None
    unordered = np.zeros(data.rows, dtype=bool) if order is None else ~order.present
    needed = (x2, y2, theta, value, size, *(() if band is None else band))
    lacking = _any(data.rows, *(np.isnan(each) for each in needed if each is not None))
    items = ~(lacking | unordered | _missing(data, along) | _missing(data, other))
    breaks = ~(items | unordered | _missing(data, along)) if layer.mark.type.traits.joined else np.zeros_like(items)
    return ChannelData(
        index=index, layer=layer, data=data, horizontal=sideways, items=items, gaps=breaks,
        x=x, y=y, x2=x2, y2=y2, theta=theta, value=value, size=size, order=order,
        series=data.column(named.field).categories() if named else None,
        detail=data.column(encoding.detail).categories() if encoding.detail else None,
        offset=data.column(encoding.offset).categories() if encoding.offset else None,
        text=data.column(encoding.text.field) if encoding.text else None, errors=errors, x_errors=x_errors,
    )  # fmt: skip


def _position(data: Data, channel: Channel | None) -> Position | None:
    if channel is None:
        return None
    vector = data.column(channel.field)
    return Position(channel, vector, vector.categories() if channel.type.discrete else None)


def _values(data: Data, field: str | None) -> Floats | None:
    return None if field is None else data.column(field).values


def _missing(data: Data, position: Position | None) -> Bools:
    return np.zeros(data.rows, dtype=bool) if position is None else position.missing


def _any(rows: int, *masks: Bools) -> Bools:
    result = np.zeros(rows, dtype=bool)
    for mask in masks:
        result |= mask
    return result
