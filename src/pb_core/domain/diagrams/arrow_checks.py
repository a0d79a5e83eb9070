"""Checks of drawn arrows: joined to their boxes, through no box, word or border, and not on top of each other."""

import itertools
import math
from collections.abc import Iterator, Sequence

from pb_core.domain.diagrams.line_measures import apart
from pb_core.domain.diagrams.scene import DrawnBox, DrawnLine, DrawnScene
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plane import (
    Point,
    Rect,
    Segment,
    border_distance,
    corners,
    cuts,
    deep_inside,
    inset,
    segments,
    shared_length,
)

TOUCH = 1.5
"""Points between an end of an arrow, or a tag, and a border that still print as touching."""
SLACK = 0.75
"""Points that are too few to be seen in print."""
_APART = 1.5  # points between parallel lines below which they print as one
_SHARED = 2.0  # points of common run that are an overlap


def arrow_findings(scene: DrawnScene) -> Iterator[Finding]:
    """Yield what is wrong with the arrows of a scene."""
    homes = {fold.element: fold.into for fold in scene.folds}
    boxes = {box.id: box for box in scene.boxes}
    borders = _borders(scene)
    for line in scene.lines:
        ends = (homes.get(line.source, line.source), homes.get(line.target, line.target))
        yield from _attached(line, ends, boxes, scene)
        yield from _through_boxes(line, ends, boxes)
        yield from _through_texts(line, scene)
        yield from _along_borders(line, borders)
    for a, b in itertools.combinations(scene.lines, 2):
        if _run_together(a, b):
            detail = f"the arrows {a.name} and {b.name} run on top of each other"
            yield Finding(check=Check.LINE_OVERLAP, subject=a.name, detail=detail)


def _attached(
    line: DrawnLine, ends: tuple[str, str], boxes: dict[str, DrawnBox], scene: DrawnScene
) -> Iterator[Finding]:
    frames = {frame.id: corners(frame.rect) for frame in scene.frames}
    framed = (frames.get(line.source_frame), frames.get(line.target_frame))
    for end, frame, point in zip(ends, framed, (line.points[0], line.points[-1]), strict=True):
        box = boxes.get(end)
        border = frame or (box.outline if box else None)
        if border is None or border_distance(border, point) > TOUCH:
            detail = f"the arrow {line.name} does not touch the border of '{end}'"
            yield Finding(check=Check.LINE_DETACHED, subject=line.name, detail=detail)


def _through_boxes(line: DrawnLine, ends: tuple[str, str], boxes: dict[str, DrawnBox]) -> Iterator[Finding]:
    for box in boxes.values():
        inside = [piece for piece in segments(line.points) if cuts(piece, box.rect)]
        crossed = bool(inside)
        if inside and box.id in ends:
            polygon = box.outline
            crossed = any(deep_inside(polygon, point, TOUCH) for piece in inside for point in sampled(piece))
        if crossed:
            detail = f"the arrow {line.name} passes through the box '{box.id}'"
            yield Finding(check=Check.LINE_THROUGH_BOX, subject=line.name, detail=detail)


def sampled(piece: Segment) -> Iterator[Point]:
    """Points of a segment, two points of the page apart at most, its ends among them."""
    (ax, ay), (bx, by) = piece
    steps = max(2, math.ceil(math.dist(*piece) / 2))
    for i in range(steps + 1):
        yield ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps


def _through_texts(line: DrawnLine, scene: DrawnScene) -> Iterator[Finding]:
    boxes = {box.id for box in scene.boxes} | {fold.element for fold in scene.folds}
    for text in scene.texts:
        cut = [piece for piece in segments(line.points) if cuts(piece, inset(text.rect, 0.25))]
        if text.owner == line.name:
            cut = [piece for piece in cut if not _is_interrupted(piece, text.rect)]
        if text.owner not in boxes and cut:
            detail = f"the arrow {line.name} passes through the text of '{text.owner}'"
            yield Finding(check=Check.LINE_THROUGH_TEXT, subject=line.name, detail=detail)


def _is_interrupted(piece: Segment, words: Rect) -> bool:
    """Whether words stand on the middle of a piece of their own arrow, which goes on at both sides of them."""
    (ax, ay), (bx, by) = piece
    if ax == bx:
        off, low, high = words.x + words.width / 2 - ax, words.y - min(ay, by), max(ay, by) - words.bottom
    else:
        off, low, high = words.y + words.height / 2 - ay, words.x - min(ax, bx), max(ax, bx) - words.right
    return abs(off) < SLACK and min(low, high) > 0


def _borders(scene: DrawnScene) -> list[tuple[str, Rect, tuple[Segment, ...]]]:
    """The name, the rectangle around and the sides of every frame and of every box with an outline."""
    rings = [(frame.id, frame.rect, corners(frame.rect)) for frame in scene.frames]
    rings += [(box.id, box.rect, box.outline) for box in scene.boxes if not box.parts]
    return [(name, inset(rect, -_APART), tuple(segments((*ring, ring[0])))) for name, rect, ring in rings]


def _along_borders(line: DrawnLine, borders: Sequence[tuple[str, Rect, tuple[Segment, ...]]]) -> Iterator[Finding]:
    """An arrow that runs on the outline of a frame or of a box, where it cannot be told from it."""
    for name, around, sides in borders:
        near = [piece for piece in segments(line.points) if cuts(piece, around)]
        if any(shared_length(piece, side, _APART) > _SHARED for piece in near for side in sides):
            detail = f"the arrow {line.name} runs along the border of '{name}'"
            yield Finding(check=Check.LINE_OVERLAP, subject=line.name, detail=detail)


def _run_together(a: DrawnLine, b: DrawnLine) -> bool:
    """Whether two arrows share a piece beyond what arrows of one kind may share at an end that they have in common."""
    one, other = apart(a, b)
    return any(shared_length(p, q, _APART) > _SHARED for p, q in itertools.product(segments(one), segments(other)))
