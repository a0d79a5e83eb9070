"""Ridges: densities that rise from the lines of their categories, each in front of the one above it."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from pb_adapters.drawing.plots.frames.model import Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import base_of, fills, outlines, runs, value_of
from pb_adapters.drawing.plots.marks.item_readback import (
    AxesContext,
    Painted,
    cells,
    closed,
    items,
    joined,
    numbers,
    painted,
    same,
    series,
)
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_adapters.drawing.shared.palettes import PAPER
from pb_core.domain.plots.drawn import Items

_DEPTH, _NEARER = 1.8, 1e-3
_REACH = 1.45  # bands: the height of the largest density
_OPACITY, _EDGE = 0.9, 0.8


def paint_ridges(axes: Axes, layer: FrameLayer, style: PlotStyle, _bands: Bands) -> Painted:
    """Polygons along each density and back along the line of its category."""
    ridges = [_ridge(group, style) for group in runs(layer, "series", "base")]
    for ridge in ridges:
        axes.add_artist(ridge)
    return painted(layer, items=tuple(ridges))


def _ridge(group: FrameLayer, style: PlotStyle) -> Polygon:
    line, along = base_of(group), value_of(group)
    height = np.zeros(group.count) if group.value is None else group.value
    upper, lower = np.stack([along, line - _REACH * height], axis=1), np.stack([along, line], axis=1)
    edge = (outlines(group, style) or [None])[0]
    return Polygon(
        closed(np.concatenate([upper, lower[::-1]])),
        closed=True,
        facecolor=(fills(group, style)[0], _OPACITY),
        edgecolor=edge or PAPER,
        linewidth=style.outline_width if edge else _EDGE,
        hatch=style.key(group.series[0]).hatch or None,
        zorder=_DEPTH + _NEARER * float(line[0]),
    )


def read_ridges(painted: Painted, context: AxesContext) -> Items:
    """The category and value of every vertex, and its height as a share of the highest of the layer."""
    ridges = [ridge for ridge in painted.items if isinstance(ridge, Polygon)]
    read = [_vertices(ridge) for ridge in ridges]
    highest = max((float(np.nanmax(height, initial=0.0)) for _, _, height in read), default=0.0)
    columns = {
        "x": joined([numbers(along) for _, along, _ in read]),
        "y": joined([cells(line, context.y) for line, _, _ in read]),
        "value": joined([numbers(height / (highest or 1.0)) for _, _, height in read]),
        "series": joined(
            [
                series(context, len(along), ridge.get_facecolor(), hatch=ridge.get_hatch() or "")
                for ridge, (_, along, _) in zip(ridges, read, strict=True)
            ]
        ),
    }
    return items(painted, **columns)


def _vertices(ridge: Polygon) -> tuple[Floats, Floats, Floats]:
    """The line of the category, the value and the height of each vertex; NaN where its foot stands elsewhere."""
    xy = np.asarray(ridge.get_xy(), dtype=np.float64)[:-1]
    half = len(xy) // 2
    upper, lower = xy[:half], xy[len(xy) - half :][::-1]
    line = np.full(half, float(np.median(lower[:, 1])) if half else 0.0)
    stands = same(upper[:, 0], lower[:, 0]) & (np.abs(lower[:, 1] - line) < 1e-9)  # noqa: PLR2004 - of a band
    return line, np.where(stands, upper[:, 0], np.nan), np.where(stands, line - upper[:, 1], np.nan)
