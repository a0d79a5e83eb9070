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
    """The look of an arrow; ``kind`` tells it apart in a legend, ``head`` is its size against the usual one."""

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

    Arrows of losses are dashed in the colour of losses. Heavy ones are those that the source draws so, else the flows
    from stage to stage, if one leads from each panel to another.
    """
    heroes = _heroes(stock)
    styles = []
    for index, ((source, target), connection) in enumerate(zip(stock.ends, stock.connections, strict=True)):
        kind = ConnectionKind.FLOW if connection.kind is ConnectionKind.BRANCH else connection.kind
        if ElementKind.OBJECTIVE in {stock.plans[source].kind, stock.plans[target].kind}:
            styles.append(ArrowStyle(kind="loss", colour=colours.loss, dashes=(0, _LOSS)))
            continue
        is_heavy = connection.heavy or index in heroes
        styles.append(
            ArrowStyle(
                kind=f"heavy {kind.value}" if connection.heavy else kind.value,
                colour=colours.line,
                width=HERO if is_heavy else FLOW,
                head=_HERO_HEAD if is_heavy else 1.0,
                dashes=dashes(kind),
            )
        )
    return styles


def _heroes(stock: DiagramParts) -> frozenset[int]:
    """The flows between panels, by index: where each pair of panels has one, so that all heavy lines mean the same."""
    panels = {group.id for group in stock.groups if group.title.strip()}
    tops = {name: _top(name, stock.homes) for name in stock.homes}
    between = [
        (index, frozenset((tops[source], tops[target])))
        for index, (source, target) in enumerate(stock.ends)
        if tops[source] != tops[target] and {tops[source], tops[target]} <= panels
    ]
    pairs = Counter(ends for _, ends in between)
    has_own = any(connection.heavy for connection in stock.connections)
    if has_own or any(count > 1 for count in pairs.values()):
        return frozenset()
    return frozenset(index for index, _ in between if stock.connections[index].kind is ConnectionKind.FLOW)


def _top(name: str, homes: dict[str, str]) -> str:
    """The outermost group around a box, or the box itself."""
    while homes.get(name):
        name = homes[name]
    return name
