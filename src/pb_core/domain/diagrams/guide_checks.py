"""Checks of guides: each joins a corner of its block with one of the panel of its inside, and crosses nothing."""

import itertools
import math
from collections.abc import Iterator

from pb_core.domain.diagrams.arrow_checks import TOUCH, sampled
from pb_core.domain.diagrams.scene import DrawnGuide, DrawnScene
from pb_core.domain.diagrams.spec import above
from pb_core.domain.findings import Check, Finding
from pb_core.domain.plane import border_distance, corners, cuts, deep_inside, holds, inset, meet, segments

AT_CORNER = 4.0
"""Points between the end of a guide and the corner of a frame, which is round."""
_BARELY = 0.5


def guide_findings(scene: DrawnScene) -> Iterator[Finding]:
    """Yield what is wrong with the guides of a scene."""
    boxes, frames = {box.id: box for box in scene.boxes}, {frame.id: frame.rect for frame in scene.frames}
    for guide in scene.guides:
        box, frame = boxes.get(guide.block), frames.get(guide.group)
        name = f"the guide from '{guide.block}' to '{guide.group}'"
        if box is None or border_distance(box.outline, guide.start) > TOUCH:
            yield Finding(check=Check.LINE_DETACHED, subject=guide.block, detail=f"{name} does not begin at its block")
        if frame is None or min(math.dist(corner, guide.end) for corner in corners(frame)) > AT_CORNER:
            yield Finding(
                check=Check.LINE_DETACHED, subject=guide.block, detail=f"{name} ends at no corner of its panel"
            )
        for what in crossed_by(guide, scene):
            yield Finding(check=Check.LINE_THROUGH_BOX, subject=guide.block, detail=f"{name} crosses {what}")
    for one, other in itertools.combinations(scene.guides, 2):
        if meet((one.start, one.end), (other.start, other.end)):
            detail = f"the guides from '{one.block}' and '{other.block}' cross"
            yield Finding(check=Check.LINE_OVERLAP, subject=one.block, detail=detail)


def crossed_by(guide: DrawnGuide, scene: DrawnScene) -> Iterator[str]:
    """What a guide crosses, each in words: blocks, words, pictograms, arrows, the legend and panels of others.

    It may leave the panels that hold its block or its own panel.
    """
    piece = guide.start, guide.end
    parents = {frame.id: frame.parent for frame in scene.frames}
    boxes = {box.id: box for box in scene.boxes}
    for box in scene.boxes:
        own = box.id == guide.block
        if any(deep_inside(box.outline, point, TOUCH) for point in sampled(piece)) if own else cuts(piece, box.rect):
            yield f"the box '{box.id}'"
    for rects, what in (
        ([(text.owner, text.rect) for text in scene.texts], "the text"),
        ([(glyph.owner, inset(glyph.rect, _BARELY)) for glyph in scene.glyphs], "the pictogram"),
    ):
        yield from (f"{what} of '{owner}'" for owner, rect in rects if cuts(piece, rect))
    if scene.legend and cuts(piece, scene.legend):
        yield "the legend"
    block = boxes.get(guide.block)
    around = {frame.id for frame in scene.frames if block and holds(frame.rect, block.rect.middle)}
    around.update(above(guide.group, parents))
    for frame in scene.frames:
        rect = inset(frame.rect, AT_CORNER) if frame.id == guide.group else frame.rect
        if frame.id not in around and cuts(piece, rect):
            yield f"the panel '{frame.id}'"
    for line in scene.lines:
        if any(meet(piece, run) for run in segments(line.points)):
            yield f"the arrow {line.name}"
