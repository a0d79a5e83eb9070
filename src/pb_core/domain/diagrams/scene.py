"""DrawnScene: the geometry of a finished drawing, read back so that it can be checked; every box shape as a polygon.

Drawing, routing and checking agree on outlines. Coordinates are points (1/72 inch) of the figure printed 17 cm wide,
origin top left, y downwards.
"""

import math
from collections.abc import Callable

from msgspec import Struct

from pb_core.domain.plane import Point, Rect

_ARC_STEPS = 24
_DEEPEST = 12.0  # points, that a slant or a point takes of a high box


def outline(shape: str, rect: Rect) -> tuple[Point, ...]:
    """Return the outline of ``shape`` in ``rect`` as a closed polygon in points, clockwise on the page.

    Curves are sampled; corner rounding is ignored. A shape without a form of its own is its rectangle.
    """
    return _FORMS.get(shape, _rectangle)(rect, notch(shape, rect))


def notch(shape: str, rect: Rect) -> float:
    """How far, in points, the corners of ``shape`` are cut, slanted or bulged."""
    width, height = rect.width, rect.height
    return {
        "hexagon": min(0.28 * height, 0.2 * width, _DEEPEST),
        "slant": min(0.22 * height, 0.15 * width, _DEEPEST),
        "chamfer": min(0.25 * height, 6.0),
        "slant-left": min(0.22 * height, 0.15 * width, _DEEPEST),
        "trapezoid": min(0.3 * height, 0.15 * width, _DEEPEST),
        "funnel": min(0.3 * height, 0.15 * width, _DEEPEST),
        "flag": min(0.3 * height, 0.15 * width, _DEEPEST),
        "sheet": min(0.28 * height, 0.2 * width, 8.0),
        "pill": min(height / 2, width / 2),
        "cylinder": min(0.12 * height, 5.0),
    }.get(shape, 0.0)


def border_point(shape: str, rect: Rect, point: Point, *, vertical: bool) -> Point:
    """Move ``point`` straight (up or down if ``vertical``, else sideways) to the nearest border.

    A line that misses the outline returns the point unchanged.
    """
    return nearest_border(outline(shape, rect), point, vertical=vertical)


def nearest_border(corners: tuple[Point, ...], point: Point, *, vertical: bool) -> Point:
    """Move ``point`` straight (up or down if ``vertical``, else sideways) to the nearest border of a polygon.

    A line that misses the polygon returns the point unchanged.
    """
    along, across = (1, 0) if vertical else (0, 1)
    hits: list[float] = []
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        low, high = sorted((a[across], b[across]))
        if low <= point[across] <= high and high > low:
            share = (point[across] - a[across]) / (b[across] - a[across])
            hits.append(a[along] + share * (b[along] - a[along]))
    if not hits:
        return point
    nearest = min(hits, key=lambda value: abs(value - point[along]))
    return (point[0], nearest) if vertical else (nearest, point[1])


def _arc(centre: Point, radii: Point, start: float, end: float) -> tuple[Point, ...]:
    steps = (start + (end - start) * i / _ARC_STEPS for i in range(_ARC_STEPS + 1))
    return tuple((centre[0] + radii[0] * math.cos(a), centre[1] + radii[1] * math.sin(a)) for a in steps)


def _rectangle(rect: Rect, _: float) -> tuple[Point, ...]:
    return ((rect.x, rect.y), (rect.right, rect.y), (rect.right, rect.bottom), (rect.x, rect.bottom))


def _diamond(rect: Rect, _: float) -> tuple[Point, ...]:
    cx, cy = rect.x + rect.width / 2, rect.y + rect.height / 2
    return ((cx, rect.y), (rect.right, cy), (cx, rect.bottom), (rect.x, cy))


def _hexagon(rect: Rect, k: float) -> tuple[Point, ...]:
    x, y, r, b = rect.x, rect.y, rect.right, rect.bottom
    cy = y + rect.height / 2
    return ((x + k, y), (r - k, y), (r, cy), (r - k, b), (x + k, b), (x, cy))


def _slant(rect: Rect, k: float) -> tuple[Point, ...]:
    return ((rect.x + k, rect.y), (rect.right, rect.y), (rect.right - k, rect.bottom), (rect.x, rect.bottom))


