"""The grid of a composite: how many rows and columns, and how large the panels of a row become."""

import math
import re
from collections.abc import Sequence

from msgspec import Struct

from pb_core.errors import InvalidRequest

PIXELS_PER_INCH = 300
"""The least resolution of a composite, and the one at which vectors without pixels are measured."""

FINEST = 1_200
"""The greatest resolution of a composite in pixels an inch; panels that state more are taken for this."""

_PAGE_WIDTH = 17 / 2.54  # inches: how wide a panel is printed that does not say so
_SCREENS = 150  # pixels an inch, below which a statement is a program's default for screens

_BEST_RATIO = 1.6  # width to height of a figure across a page
_LAYOUT = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,3})", re.ASCII)


class PanelSize(Struct, frozen=True):
    """The full size of a panel's picture in pixels; ``resolution`` is in pixels an inch, if it states one."""

    width: int
    height: int
    resolution: float | None = None

    def pixels_per_inch(self) -> float:
        """The resolution at which the panel is printed: as stated for print, else as if it were 17 cm wide."""
        stated = self.resolution if self.resolution and self.resolution >= _SCREENS else None
        return min(FINEST, stated or self.width / _PAGE_WIDTH)


class CanvasLimits(Struct, frozen=True, kw_only=True):
    """What a composite may measure in pixels.

    The longest side is the 200 inches of a PDF page (ISO 32000-1, annex C.2) at the least resolution.
    """

    max_panel_side: int = 2**14
    max_side: int = 200 * PIXELS_PER_INCH
    max_pixels: int = 2**28


class Grid(Struct, frozen=True):
    """Rows and columns."""

    rows: int
    columns: int


def choose_grid(layout: str, sizes: Sequence[PanelSize], spacing: int, limits: CanvasLimits) -> Grid:
    """The grid that ``auto`` or ``RxC`` means for these panels; ``auto`` knows their aspect ratios.

    Of all grids without a superfluous row or column, ``auto`` takes the one whose figure comes closest to
    the shape of a page-wide figure (8:5); cells left empty in the last row count against it. A grid may have
    more cells than there are panels: rows and columns that would stay wholly empty are left out of it.

    Raises:
        InvalidRequest: it is neither, or holds too few panels.
    """
    count = len(sizes)
    if count == 0:
        message = "a composite needs at least one panel"
        raise InvalidRequest(message)
    if layout == "auto":
        grids = [Grid(-(-count // columns), columns) for columns in range(1, count + 1)]
        fitting = [grid for grid in grids if _is_tight(grid, count)]
        return min(fitting, key=lambda grid: _awkwardness(grid, sizes, spacing, limits.max_panel_side))
    return _explicit(layout, count)


def _explicit(layout: str, count: int) -> Grid:
    match = _LAYOUT.fullmatch(layout)
    if match is None:
        message = f"layout must be auto or rows x columns such as 2x3, not '{layout[:20]}'"
        raise InvalidRequest(message)
    rows, columns = int(match[1]), int(match[2])
    if rows * columns < count:
        message = f"layout {layout} is too small for {count} panels"
        raise InvalidRequest(message)
    return Grid(-(-count // columns), min(columns, count))


def _is_tight(grid: Grid, count: int) -> bool:
    return (grid.rows - 1) * grid.columns < count and grid.rows * (grid.columns - 1) < count


def _awkwardness(grid: Grid, sizes: Sequence[PanelSize], spacing: int, cap: int) -> float:
    rows = [scaled_row(row, cap) for row in rows_of(sizes, grid)]
    width = max(sum(size.width + spacing for size in row) for row in rows)
    height = sum(max(size.height for size in row) + spacing for row in rows)
    empty = grid.rows * grid.columns - len(sizes)
    return abs(math.log(width / height / _BEST_RATIO)) + empty / grid.columns


def rows_of(sizes: Sequence[PanelSize], grid: Grid) -> list[Sequence[PanelSize]]:
    """The panels of each row."""
    return [sizes[start : start + grid.columns] for start in range(0, len(sizes), grid.columns)]


def scaled_row(sizes: Sequence[PanelSize], cap: int) -> list[PanelSize]:
    """The panels of a row at one height, each side at most ``cap``."""
    height = min(cap, max(size.height for size in sizes))
    scaled = []
    for size in sizes:
        if size.width * height <= cap * size.height:
            scaled.append(PanelSize(max(1, _divided(size.width * height, size.height)), height))
        else:
            scaled.append(PanelSize(cap, max(1, _divided(size.height * cap, size.width))))
    return scaled


def _divided(dividend: int, divisor: int) -> int:
    """The quotient to the nearest whole number, exactly."""
    return (2 * dividend + divisor) // (2 * divisor)
