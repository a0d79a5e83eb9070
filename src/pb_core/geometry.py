"""Geometry checks: does a drawn scene show its whole spec, cleanly and legibly?"""

import itertools
from collections.abc import Callable, Iterator

from pb_core.diagram import DiagramSpec
from pb_core.findings import Check, Finding
from pb_core.geometry_lines import arrow_findings
from pb_core.geometry_shapes import contains, corners, inset, overlap, within
from pb_core.geometry_spec import missing_findings
from pb_core.outlines import outline
from pb_core.scene import PRINT_WIDTH, DrawnScene, DrawnText, Rect

MIN_TEXT_SIZE = 8.0
MIN_CONTRAST = 4.5
RATIO_TOLERANCE = 0.01
_SLACK = 0.75  # points; below what the eye sees in print


def check_scene(scene: DrawnScene, spec: DiagramSpec, aspect_ratio: str | None) -> tuple[Finding, ...]:
    """Return every broken geometry rule of a scene, by name; an empty tuple means a clean figure.

    ``aspect_ratio`` is ``W:H``; ``auto`` and ``None`` ask for no particular one.
    """
    rules: tuple[Callable[[DrawnScene], Iterator[Finding]], ...] = (
        _canvas,
        _boxes,
        _text_in_owner,
        _text_apart,
        _frames,
        arrow_findings,
        _legible,
    )
    found = [finding for rule in rules for finding in rule(scene)]
    found.extend(_ratio(scene, aspect_ratio))
    found.extend(missing_findings(scene, spec))
    return tuple(dict.fromkeys(found))


def _finding(check: Check, subject: str, detail: str) -> Finding:
    return Finding(check=check, subject=subject, detail=detail)


def _canvas(scene: DrawnScene) -> Iterator[Finding]:
    page = Rect(0, 0, scene.width, scene.height)
    rects = [(b.id, b.rect) for b in scene.boxes] + [(f.id, f.rect) for f in scene.frames]
    rects += [(t.owner, t.rect) for t in scene.texts]
    for name, rect in rects:
        if not within(rect, page):
            yield _finding(Check.OUTSIDE_CANVAS, name, f"'{name}' reaches past the edge of the figure")
    for line in scene.lines:
        if not all(within(Rect(x, y, 0, 0), page) for x, y in line.points):
            name = f"{line.source}->{line.target}"
            yield _finding(Check.OUTSIDE_CANVAS, name, f"the arrow {name} leaves the figure")


def _boxes(scene: DrawnScene) -> Iterator[Finding]:
    for a, b in itertools.combinations(scene.boxes, 2):
        if overlap(a.rect, b.rect):
            yield _finding(Check.OVERLAP, a.id, f"the boxes '{a.id}' and '{b.id}' overlap")


def _text_in_owner(scene: DrawnScene) -> Iterator[Finding]:
    shapes = {box.id: outline(box.shape, box.rect) for box in scene.boxes}
    shapes |= {fold.element: shapes[fold.into] for fold in scene.folds if fold.into in shapes}
    frames = {frame.id: frame.rect for frame in scene.frames}
    for text in scene.texts:
        polygon = shapes.get(text.owner)
        if polygon and not all(contains(polygon, point, _SLACK) for point in corners(text.rect)):
            yield _finding(Check.TEXT_OUTSIDE, text.owner, f"the text of '{text.owner}' leaves its box")
        if text.owner in frames and not within(text.rect, frames[text.owner]):
            yield _finding(Check.TEXT_OUTSIDE, text.owner, f"the title of '{text.owner}' leaves its frame")


def _text_apart(scene: DrawnScene) -> Iterator[Finding]:
    for a, b in itertools.combinations(scene.texts, 2):
        if overlap(a.rect, b.rect, 0.5):
            yield _finding(Check.TEXT_OVERLAP, a.owner, f"the texts of '{a.owner}' and '{b.owner}' overlap")
    boxes = {box.id for box in scene.boxes} | {fold.element for fold in scene.folds}
    for text in (t for t in scene.texts if t.owner not in boxes):
        for box in scene.boxes:
            if overlap(text.rect, box.rect):
                yield _finding(Check.TEXT_OVERLAP, text.owner, f"the text of '{text.owner}' lies on the box '{box.id}'")
        for frame in scene.frames:
            if _on_border(text, frame.rect):
                yield _finding(
                    Check.TEXT_OVERLAP, text.owner, f"the text of '{text.owner}' lies on the border of '{frame.id}'"
                )


def _on_border(text: DrawnText, frame: Rect) -> bool:
    return overlap(text.rect, frame) and not within(text.rect, frame)


def _frames(scene: DrawnScene) -> Iterator[Finding]:
    parents = {frame.id: frame.parent for frame in scene.frames}
    frames = {frame.id: frame.rect for frame in scene.frames}
    for frame in scene.frames:
        if frame.parent in frames and not within(frame.rect, inset(frames[frame.parent], _SLACK)):
            yield _finding(Check.FRAME, frame.id, f"the frame '{frame.id}' is not inside '{frame.parent}'")
    for a, b in itertools.combinations(scene.frames, 2):
        if a.id not in _above(b.id, parents) and b.id not in _above(a.id, parents) and overlap(a.rect, b.rect):
            yield _finding(Check.FRAME, a.id, f"the frames '{a.id}' and '{b.id}' overlap")


def _above(group: str, parents: dict[str, str | None]) -> set[str]:
    found: set[str] = set()
    parent = parents.get(group)
    while parent is not None and parent not in found:
        found.add(parent)
        parent = parents.get(parent)
    return found


def _legible(scene: DrawnScene) -> Iterator[Finding]:
    scale = PRINT_WIDTH / scene.width
    for text in scene.texts:
        if text.size * scale < MIN_TEXT_SIZE - 1e-6:
            detail = f"the text of '{text.owner}' prints at {text.size * scale:.1f} pt, below {MIN_TEXT_SIZE:g} pt"
            yield _finding(Check.TEXT_SIZE, text.owner, detail)
        if text.contrast < MIN_CONTRAST:
            detail = f"the text of '{text.owner}' has a contrast of {text.contrast:.1f}, below {MIN_CONTRAST:g}"
            yield _finding(Check.CONTRAST, text.owner, detail)


def _ratio(scene: DrawnScene, aspect_ratio: str | None) -> Iterator[Finding]:
    if aspect_ratio is None or aspect_ratio == "auto":
        return
    wide, _, high = aspect_ratio.partition(":")
    asked, drawn = float(wide) / float(high), scene.width / scene.height
    if abs(drawn / asked - 1) > RATIO_TOLERANCE:
        yield _finding(Check.RATIO, "canvas", f"the figure is {drawn:.3f} wide for its height, not {aspect_ratio}")
