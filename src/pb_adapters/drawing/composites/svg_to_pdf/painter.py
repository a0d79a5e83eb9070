"""Walking an SVG and writing what it draws as the only page of a PDF (ISO 32000-1, 8 and 9)."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Transform

from pb_adapters.drawing.composites.svg_to_pdf import paints, shapes, text
from pb_adapters.drawing.composites.svg_to_pdf.colours import Colour, colour
from pb_adapters.drawing.composites.svg_to_pdf.content import Content, Resources
from pb_adapters.drawing.composites.svg_to_pdf.document import (
    DEFAULTS,
    Style,
    SvgDocument,
    local_reference,
    measures,
    opacity,
)
from pb_adapters.drawing.composites.svg_to_pdf.effects import Effects, Place, context_of, in_context
from pb_adapters.drawing.composites.svg_to_pdf.geometry import (
    IDENTITY,
    Rect,
    around,
    fitted,
    length,
    transform,
    view_box,
)
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, Pdf, number, numbers
from pb_adapters.drawing.composites.svg_to_pdf.paints import Gradient

_DRAWN = {"g", "a", "switch", "svg", "use", "image", "text"} | shapes.SHAPES
_CAPS = {"butt": 0, "round": 1, "square": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}
_POINTS_PER_UNIT = 72 / 96, -72 / 96  # of lines whose width no transformation changes
_FEATURE = re.compile(r"http://www\.w3\.org/TR/SVG11/feature#(?!Extensibility|.*(?:Anim|Script|Dynamic|Event)).*")
_DEEPEST = 400  # elements in and behind each other


class Painter:
    """Draws the elements of one document; ``sheet`` is the page in points."""

    def __init__(self, document: SvgDocument, resources: Resources, sheet: Rect) -> None:
        self.document, self.resources, self._sheet = document, resources, sheet
        self._effects = Effects(self)

    def draw(self, element: Element, parent: Style, place: Place, out: Content) -> None:
        """Draw an element and what is in it.

        Raises:
            NotVectors: it needs a filter or shaped letters, or refers to itself.
        """
        if place.depth > _DEEPEST:
            raise NotVectors("elements that refer to each other without end")
        style = self.document.style(element, parent)
        if style.get("display") == "none" or element.tag not in _DRAWN or not _is_understood(element):
            return
        if style.get("filter", "none") != "none":
            raise NotVectors("a filter")
        place = place.deeper()
        with out.saved():
            matrix = transform(style.get("transform"))
            out.move(matrix)
            self._effects.draw(element, style, place.moved(matrix), out)

    def content(self, element: Element, style: Style, place: Place, out: Content) -> None:
        """Draw what an element shows once it is clipped, masked and made transparent."""
        match element.tag:
            case "svg":
                self.viewport(element, style, place, out, self._box(element, place))
            case "g" | "a":
                self.children(element, style, place, out)
            case "switch":
                self._first(element, style, place, out)
            case "use":
                self._use(element, style, place, out)
            case "image":
                self._image(element, style, place, out)
            case "text":
                self._text(element, style, place, out)
            case _:
                self._shape(element, style, place, out)

    def children(self, element: Element, style: Style, place: Place, out: Content) -> None:
        """Draw what is in an element, in its order."""
        for child in element:
            self.draw(child, style, place, out)

    def viewport(self, element: Element, style: Style, place: Place, out: Content, box: Rect) -> None:
        """Draw what is in an element that has a view box of its own, clipped to its viewport."""
        view = view_box(element.get("viewBox"))
        if box.width <= 0 or box.height <= 0:
            return
        if style.get("overflow", "hidden") in {"hidden", "scroll"}:
            out.clip(f"{numbers(*box)} re")
        matrix = fitted(box, view, element.get("preserveAspectRatio")) if view else IDENTITY.translate(box.x, box.y)
        inside = place.moved(matrix)._replace(whole=(view or box)[2:])
        out.move(matrix)
        self.children(element, style, inside, out)

    def bounds(self, element: Element, style: Style, place: Place) -> Rect | None:
        """The rectangle around what an element draws, without strokes, in its own space."""
        if place.depth > _DEEPEST:
            raise NotVectors("elements that refer to each other without end")
        return self._around(element, style, place, IDENTITY)

    def _around(self, element: Element, style: Style, place: Place, matrix: Transform) -> Rect | None:
        found = [box for box in self._bounds(element, style, place, matrix) if box]
        corners = [corner for box in found for corner in box.corners()]
        return around(corners) if corners else None

    def _bounds(self, element: Element, style: Style, place: Place, matrix: Transform) -> list[Rect | None]:
        if element.tag in shapes.SHAPES:
            return [shapes.bounds(shapes.traced(element.tag, measures(element, style), place.whole), matrix)]
        if element.tag == "text":
            placed = text.runs(element, style, self.document.style, place.whole)
            return [run.box().under(matrix) for run in placed]
        if element.tag == "image":
            return [self._box(element, place).under(matrix)]
        target = self.document.target(element) if element.tag == "use" else None
        parts: Sequence[Element] = [target] if target is not None else [*element]
        if element.tag == "use":
            matrix = matrix.translate(*self._corner(element, place))
        return [
            self._around(part, inner, place, matrix.transform(transform(inner.get("transform"))))
            for part in parts
            if (inner := self.document.style(part, style)).get("display") != "none"
        ]

    def visible(self, place: Place) -> Rect:
        """The whole page in the space of a place."""
        try:
            return self._sheet.under(place.page.inverse())
        except ZeroDivisionError:
            return Rect(0, 0, 0, 0)

    def _first(self, element: Element, style: Style, place: Place, out: Content) -> None:
        for child in element:
            if child.tag in _DRAWN and _is_understood(child):
                self.draw(child, style, place, out)
                return

    def _use(self, element: Element, style: Style, place: Place, out: Content) -> None:
        target = self.document.target(element)
        if target is None:
            return
        style = style | context_of(style)
        x, y = self._corner(element, place)
        matrix = IDENTITY.translate(x, y)
        out.move(matrix)
        inside = place.moved(matrix)
        if target.tag not in {"symbol", "svg"}:
            self.draw(target, style, inside, out)
            return
        given = target.attrib if target.tag == "svg" else {}
        sides = {name: element.get(name, given.get(name)) for name in ("width", "height")}
        size = self._box(Element("use", {name: side for name, side in sides.items() if side is not None}), place)
        self.viewport(target, self.document.style(target, style), inside, out, size)

    def _corner(self, element: Element, place: Place) -> tuple[float, float]:
        box = self._box(element, place)
        return box.x, box.y

    def _box(self, element: Element, place: Place) -> Rect:
        wide, high = place.whole
        return Rect(
            length(element.get("x"), 0.0, whole=wide),
            length(element.get("y"), 0.0, whole=high),
            length(element.get("width"), wide, whole=wide),
            length(element.get("height"), high, whole=high),
        )

    def _image(self, element: Element, style: Style, place: Place, out: Content) -> None:
        href = element.get("href", element.get("xlink:href", ""))
        found = paints.embedded(self.resources.pdf, href)
        if found is None or style.get("visibility", "visible") != "visible":
            return
        item, (wide, high) = found
        box, given = self._box(element, place), element.attrib
        if "width" not in given:
            box = box._replace(width=box.height * wide / high if "height" in given else wide)
        if "height" not in given:
            box = box._replace(height=box.width * high / wide)
        matrix = fitted(box, Rect(0, 0, wide, high), element.get("preserveAspectRatio"))
        out.clip(f"{numbers(*box)} re")
        out.move(matrix.transform((wide, 0, 0, -high, 0, high)))
        out.add(f"/{self.resources.name('XObject', item)} Do")

    def _shape(self, element: Element, style: Style, place: Place, out: Content) -> None:
        path = shapes.traced(element.tag, measures(element, style), place.whole)
        if not path:
            return
        if style.get("visibility", "visible") == "visible":
            box = shapes.bounds(path, IDENTITY) or Rect(0, 0, 0, 0)
            for kind in _order(style):
                if style.get(kind, "none") == "none" and "silhouette" not in style:
                    continue
                if kind == "stroke":
                    self._stroked(path, style, place, out, box)
                elif element.tag != "line":
                    self._painted(kind, shapes.written(path), style, place, out, box)
        if element.tag not in {"rect", "circle", "ellipse"}:
            self._effects.markers(path, style, place, out)

    def _stroked(self, path: shapes.Path, style: Style, place: Place, out: Content, box: Rect) -> None:
        path = shapes.with_dots(path) if style.get("stroke-linecap") == "square" else path
        if style.get("vector-effect") != "non-scaling-stroke":
            self._painted("stroke", shapes.written(path), style, place, out, box)
            return
        if local_reference(style.get("stroke")):
            raise NotVectors("a line of constant width that a gradient paints")
        upright = IDENTITY.scale(*_POINTS_PER_UNIT)
        try:
            back = place.page.inverse().transform(upright)
        except ZeroDivisionError:
            return
        to_page = upright.inverse().transform(place.page)
        moved = [(op, tuple(to_page.transformPoint(point) for point in points)) for op, points in path]
        with out.saved():
            out.move(back)
            self._painted("stroke", shapes.written(moved), style, place, out, box)

    def _painted(self, kind: str, traced: str, style: Style, place: Place, out: Content, box: Rect) -> None:
        with out.saved():
            if self._set_paint(kind, style, place, out, box):
                even = style.get("clip-rule" if "silhouette" in style else "fill-rule") == "evenodd"
                out.add(f"{traced} {'S' if kind == 'stroke' else 'f*' if even else 'f'}")

    def _set_paint(self, kind: str, style: Style, place: Place, out: Content, box: Rect) -> bool:
        """Set what ``fill`` or ``stroke`` paints with; gives whether that paints at all."""
        if "silhouette" in style:
            return kind == "fill"
        value = in_context(style, kind)
        if value == "none" or (kind == "stroke" and not self._set_pen(style, place, out)):
            return False
        see = opacity(style, f"{kind}-opacity") * float(style.get("alpha", "1"))
        paint: Colour | Gradient | str | None
        if (name := local_reference(value)) is not None:
            paint = self._effects.server(name, place, box)
            if paint is None and ")" in value:
                paint = colour(value.rpartition(")")[2] or "none", style.get("color", "black"))
        else:
            paint = colour(value, style.get("color", "black"))
        if paint is None:
            return False
        fill = kind == "fill"
        if isinstance(paint, Colour):
            out.add(f"{paint.written()} {'rg' if fill else 'RG'}")
            see *= paint.alpha
        else:
            if isinstance(paint, Gradient):
                if not paint.is_opaque:
                    self._effects.fade(paint, place, out)
                paint = self.resources.name("Pattern", self.resources.pdf.add(paint.pattern(place.local)))
            out.add(f"/Pattern cs /{paint} scn" if fill else f"/Pattern CS /{paint} SCN")
        if see < 1:
            out.add(f"/{self.resources.state(f'/ca {number(see)}/CA {number(see)}')} gs")
        return True

    def _set_pen(self, style: Style, place: Place, out: Content) -> bool:
        wide, high = place.whole
        diagonal = ((wide * wide + high * high) / 2) ** 0.5
        size = float(style["font-size"])
        width = length(style.get("stroke-width"), 1.0, whole=diagonal, size=size)
        if width <= 0:
            return False
        cap, join = _CAPS.get(style.get("stroke-linecap", ""), 0), _JOINS.get(style.get("stroke-linejoin", ""), 0)
        limit = max(length(style.get("stroke-miterlimit"), 4.0), 1.0)
        out.add(f"{number(width)} w {cap} J {join} j {number(limit)} M")
        given = re.split(r"[\s,]+", style.get("stroke-dasharray", "").strip())
        dashes = [length(part, 0.0, whole=diagonal, size=size) for part in given]
        if dashes and sum(dashes) > 0 and min(dashes) >= 0:
            shift = length(style.get("stroke-dashoffset"), 0.0, whole=diagonal, size=size)
            dashes = dashes * 2 if len(dashes) % 2 else dashes
            out.add(f"[{numbers(*dashes)}] {number(shift % sum(dashes))} d")
        return True

    def _text(self, element: Element, style: Style, place: Place, out: Content) -> None:
        placed = text.runs(element, style, self.document.style, place.whole)
        corners = [corner for run in placed for corner in run.box().corners()]
        box = around(corners) if corners else Rect(0, 0, 0, 0)
        for run in placed:
            if run.style.get("visibility", "visible") != "visible" or not (run.text.strip() or run.lines()):
                continue
            fonts = self.resources.fonts
            shown = f"<{fonts.encoded(run.text, run.face)}> Tj"
            stretch = f"{number(100 * run.stretch)} Tz " if run.stretch != 1 else ""
            at = numbers(1, 0, 0, -1, run.x, run.y)
            line = f"BT /{fonts.name(run.face)} {number(run.size)} Tf {stretch}{at} Tm"
            style_of_run = run.style | ({"alpha": style["alpha"]} if "alpha" in style else {})
            for kind in _order(run.style):
                if kind == "stroke" and local_reference(run.style.get("stroke")):
                    raise NotVectors("letters that a gradient outlines")
                with out.saved():
                    if self._set_paint(kind, style_of_run, place, out, box):
                        lines = " ".join(f"{numbers(*line)} re" for line in run.lines())
                        out.add(f"{line} {int(kind == 'stroke')} Tr {shown} ET")
                        if lines:
                            out.add(f"{lines} {'S' if kind == 'stroke' else 'f'}")


def _is_understood(element: Element) -> bool:
    """Whether nothing else is required than the static features of SVG 1.1, and no language of the reader's."""
    features = element.get("requiredFeatures", "").split()
    if element.get("requiredExtensions") or element.get("systemLanguage"):
        return False
    return all(_FEATURE.fullmatch(feature) for feature in features)


