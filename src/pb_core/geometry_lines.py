"""Geometry checks on arrows: they join their boxes and keep clear of everything else."""

import itertools
from collections.abc import Iterator

from pb_core.findings import Check, Finding
from pb_core.geometry_shapes import Segment, border_distance, corners, cuts, deep_inside, inset, segments, shared_length
from pb_core.outlines import outline
from pb_core.scene import DrawnBox, DrawnLine, DrawnScene

_TOUCH = 1.5  # points between an arrow's end and a border that still print as touching
_APART = 1.5  # points between parallel lines below which they print as one
_SHARED = 2.0  # points of common run that are an overlap


def arrow_findings(scene: DrawnScene) -> Iterator[Finding]:
    """Yield what is wrong with the arrows of a scene."""
    homes = {fold.element: fold.into for fold in scene.folds}
    boxes = {box.id: box for box in scene.boxes}
    for line in scene.lines:
        ends = (homes.get(line.source, line.source), homes.get(line.target, line.target))
        yield from _attached(line, ends, boxes)
        yield from _through_boxes(line, ends, boxes)
        yield from _through_texts(line, scene)
        yield from _along_frames(line, scene)
    for a, b in itertools.combinations(scene.lines, 2):
        if _run_together(a, b):
            detail = f"the arrows {_name(a)} and {_name(b)} run on top of each other"
            yield Finding(check=Check.LINE_OVERLAP, subject=_name(a), detail=detail)


def _name(line: DrawnLine) -> str:
    return f"{line.source}->{line.target}"


def _attached(line: DrawnLine, ends: tuple[str, str], boxes: dict[str, DrawnBox]) -> Iterator[Finding]:
    for end, point in zip(ends, (line.points[0], line.points[-1]), strict=True):
        box = boxes.get(end)
        if box is None or border_distance(outline(box.shape, box.rect), point) > _TOUCH:
            detail = f"the arrow {_name(line)} does not touch the border of '{end}'"
            yield Finding(check=Check.LINE_DETACHED, subject=_name(line), detail=detail)


def _through_boxes(line: DrawnLine, ends: tuple[str, str], boxes: dict[str, DrawnBox]) -> Iterator[Finding]:
    for box in boxes.values():
        if box.id in ends:
            polygon = outline(box.shape, box.rect)
            crossed = any(deep_inside(polygon, point, _TOUCH) for point in _sampled(line))
        else:
            crossed = any(cuts(piece, box.rect) for piece in segments(line.points))
        if crossed:
            detail = f"the arrow {_name(line)} passes through the box '{box.id}'"
            yield Finding(check=Check.LINE_THROUGH_BOX, subject=_name(line), detail=detail)


def _sampled(line: DrawnLine) -> Iterator[tuple[float, float]]:
    for (ax, ay), (bx, by) in segments(line.points):
        steps = max(2, int(max(abs(bx - ax), abs(by - ay)) / 2))
        for i in range(steps + 1):
            yield ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps


def _through_texts(line: DrawnLine, scene: DrawnScene) -> Iterator[Finding]:
    boxes = {box.id for box in scene.boxes} | {fold.element for fold in scene.folds}
    for text in scene.texts:
        if text.owner not in boxes and any(cuts(piece, inset(text.rect, 0.25)) for piece in segments(line.points)):
            detail = f"the arrow {_name(line)} passes through the text of '{text.owner}'"
            yield Finding(check=Check.LINE_THROUGH_TEXT, subject=_name(line), detail=detail)


def _along_frames(line: DrawnLine, scene: DrawnScene) -> Iterator[Finding]:
    for frame in scene.frames:
        ring = corners(frame.rect)
        borders: list[Segment] = list(zip(ring, ring[1:] + ring[:1], strict=True))
        if any(shared_length(piece, side, _APART) > _SHARED for piece in segments(line.points) for side in borders):
            detail = f"the arrow {_name(line)} runs along the border of '{frame.id}'"
            yield Finding(check=Check.LINE_OVERLAP, subject=_name(line), detail=detail)


def _run_together(a: DrawnLine, b: DrawnLine) -> bool:
    pairs = itertools.product(segments(a.points), segments(b.points))
    return any(shared_length(p, q, _APART) > _SHARED for p, q in pairs)
