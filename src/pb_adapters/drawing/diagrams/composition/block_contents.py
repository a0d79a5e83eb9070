"""What stands in the middle of a block: its words, and a pictogram above or beside them."""

import functools
import math
from collections.abc import Iterator

from pb_adapters.drawing.diagrams.box_sizes import WITHOUT_OUTLINE
from pb_adapters.drawing.diagrams.composition.leaf_sizes import GLYPH_GAP, LABEL, PITCH, WORDS_GAP, words_extent
from pb_adapters.drawing.diagrams.composition.picture_places import is_stacked, picture_rect
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.plane import Rect


def has_no_outline(leaf: Leaf) -> bool:
    """Whether a leaf is drawn as a free pictogram or as words alone."""
    return leaf.stands_free or (leaf.plan is not None and leaf.plan.shape in WITHOUT_OUTLINE)


def bare_contents(leaf: Leaf, area: Area) -> Iterator[Area]:
    """The cells of what is drawn of a leaf without an outline: its pictogram, and its words, below that or alone."""
    assert leaf.plan is not None  # noqa: S101 - lanes have no words
    rect = Rect(area.x * PITCH, area.y * PITCH, area.width * PITCH, area.height * PITCH)
    wide, high = words_extent(leaf.plan.lines)
    top = rect.y + (rect.height - high) / 2
    if leaf.picture is not None:
        glyph = picture_rect(leaf, rect)
        top = glyph.bottom + WORDS_GAP * LABEL
        yield _touched(glyph)
    yield _touched(Rect(rect.x + (rect.width - wide) / 2, top, wide, high))


def content_extent(leaf: Leaf, area: Area) -> tuple[int, int]:
    """Width and height in cells of the words of a block of this size and the pictogram above or beside them."""
    return _extent(leaf, area.width, area.height)


@functools.lru_cache(maxsize=10_000)
def _extent(leaf: Leaf, across: int, down: int) -> tuple[int, int]:
    assert leaf.plan is not None  # noqa: S101 - lanes have no words
    wide, high = words_extent(leaf.plan.lines)
    if leaf.picture is not None:
        rect = Rect(0, 0, across * PITCH, down * PITCH)
        glyph = picture_rect(leaf, rect)
        if is_stacked(leaf, rect):
            wide, high = max(wide, glyph.width), high + glyph.height + 0.4 * LABEL
        else:
            wide, high = wide + glyph.width + GLYPH_GAP * LABEL, max(high, glyph.height)
    return math.ceil(wide / PITCH), math.ceil(high / PITCH)


def _touched(rect: Rect) -> Area:
    left, top = math.floor(rect.x / PITCH), math.floor(rect.y / PITCH)
    return Area(left, top, math.ceil(rect.right / PITCH), math.ceil(rect.bottom / PITCH))
