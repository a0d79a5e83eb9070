"""The piece of line that arrows have in common where they leave one box, or reach one, together."""

import functools
import math
from collections.abc import Iterable

from pb_core.domain.plane import Point

Path = tuple[Point, ...]
_STRAIGHT = 1e-6  # the sine of a turn that is none


def common_beginning(paths: Iterable[Path]) -> Path:
    """The longest path with which all of these begin; of one point or none where they begin apart or part at once."""
    return functools.reduce(_common, paths)


def common_end(paths: Iterable[Path]) -> Path:
    """The longest path with which all of these end, in their direction."""
    return common_beginning(path[::-1] for path in paths)[::-1]


def _common(a: Path, b: Path) -> Path:
    found: list[Point] = []
    for one, other in zip(a, b, strict=False):
        if one == other:
            found.append(one)
            continue
        if found:
            fork = forking(found[-1], one, other, _STRAIGHT)
            found += [fork] if fork != found[-1] else []
        break
    return tuple(found)


def forking(start: Point, one: Point, other: Point, straight: float) -> Point:
    """Where two pieces from one point part: the end of the shorter if they run the same way.

    They do if the sine of what is between them is at most ``straight``.
    """
    (ax, ay), (bx, by) = (one[0] - start[0], one[1] - start[1]), (other[0] - start[0], other[1] - start[1])
    along = ax * bx + ay * by > 0 and abs(ax * by - ay * bx) <= straight * math.hypot(ax, ay) * math.hypot(bx, by)
    return min(one, other, key=lambda point: math.dist(start, point)) if along else start
