"""The arrow on a lettered tag: it points to where the arrow leads that the tag stands for."""

import math
from collections.abc import Sequence

from pb_core.domain.plane import Point, Rect

_ARROW = "→"  # of a tag whose arrow points no way yet
_ARROWS = "→↘↓↙←↖↑↗"  # clockwise, as the page has y downwards
_LEFTWARDS = frozenset("←↖↙")
_SLANT = 0.2  # of the longer leg of a way: what its shorter one has at least of one that is not told as straight


def pointed(words: str, way: Point) -> str:
    """The words of a tag with its arrow along a ``way``; a sign that points no way stays as it is.

    An arrow is slanted unless the way is nearly straight. One to the left is written on that side, so that the letter
    does not stand in its way.
    """
    if _ARROW not in words:
        return words
    x, y = (math.copysign(abs(leg) > _SLANT * max(map(abs, way)), leg) for leg in way)
    arrow = _ARROWS[round(math.atan2(y, x) / (math.pi / 4)) % len(_ARROWS)]
    turned = words.replace(_ARROW, arrow)
    return " ".join(reversed(turned.split(" "))) if arrow in _LEFTWARDS else turned


def way_to_nearest(box: Rect, others: Sequence[Rect]) -> Point:
    """The way from a box to the nearest of others, in points: straight where the two face each other."""
    other = min(others, key=lambda rect: _apart(box, rect))
    x, y = other.middle[0] - box.middle[0], other.middle[1] - box.middle[1]
    beside = box.y < other.bottom and other.y < box.bottom
    stacked = box.x < other.right and other.x < box.right
    if beside == stacked:
        return x, y
    return (x, 0.0) if beside else (0.0, y)


def _apart(one: Rect, other: Rect) -> tuple[float, float]:
    """The shortest distance between two boxes, and of their middles where several are as near."""
    across = max(other.x - one.right, one.x - other.right, 0.0)
    down = max(other.y - one.bottom, one.y - other.bottom, 0.0)
    return math.hypot(across, down), math.dist(one.middle, other.middle)
