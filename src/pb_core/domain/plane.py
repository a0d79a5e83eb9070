"""Points, rectangles, segments and polygons of a page: x to the right, y downwards, in points of 1/72 inch."""

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

Point = tuple[float, float]


class Rect(Struct, frozen=True, gc=False):
    """An axis-parallel rectangle: left, top, width, height in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the bottom edge."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """The point in the middle."""
        return self.x + self.width / 2, self.y + self.height / 2


class Edges(Protocol):
    """What has four edges, x to the right and y downwards."""

    @property
    def x(self) -> float:
        """The left edge."""

    @property
    def y(self) -> float:
        """The upper edge."""

    @property
    def right(self) -> float:
        """The right edge."""

    @property
    def bottom(self) -> float:
        """The lower edge."""


class Margins(Struct, frozen=True, kw_only=True):
    """The room between a rectangle and the edges of a page, in points."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


Segment = tuple[Point, Point]


def segments(points: Sequence[Point]) -> Iterator[Segment]:
    """The straight pieces of a polyline, in order."""
    return itertools.pairwise(points)


def path_length(points: Sequence[Point]) -> float:
    """How long a polyline is."""
    return sum(math.dist(a, b) for a, b in segments(points))


def spanned(points: Sequence[Point]) -> Rect:
    """The smallest rectangle that holds points, of which there is one at least."""
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return Rect(left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top)


def inset(rect: Rect, by: float) -> Rect:
    """The rectangle with every side moved inwards by ``by`` points (outwards if negative)."""
    return Rect(rect.x + by, rect.y + by, max(rect.width - 2 * by, 0.0), max(rect.height - 2 * by, 0.0))


def overlap(a: Rect, b: Rect, slack: float = 0.0) -> bool:
    """Whether two rectangles share an area deeper than ``slack`` points in both directions."""
    return (
        a.x + a.width - b.x > slack
        and b.x + b.width - a.x > slack
        and a.y + a.height - b.y > slack
        and b.y + b.height - a.y > slack
        and min(a.width, b.width, a.height, b.height) > slack
    )


def around(rects: Sequence[Rect]) -> Rect:
    """The smallest rectangle that holds others, of which there is one at least."""
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    return Rect(left, top, max(rect.right for rect in rects) - left, max(rect.bottom for rect in rects) - top)


def holds(rect: Rect, point: Point) -> bool:
    """Whether a point lies in a rectangle or on its border."""
    return rect.x <= point[0] <= rect.right and rect.y <= point[1] <= rect.bottom


def within(inner: Rect, outer: Rect, slack: float = 0.0) -> bool:
    """Whether ``inner`` lies in ``outer``, allowing ``slack`` points past each side."""
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def line_distance(rect: Rect, piece: Segment) -> float:
    """How far a rectangle is from that around a segment, 0 where they touch: exact for upright and level ones."""
    (ax, ay), (bx, by) = piece
    across = max(min(ax, bx) - rect.right, rect.x - max(ax, bx), 0.0)
    down = max(min(ay, by) - rect.bottom, rect.y - max(ay, by), 0.0)
    return math.hypot(across, down)


def corners(rect: Rect) -> tuple[Point, ...]:
    """The four corners, clockwise from the top left."""
    return ((rect.x, rect.y), (rect.right, rect.y), (rect.right, rect.bottom), (rect.x, rect.bottom))


def contains(polygon: Sequence[Point], point: Point, slack: float = 0.0) -> bool:
    """Whether a polygon holds the point, or misses it by at most ``slack`` points."""
    return _inside(polygon, point) or border_distance(polygon, point) <= slack


def deep_inside(polygon: Sequence[Point], point: Point, margin: float) -> bool:
    """Whether a polygon holds the point more than ``margin`` points away from its border."""
    return _inside(polygon, point) and border_distance(polygon, point) > margin


def border_distance(polygon: Sequence[Point], point: Point) -> float:
    """The distance in points from a point to the border of a polygon."""
    return min(_distance(point, edge) for edge in _edges(polygon))


def cuts(segment: Segment, rect: Rect) -> bool:
    """Whether a segment passes through the inside of a rectangle (Liang and Barsky's clipping)."""
    (ax, ay), (bx, by) = segment
    x, y, right, bottom = rect.x, rect.y, rect.x + rect.width, rect.y + rect.height
    if (ax <= x and bx <= x) or (ax >= right and bx >= right):
        return False
    if (ay <= y and by <= y) or (ay >= bottom and by >= bottom):
        return False
    if ax == bx or ay == by:
        return x < right and y < bottom
    start, end = 0.0, 1.0
    for delta, low, high in ((bx - ax, x - ax, right - ax), (by - ay, y - ay, bottom - ay)):
        near, far = sorted((low / delta, high / delta))
        start, end = max(start, near), min(end, far)
    return start < end


def shared_length(a: Segment, b: Segment, apart: float) -> float:
    """How many points two segments run side by side while less than ``apart`` points from each other."""
    (ax, ay), (bx, by) = a
    length = math.hypot(bx - ax, by - ay)
    if length == 0:
        return 0.0
    ux, uy = (bx - ax) / length, (by - ay) / length
    spans = []
    for px, py in b:
        if abs((px - ax) * uy - (py - ay) * ux) >= apart:
            return 0.0
        spans.append((px - ax) * ux + (py - ay) * uy)
    return max(0.0, min(length, max(spans)) - max(0.0, min(spans)))


def nearest_on(polygon: Sequence[Point], point: Point) -> Point:
    """The point of the border of a polygon that is nearest to another one."""
    return min((_nearest(point, edge) for edge in _edges(polygon)), key=lambda found: math.dist(found, point))


def meet(a: Segment, b: Segment) -> bool:
    """Whether two segments share a point; an end of one that touches the other is one."""
    (p, q), (r, s) = a, b
    if not all(min(p[i], q[i]) <= max(r[i], s[i]) and min(r[i], s[i]) <= max(p[i], q[i]) for i in (0, 1)):
        return False
    return _turn(p, q, r) * _turn(p, q, s) <= 0 and _turn(r, s, p) * _turn(r, s, q) <= 0


def _turn(a: Point, b: Point, c: Point) -> float:
    """Twice the area of a triangle, negative where it turns the other way."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _inside(polygon: Sequence[Point], point: Point) -> bool:
    inside = False
    for (ax, ay), (bx, by) in _edges(polygon):
        if (ay > point[1]) != (by > point[1]) and point[0] < ax + (point[1] - ay) * (bx - ax) / (by - ay):
            inside = not inside
    return inside


def _edges(polygon: Sequence[Point]) -> Iterator[Segment]:
    return zip(polygon, [*polygon[1:], polygon[0]], strict=True)


def _distance(point: Point, segment: Segment) -> float:
    x, y = _nearest(point, segment)
    return math.hypot(point[0] - x, point[1] - y)


def _nearest(point: Point, segment: Segment) -> Point:
    (ax, ay), (bx, by) = segment
    square = (bx - ax) ** 2 + (by - ay) ** 2
    share = 0.0 if square == 0 else ((point[0] - ax) * (bx - ax) + (point[1] - ay) * (by - ay)) / square
    share = min(max(share, 0.0), 1.0)
    return ax + share * (bx - ax), ay + share * (by - ay)
