"""The largest empty places of a fitted tree, before any arrow is routed; the bare inside of a block is empty too."""

import itertools
from collections.abc import Mapping, Sequence

from pb_adapters.drawing.diagrams.composition.block_contents import bare_contents, content_extent, has_no_outline
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.mark_grid import largest_empty
from pb_core.domain.plane import Point

_TITLE = 5  # cells at the top of a panel that count as full


def marked_rows(fit: Fitted, ways: Sequence[tuple[Point, ...]], leaves: Mapping[str, Leaf]) -> list[int]:
    """The cells that hold an edge of a block, its words, an edge of a panel or the way of an arrow, as bits by rows."""
    rows = [0] * fit.height
    for name, area in fit.leaves.items():
        mark_block(rows, leaves[name], area)
    for frame in fit.frames.values():
        _mark_edges(rows, frame)
    for way in ways:
        for (ax, ay), (bx, by) in itertools.pairwise(way):
            mark(rows, Area(int(min(ax, bx)), int(min(ay, by)), int(max(ax, bx)) + 1, int(max(ay, by)) + 1))
    return rows


def quiet_share(rows: list[int], columns: int, least: float = 0.0) -> float:
    """The share of the largest rectangle without a mark, or ``least`` if that is larger."""
    cells = columns * len(rows)
    return max(least, largest_empty(rows, columns, int(least * cells)) / cells) if cells else least


def void_share(rows: list[int], panel: Area, least: float = 0.0) -> float:
    """The largest rectangle without a mark, as a share of a panel below its title, or ``least`` if that is larger."""
    across, top = panel.right - panel.x, panel.y + _TITLE
    cells = max(1, across * (panel.bottom - top))
    part = [row >> panel.x & (1 << across) - 1 for row in rows[top : panel.bottom]]
    return max(least, largest_empty(part, across, int(least * cells)) / cells)


def mark_block(rows: list[int], leaf: Leaf, area: Area) -> None:
    """Mark the cells of the edges of a block, if it has any, and of the words and the pictogram that it holds."""
    if has_no_outline(leaf):
        for content in bare_contents(leaf, area):
            mark(rows, content)
        return
    _mark_edges(rows, area)
    wide, high = content_extent(leaf, area)
    x, y = (area.x + area.right - wide) // 2, (area.y + area.bottom - high) // 2
    mark(rows, Area(max(x, area.x), max(y, area.y), min(x + wide, area.right), min(y + high, area.bottom)))


def mark(rows: list[int], area: Area) -> None:
    """Mark the cells of an area."""
    left = max(0, area.x)
    bits = (1 << max(0, area.right - left)) - 1 << left
    for y in range(max(0, area.y), min(area.bottom, len(rows))):
        rows[y] |= bits


def _mark_edges(rows: list[int], area: Area) -> None:
    """Mark the cells along the four sides of an area."""
    sides = 1 << max(0, area.x) | 1 << max(0, area.right - 1)
    for y in range(max(0, area.y), min(area.bottom, len(rows))):
        rows[y] |= sides
    for y in (area.y, area.bottom - 1):
        mark(rows, Area(area.x, y, area.right, y + 1))
