"""How each arrow is drawn: colour, width, dashes and head by its kind and by what it joins."""

from collections import Counter

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind

FLOW, HERO = 0.9, 1.8  # line widths in points
_HERO_HEAD = 1.6  # of the usual head
_LOSS = (3.2, 2.0)
_DASHES: dict[ConnectionKind, tuple[float, ...]] = {
    ConnectionKind.FEEDBACK: (4.0, 2.2),
    ConnectionKind.SKIP: (1.2, 1.8),
    ConnectionKind.CONTROL: (6.0, 1.8, 1.2, 1.8),
    ConnectionKind.REFERENCE: (2.2, 1.6),
}


class ArrowStyle(Struct, frozen=True, kw_only=True):
    """The look of an arrow; ``kind`` names it in a legend, ``head`` is its size against the usual one."""

    kind: str
    colour: str
    width: float = FLOW
    head: float = 1.0
    dashes: object = "solid"


def dashes(kind: ConnectionKind) -> object:
    """The matplotlib line style of a kind of connection."""
    return (0, _DASHES[kind]) if kind in _DASHES else "solid"


def arrow_styles(stock: DiagramParts, colours: Colours) -> list[ArrowStyle]:
    """The style of every connection of a drawing, in order.

    Arrows of losses are dashed in the colour of losses. The one flow that joins two panels is drawn heavier.
    """
    tops = {name: _top(name, stock.homes) for name in stock.homes}
    pairs = Counter(frozenset((tops[source], tops[target])) for source, target in stock.ends)
    styles = []
    for (source, target), connection in zip(stock.ends, stock.connections, strict=True):
        kind = connection.kind
        ends = frozenset((tops[source], tops[target]))
        if ElementKind.OBJECTIVE in {stock.plans[source].kind, stock.plans[target].kind}:
            styles.append(ArrowStyle(kind="loss", colour=colours.loss, dashes=(0, _LOSS)))
        elif kind is ConnectionKind.FLOW and _joins_panels(ends, stock) and pairs[ends] == 1:
            styles.append(ArrowStyle(kind=kind.value, colour=colours.line, width=HERO, head=_HERO_HEAD))
        else:
            styles.append(ArrowStyle(kind=kind.value, colour=colours.line, dashes=dashes(kind)))
    return styles


def _top(name: str, homes: dict[str, str]) -> str:
    """The outermost group around a box, or the box itself."""
    while homes.get(name):
        name = homes[name]
    return name


def _joins_panels(ends: frozenset[str], stock: DiagramParts) -> bool:
    groups = {group.id for group in stock.groups}
    return len(ends) == 2 and ends <= groups  # noqa: PLR2004 - from one to another
