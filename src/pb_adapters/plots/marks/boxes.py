"""Box plots from their statistics: a box between the quartiles, a line at the median, whiskers, single outliers."""

import numpy as np
from matplotlib import colors as mcolors
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.grouping import PALE, fills, outlines, spread, tinted
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.placing import slots, upright, value_of
from pb_adapters.plots.marks.reading import cells, hexed, items, joined, known, numbers, same, segments, series
from pb_adapters.plots.palettes import INK, PAPER
from pb_core.plot.colours import contrast
from pb_core.plot.items import Items

_DEPTH = 2.0
_EDGE = 0.8
_SLIM = 0.16  # of the slot: a box inside a violin
_CAP = 0.4  # of the box: the length of a whisker's cap
_WIDEST = 0.5  # of a band: a lone box is narrower than a lone bar


def paint_boxes(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """Boxes with medians, whiskers and caps."""
    middle, slot = slots(layer, bands)
    width = slot * _SLIM if bands.slim else min(slot, _WIDEST)
    nan = np.full(layer.count, np.nan)
    low, q1, q3, high = (nan if a is None else a for a in (layer.low, layer.q1, layer.q3, layer.high))
    colors = [INK if bands.slim else color for color in spread(fills(layer, look), layer.count)]
    edges = outlines(layer, look) or [None] * layer.count
    boxes = []
    for mid, first, third, name, color, edge in zip(middle, q1, q3, layer.series, colors, edges, strict=True):
        start = (first, mid - width / 2) if layer.horizontal else (mid - width / 2, first)
        extent = (third - first, width) if layer.horizontal else (width, third - first)
        face = look.key(name).color if bands.slim and look.told else color
        boxes.append(
            Rectangle(
                (float(start[0]), float(start[1])),
                float(extent[0]),
                float(extent[1]),
                facecolor=(face, PALE if bands.pale and not bands.slim else 1.0),
                edgecolor=edge or INK,
                linewidth=look.outline_width if edge else _EDGE,
                hatch=look.key(name).hatch or None,
                zorder=_DEPTH + (0.05 if bands.slim else 0.0) + 0.01,
            )
        )
        axes.add_artist(boxes[-1])
    medians = _across(axes, layer, middle, value_of(layer), width, [_median_ink(box) for box in boxes], look)
    whiskers = _along(axes, layer, middle, ((q1, low), (q3, high)))
    caps = tuple(
        _across(axes, layer, middle, end, 0.0 if bands.slim else width * _CAP, [INK], look, depth=0.0)
        for end in (low, high)
    )
    return painted(layer, items=tuple(boxes), inner=(medians, *whiskers, *caps))


def _median_ink(box: Rectangle) -> str:
    face = hexed(box.get_facecolor())
    if mcolors.to_rgba(box.get_facecolor())[3] < 1:
        face = tinted(face)
    return PAPER if contrast(face, PAPER) > contrast(face, INK) else INK


def _across(  # noqa: PLR0913, PLR0917 - a line in its surroundings
    axes: Axes,
    layer: FrameLayer,
    middle: Floats,
    at: Floats,
    width: float,
    colors: list[str],
    look: Look,
    depth: float = 0.1,
) -> LineCollection:
    """Lines of a width across the value axis."""
    ends = [np.stack(upright(layer, middle + side * width / 2, at), axis=1) for side in (-1, 1)]
    weight = look.line_width if depth else _EDGE
    return _lines(axes, ends, colors, _DEPTH + depth, weight)


def _along(
    axes: Axes, layer: FrameLayer, middle: Floats, pairs: tuple[tuple[Floats, Floats], ...]
) -> list[LineCollection]:
    """Whiskers from the box to their ends."""
    return [
        _lines(axes, [np.stack(upright(layer, middle, end), axis=1) for end in pair], [INK], _DEPTH, _EDGE)
        for pair in pairs
    ]


def _lines(axes: Axes, ends: list[Floats], colors: list[str], depth: float, width: float) -> LineCollection:
    lines = LineCollection(list(np.stack(ends, axis=1)), colors=colors, linewidths=width, capstyle="butt", zorder=depth)
    axes.add_collection(lines, autolim=False)
    return lines


def read_boxes(painted: Painted, context: AxesContext) -> Items:
    """The five statistics of every box; NaN where parts of one box do not fit together."""
    boxes = [box for box in painted.items if isinstance(box, Rectangle)]
    drawn = np.array([[*box.get_xy(), box.get_width(), box.get_height()] for box in boxes]).reshape(-1, 4)
    base, value = (1, 0) if painted.horizontal else (0, 1)
    middle = drawn[:, base] + drawn[:, base + 2] / 2
    q1, q3 = drawn[:, value], drawn[:, value] + drawn[:, value + 2]
    median, lower, upper, low_cap, high_cap = (segments(lines, len(boxes)) for lines in painted.inner)
    low = _whisker(lower, low_cap, drawn, (q1, middle), value)
    high = _whisker(upper, high_cap, drawn, (q3, middle), value)
    names = context.y if painted.horizontal else context.x
    columns = {
        "series": joined([series(context, 1, b.get_facecolor(), hatch=b.get_hatch() or "") for b in boxes]),
        "xy"[base]: cells(middle, names),
        "xy"[value]: numbers(_level(median, middle, value)),
        "q1": known(q1),
        "q3": known(q3),
        "low": numbers(low),
        "high": numbers(high),
    }
    return items(painted, **columns)


def _level(lines: Floats, middle: Floats, value: int) -> Floats:
    """Where lines across the value axis stand on it; NaN for slanted ones and those in the wrong place."""
    level = lines[:, 0, value]
    fits = same(level, lines[:, 1, value]) & same(lines[:, :, 1 - value].mean(axis=1), middle)
    return np.where(fits, level, np.nan)


def _whisker(lines: Floats, caps: Floats, boxes: Floats, place: tuple[Floats, Floats], value: int) -> Floats:
    """Where whiskers end; NaN for those that do not start at their box or whose cap stands elsewhere."""
    end, (edge, middle) = lines[:, 1, value], place
    fits = same(lines[:, 0, value], edge, among=boxes) & same(
        lines[:, :, 1 - value], np.stack([middle, middle], axis=1)
    ).all(axis=1)
    return np.where(fits & same(end, _level(caps, middle, value)), end, np.nan)
