"""The cells of a page: a vertex with its label for each panel and element, what belongs to it inside, and the edges."""

import base64
import itertools
import math
import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from pb_adapters.drawing.diagrams.box_paths import shape_path
from pb_adapters.drawing.diagrams.exports.drawio.labels import label
from pb_adapters.drawing.diagrams.exports.drawio.stencils import stencil
from pb_adapters.drawing.diagrams.exports.drawio.styles import (
    Style,
    edge_style,
    is_native,
    label_style,
    length,
    look,
    shape_style,
    text_of,
)
from pb_adapters.drawing.diagrams.exports.part_names import part_names
from pb_adapters.drawing.diagrams.exports.text_blocks import TextBlock, is_outlined, line_block, outline_of, text_block
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
    Words,
)
from pb_adapters.drawing.diagrams.illustrations import painted_png, painted_rect
from pb_core.domain.plane import Point, Rect, path_length

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INSIDE: Style = {"connectable": 0, "pointerEvents": 0}
_GROUP: Style = {"group": "", **_INSIDE}
_LEAST = 0.5  # points: what a path covers at least, so that it has an extent


def written(figure: FigureParts) -> bytes:
    """The file of a figure; the same figure always gives the same bytes. Only within ``text_metrics.settings``."""
    root = ET.Element("mxfile", host="PaperBanana API")
    diagram = ET.SubElement(root, "diagram", id="figure", name=_text(figure.title)[:200] or "Figure")
    wide, high = (f"{math.ceil(length(side))}" for side in (figure.width, figure.height))
    model = ET.SubElement(
        diagram,
        "mxGraphModel",
        grid="0", guides="1", tooltips="1", connect="1", arrows="1", fold="0", page="1", pageScale="1",
        pageWidth=wide, pageHeight=high, math="0", shadow="0",
    )  # fmt: skip
    _Page(figure, ET.SubElement(model, "root")).draw()
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


