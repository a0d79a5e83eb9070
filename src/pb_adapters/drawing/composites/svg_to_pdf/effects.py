"""What is done to drawn elements, and what paints them: clipping, masks, opacity, gradients, patterns, markers."""

import math
from typing import NamedTuple, Protocol, TypeGuard
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Transform

from pb_adapters.drawing.composites.svg_to_pdf import shapes
from pb_adapters.drawing.composites.svg_to_pdf.colours import Colour, colour
from pb_adapters.drawing.composites.svg_to_pdf.content import Content, Resources
from pb_adapters.drawing.composites.svg_to_pdf.document import Style, SvgDocument, local_reference, measures, opacity
from pb_adapters.drawing.composites.svg_to_pdf.geometry import IDENTITY, Rect, fitted, length, transform, view_box
from pb_adapters.drawing.composites.svg_to_pdf.objects import NotVectors, number, numbers
from pb_adapters.drawing.composites.svg_to_pdf.paints import GRADIENTS, Gradient, Stop, gradient, offset


class Place(NamedTuple):
    """Where drawing goes on: ``local`` leads to the space of the content stream, ``page`` to that of the page.

    ``whole`` is the viewport's width and height, which percentages refer to; ``depth`` counts the elements in and
    behind each other.
    """

    local: Transform
    page: Transform
    whole: tuple[float, float]
    depth: int = 0

    def moved(self, matrix: Transform) -> "Place":
        """The place in a space that ``matrix`` leads out of."""
        return self._replace(local=self.local.transform(matrix), page=self.page.transform(matrix))

    def alone(self) -> "Place":
        """The same place in a content stream of its own that is drawn here."""
        return self._replace(local=IDENTITY)

    def deeper(self) -> "Place":
        """The same place behind one more element."""
        return self._replace(depth=self.depth + 1)


class Drawing(Protocol):
    """The painter of one document, as effects know it."""

    document: SvgDocument
    resources: Resources

    def draw(self, element: Element, parent: Style, place: Place, out: Content) -> None:
        """Draw an element and what is in it."""

    def content(self, element: Element, style: Style, place: Place, out: Content) -> None:
        """Draw what an element shows once it is clipped, masked and made transparent."""

    def children(self, element: Element, style: Style, place: Place, out: Content) -> None:
        """Draw what is in an element, in its order."""

    def bounds(self, element: Element, style: Style, place: Place) -> Rect | None:
        """The rectangle around what an element draws, without strokes, in its own space."""

    def visible(self, place: Place) -> Rect:
        """The whole page in the space of a place."""


_BLENDS = {
    name: "".join(word.capitalize() for word in name.split("-"))
    for name in (
        "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light",
        "difference", "exclusion", "hue", "saturation", "color", "luminosity",
    )
}  # fmt: skip


