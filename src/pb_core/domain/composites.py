"""Where the panels and labels of a composite figure go: whole pixels, no pictures, no input or output."""

import math
import statistics
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.panel_grid import (
    FINEST,
    PIXELS_PER_INCH,
    CanvasLimits,
    Measure,
    PanelSize,
    approximate_width,
    choose_grid,
    resolve_labels,
    rows_of,
    scaled_row,
    wrap_label,
)
from pb_core.domain.venues import Venue
from pb_core.errors import InvalidRequest

LABEL_ASCENT, LABEL_LEADING = 0.75, 1.2  # of the type size: top of the box to baseline, baseline to baseline
_LABEL_GAP = 0.3  # of the type size, between a panel and its label
_LEAST_LINE = 8.0  # type sizes that a label may take up beside a narrower panel before it is broken
_ALIGNED = 1.1  # how much wider than its widest row a figure may get for the sake of straight columns


class PanelStyle(Struct, frozen=True, kw_only=True):
    """How panels are put together.

    ``layout``: ``auto`` or ``RxC``. ``labels``: ``None`` for (a), (b), …; empty for none; else one per
    panel. ``spacing`` stands between panels and around them all, in pixels of the composite. ``font_size`` is
    in pixels of a composite of 300 pixels an inch; in a finer one labels have more pixels and the same print size.

    A ``venue`` has measures of its own: spacing, position and size of the labels do not count then.
    """

    layout: str = "auto"
    labels: tuple[str, ...] | None = None
    spacing: int = 20
    label_position: Literal["top", "bottom"] = "bottom"
    font_size: int = 32
    venue: Venue | None = None


class Box(Struct, frozen=True):
    """A rectangle of whole pixels; the origin is the upper left corner of the composite."""

    x: int
    y: int
    width: int
    height: int


class PlacedLabel(Struct, frozen=True):
    """A label: its lines, the box that holds them, and the baseline of each line; ``start`` is the box's left."""

    lines: tuple[str, ...]
    box: Box
    baselines: tuple[int, ...]
    align: Literal["middle", "start"] = "middle"


class PlacedPanel(Struct, frozen=True):
    """Where a panel's picture is drawn, and its label."""

    box: Box
    label: PlacedLabel | None


class Arrangement(Struct, frozen=True):
    """A whole composite in pixels, of which ``resolution`` are an inch in print.

    ``panels`` are in the caller's order, which reads by rows.
    """

    width: int
    height: int
    resolution: int
    font_size: int
    panels: tuple[PlacedPanel, ...]


class _Cell(Struct, frozen=True):
    size: PanelSize
    lines: tuple[str, ...]
    width: int


def arrange(
    sizes: Sequence[PanelSize],
    style: PanelStyle,
    limits: CanvasLimits = CanvasLimits(),  # noqa: B008 - frozen
    measure: Measure = approximate_width,
) -> Arrangement:
    """Place panels row by row.

    The panels of a row are scaled up to the height of its tallest; none is made smaller than it is, unless a
    side would exceed ``limits.max_panel_side``. A panel that this cap keeps lower than its row stands at the
    side of its label. Rows are centred. Columns are straight where that makes the figure at most a tenth
    wider; a last row that is not full is centred by itself.

    The composite's resolution is the median of its panels' as they are drawn, but never less than 300 pixels an
    inch; labels then have the print size of the text in the panels.

    Raises:
        InvalidRequest: the grid or the labels do not fit the panels, a length is out of range, or the
            composite would be larger than the limits.
    """
    if style.spacing < 0 or style.font_size < 1:
        raise InvalidRequest("spacing must not be negative, and label_font_size must be at least 1")
    for number, size in enumerate(sizes, 1):
        if size.width < 1 or size.height < 1:
            raise InvalidRequest(f"panel {number} is empty: {size.width} x {size.height} pixels")
    grid = choose_grid(style.layout, sizes, style.spacing, limits)
    rows = [scaled_row(row, limits.max_panel_side) for row in rows_of(sizes, grid)]
    resolution = _resolution(sizes, [size for row in rows for size in row])
    style = replace(style, font_size=max(1, round(style.font_size * resolution / PIXELS_PER_INCH)))
    labels = iter(resolve_labels(style.labels, len(sizes)))
    cells = [[_cell(size, next(labels), style.font_size, measure) for size in row] for row in rows]
    return _placed(cells, style, resolution, limits)


