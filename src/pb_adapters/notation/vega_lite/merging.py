"""Layers that our grammar draws as one: texts of what another mark shows are its labels, error bars go to its items."""

from msgspec.structs import replace

from pb_adapters.notation.vega_lite.units import Unit
from pb_core.domain.plots.marks import MarkType, Quantity
from pb_core.domain.plots.spec import Channel, Encoding, Layer
from pb_core.domain.plots.transforms import Aggregate, Transform

_MOST_MEASURES = 12


def merged(units: list[Unit]) -> list[Unit]:
    """The units with the texts and error bars that belong to another layer moved there."""
    found: list[Unit] = []
    for unit in units:
        place = next((place for place, host in enumerate(found) if _joined(host, unit) is not None), None)
        joined = None if place is None else _joined(found[place], unit)
        if place is None or joined is None:
            found.append(unit)
        else:
            found[place] = joined
    return found


def _joined(first: Unit, second: Unit) -> Unit | None:
    """Both as one unit, ``None`` where they are not the same items."""
    for host, guest in ((first, second), (second, first)):
        if host.layer is None or guest.layer is None:
            return None
        layer = _with_labels(host.layer, guest.layer) or _with_errors(host.layer, guest.layer)
        if layer is not None:
            highlights = (*host.highlights, *guest.highlights)
            return replace(host, layer=layer, highlights=highlights, guests=(*host.guests, guest))
    return None


def _with_labels(host: Layer, guest: Layer) -> Layer | None:
    """A layer whose items print their values, as the texts of the other one do."""
    text = guest.encoding.text
    if guest.mark.type is not MarkType.TEXT or text is None or not host.mark.type.traits.labels:
        return None
    here = (host.encoding.x, host.encoding.y) == (guest.encoding.x, guest.encoding.y)
    if not here or host.encoding.offset != guest.encoding.offset or host.transform != guest.transform:
        return None
    if guest.encoding.color not in {None, host.encoding.color}:
        return None
    shown = _quantity(host)
    return replace(host, mark=replace(host.mark, labels=True)) if shown and shown.field == text.field else None


def _quantity(layer: Layer) -> Channel | None:
    """The channel that a layer's labels print."""
    encoding = layer.encoding
    if layer.mark.type.traits.quantity is Quantity.COLOR:
        return encoding.color
    places = [place for place in (encoding.x, encoding.y) if place is not None and not place.type.discrete]
    return encoding.y if len(places) > 1 else next(iter(places), None)


def _with_errors(host: Layer, guest: Layer) -> Layer | None:
    """A layer whose items have the error bars of the other one, which stand at the same places."""
    spreads = (guest.encoding.x_error, guest.encoding.y_error)
    if guest.mark.type is not MarkType.POINT or not any(spreads) or not host.mark.type.traits.errors:
        return None
    if host.mark.type.traits.band or host.encoding.x_error or host.encoding.y_error or host.encoding.stack:
        return None
    transform = _transforms(host, guest)
    if not _same_places(host.encoding, guest.encoding) or transform is None:
        return None
    encoding = replace(host.encoding, x_error=spreads[0], y_error=spreads[1])
    return replace(host, encoding=encoding, transform=transform)


def _same_places(host: Encoding, guest: Encoding) -> bool:
    same = (host.x, host.y, host.offset) == (guest.x, guest.y, guest.offset)
    return same and guest.color in {None, host.color}


def _transforms(host: Layer, guest: Layer) -> tuple[Transform, ...] | None:
    """The transforms of both, with all their statistics; ``None`` where they differ otherwise."""
    if host.transform == guest.transform:
        return host.transform
    pairs = list(zip(host.transform, guest.transform, strict=False))
    differing = [place for place, (one, other) in enumerate(pairs) if one != other]
    if len(host.transform) != len(guest.transform) or len(differing) != 1:
        return None
    one, other = pairs[differing[0]]
    if not isinstance(one, Aggregate) or not isinstance(other, Aggregate) or one.groupby != other.groupby:
        return None
    measures = tuple(dict.fromkeys((*one.measures, *other.measures)))
    if len(measures) > _MOST_MEASURES:
        return None
    joined = replace(one, measures=measures)
    return tuple(joined if place == differing[0] else step for place, step in enumerate(host.transform))
