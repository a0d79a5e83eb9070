"""Pages to compose on: their size, how close all stands there, and the sizes that are tried where these are free."""

import enum
from collections.abc import Iterable, Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.extents import PLAIN_GAP
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH, cells_across
from pb_adapters.drawing.diagrams.composition.tree import Extent, Leaf
from pb_core.domain.diagrams.scene import PRINT_WIDTH

_ASPECTS = (2.4, 2.1, 1.8)  # of a page whose height is free
_UPRIGHT, _FLAT = 1.8, 3.5  # aspects below and above which other pages are tried
_TALLEST = PRINT_WIDTH  # points: no page is higher if it need not
_NARROWEST = 74  # cells between the margins of a page that may be narrow


class Density(enum.IntEnum):
    """How close all stands: as usual, with labels as small as type may be, or with narrow gaps as well."""

    USUAL = 0
    SMALL = 1
    CLOSE = 2


class Page(Struct, frozen=True, kw_only=True):
    """Width and height of a page in points; where the height is ``None``, it is free, and ``below`` is added to it.

    A ``narrow`` page may be less wide, as a figure of few boxes is. With ``large`` type names are nearly as large as
    titles; ``density`` says how close all stands. With ``letters`` these tell arrows that would be long.
    A ``promising`` page has no less promising compositions, whether or not others can be drawn; a ``fitting`` one has
    none where all of these are higher than a page of print has room for.
    """

    width: float = PRINT_WIDTH
    height: float | None = None
    below: float = 0.0
    narrow: bool = False
    large: bool = False
    letters: bool = False
    density: Density = Density.USUAL
    promising: bool = False
    fitting: bool = False

    @property
    def free(self) -> bool:
        """Whether the height is free."""
        return self.height is None

    @property
    def close(self) -> bool:
        """Whether gaps are narrow."""
        return self.density is Density.CLOSE


def cells_down(height: float) -> int:
    """How many cells fit between the margins of a page of a height in points."""
    return int((height - 2 * MARGIN) / PITCH + 1e-6)


def has_room(page: Page, leaves: Iterable[Leaf]) -> bool:
    """Whether leaves may fit into a page: no tree is worth trying where they and the least gaps cover more than it."""
    if page.height is None:
        return True
    gap = PLAIN_GAP.least
    covered = sum((leaf.wide.least + gap) * (leaf.high.least + gap) for leaf in leaves)
    return covered <= (cells_across(page.width) + gap) * (max(0, cells_down(page.height)) + gap)


def sizes_to_try(page: Page, wide: Extent, high: Extent) -> Iterator[tuple[int, float]]:
    """The pages to try: cells across and points down.

    Where both are free, a page is as large as its boxes like it; else its height is that of a preferred aspect.
    """
    if page.height is not None:
        yield cells_across(page.width), page.height
        return
    if page.narrow:
        yield from _natural(page, wide, high)
        return
    wanted = [round((page.width / aspect - page.below - 2 * MARGIN) / PITCH) for aspect in _ASPECTS]
    cells = {min(max(cell, high.least), max(high.most, high.least)) for cell in wanted} | {high.preferred}
    for cell in sorted(cells):
        yield cells_across(page.width), cell * PITCH + 2 * MARGIN


def _natural(page: Page, wide: Extent, high: Extent) -> Iterator[tuple[int, float]]:
    """The page that a tree likes; one that is wider, lower or higher, where that is far from a common shape."""
    across = min(max(wide.preferred, _NARROWEST, wide.least), cells_across(page.width))
    tallest = round((_TALLEST - page.below - 2 * MARGIN) / PITCH)
    wider = max(across, min(wide.most, round(_UPRIGHT * high.preferred), cells_across(page.width)))
    lower = max(high.least, round(wider / _UPRIGHT))
    if high.preferred > tallest:
        yield cells_across(page.width), max(high.least, tallest) * PITCH + 2 * MARGIN
        if lower < tallest:
            yield cells_across(page.width), lower * PITCH + 2 * MARGIN
        return
    yield across, high.preferred * PITCH + 2 * MARGIN
    if wider > across:
        yield wider, high.preferred * PITCH + 2 * MARGIN
    if lower < high.preferred:
        yield wider, lower * PITCH + 2 * MARGIN
    higher = min(high.most, round(across / _FLAT))
    if higher > high.preferred:
        yield across, higher * PITCH + 2 * MARGIN
