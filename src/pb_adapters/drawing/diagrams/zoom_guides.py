"""Guides: two thin lines from a block to the panel that shows its inside, where nothing stands in their way."""

from collections.abc import Iterator, Mapping

from msgspec import structs

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle
from pb_core.domain.diagrams.guide_checks import crossed_by
from pb_core.domain.diagrams.scene import DrawnBox, DrawnGuide, DrawnScene
from pb_core.domain.plane import Rect, corners, meet, nearest_on

GUIDE = "guide"
"""The kind of the style of guides."""
WIDTH, DASHES = 0.5, (4.0, 2.2)
"""The line of a guide: its width in points, and its dashes in widths."""
_ROUND = 2.5  # points from the corner of a panel to the middle of its arc, across and down


def guide_style(colour: str) -> ArrowStyle:
    """The look of a guide."""
    return ArrowStyle(kind=GUIDE, colour=colour, width=WIDTH, dashes=DASHES)


def with_guides(scene: DrawnScene, zooms: Mapping[str, str]) -> DrawnScene:
    """The scene with two guides for each block and the group of its inside, of ``zooms``, that find a free way.

    A note names the others.
    """
    boxes, frames = {box.id: box for box in scene.boxes}, {frame.id: frame.rect for frame in scene.frames}
    for name, group in zooms.items():
        pairs = _pairs(boxes[name], group, frames[group]) if name in boxes and group in frames else iter(())
        found = next((pair for pair in pairs if _are_free(pair, scene)), None)
        if found:
            scene = structs.replace(scene, guides=(*scene.guides, *found))
        else:
            note = f"no guides lead from '{name}' to the panel '{group}' of its inside, as their way is not free"
            scene = structs.replace(scene, notes=(*scene.notes, note))
    return scene


def _are_free(pair: tuple[DrawnGuide, DrawnGuide], scene: DrawnScene) -> bool:
    apart = all(not meet((g.start, g.end), (other.start, other.end)) for g in pair for other in scene.guides)
    return apart and not any(any(crossed_by(guide, scene)) for guide in pair)


def _pairs(box: DrawnBox, group: str, panel: Rect) -> Iterator[tuple[DrawnGuide, DrawnGuide]]:
    """The guides between the sides of a block and a panel that face each other: below, above, right and left of it."""
    block, ends = box.rect, corners(_inside_arcs(panel))
    starts = [nearest_on(box.outline, corner) for corner in corners(block)]
    for faces, near, far in (
        (panel.y >= block.bottom, (3, 2), (0, 1)),
        (panel.bottom <= block.y, (0, 1), (3, 2)),
        (panel.x >= block.right, (1, 2), (0, 3)),
        (panel.right <= block.x, (0, 3), (1, 2)),
    ):
        if faces:
            one, other = (
                DrawnGuide(block=box.id, group=group, start=starts[i], end=ends[j])
                for i, j in zip(near, far, strict=True)
            )
            yield one, other


def _inside_arcs(panel: Rect) -> Rect:
    return Rect(panel.x + _ROUND, panel.y + _ROUND, panel.width - 2 * _ROUND, panel.height - 2 * _ROUND)