class _Page:
    def __init__(self, figure: FigureParts, root: ET.Element) -> None:
        self._figure, self._root = figure, root
        self._names = part_names(figure)
        self._rects = {part.id: _body(part).rect for part in figure.parts if part.id in self._names}
        self._numbers = itertools.count(1)

    def draw(self) -> None:
        self._new(id="0")
        self._new(id="1", parent="0")
        for number, part in enumerate(self._figure.parts):
            if part.line is not None:
                self._edge(f"arrow-{number}", part, part.line)
            else:
                self._vertex(self._names.get(part.id, part.kind), part)

    def _new(self, **attributes: str) -> ET.Element:
        return ET.SubElement(self._root, "mxCell", attributes)

    def _vertex(self, name: str, part: Part) -> None:
        """A part's body with its words; sheets behind it make a group of both."""
        body = _body(part)
        home, origin = "1", (0.0, 0.0)
        if part.behind:
            home, origin = f"{name}-group", (part.rect.x, part.rect.y)
            self._cell(home, "1", part.rect, (0.0, 0.0), _GROUP)
            for item in part.behind:
                self._item(item, home, origin)
        in_body = part.kind != "legend"
        words = text_block(part.words) if in_body else None
        self._shape(name, home, body, origin, words)
        for item in part.front:
            if not (in_body and isinstance(item, Words)):
                self._item(item, name, (body.rect.x, body.rect.y))
        if in_body:
            self._outlined(part, name, (body.rect.x, body.rect.y))

    def _outlined(self, part: Part, home: str, origin: Point) -> None:
        """The lines of mathematics of a part that only outlines show."""
        for run in part.words:
            if is_outlined(run):
                self._item(Outline(path=outline_of(run), fill=run.colour), home, origin)

    def _shape(self, name: str, home: str, shape: Shape, origin: Point, words: TextBlock | None = None) -> None:
        style = shape_style(shape)
        if not is_native(shape):
            outline = Outline(path=shape_path(shape.shape, shape.rect, shape.radius))
            style = {} if shape.shape == "bare" else {"shape": stencil([outline], shape.rect, plain=True)}
        style |= look(shape.fill, shape.stroke) | label_style(words, shape.rect)
        self._cell(name, home, shape.rect, origin, style, label(words))

    def _item(self, item: Item, home: str, origin: Point) -> None:
        name = f"{home}-{next(self._numbers)}"
        match item:
            case Shape():
                self._shape(name, home, item, origin)
            case Outline():
                self._paths(name, home, [item], origin)
            case Pictogram():
                self._paths(name, home, item.outlines, origin)
            case Painted():
                data = base64.b64encode(painted_png(item.name)).decode()
                style: Style = {"shape": "image", "imageAspect": 0, "image": f"data:image/png,{data}"}
                self._cell(name, home, painted_rect(item.name, item.rect), origin, style | _INSIDE)
            case Line():
                self._loose(name, home, item, origin)
            case Words(run):
                block = line_block(run)
                self._shape(name, home, Shape(shape="bare", rect=block.rect), origin, block)
            case Mark(pill, run):
                self._shape(name, home, pill, origin, line_block(run))

    def _paths(self, name: str, home: str, outlines: Sequence[Outline], origin: Point) -> None:
        rect = _around(outlines)
        self._cell(name, home, rect, origin, {"shape": stencil(outlines, rect), **_INSIDE})

    def _cell(self, name: str, home: str, rect: Rect, origin: Point, style: Style, value: str = "") -> None:
        cell = self._new(id=name, value=_text(value), style=text_of(style), vertex="1", parent=home)
        if "connectable" in style:
            cell.set("connectable", "0")
        geometry = ET.SubElement(cell, "mxGeometry")
        place = {"x": rect.x - origin[0], "y": rect.y - origin[1], "width": rect.width, "height": rect.height}
        for key, points in place.items():
            geometry.set(key, f"{length(points):g}")
        geometry.set("as", "geometry")

    def _loose(self, name: str, home: str, line: Line, origin: Point) -> None:
        """An edge that joins nothing, such as one in a legend."""
        cell = self._new(id=name, style=text_of(edge_style(line)), edge="1", parent=home)
        geometry = ET.SubElement(cell, "mxGeometry", relative="1")
        geometry.set("as", "geometry")
        for role, at in (("sourcePoint", line.points[0]), ("targetPoint", line.points[-1])):
            geometry.append(_point((at[0] - origin[0], at[1] - origin[1]), role))

    def _edge(self, name: str, part: Part, line: Line) -> None:
        style = edge_style(line)
        cell = self._new(id=name, edge="1", parent="1")
        for role, end, prefix, at in (
            ("source", part.ends[0], "exit", line.points[0]),
            ("target", part.ends[1], "entry", line.points[-1]),
        ):
            if end in self._names:
                cell.set(role, self._names[end])
                style |= _met(prefix, at, self._rects[end])
        block = text_block(part.words)
        if block is not None:
            cell.set("value", _text(label(block)))
            style |= label_style(block, block.rect)
            if part.gap and part.gap.fill:
                style["labelBackgroundColor"] = part.gap.fill
            self._outlined(part, "1", (0.0, 0.0))
        cell.set("style", text_of(style))
        geometry = ET.SubElement(cell, "mxGeometry", relative="1")
        geometry.set("as", "geometry")
        geometry.append(_point(line.points[0], "sourcePoint"))
        geometry.append(_point(line.points[-1], "targetPoint"))
        if len(line.points) > 2:  # noqa: PLR2004 - more than its ends
            way = ET.SubElement(geometry, "Array")
            way.set("as", "points")
            way.extend(_point(at) for at in line.points[1:-1])
        if block is not None:
            x, y = _halfway(line.points)
            middle = block.rect.middle
            geometry.append(_point((middle[0] - x, middle[1] - y), "offset"))


def _body(part: Part) -> Shape:
    return part.body or Shape(shape="bare", rect=part.rect)


def _met(prefix: str, at: Point, rect: Rect) -> Style:
    """Where on a cell an edge begins or ends, as shares of its width and height."""
    return {
        f"{prefix}X": round((at[0] - rect.x) / rect.width, 4),
        f"{prefix}Y": round((at[1] - rect.y) / rect.height, 4),
        f"{prefix}Dx": 0,
        f"{prefix}Dy": 0,
        f"{prefix}Perimeter": 0,
    }


def _point(at: Point, role: str | None = None) -> ET.Element:
    found = ET.Element("mxPoint", x=f"{length(at[0]):g}", y=f"{length(at[1]):g}")
    if role:
        found.set("as", role)
    return found


def _halfway(points: Sequence[Point]) -> Point:
    """The middle of a way, by its length."""
    left = path_length(points) / 2
    for a, b in itertools.pairwise(points):
        piece = math.dist(a, b)
        if piece >= left and piece > 0:
            share = left / piece
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        left -= piece
    return points[-1]


def _around(outlines: Sequence[Outline]) -> Rect:
    boxes = [outline.path.get_extents() for outline in outlines]
    left, top = float(min(box.x0 for box in boxes)), float(min(box.y0 for box in boxes))
    right, bottom = float(max(box.x1 for box in boxes)), float(max(box.y1 for box in boxes))
    return Rect(left, top, max(right - left, _LEAST), max(bottom - top, _LEAST))


def _text(text: str) -> str:
    """A text without the characters that no XML may hold."""
    return _NO_XML.sub("", text)
