"""Arrows that begin or end at a group as a whole: cut off at its frame, and straight where they can be."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pb_core.domain.diagrams.spec import Connection
from pb_core.domain.plane import Edges, Point, Rect, Segment, holds, line_distance, path_length, segments, spanned

_LEAST = 8.0  # points that must be left of an arrow, for its head and some line
_CORNER = 10.0  # points of the sides of a frame, next to its corners, where no arrow ends
_APART = 6.0  # points between an arrow that is made straight and any other, or a box
_BENT = 4  # points of a path with a step in it


def at_frames(
    paths: Sequence[tuple[Point, ...]],
    connections: Sequence[Connection],
    frames: Mapping[str, Rect],
    boxes: Collection[Rect] = (),
) -> tuple[tuple[Point, ...], ...]:
    """The paths, from and to the frames of the groups that their connections name.

    A step between facing sides goes where the end at a frame may move along its side, clear of the ``boxes`` and of
    what else is drawn.
    """
    ends = [(frames.get(c.source_group or ""), frames.get(c.target_group or "")) for c in connections]
    found = [_cut(path, source, target) for path, (source, target) in zip(paths, ends, strict=True)]
    for index, (source, target) in enumerate(ends):
        for straight in _straight(found[index], source, target):
            if _is_clear(straight, boxes, found[:index] + found[index + 1 :]):
                found[index] = straight
                break
    return tuple(found)


def _is_clear(line: Segment, boxes: Iterable[Rect], paths: Iterable[Sequence[Point]]) -> bool:
    """Whether a line keeps apart from these boxes, but for those that it begins or ends at, and from these paths."""
    others = (rect for rect in boxes if not any(holds(rect, end) for end in line))
    pieces = (piece for path in paths for piece in segments(path))
    own = spanned(line)
    return all(line_distance(rect, line) >= _APART for rect in others) and all(
        line_distance(own, piece) >= _APART for piece in pieces
    )


def _straight(path: tuple[Point, ...], source: Rect | None, target: Rect | None) -> Iterator[Segment]:
    """The straight ways in place of one step, with the end at a frame moved along its side."""
    if len(path) != _BENT:
        return
    across = 0 if path[0][1] == path[1][1] and path[2][1] == path[3][1] else 1  # level, else upright
    along = 1 - across
    first, second, third, last = path
    if first[along] != second[along] or third[along] != last[along]:
        return
    if (second[across] - first[across]) * (last[across] - third[across]) <= 0:
        return
    if source is not None and is_at(path, source, start=True) and _has_room(source, last, along):
        yield _moved(first, last, along), last
    if target is not None and is_at(path, target, start=False) and _has_room(target, first, along):
        yield first, _moved(last, first, along)


def _has_room(frame: Rect, point: Point, along: int) -> bool:
    low, high = ((frame.x, frame.right), (frame.y, frame.bottom))[along]
    return low + _CORNER <= point[along] <= high - _CORNER


def _moved(point: Point, to: Point, along: int) -> Point:
    return (to[0], point[1]) if along == 0 else (point[0], to[1])


def is_at(path: Sequence[Point], frame: Rect, *, start: bool) -> bool:
    """Whether a path begins, or else ends, on the border of a frame."""
    x, y = path[0] if start else path[-1]
    across = abs(x - frame.x) < 1e-6 or abs(x - frame.right) < 1e-6  # noqa: PLR2004 - rounding
    along = abs(y - frame.y) < 1e-6 or abs(y - frame.bottom) < 1e-6  # noqa: PLR2004
    return across or along


def _cut(path: tuple[Point, ...], source: Rect | None, target: Rect | None) -> tuple[Point, ...]:
    """The path without what lies within the frames; as it was where too little would be left."""
    found = beyond(path, source, target)
    return found if path_length(found) >= _LEAST else path


def beyond(path: tuple[Point, ...], source: Edges | None, target: Edges | None) -> tuple[Point, ...]:
    """The path from where it leaves a first frame to where it enters a second one, where there are these."""
    found = path if source is None else _outside(path, source)
    return found if target is None else _outside(found[::-1], target)[::-1]


def _outside(path: tuple[Point, ...], frame: Edges) -> tuple[Point, ...]:
    """The path from where it leaves a frame for good."""
    for index in range(len(path) - 1, 0, -1):
        crossing = _crossing(path[index - 1], path[index], frame)
        if crossing is not None:
            return (crossing, *path[index:])
    return path


def _crossing(start: Point, end: Point, frame: Edges) -> Point | None:
    """Where a straight line, upright or level, that ends outside of a frame leaves it; None if it does not."""
    if _holds(frame, end) or not _meets(start, end, frame):
        return None
    x = min(max(end[0], frame.x), frame.right)
    y = min(max(end[1], frame.y), frame.bottom)
    return x, y


def _holds(frame: Edges, point: Point) -> bool:
    return frame.x < point[0] < frame.right and frame.y < point[1] < frame.bottom


def _meets(start: Point, end: Point, frame: Edges) -> bool:
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < frame.right and right > frame.x and top < frame.bottom and bottom > frame.y
