"""Where a reader of a scene may doubt which arrow goes where, or which arrow a label names."""

import itertools
import math
from collections.abc import Iterator, Sequence

from pb_core.domain.diagrams.head_doubts import head_doubts
from pb_core.domain.diagrams.line_measures import apart, are_crossing
from pb_core.domain.diagrams.passed_panels import passing
from pb_core.domain.diagrams.scene import DrawnLine, DrawnScene
from pb_core.domain.plane import Point, Rect, Segment, line_distance, path_length, segments, shared_length

_ENDS_APART = 6.0  # points between the ends of two arrows at one box, below which they read as one
_BEFORE_END = 7.0  # points from its end in which an arrow had better cross no other
_SIDE_BY_SIDE, _RUN = 4.5, 12.0  # points between two arrows, and along them, from which on one takes one for the other
_SEEN = 9.0  # points of its own from which on a line is seen to leave its block
_NEARER = 1.0  # points by which a label's own line must be the nearest

_Span = tuple[float, float, float, float]


def doubts(scene: DrawnScene) -> dict[str, float]:
    """How many pairs of arrows, ways through panels and labels leave a reader in doubt; nothing without any."""
    labels = [(text.rect, own) for text in scene.texts if (own := _named_by(text.owner, scene.lines))]
    found: dict[str, float] = {}
    if scene.lines:
        found["doubtful lines"] = float(sum(1 for _ in doubtful_pairs(scene.lines)))
        found["passed panels"] = float(len(passing(scene.lines, [frame.rect for frame in scene.frames])))
        found |= head_doubts(scene.lines)
    if labels:
        found["doubtful labels"] = float(sum(is_strange(rect, own, scene.lines) for rect, own in labels))
    return found


def _named_by(owner: str, lines: Sequence[DrawnLine]) -> list[DrawnLine]:
    """The arrow whose label this is, and all that share it."""
    return [line for line in lines if owner in {line.name, line.label_at}]


def doubtful_pairs(lines: Sequence[DrawnLine]) -> Iterator[tuple[int, int]]:
    """The pairs of arrows, by index, that a reader may take for each other."""
    return ((i, j) for i, j in near_pairs(lines) if _is_doubtful(lines[i], lines[j]))


def near_pairs(lines: Sequence[DrawnLine]) -> Iterator[tuple[int, int]]:
    """The pairs of arrows, by index, that come close enough to each other to cross, or for any doubt."""
    spans = [_span(line.points) for line in lines]
    for (i, one), (j, other) in itertools.combinations(enumerate(spans), 2):
        if _are_near(one, other):
            yield i, j


def stubs(lines: Sequence[DrawnLine]) -> int:
    """How many arrows have hardly a line of their own before they share that of another to their target."""
    return sum(any(_is_stub_at(one, other) for other in lines) for one in lines)


def _is_stub_at(one: DrawnLine, other: DrawnLine) -> bool:
    """Whether an arrow from elsewhere shares nearly all of another's line."""
    if (one.target, one.kind) != (other.target, other.kind) or one.source == other.source:
        return False
    if one.points[-1] != other.points[-1]:
        return False
    own, _ = apart(one, other)
    return len(own) > 1 and path_length(own) < _SEEN


def _is_doubtful(one: DrawnLine, other: DrawnLine) -> bool:
    """Whether two arrows meet a box side by side, cross before an end, or run close together; what they share apart."""
    a, b = apart(one, other)
    if len(a) < 2 or len(b) < 2:  # noqa: PLR2004 - one is a part of the other
        return False
    own = {a[0], a[-1]} & {b[0], b[-1]}  # where they part at once, if they have an end in common
    close = any(math.dist(p, q) < _ENDS_APART for p, q in _common_ends(one, other) if p != q or p in own)
    pairs = list(itertools.product(segments(a), segments(b)))
    return (
        close
        or any(shared_length(p, q, _SIDE_BY_SIDE) > _RUN for p, q in pairs)
        or any(_cross_early(p, q, (*_ends(one), *_ends(other))) for p, q in pairs if are_crossing(p, q))
    )


def _span(points: Sequence[Point]) -> _Span:
    """The left, the top, the right and the bottom of a path."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _are_near(a: _Span, b: _Span) -> bool:
    """Whether two paths come close enough to each other for any doubt."""
    return (
        a[0] - _ENDS_APART < b[2]
        and b[0] - _ENDS_APART < a[2]
        and a[1] - _ENDS_APART < b[3]
        and b[1] - _ENDS_APART < a[3]
    )


def _ends(line: DrawnLine) -> tuple[Point, Point]:
    return line.points[0], line.points[-1]


def _common_ends(one: DrawnLine, other: DrawnLine) -> Iterator[tuple[Point, Point]]:
    """The pairs of ends of two arrows at a box that they have in common."""
    for (name, point), (near, place) in itertools.product(
        zip((one.source, one.target), _ends(one), strict=True),
        zip((other.source, other.target), _ends(other), strict=True),
    ):
        if name == near:
            yield point, place


def _cross_early(one: Segment, other: Segment, ends: Sequence[Point]) -> bool:
    """Whether two crossing pieces, one upright and one level, do so near an end of their arrows."""
    upright, level = (one, other) if one[0][0] == one[1][0] else (other, one)
    crossing = upright[0][0], level[0][1]
    return any(math.dist(crossing, end) < _BEFORE_END for end in ends)


def is_strange(label: Rect, own: Sequence[DrawnLine], lines: Sequence[DrawnLine]) -> bool:
    """Whether the line of another arrow is about as near to a label as its own."""
    mine = min(_distance(label, line) for line in own)
    return any(_distance(label, line) < mine + _NEARER for line in lines if line not in own)


def _distance(label: Rect, line: DrawnLine) -> float:
    return min(line_distance(label, piece) for piece in segments(line.points))
