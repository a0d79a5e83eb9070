"""Arrows that begin or end at a group as a whole: cut off where they cross its frame."""

import itertools
import math
from collections.abc import Mapping, Sequence

from pb_core.domain.diagrams.spec import Connection
from pb_core.domain.plane import Point, Rect

_LEAST = 8.0  # points that must be left of an arrow, for its head and some line


def at_frames(
    paths: Sequence[tuple[Point, ...]], connections: Sequence[Connection], frames: Mapping[str, Rect]
) -> tuple[tuple[Point, ...], ...]:
    """The paths, from and to the frames of the groups that their connections name."""
    return tuple(
        _cut(path, frames.get(connection.source_group or ""), frames.get(connection.target_group or ""))
        for path, connection in zip(paths, connections, strict=True)
    )


def is_at(path: Sequence[Point], frame: Rect, *, start: bool) -> bool:
    """Whether a path begins, or else ends, on the border of a frame."""
    x, y = path[0] if start else path[-1]
    across = abs(x - frame.x) < 1e-6 or abs(x - frame.right) < 1e-6  # noqa: PLR2004 - rounding
    along = abs(y - frame.y) < 1e-6 or abs(y - frame.bottom) < 1e-6  # noqa: PLR2004
    return across or along


def _cut(path: tuple[Point, ...], source: Rect | None, target: Rect | None) -> tuple[Point, ...]:
    """The path without what lies within the frames; as it was where too little would be left."""
    found = path if source is None else _outside(path, source)
    found = found if target is None else _outside(found[::-1], target)[::-1]
    length = sum(math.dist(a, b) for a, b in itertools.pairwise(found))
    return found if length >= _LEAST else path


def _outside(path: tuple[Point, ...], frame: Rect) -> tuple[Point, ...]:
    """The path from where it leaves a frame for good."""
    for index in range(len(path) - 1, 0, -1):
        crossing = _crossing(path[index - 1], path[index], frame)
        if crossing is not None:
            return (crossing, *path[index:])
    return path


def _crossing(start: Point, end: Point, frame: Rect) -> Point | None:
    """Where a straight line, upright or level, that ends outside of a frame leaves it; None if it does not."""
    if _holds(frame, end) or not _meets(start, end, frame):
        return None
    x = min(max(end[0], frame.x), frame.right)
    y = min(max(end[1], frame.y), frame.bottom)
    return x, y


def _holds(frame: Rect, point: Point) -> bool:
    return frame.x < point[0] < frame.right and frame.y < point[1] < frame.bottom


def _meets(start: Point, end: Point, frame: Rect) -> bool:
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < frame.right and right > frame.x and top < frame.bottom and bottom > frame.y
