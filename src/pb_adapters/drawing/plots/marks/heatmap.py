"""Cells: the rectangles of a heatmap, coloured by quantity, with texts that stand out from their ground."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from pb_adapters.drawing.plots.frames.model import Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import take
from pb_adapters.drawing.plots.marks.item_readback import AxesContext, Painted, hexed, items, numbers, painted, vertices
from pb_adapters.drawing.plots.marks.item_readback import bands as categories_at
from pb_adapters.drawing.plots.marks.texts import ink_on, label, read_labels
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_adapters.drawing.shared.palettes import MISSING, PAPER, SOFT_INK
from pb_core.domain.plots.drawn import Items

_DEPTH = 1.5
_GAPLESS_FROM = 30  # cells along an axis from which no gaps are drawn between them
_GAP = 0.8
_CORNERS = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def paint_cells(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Squares of one band each; cells without a quantity are hatched in a collection of their own."""
    value = np.full(layer.count, np.nan) if layer.value is None else layer.value
    there = ~np.isnan(value)
    if not there.all():
        layer = take(layer, np.concatenate([np.flatnonzero(there), np.flatnonzero(~there)]))
    filled = int(there.sum())
    xy = np.stack([_or_zero(layer.x, layer.count), _or_zero(layer.y, layer.count)], axis=1)
    faces = np.empty((0, 4)) if style.ramp is None or layer.value is None else style.ramp.colors(layer.value[:filled])
    dense = max(bands.x, bands.y) > _GAPLESS_FROM
    cells = [_cells(axes, xy[:filled], faces, dense=dense)]
    if filled < layer.count:
        cells.append(_cells(axes, xy[filled:], None, dense=dense))
    grounds = [*(hexed(face) for face in faces), *[MISSING] * (layer.count - filled)]
    labels = tuple(
        label(axes, style, text, (float(x), float(y)), align=("center", "center_baseline"), color=ink_on(ground))
        for text, (x, y), ground in zip(layer.text, xy, grounds, strict=bool(layer.text))
    )
    return painted(layer, items=tuple(cells), labels=labels)


def _or_zero(positions: Floats | None, count: int) -> Floats:
    return np.zeros(count) if positions is None else positions


def _cells(axes: Axes, xy: Floats, faces: Floats | None, *, dense: bool) -> PolyCollection:
    cells = PolyCollection(
        list(xy[:, None, :] + _CORNERS),
        facecolors=MISSING if faces is None else faces,
        edgecolors=SOFT_INK if faces is None else "face" if dense else PAPER,
        linewidths=0.2 if dense else _GAP,
        hatch="////" if faces is None else None,
        zorder=_DEPTH,
    )
    if faces is None:
        cells.set(edgecolor=PAPER)
    axes.add_collection(cells, autolim=False)
    return cells


def read_cells(painted: Painted, context: AxesContext) -> Items:
    """The categories of every cell, the quantity that its colour stands for, and its text."""
    parts = [part for part in painted.items if isinstance(part, PolyCollection)]
    middles = [vertices(part)[:, :4].mean(axis=1) if part.get_paths() else np.empty((0, 2)) for part in parts]
    xy = np.concatenate(middles) if middles else np.empty((0, 2))
    values = [_values(context, part, len(middle)) for part, middle in zip(parts, middles, strict=True)]
    value = np.concatenate(values) if values else np.empty(0)
    columns = {
        "series": ("",) * len(xy),
        "x": categories_at(xy[:, 0], context.x),
        "y": categories_at(xy[:, 1], context.y),
        "value": numbers(value),
        "text": read_labels(painted.labels, xy),
    }
    return items(painted, **columns)


def _values(context: AxesContext, part: PolyCollection, count: int) -> Floats:
    """The quantities; NaN in hatched cells, for colours off the ramp and where colours are not one for each cell."""
    faces = np.asarray(part.get_facecolor(), dtype=np.float64)
    if part.get_hatch() or context.ramp is None or len(faces) != count:
        return np.full(count, np.nan)
    return context.ramp.values(faces)
