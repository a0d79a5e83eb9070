"""Hexagons with two upright sides, coloured by quantity."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from pb_adapters.drawing.plots.frames.model import Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_readback import (
    AxesContext,
    Painted,
    items,
    known,
    numbers,
    painted,
    same,
    vertices,
)
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_core.domain.plots.drawn import Items

_DEPTH = 1.5
_SEAM = 0.2  # points: the edge in the colour of the face, so that no ground shows between neighbours
_CORNERS = np.array([(0.5, 0.0), (1.0, 0.25), (1.0, 0.75), (0.5, 1.0), (0.0, 0.75), (0.0, 0.25)])
"""The corners of a hexagon in shares of the box around it."""


def paint_hexagons(axes: Axes, layer: FrameLayer, style: PlotStyle, _bands: Bands) -> Painted:
    """One hexagon for each item, from end to end along both axes."""
    none = np.zeros(layer.count)
    columns = (layer.x, layer.y, layer.x2, layer.y2)
    left, low, right, high = (none if column is None else column for column in columns)
    faces = np.empty((0, 4)) if style.ramp is None or layer.value is None else style.ramp.colors(layer.value)
    cells = PolyCollection(
        list(_hexagons(left, low, right, high)), facecolors=faces, edgecolors="face", linewidths=_SEAM, zorder=_DEPTH
    )
    axes.add_collection(cells, autolim=False)
    return painted(layer, items=(cells,))


def _hexagons(left: Floats, low: Floats, right: Floats, high: Floats) -> Floats:
    """The corners (n, 6, 2) of hexagons in boxes."""
    start, size = np.stack([left, low], axis=1), np.stack([right - left, high - low], axis=1)
    return start[:, None, :] + _CORNERS * size[:, None, :]


def read_hexagons(painted: Painted, context: AxesContext) -> Items:
    """The ends of every hexagon and the quantity that its colour stands for; NaN for what is no hexagon."""
    parts = [part for part in painted.items if isinstance(part, PolyCollection) and part.get_paths()]
    corners = np.concatenate([vertices(part)[:, :6] for part in parts]) if parts else np.empty((0, 6, 2))
    low = np.stack([corners[:, 4, 0], corners[:, 0, 1]], axis=1)  # not the least: ends may stand the other way round
    high = np.stack([corners[:, 1, 0], corners[:, 3, 1]], axis=1)
    again = _hexagons(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    regular = same(corners.reshape(-1, 2), again.reshape(-1, 2)).reshape(-1, 12).all(axis=1)
    low[~regular], high[~regular] = np.nan, np.nan
    columns = {
        "series": ("",) * len(corners),
        "x": known(low[:, 0]),
        "x2": numbers(high[:, 0]),
        "y": known(low[:, 1]),
        "y2": numbers(high[:, 1]),
        "value": numbers(np.concatenate([_values(context, part) for part in parts]) if parts else np.empty(0)),
    }
    return items(painted, **columns)


def _values(context: AxesContext, part: PolyCollection) -> Floats:
    """The quantities; NaN for colours off the ramp and where colours are not one for each hexagon."""
    faces, count = np.asarray(part.get_facecolor(), dtype=np.float64), len(part.get_paths())
    if context.ramp is None or len(faces) != count:
        return np.full(count, np.nan)
    return context.ramp.values(faces)
