"""Where an arrow may meet a box: the places on its sides, and what each costs."""

from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.lattice import Vertex
from pb_adapters.drawing.diagrams.placement import Area

_OFF_CENTRE = 6
_AT_CORNER = 18
_OFF_POINT, _FROM_VERTEX = 9, 3  # times as dear on a side that arrows best meet in the middle, and beside a vertex
_OFF_VERTEX = 200  # what it costs to meet a diamond or a circle beside a vertex that is free
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
_VERTICES = frozenset({"diamond", "circle", "ellipse", "rings"})
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
    """One place: the vertex on the border, the way out of it, and what it costs to meet the box there."""

    vertex: Vertex
    side: Vertex
    cost: int


def corner_margin(shape: str, *, down: bool) -> int:
    """How many cells arrows stay away from the corners of a box of this shape, on its flanks or at top and bottom."""
    return 2 if shape in _CUT and down else 1


def ports_of(area: Area, shape: str, reach: Reach | None = None) -> Iterator[Port]:
    """Every place of a box of this shape, dearer the farther from the middle of its side, or from its aim."""
    cx, cy = reach.aim if reach else ((area.x + area.right) // 2, (area.y + area.bottom) // 2)
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
            yield Port(
                (across, place) if dx else (place, down),
                (dx, dy),
                off * abs(place - centre)
                + _near_corner(place, low, high)
                + (_OFF_VERTEX if shape in _VERTICES and place != centre else 0),
            )


def _near_corner(place: int, low: int, high: int) -> int:
    return _AT_CORNER if high - low > 2 and place in {low, high} else 0  # noqa: PLR2004 - too short to choose
