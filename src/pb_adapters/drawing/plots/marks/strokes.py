"""Marks of straight strokes: rules, ticks and error bars."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from pb_adapters.drawing.plots.frames.model import Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import categories, fills, slots, spread, upright, value_of
from pb_adapters.drawing.plots.marks.item_readback import (
    STATED,
    AxesContext,
    ErrorBars,
    Painted,
    cells,
    dashes_of,
    items,
    joined,
    numbers,
    painted,
    same,
    segments,
    series,
    series_of_each,
    vertices,
)
from pb_adapters.drawing.plots.marks.texts import in_points
from pb_adapters.drawing.plots.style import Bands, Key, PlotStyle
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.marks import TickOrient

_CAPS = {True: Path([(-1.0, 0.0), (1.0, 0.0)]), False: Path([(0.0, -1.0), (0.0, 1.0)])}
_BELOW, _ABOVE = 2.5, 2.7  # points lie between
_MAX_CAPPED = 400  # error bars; more of them stand too close for caps


def paint_errors(
    axes: Axes, layer: FrameLayer, style: PlotStyle, xy: Floats, colors: list[str], *, above: bool = False
) -> tuple[ErrorBars, ...]:
    """Error bars of items that stand at ``xy`` (n, 2), in one colour or one for each; ``above`` points or below."""
    ends = ((layer.low, layer.high, not layer.horizontal), (layer.x_low, layer.x_high, False))
    return tuple(
        _bars(axes, style, xy, (low, high), upright, colors, _ABOVE if above else _BELOW)
        for low, high, upright in ends
        if low is not None and high is not None
    )


def _bars(
    axes: Axes,
    style: PlotStyle,
    xy: Floats,
    ends: tuple[Floats, Floats],
    upright: bool,  # noqa: FBT001 - a direction
    colors: list[str],
    depth: float,
) -> ErrorBars:
    along = 1 if upright else 0
    lines = np.stack([xy, xy], axis=1)
    lines[:, 0, along], lines[:, 1, along] = ends
    segments = LineCollection(list(lines), colors=colors, linewidths=style.error_width, zorder=depth)
    segments.set_capstyle("butt")
    axes.add_collection(segments, autolim=False)
    caps = PathCollection(
        [_CAPS[upright]],
        sizes=[style.cap_size**2 if len(xy) <= _MAX_CAPPED else 0.0],
        offsets=lines.reshape(-1, 2),
        offset_transform=axes.transData,
        edgecolors=np.repeat(np.array(colors, dtype=object), 2).tolist() if len(colors) > 1 else colors,
        facecolors="none",
        linewidths=style.error_width,
        zorder=depth,
    )
    caps.set_transform(IdentityTransform())
    axes.add_collection(caps, autolim=False)
    return ErrorBars(upright=upright, segments=segments, caps=caps)


def read_errors(bars: ErrorBars, xy: Floats) -> tuple[Floats, Floats]:
    """The low and high ends of the error bars of items at ``xy``.

    NaN where a bar stands elsewhere or its cap is not at its end: then nobody can tell what is meant.
    """
    along = 1 if bars.upright else 0
    lines = segments(bars.segments, len(xy))
    caps = np.asarray(bars.caps.get_offsets(), dtype=np.float64).reshape(-1, 2, 2)
    lines = np.where(same(lines, caps), lines, np.nan) if caps.shape == lines.shape else np.full_like(lines, np.nan)
    across = lines[:, :, 1 - along]
    stands = np.asarray(same(across, np.repeat(xy[:, [1 - along]], 2, axis=1)).all(axis=1))
    ends = np.where(stands[:, None], lines[:, :, along], np.nan)
    return ends[:, 0], ends[:, 1]


def error_columns(painted: Painted, errors: tuple[ErrorBars, ...], xy: Floats) -> dict[str, Floats]:
    """The columns ``low``, ``high``, ``x_low`` and ``x_high`` as far as there are error bars of them."""
    columns: dict[str, Floats] = {}
    for bars in errors:
        along_value = bars.upright != painted.horizontal
        names = ("low", "high") if along_value else ("x_low", "x_high")
        columns |= dict(zip(names, read_errors(bars, xy), strict=True))
    return columns


_DEPTH = 2.3
_STROKE = 0.8  # points, the width of a tick
_RUG = 7.0  # points, the length of a tick on an axis of numbers
_MARKING = 5.0  # points, the length of a tick that is turned to mark something
_ON_BAND = 0.7  # of its slot, the length of a tick on a band
_FAINT = 0.6  # strokes of a rug lie close; those that are turned by the specification mark something


def paint_rules(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """One segment for each item: to its second end, else across the plot or the item's band."""
    ends, transform = _ends(axes, layer, bands), axes.transData
    if layer.y is None:
        transform = axes.get_xaxis_transform()
    elif layer.x is None:
        transform = axes.get_yaxis_transform()
    rules = LineCollection(
        list(ends),
        colors=fills(layer, style),
        linewidths=style.line_width,
        linestyles=[_style(layer, style.key(name)) for name in layer.series],
        capstyle="butt",
        transform=transform,
        zorder=_DEPTH,
    )
    axes.add_collection(rules, autolim=False)
    return painted(layer, items=(rules,))


