"""Where a reader of a scene may doubt which arrow the words beside a lettered tag name, or which box it leads into."""

from pb_core.domain.diagrams.scene import CONNECTOR, Continuation, DrawnScene
from pb_core.domain.plane import Rect, inset, line_distance, overlap, segments

_NEAR = 6.0  # points between words and a line from which on they seem to be its label
_LEADS_ON = 10.0  # points from an arriving tag to the box that it seems to lead into instead
_SIDE = 1.0  # points by which a tag may stand within the side of its box


def tag_doubts(scene: DrawnScene) -> int:
    """How many tags have words as near to a line as its label would be, or lead away from their box into another."""
    return len(_labels_at_lines(scene)) + sum(_leads_on(told, scene) for told in scene.continuations)


def _labels_at_lines(scene: DrawnScene) -> set[str]:
    """The owners of words beside tags that stand by a line."""
    owners = {told.label_owner for told in scene.continuations}
    words = [text for text in scene.texts if text.owner in owners]
    pieces = [piece for line in scene.lines for piece in segments(line.points)] if words else []
    return {text.owner for text in words if any(line_distance(text.rect, piece) < _NEAR for piece in pieces)}


def _leads_on(told: Continuation, scene: DrawnScene) -> bool:
    """Whether an arriving tag seems to lead into another block than its own.

    It stands above or below its own, next to the other, away from where it comes or beside an arrow between the two.
    """
    blocks = {box.id: box.rect for box in scene.boxes if box.shape != CONNECTOR}
    places = blocks | {frame.id: frame.rect for frame in scene.frames}
    source, target = places.get(told.source_group or told.source), places.get(told.target_group or told.target)
    if source is None or target is None:
        return False  # an element that is a line of a list
    tag = next(box.rect for box in scene.boxes if box.id == told.arrives)
    ahead = [name for name, rect in blocks.items() if name != told.target and _is_ahead(rect, tag, target)]
    if source.bottom <= target.y < tag.y or source.y >= target.bottom > tag.bottom:
        return bool(ahead)
    return any(line.source == told.target and line.target in ahead for line in scene.lines)


def _is_ahead(block: Rect, tag: Rect, own: Rect) -> bool:
    """Whether a block stands close above a tag that is above its own, or close below one that is below."""
    below, above = tag.y >= own.bottom - _SIDE, tag.bottom <= own.y + _SIDE
    is_beyond = (below and block.y >= tag.bottom) or (above and block.bottom <= tag.y)
    return is_beyond and overlap(inset(tag, -_LEADS_ON), block)
