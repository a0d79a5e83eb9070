"""The piece of line that arrows have in common where they leave one box, or reach one, together."""

import functools
import itertools
import math
from collections.abc import Iterable, Sequence

from pb_core.domain.plane import Point

Path = tuple[Point, ...]
_STRAIGHT = 1e-6  # of the product of two lengths: what is less is no turn


def common_beginning(paths: Iterable[Path]) -> Path:
    """The longest path with which all of these begin; of one point or none where they begin apart or part at once."""
    return functools.reduce(_common, paths)


def common_end(paths: Iterable[Path]) -> Path:
    """The longest path with which all of these end, in their direction."""
    return common_beginning(path[::-1] for path in paths)[::-1]


def length(path: Sequence[Point]) -> float:
    """How long a path is."""
    return sum(math.dist(a, b) for a, b in itertools.pairwise(path))


def _common(a: Path, b: Path) -> Path:
    found: list[Point] = []
    for one, other in zip(a, b, strict=False):
        if one == other:
            found.append(one)
            continue
        if found:
            fork = _fork(found[-1], one, other)
            found += [fork] if fork != found[-1] else []
        break
    return tuple(found)


def _fork(start: Point, one: Point, other: Point) -> Point:
    """Where two straight pieces from one point part: the end of the shorter if they run the same way."""
    (ax, ay), (bx, by) = (one[0] - start[0], one[1] - start[1]), (other[0] - start[0], other[1] - start[1])
    along = ax * bx + ay * by > 0 and abs(ax * by - ay * bx) <= _STRAIGHT * math.hypot(ax, ay) * math.hypot(bx, by)
    return min(one, other, key=lambda point: math.dist(start, point)) if along else start
