"""Heads of arrows that other lines pass, that have hardly a shaft, and arrows that a reader takes for one line."""

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from pb_core.domain.diagrams.scene import DrawnLine
from pb_core.domain.plane import Rect, inset, segments

_HEAD, _BERTH = 7.0, 5.0  # points: what a head takes of its line, and what other lines keep from it
_SHAFT = 8.0  # points of the last straight piece, below which a head sits on a bend or a trunk
_GAP, _LEVEL = 14.0, 2.0  # points along and across, from one line to its seeming continuation
_PIECE = 4.0  # points of a piece that is long enough to seem to go on

_Run = tuple[float, float, float]
"""Where a piece lies across its direction, and from where to where it reaches along it."""


def head_doubts(lines: Sequence[DrawnLine]) -> dict[str, float]:
    """How many lines pass the heads of others, how many heads lack a shaft, and how many pairs read as one line."""
    pairs = itertools.combinations(zip(lines, map(_runs, lines), strict=True), 2)
    return {
        "passed heads": float(sum(1 for line in lines for _ in passing_head(line, lines))),
        "bare heads": float(sum(math.dist(*line.points[-2:]) < _SHAFT for line in lines)),
        "seeming lines": float(sum(_seem_one(*one, *other) for one, other in pairs)),
    }


def passing_head(line: DrawnLine, lines: Iterable[DrawnLine]) -> Iterator[DrawnLine]:
    """The lines to other targets that come close to the head of an arrow, but for how what leaves the box begins."""
    zone = _head(line)
    left, top, right, bottom = zone.x, zone.y, zone.right, zone.bottom
    for other in lines:
        if other.target == line.target:
            continue
        points = other.points[int(other.source == line.target) :]
        if any(
            min(ax, bx) <= right and max(ax, bx) >= left and min(ay, by) <= bottom and max(ay, by) >= top
            for (ax, ay), (bx, by) in itertools.pairwise(points)
        ):
            yield other


def _head(line: DrawnLine) -> Rect:
    """The rectangle around the head of an arrow from which other lines keep away."""
    (ax, ay), (bx, by) = line.points[-2:]
    share = min(1.0, _HEAD / (math.dist((ax, ay), (bx, by)) or 1.0))
    dx, dy = (ax - bx) * share, (ay - by) * share
    return inset(Rect(min(bx, bx + dx), min(by, by + dy), abs(dx), abs(dy)), -_BERTH)


def _runs(line: DrawnLine) -> tuple[list[_Run], list[_Run]]:
    """The pieces of an arrow that are long enough to seem to go on, those across and those down."""
    found: tuple[list[_Run], list[_Run]] = [], []
    for start, end in segments(line.points):
        for axis, runs in enumerate(found):
            low, high = sorted((start[axis], end[axis]))
            if high - low > _PIECE and math.isclose(start[1 - axis], end[1 - axis], abs_tol=1e-6):
                runs.append((start[1 - axis], low, high))
    return found


def _seem_one(
    one: DrawnLine, runs: tuple[list[_Run], list[_Run]], other: DrawnLine, others: tuple[list[_Run], list[_Run]]
) -> bool:
    """Whether a piece of one arrow seems to go on in a piece of another, with which it shares neither end."""
    if one.source == other.source or one.target == other.target:
        return False
    return any(_go_on(p, q) for own, theirs in zip(runs, others, strict=True) for p in own for q in theirs)


def _go_on(one: _Run, other: _Run) -> bool:
    """Whether two pieces lie on one line, one after the other with a small gap between them."""
    (at, low, high), (there, first, last) = one, other
    return abs(at - there) <= _LEVEL and 0.0 <= max(first - high, low - last) < _GAP