class Effects:
    """The effects of one painter."""

    def __init__(self, painter: Drawing) -> None:
        self._painter = painter
        self._document, self._resources = painter.document, painter.resources

    def draw(self, element: Element, style: Style, place: Place, out: Content) -> None:
        """Draw an element as its clipping path, its mask and its opacity let it be seen."""
        states = [f"/SMask {mask}" for mask in self._soft_masks(element, style, place, out)]
        see = 1.0 if "silhouette" in style else opacity(style, "opacity")
        style = {name: value for name, value in style.items() if name != "alpha"}
        blend = _BLENDS.get(style.get("mix-blend-mode", ""))
        plain = not states and blend is None and style.get("isolation") != "isolate"
        if see <= 0:
            return
        if plain and see >= 1:
            self._painter.content(element, style, place, out)
            return
        if plain and _is_one_paint(element, style):
            self._painter.content(element, style | {"alpha": str(see)}, place, out)
            return
        inside = Content()
        self._painter.content(element, style, place.alone(), inside)
        together = f"/ca {number(see)}/CA {number(see)}" + (f"/BM/{blend}" if blend else "")
        for state in [*states[:-1], "".join(states[-1:]) + together]:
            inside = self._grouped(inside, state, place)
        out.add(inside.written())

    def _grouped(self, inside: Content, state: str, place: Place) -> Content:
        """The content as a group of its own, drawn once with these entries of the graphics state."""
        item, out = self._resources.form(inside, self._painter.visible(place)), Content()
        out.add(f"/{self._resources.state(state)} gs /{self._resources.name('XObject', item)} Do")
        return out

    def _soft_masks(self, element: Element, style: Style, place: Place, out: Content) -> list[str]:
        """What of the clip path and the mask of an element is no path; a clip path that is one is set at once."""
        clip, mask = (self._document.named(local_reference(style.get(name))) for name in ("clip-path", "mask"))
        found = []
        if clip is not None and clip.tag == "clipPath":
            found.append(self._clip(clip, element, style, place, out))
        if mask is not None and mask.tag == "mask" and "silhouette" not in style:
            found.append(self._mask(mask, element, style, place))
        return [state for state in found if state]

    def server(self, name: str, place: Place, box: Rect) -> Colour | Gradient | str | None:
        """What an id paints with: a colour, a gradient or the name of a pattern; ``None`` if it paints nothing."""
        element = self._document.named(name)
        if element is None:
            return None
        if element.tag in GRADIENTS:
            return gradient(self._document.chain(element), self._stops(element), box, place.whole)
        return self._pattern(element, place, box) if element.tag == "pattern" else None

    def fade(self, shade: Gradient, place: Place, out: Content) -> None:
        """Let what follows be seen as much as the stops of a gradient say."""
        box, grey = self._painter.visible(place), Content()
        pattern = self._resources.name("Pattern", self._resources.pdf.add(shade.pattern(IDENTITY, alpha=True)))
        grey.add(f"/Pattern cs /{pattern} scn {numbers(*box)} re f")
        mask = _soft_mask(self._resources.form(grey, box, space="DeviceGray"), "Luminosity")
        out.add(f"/{self._resources.state(f'/SMask {mask}')} gs")

    def markers(self, path: shapes.Path, style: Style, place: Place, out: Content) -> None:
        """Draw the markers of a path."""
        kinds = [f"marker-{kind}" for kind in ("start", "mid", "end")]
        found = [self._document.named(local_reference(style.get(kind))) for kind in kinds]
        if not any(marker is not None and marker.tag == "marker" for marker in found):
            return
        points = shapes.vertices(path)
        for index, (point, angle) in enumerate(points):
            kind = 0 if index == 0 else 2 if index == len(points) - 1 else 1
            marker = found[kind]
            if marker is not None and marker.tag == "marker":
                self._marker(marker, point, angle + (math.pi if _is_turned(marker, kind) else 0), style, place, out)

    def _marker(
        self, marker: Element, point: shapes.Point, angle: float, style: Style, place: Place, out: Content
    ) -> None:
        orient = marker.get("orient", "0")
        turn = angle if orient.startswith("auto") else math.radians(length(orient.removesuffix("deg"), 0.0))
        matrix = IDENTITY.translate(*point).rotate(turn)
        if marker.get("markerUnits") != "userSpaceOnUse":
            matrix = matrix.scale(length(style.get("stroke-width"), 1.0))
        wide, high = length(marker.get("markerWidth"), 3.0), length(marker.get("markerHeight"), 3.0)
        view = view_box(marker.get("viewBox"))
        shown = fitted(Rect(0, 0, wide, high), view, marker.get("preserveAspectRatio")) if view else IDENTITY
        reference = shown.transformPoint((length(marker.get("refX"), 0.0), length(marker.get("refY"), 0.0)))
        matrix = matrix.translate(-reference[0], -reference[1])
        own = self._document.style_in_place(marker) | context_of(style)
        with out.saved():
            out.move(matrix)
            if own.get("overflow", "hidden") == "hidden":
                out.clip(f"{numbers(0, 0, wide, high)} re")
            out.move(shown)
            self._painter.children(marker, own, place.moved(matrix.transform(shown)).deeper(), out)

    def _clip(self, clip: Element, element: Element, style: Style, place: Place, out: Content) -> str:
        """Clip to a path, or give the soft mask that clips to more than one."""
        matrix = transform(clip.get("transform"))
        if clip.get("clipPathUnits") == "objectBoundingBox":
            box = self._painter.bounds(element, style, place) or Rect(0, 0, 0, 0)
            matrix = matrix.transform((box.width, 0, 0, box.height, box.x, box.y))
        own = self._document.style_in_place(clip)
        paths = self._paths(clip, own, place, matrix)
        nested = self._document.named(local_reference(own.get("clip-path")))
        if paths is not None and nested is None:
            out.clip(shapes.written(paths[0]) or "0 0 m", even=paths[1])
            return ""
        inside = Content()
        with inside.saved():
            soft = self._clip(nested, element, style, place.alone(), inside) if _is_clip(nested) else ""
            inside.move(matrix)
            for child in clip:
                self._painter.draw(child, own | {"silhouette": "yes"}, place.alone().moved(matrix).deeper(), inside)
        if soft:
            inside = self._grouped(inside, f"/SMask {soft}", place)
        return _soft_mask(self._resources.form(inside, self._painter.visible(place), space="DeviceGray"), "Alpha")

    def _paths(self, clip: Element, style: Style, place: Place, matrix: Transform) -> tuple[shapes.Path, bool] | None:
        """The path of a clip that is one shape, and whether by the even-odd rule; ``None`` if it is more than that."""
        parts = [part for part in clip if part.tag not in {"title", "desc"}]
        if not parts:
            return [], False
        own = self._document.style(parts[0], style)
        if len(parts) > 1 or parts[0].tag not in shapes.SHAPES or "clip-path" in own or not _is_shown(own):
            return None
        matrix = matrix.transform(transform(own.get("transform")))
        path = shapes.traced(parts[0].tag, measures(parts[0], own), place.whole)
        moved = [(op, tuple(matrix.transformPoint(point) for point in points)) for op, points in path]
        return moved, own.get("clip-rule") == "evenodd"

    def _mask(self, mask: Element, element: Element, style: Style, place: Place) -> str:
        """The soft mask of a mask."""
        box = self._painter.bounds(element, style, place) or Rect(0, 0, 0, 0)
        region = self._region(mask, box, place, ("-10%", "-10%", "120%", "120%"), "maskUnits")
        own = self._document.style_in_place(mask)
        inside, matrix = Content(), IDENTITY
        inside.clip(f"{numbers(*region)} re")
        if mask.get("maskContentUnits") == "objectBoundingBox":
            matrix = Transform(box.width, 0, 0, box.height, box.x, box.y)
            inside.move(matrix)
        self._painter.children(mask, own, place.alone().moved(matrix).deeper(), inside)
        kind = "Alpha" if own.get("mask-type") == "alpha" else "Luminosity"
        return _soft_mask(self._resources.form(inside, self._painter.visible(place)), kind)

    def _stops(self, element: Element) -> list[Stop]:
        owner = next((one for one in self._document.chain(element) if one.find("stop") is not None), None)
        found: list[Stop] = []
        if owner is None:
            return found
        style = self._document.style_in_place(owner)
        for stop in owner.findall("stop"):
            own = self._document.style(stop, style)
            shade = colour(own.get("stop-color", "black"), own.get("color", "black")) or Colour(0, 0, 0, 0)
            shade = shade._replace(alpha=shade.alpha * opacity(own, "stop-opacity"))
            found.append(Stop(offset(stop.get("offset"), found[-1].offset if found else 0.0), shade))
        return found

    def _pattern(self, element: Element, place: Place, box: Rect) -> str | None:
        chain = self._document.chain(element)
        given: dict[str, str] = {}
        for one in reversed(chain):
            given |= one.attrib
        merged = Element("pattern", given)
        tile = self._region(merged, box, place, ("0", "0", "0", "0"), "patternUnits")
        owner = next((one for one in chain if len(one)), None)
        if tile.width <= 0 or tile.height <= 0 or owner is None:
            return None
        view, shown = view_box(given.get("viewBox")), IDENTITY
        if view:
            shown = fitted(Rect(0, 0, tile.width, tile.height), view, given.get("preserveAspectRatio"))
        elif given.get("patternContentUnits") == "objectBoundingBox":
            shown = IDENTITY.scale(box.width, box.height)
        inside = Content()
        inside.move(shown)
        space = transform(given.get("patternTransform")).translate(tile.x, tile.y)
        # Groups in the tile are as large as the page: it is the tile that stands there, wherever the first one is.
        page = fitted(self._painter.visible(place), Rect(0, 0, tile.width, tile.height), "none")
        start = place.moved(page.transform(shown))._replace(local=shown).deeper()
        self._painter.children(owner, self._document.style_in_place(owner), start, inside)
        entries = (
            f"/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 {numbers(tile.width, tile.height)}]"
            f"/XStep {number(tile.width)}/YStep {number(tile.height)}/Resources {self._resources.number} 0 R"
            f"/Matrix[{numbers(*place.local.transform(space))}]"
        )
        return self._resources.name("Pattern", self._resources.pdf.add_stream(entries, inside.written()))

    def _region(self, element: Element, box: Rect, place: Place, defaults: tuple[str, ...], units: str) -> Rect:
        """The region of a mask or pattern; in units of the box unless it says otherwise."""
        names = ("x", "y", "width", "height")
        user = element.get(units) == "userSpaceOnUse"
        sides = place.whole if user else (1.0, 1.0)
        x, y, width, height = (
            length(element.get(name, default), 0.0, whole=sides[i % 2])
            for i, (name, default) in enumerate(zip(names, defaults, strict=True))
        )
        if user:
            return Rect(x, y, width, height)
        return Rect(box.x + x * box.width, box.y + y * box.height, width * box.width, height * box.height)