def _style(layer: FrameLayer, key: Key) -> object:
    return (0.0, STATED["stated"]) if layer.mark.dash and key.dash == "solid" else key.linestyle


def _ends(axes: Axes, layer: FrameLayer, bands: Bands) -> Floats:
    """Both ends of every rule (n, 2, 2); those of a rule across the plot are shares of its height or width."""
    zero, one = np.zeros(layer.count), np.ones(layer.count)
    if layer.x is None or layer.y is None:
        known = layer.x if layer.y is None else layer.y
        at = zero if known is None else known
        pair = [(at, zero), (at, one)] if layer.y is None else [(zero, at), (one, at)]
        return np.stack([np.stack(end, axis=1) for end in pair], axis=1)
    middle, width = slots(axes, layer, bands)
    x, y = upright(layer, middle, value_of(layer))
    if layer.x2 is None and layer.y2 is None:
        low, high = (upright(layer, middle + side * width / 2, value_of(layer)) for side in (-1, 1))
        return np.stack([np.stack(low, axis=1), np.stack(high, axis=1)], axis=1)
    far = (x if layer.x2 is None else layer.x2, y if layer.y2 is None else layer.y2)
    return np.stack([np.stack((x, y), axis=1), np.stack(far, axis=1)], axis=1)


def read_rules(painted: Painted, context: AxesContext) -> Items:
    """Both ends of every segment, or its middle where it only spans a band."""
    rules = [rule for rule in painted.items if isinstance(rule, LineCollection)]
    ends = np.concatenate([vertices(rule).reshape(-1, 2, 2) for rule in rules]) if rules else np.empty((0, 2, 2))
    near, far = ends[:, 0], ends[:, 1]
    if not painted.columns & {"x2", "y2"}:
        near = ends.mean(axis=1)
    columns = {
        "x": cells(near[:, 0], context.x),
        "y": cells(near[:, 1], context.y),
        "x2": numbers(far[:, 0]),
        "y2": numbers(far[:, 1]),
        "series": joined([_rule_series(context, rule) for rule in rules]),
    }
    return items(painted, **columns)


def _rule_series(context: AxesContext, rules: LineCollection) -> tuple[str, ...]:
    count = len(rules.get_paths())
    dashes = dashes_of(rules)
    colors = spread([tuple(color) for color in np.asarray(rules.get_colors())], count)
    plain = ["solid" if dash in STATED else dash for dash in spread(dashes, count)]
    return joined([series(context, 1, color, dash=dash) for color, dash in zip(colors, plain, strict=True)])


def paint_ticks(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """One short stroke for each item, across its value; on the edge of the plot where it has one position only."""
    middle, width = slots(axes, layer, bands)
    lone = layer.x is None or layer.y is None
    lying = layer.x is None if lone else not layer.horizontal
    if layer.mark.orient is not None:
        lying = layer.mark.orient is TickOrient.HORIZONTAL
    length = (
        _MARKING
        if layer.mark.orient is not None
        else _RUG
        if lone or not categories(layer, bands)
        else _slot_length(axes, layer, width) * _ON_BAND
    )
    x, y = upright(layer, middle, value_of(layer))
    transform = axes.transData
    if lone:
        x, y = (x if layer.x is None else layer.x), (y if layer.y is None else layer.y)
        transform = axes.get_yaxis_transform() if layer.x is None else axes.get_xaxis_transform()
    reach = (0.0, 1.0) if lone else (-0.5, 0.5)
    ends = [(end, 0.0) if lying else (0.0, end) for end in reach]
    strokes = PathCollection(
        [Path(ends)],
        sizes=[length**2],
        offsets=np.stack([x, y], axis=1),
        offset_transform=transform,
        edgecolors=fills(layer, style),
        facecolors="none",
        linewidths=_STROKE if layer.mark.orient is None else style.thin_width,
        alpha=_FAINT if layer.mark.orient is None else None,
        zorder=_DEPTH,
    )
    strokes.set_transform(IdentityTransform())
    axes.add_collection(strokes, autolim=False)
    return painted(layer, items=(strokes,))


def _slot_length(axes: Axes, layer: FrameLayer, width: float) -> float:
    """The width of a slot in points."""
    corners = np.array([[0.0, 0.0], [0.0, width] if layer.horizontal else [width, 0.0]])
    x, y = axes.get_xlim()[0], axes.get_ylim()[0]
    first, last = in_points(
        axes, corners + np.array([[0.0 if not layer.horizontal else x, 0.0 if layer.horizontal else y]])
    )
    return float(np.hypot(*(last - first)))


def read_ticks(painted: Painted, context: AxesContext) -> Items:
    """The position of every stroke."""
    strokes = [stroke for stroke in painted.items if isinstance(stroke, PathCollection)]
    spots = [np.asarray(stroke.get_offsets(), dtype=np.float64) for stroke in strokes]
    xy = np.concatenate(spots) if spots else np.empty((0, 2))
    names = [
        series_of_each(context, len(spot), np.asarray(stroke.get_edgecolor(), dtype=np.float64))
        for stroke, spot in zip(strokes, spots, strict=True)
    ]
    return items(painted, x=cells(xy[:, 0], context.x), y=cells(xy[:, 1], context.y), series=joined(names))
