"""The way that an arrow will take between two placed blocks, as far as that can be told before any is routed."""

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Sequence

from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.plane import Point

Way = tuple[float, tuple[Point, ...]]
"""How long a way is in cells, and its corners."""

Piece = tuple[int, float, float, float]
"""One straight piece of the way of an arrow: which arrow, where it runs, and from where to where."""

_CLEAR = 2  # cells between a block and what passes it
_CROSSING = 3  # bends that a crossing counts for
_BARRED = 40.0  # cells more for a way that blocks bar wherever it was looked for


def expected_way(one: Area, other: Area, areas: Collection[Area], width: float = math.inf) -> Way:
    """The shortest way with up to two bends from one block to another that passes all others by.

    ``areas`` are those of blocks, of which the two may be. Ways do not leave a page of so many cells of ``width``;
    above and below all else they may run.
    """
    near = _about(one, other, areas)
    for way in _straight(one, other):
        if not _is_barred(way[1], near):
            return way
    ways = _bent_ways(one, other, width)
    if not near:
        return min(ways)
    ways.sort()
    for way in ways:
        if not _is_barred(way[1], near):
            return way
    return ways[0][0] + _BARRED, ways[0][1]


def _about(one: Area, other: Area, areas: Iterable[Area]) -> list[Area]:
    """The areas but these two that a way between them may meet, as none goes farther beyond both than it must."""
    left, top = min(one.x, other.x) - _CLEAR, min(one.y, other.y) - _CLEAR
    right, bottom = max(one.right, other.right) + _CLEAR, max(one.bottom, other.bottom) + _CLEAR
    return [
        area
        for area in areas
        if area.x <= right and area.right >= left and area.y <= bottom and area.bottom >= top
        if area is not one and area is not other
    ]


def _is_barred(corners: Sequence[Point], areas: Sequence[Area]) -> bool:
    (ax, ay), *rest = corners
    for bx, by in rest:
        left, right = (ax, bx) if ax < bx else (bx, ax)
        top, bottom = (ay, by) if ay < by else (by, ay)
        for area in areas:
            if area.x <= right and area.right >= left and area.y <= bottom and area.bottom >= top:
                return True
        ax, ay = bx, by
    return False


def _straight(a: Area, b: Area) -> Iterator[Way]:
    """Straight ways, where the two face each other: in the middle of what they share, or at its ends."""
    low, high = max(a.y, b.y) + 1, min(a.bottom, b.bottom) - 1
    if low <= high:
        start, end = (a.right, b.x) if a.right < b.x else (a.x, b.right)
        for y in ((low + high) / 2, low, high):
            yield abs(end - start), ((start, y), (end, y))
        return
    low, high = max(a.x, b.x) + 1, min(a.right, b.right) - 1
    if low <= high:
        start, end = (a.bottom, b.y) if a.bottom < b.y else (a.y, b.bottom)
        for x in ((low + high) / 2, low, high):
            yield abs(end - start), ((x, start), (x, end))


def _bent_ways(one: Area, other: Area, width: float) -> list[Way]:
    """Ways with a bend, and those with two that stay on a page of this width."""
    found = [*_bent(one, other), *_folded(one, other, (0, width))]
    one, other = _turned(one), _turned(other)
    for length, corners in (*_bent(one, other), *_folded(one, other, (-math.inf, math.inf))):
        found.append((length, tuple([(y, x) for x, y in corners])))
    return found


def _turned(area: Area) -> Area:
    return Area(area.y, area.x, area.bottom, area.right)


def _bent(a: Area, b: Area) -> Iterator[Way]:
    """To the left or right, then up or down."""
    ay, bx = (a.y + a.bottom) / 2, (b.x + b.right) / 2
    if not (a.x <= bx <= a.right or b.y <= ay <= b.bottom):
        start, end = a.right if bx > a.right else a.x, b.y if ay < b.y else b.bottom
        yield abs(bx - start) + abs(end - ay) + _CLEAR, ((start, ay), (bx, ay), (bx, end))


def _folded(a: Area, b: Area, room: tuple[float, float]) -> Iterator[Way]:
    """To the left or right, up or down between the two or beside both, where there is room, and on or back."""
    ay, by = (a.y + a.bottom) / 2, (b.y + b.bottom) / 2
    tracks: list[float] = [max(a.right, b.right) + _CLEAR, min(a.x, b.x) - _CLEAR]
    if a.right + _CLEAR <= b.x:
        tracks += [(a.right + b.x) / 2, a.right + _CLEAR, b.x - _CLEAR]
    elif b.right + _CLEAR <= a.x:
        tracks += [(b.right + a.x) / 2, b.right + _CLEAR, a.x - _CLEAR]
    for x in tracks:
        if room[0] <= x <= room[1]:
            start, end = a.right if x > a.right else a.x, b.right if x > b.right else b.x
            yield abs(x - start) + abs(by - ay) + abs(x - end) + 2 * _CLEAR, ((start, ay), (x, ay), (x, by), (end, by))


def crossed(ways: Sequence[tuple[Point, ...]]) -> int:
    """How often ways cross each other."""
    across, upright = _pieces(ways)
    count = 0
    for i, y, x0, x1 in across:
        for j, x, y0, y1 in upright:
            if x0 < x < x1 and y0 < y < y1 and i != j:
                count += 1
    return count


def tangle(ways: Sequence[tuple[Point, ...]]) -> int:
    """How many corners ways have, their ends among them, and crossings, each of which counts for several."""
    return sum(map(len, ways)) + _CROSSING * crossed(ways)


def _pieces(ways: Sequence[tuple[Point, ...]]) -> tuple[list[Piece], list[Piece]]:
    """The pieces of all ways that run across, and those that run down."""
    across: list[Piece] = []
    upright: list[Piece] = []
    for i, way in enumerate(ways):
        for (ax, ay), (bx, by) in itertools.pairwise(way):
            if ay == by:
                across.append((i, ay, min(ax, bx), max(ax, bx)))
            else:
                upright.append((i, ax, min(ay, by), max(ay, by)))
    return across, upright