def _order(style: Style) -> tuple[str, str]:
    return ("stroke", "fill") if style.get("paint-order", "").startswith("stroke") else ("fill", "stroke")


def page_of(root: Element, units: tuple[float, float], points: tuple[float, float]) -> bytes:
    """A PDF of one page, so many points large, that shows the user space from the origin on to ``units``.

    ``root`` is a tree of local names that refers to nothing outside.

    Raises:
        NotVectors: it draws something that PDF has no vectors for, or needs shaped letters.
    """
    wide, high = points
    base = Transform(wide / units[0], 0, 0, -high / units[1], 0, high)
    pdf = Pdf()
    catalog, pages, page = pdf.reserve(), pdf.reserve(), pdf.reserve()
    resources, content = Resources(pdf), Content()
    content.move(base)
    painter = Painter(SvgDocument(root), resources, Rect(0, 0, wide, high))
    try:
        painter.draw(root, DEFAULTS, Place(base, base, units), content)
    except RecursionError:
        raise NotVectors("elements nested too deeply") from None
    drawn = pdf.add_stream("", content.written())
    resources.finish()
    pdf.put(catalog, f"<</Type/Catalog/Pages {pages} 0 R>>")
    pdf.put(pages, f"<</Type/Pages/Kids[{page} 0 R]/Count 1>>")
    pdf.put(
        page,
        f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 {numbers(wide, high)}]/Contents {drawn} 0 R"
        f"/Resources {resources.number} 0 R/Group<</S/Transparency/CS/DeviceRGB>>>>",
    )
    return pdf.file()
