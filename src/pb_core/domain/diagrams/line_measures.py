"""Measures of the arrows of a scene: their lengths over its width, bends, crossings and directions."""

import itertools
import math
from collections.abc import Sequence
from statistics import fmean, median

from pb_core.domain.diagrams.scene import DrawnLine, DrawnScene
from pb_core.domain.diagrams.shared_pieces import forking
from pb_core.domain.diagrams.spec import ConnectionKind, DiagramSpec, ElementKind
from pb_core.domain.plane import Point, Segment, path_length, segments

LONG = 0.25  # of the canvas' width
_THIRD, _FAR = 1 / 3, 160.0  # of the width, and points: readers ask why an arrow that is longer than both must be
_STRAIGHT = 0.02  # radians between two pieces that print as one
_FOLD = 0.3  # of the width: how far back a line runs that leads from one row to the next
_FOLD_BENDS = 2
_BACK = ConnectionKind.FEEDBACK.value
_READING = ("right", "down", "up")  # in which figures are read; none runs to the left


def line_measures(scene: DrawnScene, spec: DiagramSpec) -> dict[str, float]:
    """Every measure of the arrows by its name; no lengths where all are exempt, nothing without arrows.

    A piece that several arrows share is drawn once, so that its bends, crossings and length count once. Lines that
    return, lines of actors and lines from the end of a row to the next are exempt from lengths.
    """
    if not scene.lines:
        return {}
    own = own_paths(scene.lines)
    bends = [_bends(path) for path in own]
    crossed = crossings(scene.lines)
    measured = {
        "bends": fmean(bends),
        "most bends": float(max(_bends(line.points) for line in scene.lines)),
        "crossings": crossed / max(1.0, len(scene.lines) / 12),
    }
    measured |= _lengths(scene, spec)
    measured["overlong arrows"] = float(len(overlong(scene.lines, scene.width)))
    measured["continued arrows"] = float(len({continuation.letter for continuation in scene.continuations}))
    straight = [share for share in (_forward(scene, spec),) if share is not None]
    return measured | ({"forward arrows": straight[0]} if straight else {})


def _lengths(scene: DrawnScene, spec: DiagramSpec) -> dict[str, float]:
    actors = {element.id for element in spec.elements if element.kind is ElementKind.ACTOR}
    counted = [not is_exempt(line, actors, scene.width) for line in scene.lines]
    lengths = sorted(path_length(line.points) / scene.width for line in itertools.compress(scene.lines, counted))
    if not lengths:
        return {}
    drawn = [path_length(path) / scene.width for path in itertools.compress(own_paths(scene.lines), counted)]
    return {
        "median arrow": median(lengths),
        "p90 arrow": lengths[math.ceil(0.9 * len(lengths)) - 1],
        "arrows in all": sum(drawn),
        "long arrows": sum(length > LONG for length in lengths) / len(lengths),
    }


def overlong(lines: Sequence[DrawnLine], width: float) -> tuple[int, ...]:
    """The arrows on a page of a width, by index and the longest first, that are longer than readers like.

    Those that feed back may be.
    """
    over = _beyond_a_third(lines, width)
    return tuple(sorted(over, key=lambda index: -over[index]))


def excess(lines: Sequence[DrawnLine], width: float) -> float:
    """By how many widths of a page the arrows that are longer than readers like exceed that, in all."""
    return sum(_beyond_a_third(lines, width).values()) / width


def _beyond_a_third(lines: Sequence[DrawnLine], width: float) -> dict[int, float]:
    """By how many points each arrow, by index, is longer than readers like; none of those that feed back."""
    least = max(_THIRD * width, _FAR)
    lengths = {index: path_length(line.points) for index, line in enumerate(lines) if line.kind != _BACK}
    return {index: length - least for index, length in lengths.items() if length > least}