def _resolution(sizes: Sequence[PanelSize], drawn: Sequence[PanelSize]) -> int:
    median = statistics.median(
        size.pixels_per_inch() * scaled.height / size.height for size, scaled in zip(sizes, drawn, strict=True)
    )
    return round(min(FINEST, max(PIXELS_PER_INCH, median)))


def _cell(size: PanelSize, label: str, font_size: int, measure: Measure) -> _Cell:
    lines = wrap_label(label, max(size.width / font_size, _LEAST_LINE), measure)
    widest = math.ceil(max(map(measure, lines), default=0.0) * font_size)
    return _Cell(size, lines, max(size.width, widest))


def _placed(rows: list[list[_Cell]], style: PanelStyle, resolution: int, limits: CanvasLimits) -> Arrangement:
    widths = _widths(rows, style.spacing)
    width = max(_length(row, style.spacing) for row in widths) + 2 * style.spacing
    depths = [_label_depth(row, style.font_size) for row in rows]
    heights = [max(cell.size.height for cell in row) for row in rows]
    height = _length([h + d for h, d in zip(heights, depths, strict=True)], style.spacing) + 2 * style.spacing
    check_canvas(width, height, limits)
    panels: list[PlacedPanel] = []
    y = style.spacing
    for row, cell_widths, tall, depth in zip(rows, widths, heights, depths, strict=True):
        x = (width - _length(cell_widths, style.spacing)) // 2
        for cell, wide in zip(row, cell_widths, strict=True):
            panels.append(_place(cell, Box(x, y, wide, tall + depth), depth, style))
            x += wide + style.spacing
        y += tall + depth + style.spacing
    return Arrangement(width, height, resolution, style.font_size, tuple(panels))


def _widths(rows: list[list[_Cell]], spacing: int) -> list[list[int]]:
    """The widths of all cells, equal within a column where that costs little."""
    free = [[cell.width for cell in row] for row in rows]
    full = [row for row in free if len(row) == len(free[0])]
    columns = [max(column) for column in zip(*full, strict=True)]
    if _length(columns, spacing) > _ALIGNED * max(_length(row, spacing) for row in free):
        return free
    return [columns if len(row) == len(columns) else row for row in free]


def _length(parts: Sequence[int], spacing: int) -> int:
    return sum(parts) + spacing * (len(parts) - 1)


def _label_depth(row: list[_Cell], font_size: int) -> int:
    lines = max(len(cell.lines) for cell in row)
    return _label_height(lines, font_size) + round(_LABEL_GAP * font_size) if lines else 0


def _label_height(lines: int, font_size: int) -> int:
    return math.ceil((1 + LABEL_LEADING * (lines - 1)) * font_size)


def _place(cell: _Cell, area: Box, depth: int, style: PanelStyle) -> PlacedPanel:
    """Put a panel and its label into their part of a row; the label's lines are closest to the panel."""
    size, top = cell.size, style.label_position == "top"
    x = area.x + (area.width - size.width) // 2
    y = area.y + depth if top else area.y + area.height - depth - size.height
    box = Box(x, y, size.width, size.height)
    if not cell.lines:
        return PlacedPanel(box, None)
    height = _label_height(len(cell.lines), style.font_size)
    gap = round(_LABEL_GAP * style.font_size)
    start = y - gap - height if top else y + size.height + gap
    baselines = tuple(
        start + round((LABEL_ASCENT + LABEL_LEADING * i) * style.font_size) for i in range(len(cell.lines))
    )
    return PlacedPanel(box, PlacedLabel(cell.lines, Box(area.x, start, area.width, height), baselines))


def check_canvas(width: int, height: int, limits: CanvasLimits) -> None:
    """Refuse a composite of more pixels than the limits allow; raises ``InvalidRequest``."""
    if max(width, height) > limits.max_side:
        raise InvalidRequest(
            f"the composite would be {width} x {height} pixels, and a side may have at most {limits.max_side}"
        )
    if width * height > limits.max_pixels:
        raise InvalidRequest(
            f"the composite would be {width} x {height} = {width * height / 1e6:.0f} million pixels; "
            f"at most {limits.max_pixels / 1e6:.0f} million are allowed"
        )
