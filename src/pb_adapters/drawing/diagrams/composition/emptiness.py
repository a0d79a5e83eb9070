"""The largest empty places of a fitted tree, before any arrow is routed."""

import itertools
from collections.abc import Sequence

from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.mark_grid import largest_empty
from pb_core.domain.plane import Point

_TITLE = 5  # cells at the top of a panel that count as full


def marked_rows(fit: Fitted, ways: Sequence[tuple[Point, ...]]) -> list[int]:
    """The cells that hold a block, an edge of a panel or the way of an arrow, as bits row by row."""
    rows = [0] * fit.height
    for area in fit.leaves.values():
        mark(rows, area)
    for frame in fit.frames.values():
        for edge in _edges(frame):
            mark(rows, edge)
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


def mark(rows: list[int], area: Area) -> None:
    """Mark the cells of an area."""
    left = max(0, area.x)
    bits = (1 << max(0, area.right - left)) - 1 << left
    for y in range(max(0, area.y), min(area.bottom, len(rows))):
        rows[y] |= bits


def _edges(frame: Area) -> tuple[Area, ...]:
    return (
        Area(frame.x, frame.y, frame.right, frame.y + 1),
        Area(frame.x, frame.bottom - 1, frame.right, frame.bottom),
        Area(frame.x, frame.y, frame.x + 1, frame.bottom),
        Area(frame.right - 1, frame.y, frame.right, frame.bottom),
    )
