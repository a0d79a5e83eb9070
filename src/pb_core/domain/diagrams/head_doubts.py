"""Heads of arrows that other lines pass, that have hardly a shaft, and arrows that a reader takes for one line."""

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.plane import Point, Rect, Segment, inset, segments

_HEAD, _BERTH = 7.0, 5.0  # points: what a head takes of its line, and what other lines keep from it
_SHAFT = 8.0  # points of the last straight piece, below which a head sits on a bend or a trunk
_GAP, _LEVEL = 14.0, 2.0  # points along and across, from one line to its seeming continuation
_PIECE = 4.0  # points of a piece that is long enough to seem to go on


def head_doubts(lines: Sequence[DrawnLine]) -> dict[str, float]:
    """How many lines pass the heads of others, how many heads lack a shaft, and how many pairs read as one line."""
    pairs = itertools.combinations(lines, 2)
    return {
        "passed heads": float(sum(1 for line in lines for _ in passing_head(line, lines))),
        "bare heads": float(sum(math.dist(*line.points[-2:]) < _SHAFT for line in lines)),
        "seeming lines": float(sum(_seem_one(one, other) for one, other in pairs)),
    }


def passing_head(line: DrawnLine, lines: Iterable[DrawnLine]) -> Iterator[DrawnLine]:
    """The lines to other targets that come close to the head of an arrow, but for how what leaves the box begins."""
    zone = _head(line)
    for other in lines:
        if other.target == line.target:
            continue
        leaving = other.source == line.target
        if any(_meets(piece, zone) for piece in itertools.islice(segments(other.points), int(leaving), None)):
            yield other


def _head(line: DrawnLine) -> Rect:
    """The rectangle around the head of an arrow from which other lines keep away."""
    (ax, ay), (bx, by) = line.points[-2:]
    share = min(1.0, _HEAD / (math.dist((ax, ay), (bx, by)) or 1.0))
    dx, dy = (ax - bx) * share, (ay - by) * share
    return inset(Rect(min(bx, bx + dx), min(by, by + dy), abs(dx), abs(dy)), -_BERTH)


def _meets(piece: Segment, zone: Rect) -> bool:
    (ax, ay), (bx, by) = piece
    return (
        min(ax, bx) <= zone.right and max(ax, bx) >= zone.x and min(ay, by) <= zone.bottom and max(ay, by) >= zone.y
    )  # fmt: skip


def _seem_one(one: DrawnLine, other: DrawnLine) -> bool:
    """Whether a piece of one arrow seems to go on in a piece of another, with which it shares neither end."""
    if one.source == other.source or one.target == other.target:
        return False
    return any(
        _go_on(p, q, axis)
        for p, q in itertools.product(segments(one.points), segments(other.points))
        for axis in (0, 1)
    )  # fmt: skip


def _go_on(one: Segment, other: Segment, axis: int) -> bool:
    """Whether two pieces lie on one line along an axis, one after the other with a small gap between them."""
    if not all(_is_along(piece, axis) for piece in (one, other)) or abs(one[0][1 - axis] - other[0][1 - axis]) > _LEVEL:
        return False
    (low, high), (first, last) = (sorted((piece[0][axis], piece[1][axis])) for piece in (one, other))
    return 0.0 <= max(first - high, low - last) < _GAP and min(high - low, last - first) > _PIECE


def _is_along(piece: tuple[Point, Point], axis: int) -> bool:
    return math.isclose(piece[0][1 - axis], piece[1][1 - axis], abs_tol=1e-6)
