"""Signs of the sorts that an author tells apart by classes: a small filled form for each, which greys tell as well."""

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from pb_adapters.drawing.diagrams.box_sizes import STACK
from pb_core.domain.diagrams.box_outlines import notch, outline
from pb_core.domain.diagrams.scene import DrawnBox, DrawnGlyph, DrawnScene
from pb_core.domain.plane import Point, Rect, Segment, contains, cuts, deep_inside, inset, overlap, segments
from pb_core.domain.plane import corners as edges

SIDE = 6.0  # points
_INSIDE, _CLEAR = 2.6, 0.6  # points from the outline to a sign inside it, and from a sign to words, marks and lines
_POINTED = frozenset({"pill", "hexagon"})  # that have room beside their words
_ON = 0.1  # points that count for nothing
_FACES = {"bars": (4.0, 0.0, 4.0), "framed": (2.2, 2.2, 2.2), "block": (4.0, 0.0, 0.0), "lined": (4.0, 0.0, 0.0)}
"""What the marks inside an outline take at the left, the top and the right of a box, in points."""
_CORNERS = ((1, 0), (0, 0), (1, 1), (0, 1))
"""The corners that signs try, in order: 0 is left or upper, 1 right or lower."""


Polygon = Sequence[Point]


def _around(radius: float, shares: Sequence[float]) -> Polygon:
    """Points about the middle of the unit square, at these shares of a turn from its top."""
    turns = [2 * math.pi * share for share in shares]
    return [(0.5 + radius * math.sin(turn), 0.5 - radius * math.cos(turn)) for turn in turns]


def _disc(radius: float) -> Polygon:
    return _around(radius, [step / 32 for step in range(32)])


def _square(low: float, high: float) -> Polygon:
    return [(low, low), (high, low), (high, high), (low, high)]


def _star() -> Polygon:
    tips, dents = _around(0.56, [step / 5 for step in range(5)]), _around(0.23, [(step + 0.5) / 5 for step in range(5)])
    return [point for pair in zip(tips, dents, strict=True) for point in pair]


def _plus() -> Polygon:
    a, b, c = 0.33, 0.67, 1.0
    corners = [(a, 0.0), (b, 0.0), (b, a), (c, a), (c, b), (b, b), (b, c), (a, c), (a, b), (0.0, b), (0.0, a)]
    return [*corners, (a, a)]


_FORMS: Mapping[str, tuple[Polygon, ...]] = {
    "sort-disc": (_disc(0.5),),
    "sort-square": (_square(0.06, 0.94),),
    "sort-triangle": ([(0.5, 0.0), (1.04, 0.96), (-0.04, 0.96)],),
    "sort-diamond": ([(0.5, -0.08), (1.08, 0.5), (0.5, 1.08), (-0.08, 0.5)],),
    "sort-ring": (_disc(0.5), _disc(0.26)[::-1]),
    "sort-plus": (_plus(),),
    "sort-frame": (_square(0.06, 0.94), _square(0.3, 0.7)[::-1]),
    "sort-wedge": ([(0.5, 1.0), (1.04, 0.04), (-0.04, 0.04)],),
    "sort-star": (_star(),),
}
"""The outlines of each sign in the unit square; a second one, the other way round, is a hole."""

SIGNS = tuple(_FORMS)
"""The names of the signs, in the order in which sorts take them."""


def sign_path(name: str, rect: Rect) -> Path:
    """The form of a sign in a square, to be filled."""
    whole = Path.make_compound_path(*(Path([*form, form[0]], closed=True) for form in _FORMS[name]))
    return Affine2D().scale(rect.width, rect.height).translate(rect.x, rect.y).transform_path(whole)


