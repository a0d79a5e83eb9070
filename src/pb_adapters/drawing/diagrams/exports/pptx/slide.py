"""The shapes of a slide, part by part: groups with the names of the figure's parts, and connectors between them."""

from collections.abc import Callable, Iterator, Sequence

from pb_adapters.drawing.diagrams.arrow_paths import arrow_heads, rounded_path
from pb_adapters.drawing.diagrams.exports.pptx import shapes
from pb_adapters.drawing.diagrams.exports.pptx.connector_paths import connector
from pb_adapters.drawing.diagrams.exports.pptx.geometry import BARE, Site, geometry
from pb_adapters.drawing.diagrams.exports.pptx.looks import arrowed
from pb_adapters.drawing.diagrams.exports.pptx.xml_nodes import Node
from pb_adapters.drawing.diagrams.exports.text_blocks import is_outlined, line_block, outline_of, text_block
from pb_adapters.drawing.diagrams.figure_parts import (
    FigureParts,
    Item,
    Line,
    Mark,
    Outline,
    Painted,
    Part,
    Pictogram,
    Shape,
    Stroke,
    Words,
)
from pb_adapters.drawing.diagrams.illustrations import painted_png, painted_rect
from pb_adapters.drawing.shared.palettes import PAPER
from pb_core.domain.diagrams.spec import Tip
from pb_core.domain.plane import Point, Rect, around

AddPicture = Callable[[bytes], str]
"""Keeps a PNG in the file and tells its relation's id."""


def drawn_shapes(figure: FigureParts, add_picture: AddPicture) -> Iterator[Node]:
    """The shapes of a figure from back to front."""
    return _Slide(figure, add_picture).nodes()


class _Slide:
    def __init__(self, figure: FigureParts, add_picture: AddPicture) -> None:
        self._figure, self._add_picture = figure, add_picture
        self._numbers = shapes.Numbers()
        anchors = [part for part in figure.parts if part.kind in {"panel", "element"}]
        self._bodies = {part.id: part.body or Shape(shape=BARE, rect=part.rect) for part in anchors}
        self._ids = {part.id: self._numbers.fresh() for part in anchors}
        self._geometries = {name: geometry(body, self._met(name)) for name, body in self._bodies.items()}

    def _met(self, name: str) -> list[Site]:
        """Where arrows meet a part."""
        found = []
        for part in self._figure.parts:
            if part.line is None:
                continue
            points = part.line.points
            for end, way in ((part.ends[0], points), (part.ends[1], points[::-1])):
                if end == name:
                    found.append(Site(way[0], _side(way)))
        return list(dict.fromkeys(found))

    def nodes(self) -> Iterator[Node]:
        for part in self._figure.parts:
            match part.kind:
                case "arrow" | "guide":
                    yield from self._arrow(part)
                case "legend":
                    yield self._legend(part)
                case _:
                    yield self._anchor(part)

    def _name(self, title: str, about: str = "", number: int | None = None) -> shapes.Name:
        return shapes.Name(self._numbers.fresh() if number is None else number, title, about)

    def _anchor(self, part: Part) -> Node:
        """A panel or an element: its body with the words, alone or in a group with what belongs to it."""
        body, form = self._bodies[part.id], self._geometries[part.id]
        rest = [
            item for item in part.front if not isinstance(item, Words) and not (form.is_whole and _is_lid(item, body))
        ]
        name = self._name(part.title, part.about, self._ids[part.id])
        words = text_block(part.words)
        holder = shapes.shape(name, body, form, words)
        if not part.behind and not rest and not any(map(is_outlined, part.words)):
            return holder
        inner = [self._item(item) for item in part.behind]
        inner += [holder, *(self._item(item) for item in (*rest, *_outlined(part)))]
        rects = [body.rect, *(_extent(item) for item in (*part.behind, *rest))]
        return shapes.group(self._name(part.title, part.about), around(rects), inner)

    def _legend(self, part: Part) -> Node:
        body = part.body or Shape(shape=BARE, rect=part.rect)
        inner = [shapes.shape(self._name("Frame"), body, geometry(body), None)]
        inner += [self._item(item) for item in part.front]
        return shapes.group(self._name(part.title, part.about), part.rect, inner)

    def _arrow(self, part: Part) -> Iterator[Node]:
        line = part.line
        if line is None:
            return
        way, name = connector(line.points), self._name(part.title, part.about)
        if way is None:
            yield shapes.freeform(name, _drawn(line), arrowed(line))
        else:
            yield shapes.connector(name, way, arrowed(line), self._glued(part, line))
        for head in _own_heads(line):
            yield shapes.outline(self._name(f"{part.title} ({line.tip.value})"), head)
        yield from self._beside(part)

    def _beside(self, part: Part) -> Iterator[Node]:
        """The words of an arrow."""
        block = text_block(part.words)
        if block is None:
            return
        ground = part.gap or Shape(shape=BARE, rect=block.rect)
        yield shapes.shape(self._name(f"{part.title} (label)"), ground, geometry(ground), block)
        for item in _outlined(part):
            yield self._item(item)

    def _glued(self, part: Part, line: Line) -> list[tuple[int, int] | None]:
        """The number of the shape, and of its site, at which each end of an arrow is."""
        return [
            (self._ids[end], self._geometries[end].sites[point]) if end in self._ids else None
            for end, point in zip(part.ends, (line.points[0], line.points[-1]), strict=True)
        ]

    def _item(self, item: Item) -> Node:
        match item:
            case Shape():
                return shapes.shape(self._name("Outline"), item, geometry(item), None)
            case Outline():
                return shapes.outline(self._name("Mark"), item)
            case Pictogram():
                inner = [shapes.outline(self._name("Stroke"), outline) for outline in item.outlines]
                return shapes.group(self._name(f"Pictogram: {item.name}"), item.rect, inner)
            case Painted():
                rect = painted_rect(item.name, item.rect)
                return shapes.picture(self._name("Pictogram"), rect, self._add_picture(painted_png(item.name)))
            case Line():
                return shapes.freeform(self._name("Line"), _drawn(item), arrowed(item))
            case Words() | Mark():
                return self._text(item)

    def _text(self, item: Words | Mark) -> Node:
        block = line_block(item.run)
        holder = item.pill if isinstance(item, Mark) else Shape(shape=BARE, rect=block.rect)
        return shapes.shape(self._name(item.run.text), holder, geometry(holder), block)


