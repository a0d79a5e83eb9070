"""Where an arrow may meet a box: the places on its sides, and what each costs."""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.lattice import Vertex
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.box_outlines import nearest_border, outline
from pb_core.domain.plane import Point, Rect

_OFF_CENTRE = 6
_AT_CORNER = 18
_OFF_POINT, _FROM_VERTEX = 9, 3  # times as dear on a side that arrows best meet in the middle, and beside a vertex
_OFF_VERTEX = 200  # what it costs to meet a diamond or a circle beside a vertex that is free
_ONE_PLACE, _SHARED = 2.5, 150  # cells between ends on an outline that read as one, and what it costs to be so near
_AIMED = 5  # times as dear to miss a point that was named
SIDES = ((1, 0), (0, 1), (-1, 0), (0, -1))
_POINTED = {  # shapes with sides that arrows best meet in the middle: left/right, top/bottom
    "diamond": (True, True),
    "circle": (True, True),
    "ellipse": (True, True),
    "rings": (True, True),
    "hexagon": (True, False),
    "pill": (True, False),
    "flag": (True, False),
}
_VERTICES = frozenset({"diamond", "circle", "ellipse", "rings"})  # places on two sides of their area may be one
_CUT = {
    "hexagon",
    "slant",
    "slant-left",
    "trapezoid",
    "funnel",
    "flag",
    "round",
    "pill",
    "sheet",
    "chamfer",
}  # shapes whose corners are no place for arrows


class Reach(Struct, frozen=True):
    """Where arrows best meet a box that does not fill its area: the point they aim at, and from where to where.

    ``flanks`` bounds the places on its left and right, ``ends`` those at its top and bottom.
    """

    aim: Vertex
    flanks: tuple[int, int]
    ends: tuple[int, int]


class Port(Struct, frozen=True):
    """One place: the vertex on the border, the way out of it, and what it costs to meet the box there.

    ``met`` is where a line straight through the vertex meets the outline.
    """

    vertex: Vertex
    side: Vertex
    cost: int
    met: Point


def corner_margin(shape: str, *, down: bool) -> int:
    """How many cells arrows stay away from the corners of a box of this shape, on its flanks or at top and bottom."""
    return 2 if shape in _CUT and down else 1


def ports_of(area: Area, shape: str, reach: Reach | None = None) -> Iterator[Port]:
    """Every place of a box of this shape, dearer the farther from the middle of its side, or from its aim."""
    cx, cy = reach.aim if reach else ((area.x + area.right) // 2, (area.y + area.bottom) // 2)
    whole = Rect(area.x, area.y, area.width, area.height)
    drawn = outline(shape, whole) if shape in _VERTICES else ()
    for dx, dy in SIDES:
        off = _OFF_CENTRE * (_OFF_POINT if _POINTED.get(shape, (False, False))[0 if dx else 1] else 1)
        off = _OFF_CENTRE * _FROM_VERTEX if shape in _VERTICES else off
        off *= _AIMED if reach else 1
        margin = corner_margin(shape, down=bool(dy))
        low, high = (area.y + 1, area.bottom - 1) if dx else (area.x + margin, area.right - margin)
        if reach:
            first, last = reach.flanks if dx else reach.ends
            low, high = max(low, first), min(high, last)
        centre = cy if dx else cx
        across = area.right if dx > 0 else area.x
        down = area.bottom if dy > 0 else area.y
        for place in range(low, high + 1):
            vertex = (across, place) if dx else (place, down)
            yield Port(
                vertex,
                (dx, dy),
                off * abs(place - centre)
                + _near_corner(place, low, high)
                + (_OFF_VERTEX if shape in _VERTICES and place != centre else 0),
                nearest_border(drawn, vertex, vertical=bool(dy)) if drawn else vertex,
            )


def ports_off_area(ports: Sequence[Port], vertices: Collection[Vertex]) -> list[Port]:
    """The places of arrows that end at these vertices, where the outline of a box lies within its area; else none."""
    if all(port.met == port.vertex for port in ports):
        return []
    return [port for port in ports if port.vertex in vertices]


def sharing(port: Port, others: Iterable[Port]) -> int:
    """What it costs to meet an outline where others do, or to cross one of these on the way from the area to it."""
    taken = any(math.dist(port.met, other.met) < _ONE_PLACE or _cross(port, other) for other in others)
    return _SHARED if taken else 0


def _cross(one: Port, other: Port) -> bool:
    """Whether the lines of two places cross between the area of their box and its outline."""
    across, down = (one, other) if one.side[0] else (other, one)
    if not (across.side[0] and down.side[1]):
        return False
    place = down.vertex[0], across.vertex[1]
    return _is_between(place[0], across.vertex[0], across.met[0]) and _is_between(place[1], down.vertex[1], down.met[1])


def _is_between(place: float, one: float, other: float) -> bool:
    return min(one, other) <= place <= max(one, other)


def _near_corner(place: int, low: int, high: int) -> int:
    return _AT_CORNER if high - low > 2 and place in {low, high} else 0  # noqa: PLR2004 - too short to choose