def is_exempt(line: DrawnLine, actors: set[str], width: float) -> bool:
    """Whether a line may be long: it returns, an actor's it is, or it leads from one row to the next."""
    if line.kind == ConnectionKind.FEEDBACK.value or {line.source, line.target} & actors:
        return True
    (ax, ay), (bx, by) = line.points[0], line.points[-1]
    return ax - bx > _FOLD * width and by > ay and _bends(line.points) >= _FOLD_BENDS


def _bends(points: Sequence[Point]) -> int:
    turns = [math.atan2(by - ay, bx - ax) for (ax, ay), (bx, by) in segments(points) if (ax, ay) != (bx, by)]
    return sum(abs(math.remainder(b - a, 2 * math.pi)) > _STRAIGHT for a, b in itertools.pairwise(turns))


def crossings(lines: Sequence[DrawnLine]) -> int:
    """How often two arrows cross, those apart that have an end in common; a shared piece is crossed once."""
    own = own_paths(lines)
    pieces = [list(segments(path)) for path in own]
    spans = [_span(path) for path in own]
    count = 0
    for (a, one), (b, other) in itertools.combinations(enumerate(lines), 2):
        if {one.source, one.target} & {other.source, other.target} or not _meet(spans[a], spans[b]):
            continue
        count += sum(are_crossing(p, q) for p in pieces[a] for q in pieces[b])
    return count


def drawn_length(lines: Sequence[DrawnLine]) -> float:
    """How many points of line are drawn in all."""
    return sum(map(path_length, own_paths(lines)))


def own_paths(lines: Sequence[DrawnLine]) -> list[tuple[Point, ...]]:
    """Of each arrow what no arrow before it has drawn: without what they share at a common end."""
    found = []
    for index, line in enumerate(lines):
        path = line.points
        for other in lines[:index]:
            if other.kind == line.kind and (other.source == line.source or other.target == line.target):
                path = min(path, apart(line, other)[0], key=path_length)
        found.append(path)
    return found


def apart(one: DrawnLine, other: DrawnLine) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Two lines without what they share from a common source on, or up to a common target; lines of one kind only.

    Twins, which join the same two, may share nothing.
    """
    a, b = one.points, other.points
    if (one.source, one.target) == (other.source, other.target):
        return a, b
    if one.kind == other.kind and one.source == other.source:
        a, b = _forked(a, b)
    if one.kind == other.kind and one.target == other.target:
        a, b = _forked(a[::-1], b[::-1])
        a, b = a[::-1], b[::-1]
    return a, b


def _forked(a: tuple[Point, ...], b: tuple[Point, ...]) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Two paths from where they part on, if they begin together."""
    if a[0] != b[0]:
        return a, b
    at = 0
    while at + 1 < min(len(a), len(b)) and a[at + 1] == b[at + 1]:
        at += 1
    if at + 1 >= min(len(a), len(b)):
        return a[at:], b[at:]
    fork = forking(a[at], a[at + 1], b[at + 1], _STRAIGHT)
    one, other = (tuple(point for point in path[at + 1 :] if point != fork) for path in (a, b))
    return (fork, *one), (fork, *other)


def _span(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def are_crossing(one: Segment, other: Segment) -> bool:
    """Whether two pieces cross within both."""
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _forward(scene: DrawnScene, spec: DiagramSpec) -> float | None:
    """The share of flow arrows inside panels that point in their panel's direction: its most frequent but left."""
    homes = {element.id: element.group for element in spec.elements}
    by_panel: dict[str | None, list[str]] = {}
    for line in scene.lines:
        if line.kind == ConnectionKind.FLOW.value and homes.get(line.source) == homes.get(line.target):
            by_panel.setdefault(homes.get(line.source), []).append(_direction(line.points))
    directions = [found for found in by_panel.values() if len(found) > 1]
    if not directions:
        return None
    with_it = sum(max(found.count(direction) for direction in _READING) for found in directions)
    return with_it / sum(map(len, directions))


def _direction(points: Sequence[Point]) -> str:
    (ax, ay), (bx, by) = points[0], points[-1]
    if abs(bx - ax) >= abs(by - ay):
        return "right" if bx >= ax else "left"
    return "down" if by >= ay else "up"
