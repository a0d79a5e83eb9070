"""Box plots from their statistics, and violins as wide at every value as the density there."""

import numpy as np
from matplotlib import colors as mcolors
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Polygon, Rectangle

from pb_adapters.drawing.plots.frames.model import Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import (
    PALE,
    fills,
    outlines,
    runs,
    slots,
    spread,
    tinted,
    upright,
    value_of,
)
from pb_adapters.drawing.plots.marks.item_readback import (
    AxesContext,
    Painted,
    cells,
    closed,
    hexed,
    items,
    joined,
    known,
    numbers,
    painted,
    same,
    segments,
    series,
)
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_adapters.drawing.shared.palettes import INK, PAPER, SPINE
from pb_core.domain.plots.colours import contrast
from pb_core.domain.plots.drawn import Items

_DEPTH = 2.0
_EDGE = 0.8
_SLIM = 0.16  # of the slot: a box inside a violin
_CAP = 0.4  # of the box: the length of a whisker's cap
_WIDEST = 0.5  # of a band: a lone box is narrower than a lone bar


def paint_boxes(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Boxes with medians, whiskers and caps."""
    middle, slot = slots(axes, layer, bands)
    width = slot * _SLIM if bands.slim else min(slot, _WIDEST)
    nan = np.full(layer.count, np.nan)
    low, q1, q3, high = (nan if a is None else a for a in (layer.low, layer.q1, layer.q3, layer.high))
    colors = [INK if bands.slim else color for color in spread(fills(layer, style), layer.count)]
    edges = outlines(layer, style) or [None] * layer.count
    boxes = []
    for mid, first, third, name, color, edge in zip(middle, q1, q3, layer.series, colors, edges, strict=True):
        start = (first, mid - width / 2) if layer.horizontal else (mid - width / 2, first)
        extent = (third - first, width) if layer.horizontal else (width, third - first)
        face = style.key(name).color if bands.slim and style.in_legend else color
        boxes.append(
            Rectangle(
                (float(start[0]), float(start[1])),
                float(extent[0]),
                float(extent[1]),
                facecolor=(face, PALE if bands.pale and not bands.slim else 1.0),
                edgecolor=edge or INK,
                linewidth=style.outline_width if edge else _EDGE,
                hatch=style.key(name).hatch or None,
                zorder=_DEPTH + (0.05 if bands.slim else 0.0) + 0.01,
            )
        )
        axes.add_artist(boxes[-1])
    medians = _across(axes, layer, middle, value_of(layer), width, [_median_ink(box) for box in boxes], style)
    whiskers = _along(axes, layer, middle, ((q1, low), (q3, high)))
    caps = tuple(
        _across(axes, layer, middle, end, 0.0 if bands.slim else width * _CAP, [INK], style, depth=0.0)
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
    style: PlotStyle,
    depth: float = 0.1,
) -> LineCollection:
    """Lines of a width across the value axis."""
    ends = [np.stack(upright(layer, middle + side * width / 2, at), axis=1) for side in (-1, 1)]
    weight = style.line_width if depth else _EDGE
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


_VIOLIN_DEPTH = 1.9
_VIOLIN_EDGE = 0.6
_OPACITY = 0.8


def paint_violins(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Polygons up one side of each violin and down the other."""
    violins = []
    for group in runs(layer, "series", "base"):
        middle, width = slots(axes, group, bands)
        share = np.zeros(group.count) if group.value is None else group.value
        sides = [
            np.stack(upright(group, middle + side * share * width / 2, value_of(group)), axis=1) for side in (1, -1)
        ]
        edge = (outlines(group, style) or [None])[0]
        violins.append(
            Polygon(
                closed(np.concatenate([sides[0], sides[1][::-1]])),
                closed=True,
                facecolor=(fills(group, style)[0], PALE if bands.pale else _OPACITY),
                edgecolor=edge or SPINE,
                linewidth=style.outline_width if edge else _VIOLIN_EDGE,
                hatch=style.key(group.series[0]).hatch or None,
                zorder=_VIOLIN_DEPTH,
            )
        )
        axes.add_artist(violins[-1])
    return painted(layer, items=tuple(violins))


def read_violins(painted: Painted, context: AxesContext) -> Items:
    """The category, value and share of the largest width of every vertex."""
    violins = [violin for violin in painted.items if isinstance(violin, Polygon)]
    read = [_vertices(painted, violin) for violin in violins]
    base, value = (1, 0) if painted.horizontal else (0, 1)
    names = context.y if painted.horizontal else context.x
    columns = {
        "xy"[base]: joined([cells(middle, names) for middle, _, _ in read]),
        "xy"[value]: joined([numbers(at) for _, at, _ in read]),
        "value": joined([numbers(share) for _, _, share in read]),
        "series": joined(
            [
                series(context, len(at), violin.get_facecolor(), hatch=violin.get_hatch() or "")
                for violin, (_, at, _) in zip(violins, read, strict=True)
            ]
        ),
    }
    return items(painted, **columns)


def _vertices(painted: Painted, violin: Polygon) -> tuple[Floats, Floats, Floats]:
    """Middle, value and share of the largest width of each vertex; NaN for values that the two sides disagree on."""
    xy = np.asarray(violin.get_xy(), dtype=np.float64)[:-1]
    half = len(xy) // 2
    base, value = (1, 0) if painted.horizontal else (0, 1)
    right, left = xy[:half], xy[len(xy) - half :][::-1]
    middle = (right[:, base] + left[:, base]) / 2
    width = right[:, base] - left[:, base]
    level = np.where(same(right[:, value], left[:, value]), right[:, value], np.nan)
    share = width / np.max(width, initial=0.0) if np.max(width, initial=0.0) > 0 else np.zeros(half)
    axis = float(np.median(middle)) if half else 0.0
    return np.full(half, axis), level, np.where(np.abs(middle - axis) < 1e-9, share, np.nan)  # noqa: PLR2004 - of a band
