"""What the columns' names and types tell of one layer: whether its channels, positions, manner and errors fit."""

from collections.abc import Iterable

from pb_core.domain.plots.marks import MarkType, SecondEnd
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    base_of,
    channel_on,
    error_on,
    is_discrete,
    is_quantitative,
    other,
    second_on,
    series_channel,
)
from pb_core.domain.plots.spec import Channel, FieldType, Layer, Side
from pb_core.domain.plots.suggestions import column_of, refuse
from pb_core.domain.tables.table import ColumnType, Table

_COLUMN_TYPES = {
    FieldType.QUANTITATIVE: {ColumnType.NUMBER, ColumnType.BOOLEAN},
    FieldType.TEMPORAL: {ColumnType.TIME},
    FieldType.NOMINAL: set(ColumnType),
    FieldType.ORDINAL: set(ColumnType),
}


def check_layer(data: LayerData) -> None:
    """Check one layer against its own table, which may be without rows."""
    where = f"Layer {data.index + 1} ({data.layer.mark.type.value})"
    _check_fields(data, where)
    _check_needed(data.layer, where)
    _check_types(data.layer, where)
    _check_positions(data.layer, where)
    _check_manner(data.layer, where)
    _check_errors(data.layer, data.table, where)


def _channels(layer: Layer) -> Iterable[tuple[str, Channel]]:
    encoding = layer.encoding
    for name in ("x", "y", "theta", "color", "shape", "size", "text"):
        channel = getattr(encoding, name)
        if channel is not None:
            yield name, channel


def _check_fields(data: LayerData, where: str) -> None:
    for name, channel in _channels(data.layer):
        column = column_of(data.table, channel.field)
        if column.type not in _COLUMN_TYPES[channel.type]:
            shown = f"{where} shows {channel.field!r} as {channel.type.value} in {name}"
            refuse(f"{shown}, but it holds {column.type.value}.")
    encoding = data.layer.encoding
    for field in (encoding.offset, encoding.detail, encoding.order):
        if field is not None:
            column_of(data.table, field)
    for axis in ("x", "y"):
        second, first = second_on(encoding, axis), channel_on(encoding, axis)
        if second is None:
            continue
        if first is None or first.type.discrete:
            refuse(f"{where} has {axis}2, which needs a quantitative or temporal {axis}.")
        if column_of(data.table, second).type not in _COLUMN_TYPES[first.type]:
            refuse(f"{where}: the field {second!r} of {axis}2 does not hold what {first.field!r} holds.")


def _check_needed(layer: Layer, where: str) -> None:
    names = {name for name, _ in _channels(layer)}
    traits = layer.mark.type.traits
    missing = [name for name in traits.needs if name not in names]
    if missing:
        refuse(f"{where} needs {' and '.join(missing)}.")
    if traits.angular and names & {"x", "y"}:
        refuse(f"{where} has no x or y; its angle is theta.")
    if not traits.angular and "theta" in names:
        refuse(f"{where} has no theta; only arcs have.")
    if not traits.angular and not names & {"x", "y"}:
        refuse(f"{where} needs x or y.")


def _those_with(trait: str) -> str:
    """The marks that have a trait, as words."""
    *first, last = [mark.value for mark in MarkType if getattr(mark.traits, trait)]
    return f"{', '.join(first)} and {last}"


def _check_types(layer: Layer, where: str) -> None:
    encoding, traits = layer.encoding, layer.mark.type.traits
    for name, channel in (("theta", encoding.theta), ("size", encoding.size)):
        if channel is not None and not is_quantitative(channel):
            refuse(f"{where}: {name} must be quantitative.")
    if encoding.shape is not None and not encoding.shape.type.discrete:
        refuse(f"{where}: shape must be nominal or ordinal.")
    if encoding.color is not None and encoding.color.type is FieldType.TEMPORAL:
        refuse(f"{where}: color cannot be temporal; ordinal shows times as series.")
    fields = {channel.field for channel in (encoding.color, encoding.shape) if channel and is_discrete(channel)}
    if len(fields) > 1:
        refuse(f"{where}: color and shape must show the same field; facets can tell the other one apart.")
    if is_quantitative(encoding.color) and not traits.color_value:
        refuse(f"{where}: a quantitative color goes with {_those_with('color_value')}.")
    if traits.ranged:
        _check_ranged(layer, where)
    elif traits.cells and not (is_discrete(encoding.x) and is_discrete(encoding.y) and is_quantitative(encoding.color)):
        refuse(f"{where} needs a nominal or ordinal x and y, and a quantitative color.")


def _check_ranged(layer: Layer, where: str) -> None:
    encoding = layer.encoding
    ends = encoding.x2 is not None and encoding.y2 is not None
    if not (ends and all(map(is_quantitative, (encoding.x, encoding.y, encoding.color)))):
        refuse(f"{where} needs a quantitative x, y and color, with x2 and y2; the transform hexbin makes all five.")


