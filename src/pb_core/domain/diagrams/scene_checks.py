"""Checks of a drawn scene: does it show its whole spec, cleanly and legibly, its arrows joined to their boxes?"""

import itertools
from collections.abc import Callable, Iterator

from pb_core.domain.diagrams.arrow_checks import SLACK, arrow_findings
from pb_core.domain.diagrams.coverage_checks import missing_findings
from pb_core.domain.diagrams.guide_checks import guide_findings
from pb_core.domain.diagrams.scene import CONNECTOR, PRINT_WIDTH, DrawnBox, DrawnScene, DrawnText
from pb_core.domain.diagrams.spec import DiagramSpec, above
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plane import Rect, contains, corners, cuts, deep_inside, inset, overlap, segments, within

MIN_TEXT_SIZE = 7.0
MIN_CONTRAST = 4.5
RATIO_TOLERANCE = 0.01


def check_scene(
    scene: DrawnScene, spec: DiagramSpec, aspect_ratio: str | None, *, width: float = PRINT_WIDTH
) -> tuple[Finding, ...]:
    """Return every broken geometry rule of a scene, by name; an empty tuple means a clean figure.

    ``aspect_ratio`` is ``W:H``; ``auto`` and ``None`` ask for no particular one. ``width`` is how wide the figure is
    printed, in points.
    """
    rules: tuple[Callable[[DrawnScene], Iterator[Finding]], ...] = (
        _canvas,
        _boxes,
        _text_in_owner,
        _text_apart,
        _pictograms,
        _frames,
        arrow_findings,
        guide_findings,
    )
    found = [finding for rule in rules for finding in rule(scene)]
    found.extend(_legible(scene, width))
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
            yield _finding(Check.OUTSIDE_CANVAS, line.name, f"the arrow {line.name} leaves the figure")


def _boxes(scene: DrawnScene) -> Iterator[Finding]:
    for a, b in itertools.combinations(scene.boxes, 2):
        if overlap(a.rect, b.rect) and not (CONNECTOR in (a.shape, b.shape) and _lie_apart(a, b)):
            yield _finding(Check.OVERLAP, a.id, f"the boxes '{a.id}' and '{b.id}' overlap")


def _lie_apart(one: DrawnBox, other: DrawnBox) -> bool:
    """Whether no corner of either outline lies in the other: a tag may stand in a corner that a diamond leaves free."""
    pairs = ((one.outline, other.outline), (other.outline, one.outline))
    return not any(deep_inside(polygon, point, SLACK) for polygon, points in pairs for point in points)


def _text_in_owner(scene: DrawnScene) -> Iterator[Finding]:
    shapes = {box.id: box.outline for box in scene.boxes}
    shapes |= {fold.element: shapes[fold.into] for fold in scene.folds if fold.into in shapes}
    frames = {frame.id: frame.rect for frame in scene.frames}
    for text in scene.texts:
        polygon = shapes.get(text.owner)
        if polygon and not all(contains(polygon, point, SLACK) for point in corners(text.rect)):
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


def _pictograms(scene: DrawnScene) -> Iterator[Finding]:
    for glyph, text in itertools.product(scene.glyphs, scene.texts):
        if overlap(glyph.rect, text.rect, 0.5):
            yield _finding(
                Check.TEXT_OVERLAP, text.owner, f"the text of '{text.owner}' lies on the pictogram of '{glyph.owner}'"
            )
    for glyph, line in itertools.product(scene.glyphs, scene.lines):
        if any(cuts(piece, inset(glyph.rect, 0.5)) for piece in segments(line.points)):
            detail = f"the arrow {line.name} passes through the pictogram of '{glyph.owner}'"
            yield _finding(Check.LINE_THROUGH_BOX, line.name, detail)


def _on_border(text: DrawnText, frame: Rect) -> bool:
    return overlap(text.rect, frame) and not within(text.rect, frame)


def _frames(scene: DrawnScene) -> Iterator[Finding]:
    parents = {frame.id: frame.parent for frame in scene.frames}
    frames = {frame.id: frame.rect for frame in scene.frames}
    for frame in scene.frames:
        if frame.parent in frames and not within(frame.rect, inset(frames[frame.parent], SLACK)):
            yield _finding(Check.FRAME, frame.id, f"the frame '{frame.id}' is not inside '{frame.parent}'")
    for a, b in itertools.combinations(scene.frames, 2):
        if a.id not in above(b.id, parents) and b.id not in above(a.id, parents) and overlap(a.rect, b.rect):
            yield _finding(Check.FRAME, a.id, f"the frames '{a.id}' and '{b.id}' overlap")


def _legible(scene: DrawnScene, width: float) -> Iterator[Finding]:
    scale = width / scene.width
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
