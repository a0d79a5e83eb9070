"""Bars, upright or lying, side by side or stacked, from bin to bin or on a band, and their value labels."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from pb_adapters.drawing.plots.frames.model import Bools, Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import (
    PALE,
    ends_of,
    fills,
    floor_of,
    outlines,
    sharing,
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
    items,
    joined,
    numbers,
    painted,
    same,
    series,
)
from pb_adapters.drawing.plots.marks.strokes import error_columns, paint_errors
from pb_adapters.drawing.plots.marks.texts import frame_in_points, in_points, ink_on, label, read_labels, size_of
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_adapters.drawing.shared.palettes import INK, PAPER
from pb_core.domain.plots.drawn import Items

_AIR = 2.0  # points between a bar's end and its label
_OUT = 0.6  # of a label that may reach out of the axes before it is rather set into its bar
_NEAR = 1.5  # points that labels side by side keep apart


class _Bar(NamedTuple):
    """One bar on its value axis: its ends in data units, its length in points, its sign, and the room beyond it."""

    base: float
    start: float
    end: float
    tip: float
    points: float
    up: bool
    room: float


class _Manner(NamedTuple):
    """How all labels of a layer stand; ``turned`` ones run upwards, always outside their bars."""

    horizontal: bool
    stacked: bool
    turned: bool


def label_bars(
    axes: Axes, layer: FrameLayer, style: PlotStyle, boxes: Floats, colors: list[str]
) -> tuple[Annotation, ...]:
    """One label for each bar; ``boxes`` are left, bottom, signed width and height."""
    bars = _bars(axes, layer, boxes)
    sizes = [size_of(text, style) for text in layer.text]
    turned = not layer.horizontal and max(width for width, _ in sizes) > _pitch(axes, boxes) - _NEAR
    extents = [size[0 if turned or layer.horizontal else 1] for size in sizes]
    each = list(zip(bars, extents, strict=True))
    manner = _Manner(layer.horizontal, _stacked(layer, boxes), turned)
    return tuple(
        _label(axes, style, manner, bar, text, ink)
        for (bar, extent), words, fill in zip(each, layer.text, colors, strict=True)
        for text, ink in [((words, extent), ink_on(fill))]
    )


def _holds(bar: _Bar, extent: float) -> bool:
    """Whether a label has room within the bar, with no error bar in its way."""
    return bar.points > extent + 2 * _AIR and bar.tip == bar.end


def _label(axes: Axes, style: PlotStyle, manner: _Manner, bar: _Bar, text: tuple[str, float], ink: str) -> Annotation:
    words, extent = text
    within = not manner.turned and bar.room < extent * _OUT and _holds(bar, extent)
    if manner.stacked:
        place, ahead, side = (bar.start + bar.end) / 2, 0.0, "center"
        color = ink if bar.points > extent else INK
    else:
        place, away = (bar.end, -_AIR) if within else (bar.tip, _AIR)
        ahead = away if bar.up else -away
        side, color = _side(manner.horizontal, ahead > 0), ink if within else INK
    return label(
        axes,
        style,
        words,
        (place, bar.base) if manner.horizontal else (bar.base, place),
        (ahead, 0.0) if manner.horizontal else (0.0, ahead),
        align=(side, "center_baseline") if manner.horizontal else ("center", side),
        color=color,
        turned=manner.turned,
    )


def _side(horizontal: bool, ahead: bool) -> str:  # noqa: FBT001 - two directions
    """Which side of the text lies at its place."""
    return ("left" if ahead else "right") if horizontal else ("bottom" if ahead else "top")


def _bars(axes: Axes, layer: FrameLayer, boxes: Floats) -> list[_Bar]:
    base, value = (1, 0) if layer.horizontal else (0, 1)
    start, end = boxes[:, value], boxes[:, value] + boxes[:, value + 2]
    middle = boxes[:, base] + boxes[:, base + 2] / 2
    up = end >= start
    tip = _label_tips(layer, end, up)
    near, far = (frame_in_points(axes)[i] for i in (value, value + 2))

    def along(values: Floats) -> Floats:
        pairs = (values, middle) if layer.horizontal else (middle, values)
        return in_points(axes, np.stack(pairs, axis=1))[:, value]

    ends, tips = along(end), along(tip)
    points = np.abs(ends - np.clip(along(start), near, far))
    rising = np.where(up, 1.0, -1.0) * (1.0 if _ascending(axes, layer) else -1.0)
    room = np.where(rising > 0, far - tips, tips - near)
    columns = (middle, start, end, tip, points, rising > 0, room)
    return [_Bar(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _label_tips(layer: FrameLayer, end: Floats, up: Bools) -> Floats:
    """The outer end of each error bar, or of the bar where it has none."""
    if layer.low is None or layer.high is None:
        return end
    beyond = np.where(up, layer.high, layer.low)
    outer = np.where(up, np.fmax(end, beyond), np.fmin(end, beyond))
    return np.asarray(outer, dtype=np.float64)


def _ascending(axes: Axes, layer: FrameLayer) -> bool:
    low, high = axes.get_xlim() if layer.horizontal else axes.get_ylim()
    return bool(low < high)


def _stacked(layer: FrameLayer, boxes: Floats) -> bool:
    """Whether several bars share a place on the base axis."""
    places = np.round(boxes[:, 1 if layer.horizontal else 0], 9)
    return len(np.unique(places)) < len(places)


def _pitch(axes: Axes, boxes: Floats) -> float:
    """The smallest distance between the middles of neighbouring bars in points."""
    middle = boxes[:, 0] + boxes[:, 2] / 2
    places = np.unique(np.round(in_points(axes, np.stack([middle, boxes[:, 1]], axis=1))[:, 0], 6))
    return float(np.diff(places).min()) if len(places) > 1 else float("inf")


_DEPTH = 2.0
_EDGE = 0.5
_THROUGH = 0.2  # the opacity of bars whose series lie over each other, which their outlines tell
_JOINED = 1e-9  # of an end: bins that follow on each other


def paint_bars(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Rectangles, their error bars and their labels."""
    boxes = _boxes(axes, layer, bands)
    colors = spread(fills(layer, style), layer.count)
    edges = outlines(layer, style) or [None] * layer.count
    overlaid = _overlaid(layer, boxes)
    opacity = _THROUGH if overlaid else PALE if bands.pale else 1.0
    bars = [
        _bar(box, style, name, (fill, opacity), edge, edged=not overlaid)
        for box, name, fill, edge in zip(boxes.tolist(), layer.series, colors, edges, strict=True)
    ]
    steps = _steps(layer, style, boxes, colors) if overlaid else ()
    for artist in (*bars, *steps):
        axes.add_artist(artist)
    xy = np.stack(upright(layer, *_tips(boxes, layer)), axis=1)
    errors = paint_errors(axes, layer, style, xy, [INK], above=bands.pale)
    grounds = [tinted(color) for color in colors] if bands.pale else colors
    labels = label_bars(axes, layer, style, boxes, grounds) if layer.text else ()
    return painted(layer, items=tuple(bars), errors=errors, labels=labels, extras=steps)