def context_of(style: Style) -> Style:
    """What ``context-fill`` and ``context-stroke`` are in what an element of this style refers to."""
    return {f"context-{kind}": in_context(style, kind) for kind in ("fill", "stroke")}


def in_context(style: Style, kind: str) -> str:
    """The paint of a fill or stroke.

    Raises:
        NotVectors: it is the paint server of another element, whose space is not known here.
    """
    value = style.get(kind, "none")
    if not value.startswith("context-"):
        return value
    found = style.get(value, "none")
    if found.startswith("url("):
        raise NotVectors("a marker painted with the gradient of its line")
    return found


def _is_clip(element: Element | None) -> TypeGuard[Element]:
    return element is not None and element.tag == "clipPath"


def _is_shown(style: Style) -> bool:
    return style.get("display") != "none" and style.get("visibility", "visible") == "visible"


def _soft_mask(item: int, kind: str) -> str:
    return f"<</Type/Mask/S/{kind}/G {item} 0 R>>"


def _is_turned(marker: Element, kind: int) -> bool:
    return kind == 0 and marker.get("orient") == "auto-start-reverse"


def _is_one_paint(element: Element, style: Style) -> bool:
    """Whether an element paints every point once at most, so that its opacity can be that of its paint."""
    if element.tag not in shapes.SHAPES or any("marker" in name and style[name] != "none" for name in style):
        return False
    painted = [kind for kind in ("fill", "stroke") if style.get(kind, "none") != "none"]
    return len(painted) == 1 or (element.tag == "line" and "stroke" in painted)
