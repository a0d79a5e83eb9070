"""Whether each layer has the channels that its mark needs, with types that fit."""

from collections.abc import Iterable

from pb_core.plot.checking.faults import refuse
from pb_core.plot.grammar import Channel, FieldType, Layer, MarkType, Side
from pb_core.plot.layering.bases import (
    AREAS,
    SCATTERED,
    SUMMARIES,
    base_of,
    channel_on,
    error_on,
    is_discrete,
    is_quantitative,
    other,
    second_on,
    series_channel,
)
from pb_core.plot.layering.layers import LayerData
from pb_core.plot.naming import column_of
from pb_core.tables.table import ColumnType, Table

_NEEDED: dict[MarkType, tuple[str, ...]] = {
    MarkType.RECT: ("x", "y", "color"),
    MarkType.ARC: ("theta", "color"),
    MarkType.TEXT: ("x", "y", "text"),
    MarkType.RULE: (),
    MarkType.TICK: (),
}
_LABELLED = frozenset({MarkType.BAR, MarkType.LINE, MarkType.POINT, MarkType.RECT, MarkType.ARC})
_UNCERTAIN = frozenset({MarkType.BAR, MarkType.LINE, MarkType.POINT, MarkType.ERRORBAND})
_MEASURED = frozenset({MarkType.BAR, MarkType.LINE, MarkType.AREA, MarkType.ERRORBAND}) | SUMMARIES | SCATTERED
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
    missing = [name for name in _NEEDED.get(layer.mark.type, ("x", "y")) if name not in names]
    if missing:
        refuse(f"{where} needs {' and '.join(missing)}.")
    if layer.mark.type is MarkType.ARC and names & {"x", "y"}:
        refuse(f"{where} has no x or y; its angle is theta.")
    if layer.mark.type is not MarkType.ARC and "theta" in names:
        refuse(f"{where} has no theta; only arcs have.")
    if not names & {"x", "y"} and layer.mark.type is not MarkType.ARC:
        refuse(f"{where} needs x or y.")


def _check_types(layer: Layer, where: str) -> None:
    encoding, mark = layer.encoding, layer.mark.type
    for name, channel in (("theta", encoding.theta), ("size", encoding.size)):
        if channel is not None and not is_quantitative(channel):
            refuse(f"{where}: {name} must be quantitative.")
    if encoding.shape is not None and not encoding.shape.type.discrete:
        refuse(f"{where}: shape must be nominal or ordinal.")
    if encoding.color is not None and encoding.color.type is FieldType.TEMPORAL:
        refuse(f"{where}: color cannot be temporal; ordinal shows times as series.")
    told = {channel.field for channel in (encoding.color, encoding.shape) if channel and is_discrete(channel)}
    if len(told) > 1:
        refuse(f"{where}: color and shape must show the same field; facets can tell the other one apart.")
    if is_quantitative(encoding.color) and mark not in {MarkType.RECT, MarkType.POINT, *SCATTERED}:
        refuse(f"{where}: a quantitative color goes with rect, point, strip and swarm.")
    if mark is MarkType.RECT and not (
        is_discrete(encoding.x) and is_discrete(encoding.y) and is_quantitative(encoding.color)
    ):
        refuse(f"{where} needs a nominal or ordinal x and y, and a quantitative color.")


def _check_positions(layer: Layer, where: str) -> None:
    encoding, mark = layer.encoding, layer.mark.type
    both = is_discrete(encoding.x) and is_discrete(encoding.y)
    if both and mark in _MEASURED:
        refuse(f"{where} needs a quantitative x or y; both are categories.")
    if mark in SUMMARIES | SCATTERED and not (is_discrete(encoding.x) or is_discrete(encoding.y)):
        refuse(f"{where} needs a nominal or ordinal x or y to stand on.")
    if mark is MarkType.ERRORBAND:
        _check_band(layer, where)
    if mark not in {MarkType.BAR, MarkType.RULE, *AREAS} and (encoding.x2 or encoding.y2):
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
    encoding, mark = layer.encoding, layer.mark
    base = channel_on(encoding, base_of(layer))
    if encoding.offset is not None and not is_discrete(base):
        refuse(f"{where}: offset sets the items of one category side by side and needs a category axis.")
    if mark.labels and mark.type not in _LABELLED:
        refuse(f"{where}: labels go with bar, line, point, rect and arc.")
    if encoding.offset is not None and series_channel(layer) is None:
        refuse(f"{where}: what stands side by side must be told apart; color shows the field of offset.")
    counted = mark.type in {MarkType.RECT, MarkType.ARC} or is_quantitative(channel_on(encoding, other(base_of(layer))))
    if mark.labels and not counted:
        refuse(f"{where}: labels print quantities, and the value axis has none.")
    if mark.stem and mark.type is not MarkType.POINT:
        refuse(f"{where}: a stem goes with points.")
    if encoding.stack is None:
        return
    if mark.type not in {MarkType.BAR, MarkType.AREA}:
        refuse(f"{where}: only bars and areas can be stacked.")
    if second_on(encoding, other(base_of(layer))) is not None:
        refuse(f"{where}: what has its own second end cannot be stacked.")
    if error_on(encoding, other(base_of(layer))) is not None:
        refuse(f"{where}: error bars of stacked items would be read wrongly; set them side by side with offset.")


def _check_errors(layer: Layer, table: Table, where: str) -> None:
    encoding = layer.encoding
    for axis in ("x", "y"):
        spread = error_on(encoding, axis)
        if spread is None:
            continue
        if layer.mark.type not in _UNCERTAIN:
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