def _overlaid(layer: FrameLayer, boxes: Floats) -> bool:
    """Whether bars from bin to bin start from one line and would hide those of other series in the same bins."""
    second, _ = ends_of(layer)
    base, value = (1, 0) if layer.horizontal else (0, 1)
    if second is None or len(set(layer.series)) < 2 or layer.offset_count > 1:  # noqa: PLR2004 - one hides nothing
        return False
    bins = boxes[:, [base, base + 2]]
    return len(np.unique(bins.round(9), axis=0)) < layer.count and len(np.unique(boxes[:, value])) == 1


def _steps(layer: FrameLayer, style: PlotStyle, boxes: Floats, colors: list[str]) -> tuple[Line2D, ...]:
    """The outline of each series' histogram, down to the ground where no bin follows on."""
    base, value = (1, 0) if layer.horizontal else (0, 1)
    lines = []
    for name, places in sharing(layer, list(layer.series)):
        each = boxes[places][np.argsort(boxes[places, base], kind="stable")]
        start, end = each[:, base], each[:, base] + each[:, base + 2]
        ground, top = each[:, value], each[:, value] + each[:, value + 2]
        along = np.stack([start, start, end, end], axis=1).ravel()
        up = np.stack([ground, top, top, ground], axis=1).ravel()
        joins = np.flatnonzero(np.isclose(end[:-1], start[1:], rtol=_JOINED, atol=0.0)) * 4 + 3
        kept = np.setdiff1d(np.arange(len(along)), np.concatenate([joins, joins + 1]))
        x, y = upright(layer, along[kept], up[kept])
        lines.append(
            Line2D(
                x, y, color=colors[int(places[0])], linewidth=style.line_width, linestyle=style.key(name).linestyle,
                solid_joinstyle="miter", zorder=_DEPTH + 0.1,
            )
        )  # fmt: skip
    return tuple(lines)


def _boxes(axes: Axes, layer: FrameLayer, bands: Bands) -> Floats:
    """Left, bottom, width and height of every bar; the height of an upright bar is signed."""
    middle, width = slots(axes, layer, bands)
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


def _bar(
    box: tuple[float, ...], style: PlotStyle, name: str, face: tuple[str, float], edge: str | None, *, edged: bool
) -> Rectangle:
    """A bar in a colour and its opacity; ``edged`` says that a thin line keeps it off its neighbours."""
    fill, opacity = face
    hatch = style.key(name).hatch
    return Rectangle(
        (box[0], box[1]),
        box[2],
        box[3],
        facecolor=face,
        edgecolor=edge or (fill if opacity < 1 else PAPER),
        linewidth=style.outline_width if edge else _EDGE if edged else 0.0,
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
