"""Shapes, freeforms, pictures, connectors and groups as PresentationML."""

from collections.abc import Sequence
from itertools import count

from msgspec import Struct

from pb_adapters.drawing.diagrams.exports.pptx.connector_paths import Connector
from pb_adapters.drawing.diagrams.exports.pptx.geometry import Geometry
from pb_adapters.drawing.diagrams.exports.pptx.geometry import freeform as path_geometry
from pb_adapters.drawing.diagrams.exports.pptx.looks import outlined, solid
from pb_adapters.drawing.diagrams.exports.pptx.text import text_body
from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import Node, emu, node, transform
from pb_adapters.drawing.diagrams.exports.text_blocks import TextBlock
from pb_adapters.drawing.diagrams.figure_parts import Outline, Shape
from pb_core.domain.plane import Rect

_FIRST = 2  # 1 is the slide's own tree
_WHOLE = 100_000


class Numbers:
    """Numbers of shapes, each given once."""

    def __init__(self) -> None:
        self._next = count(_FIRST)

    def fresh(self) -> int:
        """The next number."""
        return next(self._next)


class Name(Struct, frozen=True):
    """The number of a shape, its name in the selection pane, and its alternative text."""

    number: int
    title: str
    about: str = ""


def shape(name: Name, drawn: Shape, form: Geometry, words: TextBlock | None) -> Node:
    """A shape with its text."""
    return node(
        "p:sp",
        node("p:nvSpPr", _named(name), node("p:cNvSpPr"), node("p:nvPr")),
        node("p:spPr", transform(drawn.rect), form.outline, solid(drawn.fill), outlined(drawn.stroke)),
        text_body(words, drawn.rect, form.inset, form.lower),
    )


def outline(name: Name, drawn: Outline) -> Node:
    """A path as a freeform."""
    return freeform(name, drawn, outlined(drawn.stroke))


def freeform(name: Name, drawn: Outline, line: Node) -> Node:
    """A path as a freeform with a line of its own, such as one with heads."""
    box = drawn.path.get_extents()
    rect = Rect(float(box.x0), float(box.y0), float(box.width), float(box.height))
    form = path_geometry(drawn.path, rect, is_filled=drawn.fill is not None)
    return node(
        "p:sp",
        node("p:nvSpPr", _named(name), node("p:cNvSpPr"), node("p:nvPr")),
        node("p:spPr", transform(rect), form, solid(drawn.fill), line),
    )


def connector(name: Name, way: Connector, line: Node, glued: Sequence[tuple[int, int] | None]) -> Node:
    """A connector whose ends are glued to sites: the number of a shape, and that of its site."""
    ends = [
        node(tag, id=end[0], idx=end[1])
        for tag, end in zip(("a:stCxn", "a:endCxn"), glued, strict=True)
        if end is not None
    ]
    values = (
        node("a:gd", name=f"adj{number}", fmla=f"val {round(value * _WHOLE)}")
        for number, value in enumerate(way.adjusted, 1)
    )
    return node(
        "p:cxnSp",
        node("p:nvCxnSpPr", _named(name), node("p:cNvCxnSpPr", *ends), node("p:nvPr")),
        node(
            "p:spPr",
            transform(way.rect, turn=way.turn, mirrored=way.mirrored),
            node("a:prstGeom", node("a:avLst", *values), prst=way.preset),
            line,
        ),
    )


def picture(name: Name, rect: Rect, relation: str) -> Node:
    """A picture of the file, by the id of its relation."""
    return node(
        "p:pic",
        node("p:nvPicPr", _named(name), node("p:cNvPicPr"), node("p:nvPr")),
        node("p:blipFill", node("a:blip", r_embed=relation), node("a:stretch", node("a:fillRect"))),
        node("p:spPr", transform(rect), node("a:prstGeom", node("a:avLst"), prst="rect")),
    )


def group(name: Name, rect: Rect, inner: Sequence[Node]) -> Node:
    """A group of shapes, whose places stay those of the slide."""
    x, y, cx, cy = emu(rect.x), emu(rect.y), emu(rect.width), emu(rect.height)
    place = node(
        "a:xfrm",
        node("a:off", x=x, y=y),
        node("a:ext", cx=cx, cy=cy),
        node("a:chOff", x=x, y=y),
        node("a:chExt", cx=cx, cy=cy),
    )
    return node(
        "p:grpSp",
        node("p:nvGrpSpPr", _named(name), node("p:cNvGrpSpPr"), node("p:nvPr")),
        node("p:grpSpPr", place),
        *inner,
    )


def _named(name: Name) -> Node:
    return node("p:cNvPr", id=name.number, name=name.title or "Shape", descr=name.about or None)
