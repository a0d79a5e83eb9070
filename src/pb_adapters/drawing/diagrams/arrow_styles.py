"""How each arrow is drawn: colour, width, dashes and head by its kind and by what it joins."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.diagrams.scene import Continuation
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, Heads

FLOW, HEAVY = 0.9, 1.8  # line widths in points
_HEAVY_HEAD = 1.6  # of the usual head
BARE = "bare "  # before the kind of a line without a head
LOSS = "loss"
_OF_LOSS = (3.2, 1.6, 1.0, 1.6, 1.0, 1.6)  # unlike the others in grey too
_DASHES: dict[ConnectionKind, tuple[float, ...]] = {
    ConnectionKind.FEEDBACK: (7.0, 2.4),
    ConnectionKind.SKIP: (1.0, 1.6),
    ConnectionKind.CONTROL: (6.0, 1.8, 1.2, 1.8),
    ConnectionKind.REFERENCE: (2.4, 2.8),
}

_ON_TAGS: dict[tuple[float, ...], tuple[float, ...]] = {  # outlines too short for wide gaps, or dots between dashes
    _DASHES[ConnectionKind.CONTROL]: (4.2, 1.6),
    _DASHES[ConnectionKind.REFERENCE]: (2.4, 1.6),
    _OF_LOSS: (3.2, 1.6),
}


class ArrowStyle(Struct, frozen=True, kw_only=True):
    """The look of an arrow; ``kind`` tells it apart in a legend, ``head`` is the size of that if there is one."""

    kind: str
    colour: str
    width: float = FLOW
    head: float = 1.0
    dashes: tuple[float, ...] = ()


def dashes(kind: ConnectionKind) -> tuple[float, ...]:
    """The dashes of a kind of connection: on and off in widths of the line; none for a solid one."""
    return _DASHES.get(kind, ())


def arrow_styles(stock: DiagramParts, colours: Colours) -> list[ArrowStyle]:
    """The style of every connection of a drawing, in order.

    Flows to and from losses are dashed in the colour of losses; another kind that a plan states keeps its own look.
    Heavy ones are those that the source draws so: a line that is heavy for a reason of the drawing's own would say what
    nobody wrote. Lines without heads are a style of their own.
    """
    return [
        _style(
            connection.kind,
            colours,
            heavy=connection.heavy,
            is_loss=_is_of_loss(ends, stock),
            bare=connection.heads is Heads.NONE,
        )
        for ends, connection in zip(stock.ends, stock.connections, strict=True)
    ]


def tag_styles(continuations: Iterable[Continuation], stock: DiagramParts, colours: Colours) -> dict[str, ArrowStyle]:
    """The styles of the arrows that lettered tags stand for, by the names of the tags; those of a letter have one.

    It is that of losses where all of the letter's arrows are of them. Gaps and dots in which the outline of a tag would
    dissolve at half its size are less wide there, or left out.
    """
    told = list(continuations)
    others = {one.letter for one in told if not _is_of_loss((one.source, one.target), stock)}
    found: dict[str, ArrowStyle] = {}
    for one in told:
        style = _style(ConnectionKind(one.kind), colours, is_loss=one.letter not in others)
        style = replace(style, dashes=_ON_TAGS.get(style.dashes, style.dashes))
        found |= {one.leaves: style, one.arrives: style}
    return found


def _is_of_loss(ends: tuple[str, str], stock: DiagramParts) -> bool:
    return any(stock.plans[name].kind is ElementKind.OBJECTIVE for name in ends if name in stock.plans)


def _style(
    kind: ConnectionKind, colours: Colours, *, heavy: bool = False, is_loss: bool = False, bare: bool = False
) -> ArrowStyle:
    kind = ConnectionKind.FLOW if kind is ConnectionKind.BRANCH else kind
    if kind is ConnectionKind.FLOW and is_loss:
        return ArrowStyle(kind=LOSS, colour=colours.loss, dashes=_OF_LOSS)
    name = f"heavy {kind.value}" if heavy else kind.value
    return ArrowStyle(
        kind=f"{BARE}{name}" if bare else name,
        colour=colours.line,
        width=HEAVY if heavy else FLOW,
        head=_HEAVY_HEAD if heavy else 1.0,
        dashes=dashes(kind),
    )