def placed_signs(scene: DrawnScene, signs: Mapping[str, str], stacked: Collection[str]) -> tuple[DrawnGlyph, ...]:
    """The signs of boxes by their names, each in one corner of its box, the same one in as many boxes as can be.

    Where words, pictograms or arrows leave no room in a corner, a sign stands over the outline there, else in another
    one; one without any room is left out. ``stacked`` are boxes with sheets behind them.
    """
    boxes = [box for box in scene.boxes if box.id in signs]
    found = {
        box.id: _places(box, scene, sheets=STACK if box.id in stacked or box.shape == "stack" else 0.0) for box in boxes
    }
    corners = sorted(_CORNERS, key=lambda corner: -sum((False, corner) in places for places in found.values()))
    wanted = [(over, corner) for corner in corners for over in (False, True)]
    chosen = ((name, next((places[one] for one in wanted if one in places), None)) for name, places in found.items())
    return tuple(DrawnGlyph(owner=name, name=signs[name], rect=place) for name, place in chosen if place)


def _places(box: DrawnBox, scene: DrawnScene, sheets: float) -> dict[tuple[bool, tuple[int, int]], Rect]:
    """Where a sign has room: by whether it is over the outline, and by corners."""
    whole = box.parts[0] if box.parts else box.rect
    rect = Rect(whole.x, whole.y + sheets, whole.width - sheets, whole.height - sheets)
    taken, pieces = _near(box, scene)
    found = {}
    for over, corner in itertools.product((False, True), _CORNERS):
        tried = _beside(rect, corner) if box.parts else _in_corner(box.shape, rect, corner, over=over)
        for place in tried:
            wide = inset(place, -_CLEAR)
            if not any(overlap(wide, one) for one in taken) and not any(cuts(piece, wide) for piece in pieces):
                found[over, corner] = place
                break
    return found


def _near(box: DrawnBox, scene: DrawnScene) -> tuple[list[Rect], list[Segment]]:
    """The words and pictograms at a box, and the pieces of arrows."""
    reach = inset(box.rect, -2 * SIDE)
    taken = [text.rect for text in scene.texts] + [glyph.rect for glyph in scene.glyphs]
    taken += [other.rect for other in scene.boxes if other.id != box.id]
    pieces = [piece for line in scene.lines for piece in segments(line.points) if cuts(piece, reach)]
    return [rect for rect in taken if overlap(rect, reach)], pieces


def _beside(rect: Rect, corner: tuple[int, int]) -> Iterator[Rect]:
    """The place beside a pictogram that stands free."""
    right, lower = corner
    yield Rect(rect.right + 1 if right else rect.x - 1 - SIDE, rect.bottom - SIDE if lower else rect.y, SIDE, SIDE)


def _in_corner(shape: str, rect: Rect, corner: tuple[int, int], *, over: bool) -> Iterator[Rect]:
    """The place nearest to a corner that is inside an outline, or is half over it, and that in the point of a flank."""
    left, top, back = _FACES.get(shape, (0.0, 0.0, 0.0))
    top += 2 * notch(shape, rect) if shape == "cylinder" else 0.0
    face = Rect(rect.x + left, rect.y + top, rect.width - left - back, rect.height - top)
    polygon, out = outline(shape, rect), -SIDE / 2 if over else _INSIDE
    highest = (face.height - SIDE) / 2
    rows = (_in_row(face, polygon, corner, down + out, over=over) for down in range(max(1, int(highest))))
    first = next((place for place in rows if place), None)
    flank = _in_row(face, polygon, corner, highest, over=over) if shape in _POINTED else None
    yield from (place for place in (first, flank) if place)


def _in_row(face: Rect, polygon: Polygon, corner: tuple[int, int], down: float, *, over: bool) -> Rect | None:
    """The outermost place of a row, so far from the upper or the lower edge, that is within an outline."""
    right, lower = corner
    y, out = (face.bottom - down - SIDE if lower else face.y + down), -SIDE / 2 if over else _INSIDE
    for step in range(max(1, int((face.width - SIDE) / 2))):
        x = face.right - step - out - SIDE if right else face.x + step + out
        place = Rect(x, y, SIDE, SIDE)
        if over and contains(polygon, place.middle, _ON):
            return place
        if not over and all(deep_inside(polygon, point, _INSIDE - _ON) for point in edges(place)):
            return place
    return None