def _is_lid(item: Item, body: Shape) -> bool:
    """Whether an item is the lid of a cylinder, which the preset has already."""
    return body.shape == "cylinder" and isinstance(item, Outline)


def _outlined(part: Part) -> list[Outline]:
    """The lines of mathematics of a part that only outlines show."""
    return [Outline(path=outline_of(run), fill=run.colour) for run in part.words if is_outlined(run)]


def _drawn(line: Line) -> Outline:
    """The way of an arrow as a path."""
    return Outline(path=rounded_path(line.points), stroke=line.stroke)


def _own_heads(line: Line) -> list[Outline]:
    """The heads of an arrow that lines do not have: crosses, and rings on paper, so that no line shows inside."""
    if line.tip is Tip.ARROW:
        return []
    fill = PAPER if line.tip is Tip.CIRCLE else None
    stroke = Stroke(colour=line.stroke.colour, width=line.edge)
    heads = arrow_heads(line.points, line.heads, line.head, line.tip)[1]
    return [Outline(path=head, fill=fill, stroke=stroke) for head in heads]


def _side(way: Sequence[Point]) -> int:
    """The side of a shape that a way leaves: top 0, left 1, bottom 2, right 3."""
    (ax, ay), (bx, by) = way[:2]
    if abs(bx - ax) > abs(by - ay):
        return 3 if bx > ax else 1
    return 2 if by > ay else 0


def _extent(item: Item) -> Rect:
    match item:
        case Outline():
            box = item.path.get_extents()
            return Rect(float(box.x0), float(box.y0), float(box.width), float(box.height))
        case Line():
            return _extent(_drawn(item))
        case Words():
            return item.run.rect
        case Mark():
            return item.pill.rect
        case _:
            return item.rect
