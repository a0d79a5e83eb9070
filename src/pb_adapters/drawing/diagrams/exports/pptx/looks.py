"""Fills, lines and arrow heads in DrawingML."""

from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import Node, emu, node
from pb_adapters.drawing.diagrams.figure_parts import Line, Stroke
from pb_core.domain.diagrams.spec import Heads, Tip

_WHOLE = 100_000  # a percentage of 100
_SMALL_HEAD = 1.3  # the size of a head, against the usual one, up to which it is a small one


def solid(colour: str | None) -> Node:
    """A fill, or none."""
    return (
        node("a:noFill") if colour is None else node("a:solidFill", node("a:srgbClr", val=colour.lstrip("#").upper()))
    )


def outlined(stroke: Stroke | None) -> Node:
    """The line of a shape, or none."""
    return node("a:ln", node("a:noFill")) if stroke is None else _line(stroke)


def arrowed(line: Line) -> Node:
    """The line of an arrow with its heads, if they are arrows: there are no others that look like ours."""
    size = "sm" if line.head <= _SMALL_HEAD else "med"
    ends = []
    for tag, is_there in (("a:headEnd", line.heads is Heads.BOTH), ("a:tailEnd", line.heads is not Heads.NONE)):
        if is_there and line.tip is Tip.ARROW:
            ends.append(node(tag, type="triangle", w=size, len=size))
    return _line(line.stroke, *ends)


def _line(stroke: Stroke, *ends: Node) -> Node:
    return node(
        "a:ln",
        solid(stroke.colour),
        _dashes(stroke.dashes),
        node("a:round"),
        *ends,
        w=emu(stroke.width),
        cap="rnd" if stroke.is_round else "flat",
    )


def _dashes(dashes: tuple[float, ...]) -> Node:
    if not dashes:
        return node("a:prstDash", val="solid")
    pairs = zip(dashes[::2], dashes[1::2], strict=True)
    return node("a:custDash", *(node("a:ds", d=round(on * _WHOLE), sp=round(off * _WHOLE)) for on, off in pairs))