def _slant_left(rect: Rect, k: float) -> tuple[Point, ...]:
    return ((rect.x, rect.y), (rect.right - k, rect.y), (rect.right, rect.bottom), (rect.x + k, rect.bottom))


def _trapezoid(rect: Rect, k: float) -> tuple[Point, ...]:
    return ((rect.x + k, rect.y), (rect.right - k, rect.y), (rect.right, rect.bottom), (rect.x, rect.bottom))


def _funnel(rect: Rect, k: float) -> tuple[Point, ...]:
    return ((rect.x, rect.y), (rect.right, rect.y), (rect.right - k, rect.bottom), (rect.x + k, rect.bottom))


def _flag(rect: Rect, k: float) -> tuple[Point, ...]:
    inner = (rect.x + k, rect.y + rect.height / 2)
    return ((rect.x, rect.y), (rect.right, rect.y), (rect.right, rect.bottom), (rect.x, rect.bottom), inner)


def _chamfer(rect: Rect, k: float) -> tuple[Point, ...]:
    x, y, r, b = rect.x, rect.y, rect.right, rect.bottom
    return ((x + k, y), (r - k, y), (r, y + k), (r, b - k), (r - k, b), (x + k, b), (x, b - k), (x, y + k))


def _sheet(rect: Rect, k: float) -> tuple[Point, ...]:
    x, y, r, b = rect.x, rect.y, rect.right, rect.bottom
    return ((x, y), (r - k, y), (r, y + k), (r, b), (x, b))


def _circle(rect: Rect, _: float) -> tuple[Point, ...]:
    centre = (rect.x + rect.width / 2, rect.y + rect.height / 2)
    return _arc(centre, (rect.width / 2, rect.height / 2), 0, 2 * math.pi)[:-1]


def _pill(rect: Rect, k: float) -> tuple[Point, ...]:
    cy, half = rect.y + rect.height / 2, rect.height / 2
    right = _arc((rect.right - k, cy), (k, half), -math.pi / 2, math.pi / 2)
    return right + _arc((rect.x + k, cy), (k, half), math.pi / 2, 1.5 * math.pi)


def _cylinder(rect: Rect, k: float) -> tuple[Point, ...]:
    cx, half = rect.x + rect.width / 2, rect.width / 2
    top = _arc((cx, rect.y + k), (half, k), math.pi, 2 * math.pi)
    return top + _arc((cx, rect.bottom - k), (half, k), 0, math.pi)


LEGEND = "(legend)"
"""The owner of the words of the legend among the texts of a scene."""

CONNECTOR = "connector"
"""The shape of the tags, two with one letter, that tell an arrow for which no line is drawn."""

_FORMS: dict[str, Callable[[Rect, float], tuple[Point, ...]]] = {
    "diamond": _diamond,
    "hexagon": _hexagon,
    "slant": _slant,
    "slant-left": _slant_left,
    "trapezoid": _trapezoid,
    "funnel": _funnel,
    "flag": _flag,
    "chamfer": _chamfer,
    "sheet": _sheet,
    "circle": _circle,
    "ellipse": _circle,
    "rings": _circle,
    "pill": _pill,
    "cylinder": _cylinder,
}


PRINT_WIDTH = 17 / 2.54 * 72  # points


class DrawnBox(Struct, frozen=True, kw_only=True):
    """The outline of one element: its bounding rectangle and the name of its shape.

    ``parts`` are the rectangles, from top to bottom, of a pictogram that stands free above its words; together they
    are its outline.
    """

    id: str
    rect: Rect
    shape: str
    parts: tuple[Rect, ...] = ()

    @property
    def outline(self) -> tuple[Point, ...]:
        """The outline as a closed polygon in points, clockwise on the page."""
        return stacked_outline(self.parts) if self.parts else outline(self.shape, self.rect)


def stacked_outline(parts: tuple[Rect, ...]) -> tuple[Point, ...]:
    """The outline of rectangles that stand on top of each other, without gaps between them."""
    tops = [part.y for part in parts] + [parts[-1].bottom]
    right = [point for i, part in enumerate(parts) for point in ((part.right, tops[i]), (part.right, tops[i + 1]))]
    left = [point for i, part in enumerate(parts) for point in ((part.x, tops[i]), (part.x, tops[i + 1]))]
    return (*right, *reversed(left))


