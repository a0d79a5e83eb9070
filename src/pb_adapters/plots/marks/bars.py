"""Bars: one rectangle for each item, upright or lying, side by side or stacked, from bin to bin or on a band."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.bar_labels import label_bars
from pb_adapters.plots.marks.errors import error_columns, paint_errors
from pb_adapters.plots.marks.grouping import PALE, fills, outlines, spread, tinted
from pb_adapters.plots.marks.lettering import read_labels
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.placing import ends_of, floor_of, slots, upright, value_of
from pb_adapters.plots.marks.reading import cells, items, joined, numbers, same, series
from pb_adapters.plots.palettes import INK, PAPER
from pb_core.plot.items import Items

_DEPTH = 2.0
_EDGE = 0.5


def paint_bars(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """Rectangles, their error bars and their labels."""
    boxes = _boxes(axes, layer, bands)
    colors = spread(fills(layer, look), layer.count)
    edges = outlines(layer, look) or [None] * layer.count
    bars = [
        _bar(box, look, name, fill, edge, pale=bands.pale)
        for box, name, fill, edge in zip(boxes.tolist(), layer.series, colors, edges, strict=True)
    ]
    for bar in bars:
        axes.add_artist(bar)
    xy = np.stack(upright(layer, *_tips(boxes, layer)), axis=1)
    errors = paint_errors(axes, layer, look, xy, [INK], above=bands.pale)
    grounds = [tinted(color) for color in colors] if bands.pale else colors
    labels = label_bars(axes, layer, look, boxes, grounds) if layer.text else ()
    return painted(layer, items=tuple(bars), errors=errors, labels=labels)


def _boxes(axes: Axes, layer: FrameLayer, bands: Bands) -> Floats:
    """Left, bottom, width and height of every bar; the height of an upright bar is signed."""
    middle, width = slots(layer, bands)
    second, start = ends_of(layer)
    first, length = middle - width / 2, np.full(layer.count, width)
    if second is not None:
        base = middle if layer.offset_count == 1 else middle - width / 2
        first, length = base, second - base
    floor = floor_of(axes, layer)
    origin = np.zeros(layer.count) if start is None else start
    if floor is not None:
        origin = np.where(np.isnan(origin) | (origin <= 0), floor, origin)
    extent = value_of(layer) - origin
    columns = (origin, first, extent, length) if layer.horizontal else (first, origin, length, extent)
    return np.stack(columns, axis=1)


def _tips(boxes: Floats, layer: FrameLayer) -> tuple[Floats, Floats]:
    """The middle of each bar along its base, and its end."""
    base, value = (1, 0) if layer.horizontal else (0, 1)
    return boxes[:, base] + boxes[:, base + 2] / 2, boxes[:, value] + boxes[:, value + 2]


def _bar(box: tuple[float, ...], look: Look, name: str, fill: str, edge: str | None, *, pale: bool) -> Rectangle:
    hatch = look.key(name).hatch
    return Rectangle(
        (box[0], box[1]),
        box[2],
        box[3],
        facecolor=(fill, PALE if pale else 1.0),
        edgecolor=edge or (fill if pale else PAPER),
        linewidth=look.outline_width if edge else _EDGE,
        hatch=hatch or None,
        zorder=_DEPTH + (0.1 if edge else 0.0),
    )


def read_bars(painted: Painted, context: AxesContext) -> Items:
    """Base position or bin, end and start of every rectangle, with its error bar and label."""
    bars = [bar for bar in painted.items if isinstance(bar, Rectangle)]
    boxes = np.array([[*bar.get_xy(), bar.get_width(), bar.get_height()] for bar in bars]).reshape(-1, 4)
    base, value = (1, 0) if painted.horizontal else (0, 1)
    first, last = boxes[:, base], boxes[:, base] + boxes[:, base + 2]
    start, end = boxes[:, value], boxes[:, value] + boxes[:, value + 2]
    middle = (first + last) / 2
    ranged = ("y2" if painted.horizontal else "x2") in painted.columns
    names = context.y if painted.horizontal else context.x
    xy = np.stack((end, middle) if painted.horizontal else (middle, end), axis=1)
    errors = error_columns(painted, painted.errors, xy)
    columns = {
        "xy"[base]: numbers(first) if ranged else cells(middle, names),
        "xy"[value]: numbers(end),
        "xy"[base] + "2": numbers(last),
        "xy"[value] + "2": numbers(_started(painted, bars, start)),
        "series": joined([_series(context, bar) for bar in bars]),
        "text": read_labels(painted.labels, xy, along=base),
        **{name: numbers(column) for name, column in errors.items()},
    }
    return items(painted, **columns)


def _series(context: AxesContext, bar: Rectangle) -> tuple[str, ...]:
    return series(context, 1, bar.get_facecolor(), hatch=bar.get_hatch() or "")


def _started(painted: Painted, bars: list[Rectangle], start: Floats) -> Floats:
    """Where bars start; NaN for those that start beyond the visible end of a scale without zero."""
    if not painted.floating or not bars or bars[0].axes is None:
        return start
    axes = bars[0].axes
    visible = min(axes.get_xlim() if painted.horizontal else axes.get_ylim())
    return np.where((start < visible) & ~same(start, np.zeros(len(start))), np.nan, start)
