"""ChannelData: the channels that a layer's mark asks for, read from its data row by row before anything is placed."""

from collections.abc import Iterator
from itertools import chain

import numpy as np
from msgspec import Struct

from pb_adapters.drawing.plots.frames.columns import Categories, Data, Vector
from pb_adapters.drawing.plots.frames.model import Bools, Floats
from pb_core.domain.plots.marks import SecondEnd
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, Side, Spread, Stack
from pb_core.domain.tables.table import ColumnType
from pb_core.errors import InvalidSpec


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


def check_layer(layer: Layer) -> None:
    """Refuse a layer whose channels do not suit its mark.

    Raises:
        InvalidSpec: with the first thing that is wrong.
    """
    positions = _arc_problems(layer) if layer.mark.type.traits.angular else _position_problems(layer)
    for problem in chain(positions, _manner_problems(layer), _stack_problems(layer)):
        raise InvalidSpec(problem)


def _arc_problems(layer: Layer) -> Iterator[str]:
    encoding = layer.encoding
    if encoding.theta is None or encoding.color is None or not encoding.color.type.discrete:
        yield "An arc needs an angle (theta) and a color by category."


def _position_problems(layer: Layer) -> Iterator[str]:
    mark, color = layer.mark.type, layer.encoding.color
    traits = mark.traits
    x, y = layer.encoding.x, layer.encoding.y
    if not traits.needs and (x or y):
        return
    if x is None or y is None:
        yield f"A {mark.value} needs {'x or y' if not traits.needs else 'both x and y'}."
        return
    if traits.cells and not (x.type.discrete and y.type.discrete and color and not color.type.discrete):
        yield "A rect needs categories on x and y and a quantity as color."
    if traits.distribution and x.type.discrete == y.type.discrete:
        yield f"A {mark.value} needs categories on one axis and a quantity on the other."
    if traits.band:
        yield from _band_problems(layer.encoding, sideways=horizontal(layer))
    if traits.second_end in {SecondEnd.BASE, SecondEnd.VALUE} and (x if horizontal(layer) else y).type.discrete:
        yield f"A {mark.value} needs a quantity on one axis."


def _band_problems(encoding: Encoding, *, sideways: bool) -> Iterator[str]:
    second, spread = (encoding.x2, encoding.x_error) if sideways else (encoding.y2, encoding.y_error)
    if (second is None) == (spread is None):
        yield "An errorband needs the field of its second edge or an uncertainty, and not both."
    if encoding.y_error if sideways else encoding.x_error:
        yield "An errorband spans an uncertainty of its values, not of what it runs along."


def _manner_problems(layer: Layer) -> Iterator[str]:
    encoding, mark = layer.encoding, layer.mark.type
    color, shape = encoding.color, encoding.shape
    sideways = horizontal(layer)
    if layer.mark.labels and not mark.traits.labels:
        yield f"A {mark.value} has no value labels."
    if layer.axis is Side.RIGHT and (sideways or encoding.y is None or encoding.y.type.discrete):
        yield "A layer on the right axis needs a quantity on y as its value."
    if (encoding.x_error or encoding.y_error) and not mark.traits.errors:
        yield f"A {mark.value} has no error bars."
    if sideways and encoding.y_error:
        yield "A horizontal layer has error bars along x only."
    if shape and not shape.type.discrete:
        yield f'The shape needs categories, but "{shape.field}" is {shape.type.value}.'
    if color and shape and color.type.discrete and color.field != shape.field:
        yield "Color and shape must show the same field."


def _stack_problems(layer: Layer) -> Iterator[str]:
    encoding = layer.encoding
    if encoding.stack is None:
        return
    if not layer.mark.type.traits.stacks:
        yield f"A {layer.mark.type.value} cannot be stacked."
    if encoding.x_error or encoding.y_error:
        yield "Stacked marks have no error bars."
    if encoding.x2 if horizontal(layer) else encoding.y2:
        yield "Stacked marks start where the stack ends and have no second end of their own."


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
    if spread is None:
        return Ends()
    if value is None or value.texts:
        message = "Error bars need a quantity to stand at."
        raise InvalidSpec(message)
    if spread.delta is not None:
        delta = data.numbers(spread.delta).values
        if (delta < 0).any():
            message = f'The uncertainties "{spread.delta}" must not be negative.'
            raise InvalidSpec(message)
        return Ends(value.values - delta, value.values + delta)
    if spread.low is None or spread.high is None:
        message = "Error bars need delta, or both low and high."
        raise InvalidSpec(message)
    return Ends(*(np.array(data.numbers(name, times=True).values) for name in (spread.low, spread.high)))


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


def read_channels(index: int, layer: Layer, data: Data) -> ChannelData:
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
    band = (errors.low, errors.high) if layer.mark.type.traits.band else None
    unordered = np.zeros(data.rows, dtype=bool) if order is None else np.isnan(order)
    needed = (x2, y2, theta, value, size, *(() if band is None else band))
    lacking = _any(data.rows, *(np.isnan(each) for each in needed if each is not None))
    items = ~(lacking | unordered | _missing(data, along) | _missing(data, other))
    breaks = ~(items | unordered | _missing(data, along)) if layer.mark.type.traits.joined else np.zeros_like(items)
    return ChannelData(
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