def _check_positions(layer: Layer, where: str) -> None:
    encoding, traits = layer.encoding, layer.mark.type.traits
    both = is_discrete(encoding.x) and is_discrete(encoding.y)
    if both and traits.value_axis:
        refuse(f"{where} needs a quantitative x or y; both are categories.")
    if traits.distribution and not (is_discrete(encoding.x) or is_discrete(encoding.y)):
        refuse(f"{where} needs a nominal or ordinal x or y to stand on.")
    if traits.rising and not (is_discrete(encoding.y) and encoding.offset is None):
        refuse(f"{where} rises from the categories of y, and not side by side; x holds the values.")
    if traits.band:
        _check_band(layer, where)
    if traits.second_end is SecondEnd.NONE and (encoding.x2 or encoding.y2):
        refuse(f"{where} has no second end; bars, areas, error bands and rules have.")
    if layer.axis is Side.RIGHT and (base_of(layer) == "y" or is_discrete(encoding.y)):
        refuse(f"{where} cannot use the right axis: its y holds no quantity.")


def _check_band(layer: Layer, where: str) -> None:
    value = other(base_of(layer))
    second, spread = second_on(layer.encoding, value), error_on(layer.encoding, value)
    if second is None and spread is None:
        refuse(f"{where} needs {value}2, the other edge of the band, or {value}_error, what it spans.")
    if second is not None and spread is not None:
        refuse(f"{where} runs to {value}2 or spans {value}_error, not both.")
    if error_on(layer.encoding, base_of(layer)) is not None:
        refuse(f"{where} spans an uncertainty along its values only; {base_of(layer)}_error has no place.")


def _check_manner(layer: Layer, where: str) -> None:
    encoding, mark, traits = layer.encoding, layer.mark, layer.mark.type.traits
    base = channel_on(encoding, base_of(layer))
    if encoding.offset is not None and not is_discrete(base):
        refuse(f"{where}: offset sets the items of one category side by side and needs a category axis.")
    if mark.labels and not traits.labels:
        refuse(f"{where}: labels go with {_those_with('labels')}.")
    if encoding.offset is not None and series_channel(layer) is None:
        refuse(f"{where}: what stands side by side must be told apart; color shows the field of offset.")
    if mark.labels and not has_quantity(layer):
        refuse(f"{where}: labels print quantities, and the value axis has none.")
    _check_mark(layer, where)
    if encoding.stack is None:
        return
    if not traits.stacks:
        refuse(f"{where}: only bars and areas can be stacked.")
    if second_on(encoding, other(base_of(layer))) is not None:
        refuse(f"{where}: what has its own second end cannot be stacked.")
    if error_on(encoding, other(base_of(layer))) is not None:
        refuse(f"{where}: error bars of stacked items would be read wrongly; set them side by side with offset.")


def _check_mark(layer: Layer, where: str) -> None:
    mark = layer.mark
    if mark.shape is not None and (mark.type is not MarkType.POINT or layer.encoding.shape is not None):
        refuse(f"{where}: only points have a shape, one for all of them or one by a field.")
    if mark.orient is not None and mark.type is not MarkType.TICK:
        refuse(f"{where}: only ticks are turned by orient.")
    if mark.stem and not mark.type.traits.stems:
        refuse(f"{where}: a stem goes with points.")


def has_quantity(layer: Layer) -> bool:
    """Whether items show a quantity: by colour or angle, or on the value axis."""
    traits = layer.mark.type.traits
    return traits.cells or traits.angular or is_quantitative(channel_on(layer.encoding, other(base_of(layer))))


def _check_errors(layer: Layer, table: Table, where: str) -> None:
    encoding = layer.encoding
    for axis in ("x", "y"):
        spread = error_on(encoding, axis)
        if spread is None:
            continue
        if not layer.mark.type.traits.errors:
            refuse(f"{where} has no error bars; bars, lines and points have, and error bands span them.")
        ends = (spread.low is not None, spread.high is not None)
        if (spread.delta is None) != all(ends) or (spread.delta is not None and any(ends)):
            refuse(f"{where}: {axis}_error needs either delta, or low and high.")
        if not is_quantitative(channel_on(encoding, axis)):
            refuse(f"{where}: {axis}_error needs a quantitative {axis}.")
        if axis == base_of(layer) == "y":
            refuse(f"{where} is horizontal: its error bars are x_error.")
        for field in (spread.delta, spread.low, spread.high):
            if field is not None and column_of(table, field).type is not ColumnType.NUMBER:
                refuse(f"{where}: the field {field!r} of {axis}_error must hold numbers.")
