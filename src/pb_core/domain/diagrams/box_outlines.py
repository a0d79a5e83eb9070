"""The shapes of boxes as polygons: drawing, routing and checking agree on these outlines.

Coordinates are points (1/72 inch) of the figure printed 17 cm wide, origin top left, y downwards.
"""

import math
from collections.abc import Callable

from pb_core.domain.plane import Point, Rect

_ARC_STEPS = 24
_DEEPEST = 12.0  # points, that a slant or a point takes of a high box
_ROUNDEST = 15.0  # points: the radius of the sides of a pill, whose flanks are straight if it is higher


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
        "pill": min(height / 2, width / 2, _ROUNDEST),
        "cylinder": min(0.12 * height, 5.0),
    }.get(shape, 0.0)


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
    x, y, r, b = rect.x + k, rect.y + k, rect.right - k, rect.bottom - k
    middles = ((r, y), (r, b), (x, b), (x, y))
    return tuple(
        point
        for quarter, middle in enumerate(middles)
        for point in _arc(middle, (k, k), (quarter - 1) * math.pi / 2, quarter * math.pi / 2)
    )


def _cylinder(rect: Rect, k: float) -> tuple[Point, ...]:
    cx, half = rect.x + rect.width / 2, rect.width / 2
    top = _arc((cx, rect.y + k), (half, k), math.pi, 2 * math.pi)
    return top + _arc((cx, rect.bottom - k), (half, k), 0, math.pi)


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


def stacked_outline(parts: tuple[Rect, ...]) -> tuple[Point, ...]:
    """The outline of rectangles that stand on top of each other, without gaps between them."""
    tops = [part.y for part in parts] + [parts[-1].bottom]
    right = [point for i, part in enumerate(parts) for point in ((part.right, tops[i]), (part.right, tops[i + 1]))]
    left = [point for i, part in enumerate(parts) for point in ((part.x, tops[i]), (part.x, tops[i + 1]))]
    return (*right, *reversed(left))
