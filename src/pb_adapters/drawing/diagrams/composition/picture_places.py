"""Where the pictogram of a leaf stands: free above its words, or in a block above or beside them."""

from pb_adapters.drawing.diagrams.composition.leaf_sizes import (
    GLYPH,
    GLYPH_GAP,
    LABEL,
    PITCH,
    WORDS_GAP,
    even_cells,
    words_extent,
)
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.plane import Rect

_HIGHEST = 48.0  # points: the side of a pictogram above the words of a block, at most


def picture_rect(leaf: Leaf, rect: Rect) -> Rect:
    """Where the pictogram of a leaf stands in its rectangle, in points: above its words, or at the left of a block."""
    picture, plan = leaf.picture, leaf.plan
    if picture is None or plan is None:
        raise ValueError(f"{leaf.name} has no pictogram")
    words = words_extent(plan.lines)
    if not picture.free and is_stacked(leaf, rect):
        side = min(rect.height - words[1] - 1.5 * LABEL, _HIGHEST, (rect.width - LABEL) / picture.wide)
        wide, high = picture.wide * side, picture.high * side
        top = rect.y + (rect.height - high - words[1] - 0.4 * LABEL) / 2
        return Rect(rect.x + (rect.width - wide) / 2, top, wide, high)
    if not picture.free:
        side = min(max(GLYPH * LABEL, 0.5 * rect.height), rect.height - 5.0, 3.2 * LABEL)
        whole = picture.wide * side + GLYPH_GAP * LABEL + words[0]
        left = rect.x + max((rect.width - whole) / 2, 0.35 * LABEL)
        return Rect(left, rect.y + (rect.height - picture.high * side) / 2, picture.wide * side, picture.high * side)
    below = words[1] + WORDS_GAP * LABEL
    side = min((rect.height - below) / picture.high, rect.width / picture.wide)
    wide, high = picture.wide * side, picture.high * side
    return Rect(rect.x + (rect.width - wide) / 2, rect.y + (rect.height - below - high) / 2, wide, high)


def snug(leaf: Leaf, area: Area) -> Area:
    """The area of a free pictogram without what is above it and below its words."""
    if leaf.picture is None or not leaf.picture.free or leaf.plan is None:
        return area
    whole = Rect(0, 0, area.width * PITCH, area.height * PITCH)
    needed = even_cells(picture_rect(leaf, whole).height + words_extent(leaf.plan.lines)[1] + WORDS_GAP * LABEL)
    spare = max(0, area.height - needed)
    return Area(area.x, area.y + spare // 2, area.right, area.y + spare // 2 + min(needed, area.height))


def is_stacked(leaf: Leaf, rect: Rect) -> bool:
    """Whether a block is so high that its pictogram stands above its words."""
    high = words_extent(leaf.plan.lines)[1] if leaf.plan else 0.0
    return rect.height >= high + 4.6 * LABEL and rect.width < 4 * rect.height
