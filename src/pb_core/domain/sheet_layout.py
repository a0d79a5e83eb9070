"""Where the panels, tags and shared legends of a sheet for a venue stand: columns of one width, rows of one height."""

import math
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.composites import LABEL_ASCENT, LABEL_LEADING, Arrangement, Box, PlacedLabel, PlacedPanel
from pb_core.domain.panel_grid import (
    FINEST,
    PIXELS_PER_INCH,
    CanvasLimits,
    Grid,
    PanelSize,
    approximate_width,
    choose_grid,
    wrap_label,
)
from pb_core.domain.venues import VenueStyle
from pb_core.errors import InvalidRequest

_LEAST_COLUMN, _READABLE_COLUMN = 85.0, 115.0  # points: less holds no figure, and less is not chosen
_CELL, _FLAT = 0.75, 2.0  # height over width of a usual panel; width over height of a sheet
_LEAST_RESOLUTION = 600  # pixels an inch: line art in print
_STRIP = 1.35  # tag sizes: the room of a tag above its panel
_UNDER_LEGEND = 6.0  # points


class Cell(Struct, frozen=True):
    """A panel's part of the sheet in points."""

    width: float
    height: float


class SheetPlan(Struct, frozen=True, kw_only=True):
    """A sheet's grid, its tags, one for each panel (``""``: none), and the heights of its rows in points."""

    venue: VenueStyle
    grid: Grid
    tags: tuple[str, ...]
    heights: tuple[float, ...] = ()

    @property
    def column(self) -> float:
        """The width of a column."""
        return _column(self.venue, self.grid.columns)

    def cell(self, index: int) -> Cell:
        """The room of a panel."""
        return Cell(self.column, self.heights[index // self.grid.columns])

    def lines(self, index: int) -> tuple[str, ...]:
        """The tag of a panel, broken into lines that are no wider than a column."""
        return wrap_label(self.tags[index], self.column / self.venue.tag, approximate_width)

    def strip(self, row: int) -> float:
        """The height above a row's panels that its tags take."""
        panels = range(len(self.tags))[row * self.grid.columns : (row + 1) * self.grid.columns]
        lines = max((len(self.lines(index)) for index in panels), default=0)
        return (_STRIP + LABEL_LEADING * (lines - 1)) * self.venue.tag if lines else 0.0

    def height(self, legends: Sequence[Cell]) -> float:
        """The height of the whole sheet."""
        above = sum(legend.height + _UNDER_LEGEND for legend in legends)
        rows = sum(height + self.strip(row) for row, height in enumerate(self.heights))
        return above + rows + self.venue.gutter * (len(self.heights) - 1)


def sheet_grid(layout: str, count: int, venue: VenueStyle) -> Grid:
    """The grid that ``auto`` or ``RxC`` means for so many panels of a sheet.

    ``auto`` leaves as few cells empty as it can while columns are wide enough to read; the sheet is rather flat.

    Raises:
        InvalidRequest: it is neither, holds too few panels, or its columns hold no figure at the venue's width.
    """
    if layout != "auto":
        grid = choose_grid(layout, [PanelSize(1, 1)] * count, 0, CanvasLimits())
        _require_columns(venue, grid)
        return grid
    grids = [Grid(-(-count // columns), columns) for columns in range(1, count + 1)]
    readable = [grid for grid in grids if grid.columns == 1 or _column(venue, grid.columns) >= _READABLE_COLUMN]
    return min(readable, key=lambda grid: _awkwardness(grid, count, venue))


def _awkwardness(grid: Grid, count: int, venue: VenueStyle) -> float:
    empty = grid.rows * grid.columns - count
    high = grid.rows * _column(venue, grid.columns) * _CELL
    return abs(math.log(venue.width / high / _FLAT)) + 2 * empty / grid.columns


def _column(venue: VenueStyle, columns: int) -> float:
    return (venue.width - (columns - 1) * venue.gutter) / columns


def _require_columns(venue: VenueStyle, grid: Grid) -> None:
    width = _column(venue, grid.columns)
    if width < _LEAST_COLUMN:
        most = int((venue.width + venue.gutter) // (_LEAST_COLUMN + venue.gutter))
        raise InvalidRequest(
            f"layout: {grid.columns} columns would be {width / 72 * 25.4:.0f} mm wide each at the venue's width; "
            f"take at most {most}"
        )


def sheet_resolution(
    plan: SheetPlan, legends: Sequence[Cell], pictures: Sequence[tuple[int, Cell]], limits: CanvasLimits
) -> int:
    """Pixels an inch: so many that none of the ``pictures`` (pixels across, and how large it is) loses one.

    At least 600, at most 1,200, and no more than the limits allow.
    """
    finest = max([_LEAST_RESOLUTION, *(across / shown.width * 72 for across, shown in pictures)])
    return max(1, int(min(finest, FINEST, _most(plan, legends, limits))))


def require_resolution(plan: SheetPlan, aspects: Sequence[float | None], limits: CanvasLimits) -> None:
    """Refuse a sheet that could not be as fine as composites are at least.

    ``aspects`` are those (width to height) of pictures that are placed as they are; what is drawn anew may be lower
    than it was, and counts for nothing.

    Raises:
        InvalidRequest: the limits leave the sheet fewer than 300 pixels an inch.
    """
    columns = plan.grid.columns
    high = [0.0 if aspect is None else plan.column / aspect for aspect in aspects]
    rows = tuple(max(high[start : start + columns]) for start in range(0, len(high), columns))
    most = _most(replace(plan, heights=rows), (), limits)
    if most < PIXELS_PER_INCH:
        raise InvalidRequest(
            f"styling.venue: the limits of this server leave the sheet {most:.0f} pixels an inch, and it needs "
            f"{PIXELS_PER_INCH}: take fewer panels, or no venue"
        )


def _most(plan: SheetPlan, legends: Sequence[Cell], limits: CanvasLimits) -> float:
    """How many pixels an inch a sheet may have within the limits."""
    wide, high = plan.venue.width / 72, plan.height(legends) / 72
    return min(math.sqrt(limits.max_pixels / (wide * max(high, 1 / 72))), limits.max_side / max(wide, high))


def within(cell: Cell, aspect: float) -> Cell:
    """The largest room of this aspect (width to height) in a cell."""
    width = min(cell.width, cell.height * aspect)
    return Cell(width, width / aspect)


def arranged(plan: SheetPlan, aspects: Sequence[float | None], legends: Sequence[Cell], resolution: int) -> Arrangement:
    """Place panels row by row, each in its whole cell or, with an aspect of its own, in the middle of it.

    The legends come last among the placed panels; they stand above all others, one under the other.
    """
    pixels = _Pixels(resolution)
    width, gutter = pixels.of(plan.venue.width), pixels.of(plan.venue.gutter)
    columns = plan.grid.columns
    column = (width - (columns - 1) * gutter) // columns
    y, above = 0, []
    for legend in legends:
        box = pixels.box(legend)
        above.append(PlacedPanel(Box(max(0, (width - box[0]) // 2), y, *box), None))
        y += box[1] + pixels.of(_UNDER_LEGEND)
    placed: list[PlacedPanel] = []
    for row, height in enumerate(plan.heights):
        strip, high = pixels.of(plan.strip(row)), pixels.of(height)
        for index in range(row * columns, min((row + 1) * columns, len(aspects))):
            area = Box((index % columns) * (column + gutter), y + strip, column, high)
            label = _tag(plan.lines(index), Box(area.x, y, column, strip), pixels.of(plan.venue.tag))
            placed.append(PlacedPanel(_fitted(area, aspects[index]), label))
        y += strip + high + gutter
    return Arrangement(width, y - gutter, resolution, pixels.of(plan.venue.tag), (*placed, *above))


class _Pixels:
    def __init__(self, resolution: int) -> None:
        self._scale = resolution / 72

    def of(self, points: float) -> int:
        return round(points * self._scale)

    def box(self, cell: Cell) -> tuple[int, int]:
        return max(1, self.of(cell.width)), max(1, self.of(cell.height))


def _fitted(area: Box, aspect: float | None) -> Box:
    if aspect is None:
        return area
    room = within(Cell(area.width, area.height), aspect)
    width, height = max(1, round(room.width)), max(1, round(room.height))
    return Box(area.x + (area.width - width) // 2, area.y + (area.height - height) // 2, width, height)


def _tag(lines: tuple[str, ...], box: Box, size: int) -> PlacedLabel | None:
    if not lines:
        return None
    first = box.y + round(LABEL_ASCENT * size * 1.15)
    return PlacedLabel(
        lines, box, tuple(first + round(LABEL_LEADING * size * i) for i in range(len(lines))), align="start"
    )
