"""Where a legend stands if not below the figure: in a corner, or another large place, that is empty without it."""

from collections.abc import Iterable, Sequence

from pb_core.domain.diagrams.mark_grid import COLUMNS, WIDENED, has_run, largest_empty, marked
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.plane import Rect

_EMPTY = 0.078  # of the figure with its legend below: a smaller place is no emptiness that readers mind
_AROUND = 10.0  # points at least between the legend and what surrounds its place

Cells = tuple[int, int, int, int]
"""A rectangle of cells: its first column and row, and how wide and high it is."""


def vacant_place(scene: DrawnScene, frames: Iterable[tuple[float, float]], below: float) -> Rect | None:
    """The place for a legend with a frame of one of these widths and heights, in the middle of what is empty.

    It is that with the most room around it. ``None`` where nothing large is empty, where no legend fits, or where the
    figure would be no fuller than with a legend ``below`` it that takes so many points. The insides of panels are no
    places. All is in points.
    """
    grid = marked(scene, WIDENED * scene.width)
    for rect in (*(frame.rect for frame in scene.frames), *(box.rect for box in scene.boxes)):
        grid.mark(rect)
    empty = largest_empty(grid.rows, COLUMNS)
    cell = scene.width / COLUMNS
    if empty * cell * cell < _EMPTY * scene.width * (scene.height + below):
        return None
    x, y, wide, high = (side * cell for side in _largest(grid.rows, empty))
    rooms = [(min(wide - w, high - h) / 2, (w, h)) for w, h in frames]
    around, (w, h) = max(rooms, default=(0.0, (0.0, 0.0)))
    if around < _AROUND:
        return None
    place = Rect(x + (wide - w) / 2, y + (high - h) / 2, w, h)
    grid.mark(place)
    left = largest_empty(grid.rows, COLUMNS)
    return place if left / scene.height < empty / (scene.height + below) else None


def _largest(rows: Sequence[int], area: int) -> Cells:
    """The first rectangle of this area without a mark, the largest: from each row downwards."""
    for top in range(len(rows)):
        free, least = (1 << COLUMNS) - 1, area // (len(rows) - top)
        for high, row in enumerate(rows[top:], 1):
            free &= ~row
            if not has_run(free, least):
                break
            if area % high == 0 and has_run(free, area // high):
                return (_longest_run(free), top, area // high, high)
    raise ValueError(f"no {area} cells in a rectangle are free")


def _longest_run(bits: int) -> int:
    """Where the longest run of bits that are set begins."""
    while bits & bits >> 1:
        bits &= bits >> 1
    return (bits & -bits).bit_length() - 1
