"""Where a reader of a scene may doubt which arrow the words beside a lettered tag name, or which box it leads into."""

from pb_core.domain.diagrams.scene import CONNECTOR, Continuation, DrawnScene
from pb_core.domain.plane import inset, line_distance, overlap, segments

_NEAR = 6.0  # points between words and a line from which on they seem to be its label
_LEADS_ON = 10.0  # points from an arriving tag to the box that it seems to lead into instead


def tag_doubts(scene: DrawnScene) -> int:
    """How many tags have words as near to a line as its label would be, or lead away from their box into another."""
    return len(_labels_at_lines(scene)) + sum(_is_turned_away(told, scene) for told in scene.continuations)


def _labels_at_lines(scene: DrawnScene) -> set[str]:
    """The owners of words beside tags that stand by a line."""
    owners = {told.label_owner for told in scene.continuations}
    words = [text for text in scene.texts if text.owner in owners]
    pieces = [piece for line in scene.lines for piece in segments(line.points)] if words else []
    return {text.owner for text in words if any(line_distance(text.rect, piece) < _NEAR for piece in pieces)}


def _is_turned_away(told: Continuation, scene: DrawnScene) -> bool:
    """Whether an arriving tag stands above or below its block, away from where it comes, and next to another block."""
    blocks = {box.id: box.rect for box in scene.boxes if box.shape != CONNECTOR}
    places = blocks | {frame.id: frame.rect for frame in scene.frames}
    source, target = places.get(told.source_group or told.source), places.get(told.target_group or told.target)
    if source is None or target is None:
        return False  # an element that is a line of a list
    tag = next(box.rect for box in scene.boxes if box.id == told.arrives)
    down, up = source.bottom <= target.y < tag.y, source.y >= target.bottom > tag.bottom
    others = (rect for name, rect in blocks.items() if name != told.target)
    ahead = (rect for rect in others if (down and rect.y >= tag.bottom) or (up and rect.bottom <= tag.y))
    return any(overlap(inset(tag, -_LEADS_ON), rect) for rect in ahead)
