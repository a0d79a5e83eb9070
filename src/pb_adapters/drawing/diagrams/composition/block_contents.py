"""What stands in the middle of a block: its words, and a pictogram above or beside them."""

import math

from pb_adapters.drawing.diagrams.composition.leaf_sizes import GLYPH_GAP, LABEL, PITCH, words_extent
from pb_adapters.drawing.diagrams.composition.picture_places import is_stacked, picture_rect
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.plane import Rect


def content_extent(leaf: Leaf, area: Area) -> tuple[int, int]:
    """Width and height in cells of the words of a block of this size and the pictogram above or beside them."""
    assert leaf.plan is not None  # noqa: S101 - lanes have no words
    wide, high = words_extent(leaf.plan.lines)
    if leaf.picture is not None:
        rect = Rect(0, 0, area.width * PITCH, area.height * PITCH)
        glyph = picture_rect(leaf, rect)
        if is_stacked(leaf, rect):
            wide, high = max(wide, glyph.width), high + glyph.height + 0.4 * LABEL
        else:
            wide, high = wide + glyph.width + GLYPH_GAP * LABEL, max(high, glyph.height)
    return math.ceil(wide / PITCH), math.ceil(high / PITCH)
