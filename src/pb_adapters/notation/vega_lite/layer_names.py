"""Layers that a specification tells apart by constant colours: here they are series, named by what they show."""

from msgspec.structs import replace

from pb_adapters.notation.vega_lite.channels import Shown
from pb_adapters.notation.vega_lite.grammar import ChannelDef
from pb_adapters.notation.vega_lite.units import Unit
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import base_of, other
from pb_core.domain.plots.spec import Channel, FieldType, Layer
from pb_core.domain.plots.transforms import Fold

_KEY = "shown by layer"
_WITHOUT = (MarkType.TEXT, MarkType.RECT, MarkType.ARC)


def with_names(units: list[Unit]) -> list[Unit]:
    """The units with a series each, where their constant colours differ and they show different fields.

    The names are those of their values, or else of what they stand on. Where both are the same, layers are of one
    colour, and that is said.
    """
    plain = [unit for unit in units if unit.layer is not None and _is_plain(unit.layer)]
    if len({unit.color for unit in plain}) < 2:  # noqa: PLR2004 - a difference
        return units
    for place in (0, 1):
        fields = [_fields(unit)[place] for unit in plain]
        if len(set(fields)) == len(plain) and "" not in fields:
            names = {id(unit): field for unit, field in zip(plain, fields, strict=True)}
            return [_named(unit, names[id(unit)]) if id(unit) in names else unit for unit in units]
    plain[0].before.notes.say(plain[-1].path, "layers of one field have one colour here")
    return units


def _is_plain(layer: Layer) -> bool:
    encoding = layer.encoding
    return layer.mark.type not in _WITHOUT and encoding.color is None and encoding.shape is None


def _fields(unit: Unit) -> tuple[str, str]:
    """The field of a layer's values, or of its base where it has no other, and that of its base."""
    assert unit.layer is not None  # noqa: S101 - the caller chose units with one
    base = base_of(unit.layer)
    places = [place.field if (place := unit.channels.get(axis)) else "" for axis in (other(base), base)]
    column = unit.before.table.column(places[1])
    ordered = column is not None and bool(column.order)  # which a fold would lose
    return places[0] or places[1], "" if ordered else places[1]


def _named(unit: Unit, field: str) -> Unit:
    assert unit.layer is not None  # noqa: S101 - the caller chose units with one
    steps = (*unit.layer.transform, Fold(fields=(field,), as_=(_KEY, field)))
    encoding = replace(unit.layer.encoding, color=Channel(field=_KEY, type=FieldType.NOMINAL))
    series = Shown(
        channel="color", path=unit.path, field=_KEY, type=FieldType.NOMINAL, title="",
        read=ChannelDef(title=None, sort=None),
    )  # fmt: skip
    channels = replace(unit.channels, shown={**unit.channels.shown, "color": series})
    return replace(unit, layer=replace(unit.layer, transform=steps, encoding=encoding), channels=channels)