def blocks_of(scene: "DrawnScene") -> tuple[DrawnBox, ...]:
    """The boxes of a scene that stand for elements: all but the tags of arrows told by letter."""
    return tuple(box for box in scene.boxes if box.shape != CONNECTOR)


class DrawnGlyph(Struct, frozen=True, kw_only=True):
    """A pictogram: the element it belongs to, the name of its drawing and the rectangle it fills."""

    owner: str
    name: str
    rect: Rect


class DrawnFrame(Struct, frozen=True, kw_only=True):
    """The frame of one group; ``parent`` is the frame around it."""

    id: str
    rect: Rect
    parent: str | None = None


class DrawnLine(Struct, frozen=True, kw_only=True):
    """One arrow as a polyline from the border of ``source`` to the border of ``target``; ``heads`` as in its plan.

    Where a frame is named, it begins or ends there and not at the element inside. ``label_at`` names another line, of
    which it shares a piece, beside which the label of both stands.
    """

    source: str
    target: str
    kind: str
    points: tuple[tuple[float, float], ...]
    heads: str = "target"
    source_frame: str = ""
    target_frame: str = ""
    label_at: str = ""

    @property
    def name(self) -> str:
        """``source->target``, the name of its connection in the plan."""
        return f"{self.source}->{self.target}"


class DrawnText(Struct, frozen=True, kw_only=True):
    """One block of text: where it stands, its size in points and its contrast against its ground.

    ``owner`` is an element id, a group id, ``from->to`` for a connection's label, or ``title``.
    """

    owner: str
    text: str
    rect: Rect
    size: float
    contrast: float


class Fold(Struct, frozen=True):
    """A folded element: ``element`` is drawn as a line of text in the box of the group ``into``."""

    element: str
    into: str


class Reference(Struct, frozen=True):
    """An arrow told by number: the box of ``source`` names the ``number`` before the label of ``target``."""

    source: str
    target: str
    kind: str
    number: int


class Continuation(Struct, frozen=True, kw_only=True):
    """An arrow told by two tags with one letter: ``leaves`` touches the box of its source, ``arrives`` its target's.

    With a group the tag touches its frame instead.
    """

    source: str
    target: str
    kind: str
    letter: str
    leaves: str
    arrives: str
    source_group: str = ""
    target_group: str = ""

    @property
    def label_owner(self) -> str:
        """The owner of its label among the texts of a scene."""
        return f"{self.source_group or self.source}->{self.leaves}"


class Gathering(Struct, frozen=True, kw_only=True):
    """An arrow told by one at the edge of a panel, which stands for those from, or to, each block in it.

    That one is drawn between ``drawn_source`` and ``drawn_target``, of which it meets the groups that are named.
    """

    source: str
    target: str
    kind: str
    drawn_source: str
    drawn_target: str
    source_group: str = ""
    target_group: str = ""


class LabelKey(Struct, frozen=True):
    """A label told by a ``sign``: it stands at arrows of that label without room for it, and with it in the legend."""

    sign: str
    label: str


class DrawnScene(Struct, frozen=True, kw_only=True):
    """Everything a drawing shows, in drawing order.

    ``folds`` lists the elements that share the box of their group, ``references`` the arrows that numbers stand for,
    ``continuations`` those told by letter, whose tags are among the boxes; ``gatherings`` those told at the edge of a
    panel, ``keys`` the labels that the legend spells out; ``notes`` says in sentences what was folded or left out so
    that the text keeps its size.
    """

    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    frames: tuple[DrawnFrame, ...]
    lines: tuple[DrawnLine, ...]
    texts: tuple[DrawnText, ...]
    glyphs: tuple[DrawnGlyph, ...] = ()
    legend: Rect | None = None
    folds: tuple[Fold, ...] = ()
    references: tuple[Reference, ...] = ()
    continuations: tuple[Continuation, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    keys: tuple[LabelKey, ...] = ()
    notes: tuple[str, ...] = ()
