"""Sheet: the channels of one layer read from its data, row by row, before anything is placed."""

import numpy as np
from msgspec import Struct

from pb_adapters.plots.frames.bases import RUNNING, check_layer, horizontal
from pb_adapters.plots.frames.columns import Categories, Data, Vector
from pb_adapters.plots.frames.model import Bools, Floats
from pb_adapters.plots.frames.spreads import Ends, ends
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Channel, FieldType, Layer, MarkType
from pb_core.tables.table import ColumnType


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


class Sheet(Struct, frozen=True, kw_only=True, eq=False):
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
    order: Floats | None
    series: Categories | None
    shape: Categories | None
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


def read_sheet(index: int, layer: Layer, data: Data) -> Sheet:
    """The channels of a layer.

    Raises:
        InvalidSpec: a channel's field does not exist or holds something else than the channel shows.
    """
    check_layer(layer)
    encoding, sideways = layer.encoding, horizontal(layer)
    x, y = _position(data, encoding.x), _position(data, encoding.y)
    x2, y2 = _second(data, x, encoding.x2), _second(data, y, encoding.y2)
    ramped = encoding.color if encoding.color and not encoding.color.type.discrete else None
    named = encoding.color if encoding.color and not ramped else encoding.shape
    theta, value, size = _quantity(data, encoding.theta), _quantity(data, ramped), _quantity(data, encoding.size)
    order = data.numbers(encoding.order, times=True).values if encoding.order else None
    along, other = (y, x) if sideways else (x, y)
    errors, x_errors = ends(
        data, encoding, None if other is None else other.vector, x.vector if x else None, sideways=sideways
    )
    band = (errors.low, errors.high) if layer.mark.type is MarkType.ERRORBAND else None
    unordered = np.zeros(data.rows, dtype=bool) if order is None else np.isnan(order)
    needed = (x2, y2, theta, value, size, *(() if band is None else band))
    lacking = _any(data.rows, *(np.isnan(each) for each in needed if each is not None))
    items = ~(lacking | unordered | _missing(data, along) | _missing(data, other))
    breaks = ~(items | unordered | _missing(data, along)) if layer.mark.type in RUNNING else np.zeros_like(items)
    return Sheet(
        index=index, layer=layer, data=data, horizontal=sideways, items=items, gaps=breaks,
        x=x, y=y, x2=x2, y2=y2, theta=theta, value=value, size=_not_negative(size, encoding.size), order=order,
        series=data.column(named.field).categories() if named else None,
        shape=data.column(encoding.shape.field).categories() if encoding.shape else None,
        detail=data.column(encoding.detail).categories() if encoding.detail else None,
        offset=data.column(encoding.offset).categories() if encoding.offset else None,
        text=_shown(data, encoding.text), errors=errors, x_errors=x_errors,
    )  # fmt: skip


def _position(data: Data, channel: Channel | None) -> Position | None:
    if channel is None:
        return None
    vector = _typed(data, channel)
    return Position(channel, vector, vector.categories() if channel.type.discrete else None)


def _typed(data: Data, channel: Channel) -> Vector:
    vector = data.column(channel.field)
    if channel.type is FieldType.TEMPORAL and vector.type is not ColumnType.TIME:
        message = f'The field "{channel.field}" holds no times, but is shown as temporal.'
        raise InvalidSpec(message)
    if channel.type is FieldType.QUANTITATIVE and vector.type in {ColumnType.TEXT, ColumnType.TIME}:
        message = f'The field "{channel.field}" holds {vector.type.value}s, but is shown as quantitative.'
        raise InvalidSpec(message)
    return vector


def _second(data: Data, first: Position | None, field: str | None) -> Floats | None:
    if field is None:
        return None
    vector = data.column(field)
    if first is None or first.categories is not None:
        message = f'The second end "{field}" needs a first end that is a quantity or a time.'
        raise InvalidSpec(message)
    return _typed(data, Channel(field=vector.name, type=first.channel.type)).values


def _quantity(data: Data, channel: Channel | None) -> Floats | None:
    if channel is None:
        return None
    if channel.type is not FieldType.QUANTITATIVE:
        message = f'The field "{channel.field}" must be quantitative here, but is {channel.type.value}.'
        raise InvalidSpec(message)
    return _typed(data, channel).values


def _shown(data: Data, channel: Channel | None) -> Vector | None:
    return None if channel is None else _typed(data, channel)


def _not_negative(size: Floats | None, channel: Channel | None) -> Floats | None:
    if size is not None and channel is not None and (size < 0).any():
        message = f'The field "{channel.field}" has negative values, which no size can show.'
        raise InvalidSpec(message)
    return size


def _missing(data: Data, position: Position | None) -> Bools:
    return np.zeros(data.rows, dtype=bool) if position is None else position.missing


def _any(rows: int, *masks: Bools) -> Bools:
    result = np.zeros(rows, dtype=bool)
    for mask in masks:
        result |= mask
    return result
