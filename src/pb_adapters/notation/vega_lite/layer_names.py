"""Layers that a specification tells apart by constant colours: here they are series, named by what they show."""

from msgspec.structs import replace

from pb_adapters.notation.vega_lite.channels import Channels, Shown
from pb_adapters.notation.vega_lite.grammar import ChannelDef
from pb_adapters.notation.vega_lite.units import Unit
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import base_of, other
from pb_core.domain.plots.spec import Channel, FieldType, Layer
from pb_core.domain.plots.transforms import Fold

_WITHOUT = (MarkType.TEXT, MarkType.RECT, MarkType.ARC)


def with_names(units: list[Unit]) -> list[Unit]:
    """The units with a series each, where their constant colours differ and they show different fields."""
    plain = [unit for unit in units if unit.layer is not None and _is_plain(unit.layer)]
    values = [_value(unit) for unit in plain]
    names = {value.field for value in values if value is not None}
    if len({unit.color for unit in plain}) < 2 or len(names) < len(plain):  # noqa: PLR2004 - a difference
        return units
    return [_named(unit) if unit in plain else unit for unit in units]


def _is_plain(layer: Layer) -> bool:
    encoding = layer.encoding
    return layer.mark.type not in _WITHOUT and encoding.color is None and encoding.shape is None


def _value(unit: Unit) -> Shown | None:
    """The channel of a layer's values; that of its base where it has no other."""
    if unit.layer is None:
        return None
    base = base_of(unit.layer)
    places = (unit.channels.get(other(base)), unit.channels.get(base))
    return next((place for place in places if place is not None and not place.discrete), None)


def _named(unit: Unit) -> Unit:
    value = _value(unit)
    if unit.layer is None or value is None:
        return unit
    key = "shown by layer"
    steps = (*unit.layer.transform, Fold(fields=(value.field,), as_=(key, value.field)))
    encoding = replace(unit.layer.encoding, color=Channel(field=key, type=FieldType.NOMINAL))
    series = Shown(
        channel="color", path=value.path, field=key, type=FieldType.NOMINAL, title="",
        read=ChannelDef(title=None, sort=None),
    )  # fmt: skip
    channels: Channels = replace(unit.channels, shown={**unit.channels.shown, "color": series})
    return replace(unit, layer=replace(unit.layer, transform=steps, encoding=encoding), channels=channels)
