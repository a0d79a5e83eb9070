"""Areas and bands: one polygon for each gapless run of a series, along its upper edge and back along its lower."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.grouping import fills, finite, runs
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.placing import POLAR, ends_of, floor_of, projected
from pb_adapters.plots.marks.reading import closed, items, joined, located, same, series
from pb_adapters.plots.palettes import PAPER
from pb_core.plot.grammar import Interpolate, MarkType
from pb_core.plot.items import Items

_DEPTH = {MarkType.AREA: 1.8, MarkType.ERRORBAND: 2.2}
_STACKED, _FREE, _BAND = 1.0, 0.28, 0.2  # opacity of stacked areas, of areas that may cover each other, of bands
_STRIDE = {Interpolate.LINEAR: 1, Interpolate.STEP_AFTER: 2, Interpolate.STEP_BEFORE: 2, Interpolate.STEP: 3}


def paint_areas(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """Polygons of areas, areas of a stack or error bands."""
    _, lower = ends_of(layer)
    stacked = lower is not None and bool(np.nanmax(np.abs(lower), initial=0.0) > 0)
    polygons = [
        _polygon(axes, part, look, bands, stacked=stacked)
        for group in runs(layer, "series", "detail")
        for part in finite(group)
    ]
    for polygon in polygons:
        axes.add_artist(polygon)
    return painted(layer, items=tuple(polygons))


def _polygon(axes: Axes, part: FrameLayer, look: Look, bands: Bands, *, stacked: bool) -> Polygon:
    _, lower = ends_of(part)
    floor = floor_of(axes, part)
    start = np.full(part.count, np.nan) if lower is None else lower
    start = np.where(np.isnan(start), 0.0 if floor is None else floor, start)
    how = part.mark.interpolate
    upper_xy = _stepped(np.stack(projected(axes, part, bands), axis=1), how, part.horizontal)
    lower_xy = _stepped(np.stack(projected(axes, part, bands, start), axis=1), how, part.horizontal)
    color = fills(part, look)[0]
    key = look.key(part.series[0])
    band = part.mark.type is MarkType.ERRORBAND
    opacity = _BAND if band else _STACKED if stacked else _FREE
    polygon = Polygon(
        closed(_around(upper_xy, lower_xy) if axes.name == POLAR else np.concatenate([upper_xy, lower_xy[::-1]])),
        closed=True,
        facecolor=(color, opacity),
        linewidth=0.0 if band else 0.4 if stacked else look.thin_width,
        linestyle="-" if stacked or band else key.linestyle,
        hatch=key.hatch or None,
        label=part.detail[0] if part.detail else "",
        zorder=_DEPTH[part.mark.type],
    )
    polygon.set_edgecolor("none" if band else PAPER if stacked else color)
    return polygon


def _around(outer: Floats, inner: Floats) -> Floats:
    """The outline of an area around a circle: its outer edge, and its inner one unless that is the centre."""
    if not inner[:, 1].any():
        return outer
    return np.concatenate([outer, outer[:1], inner[:1], inner[::-1]])


def _stepped(xy: Floats, how: Interpolate, horizontal: bool) -> Floats:  # noqa: FBT001 - a direction
    """The vertices of a stepped edge: the items' own at every ``_STRIDE``, the corners of the steps between them."""
    if how is Interpolate.LINEAR or len(xy) == 1:
        return xy
    base = 1 if horizontal else 0
    here, after = xy[:-1], xy[1:]
    between = [here, here.copy()]
    if how is Interpolate.STEP_AFTER:
        between[1][:, base] = after[:, base]
    elif how is Interpolate.STEP_BEFORE:
        between[1][:, 1 - base] = after[:, 1 - base]
    else:
        middle = (here[:, base] + after[:, base]) / 2
        between.append(after.copy())
        between[1][:, base], between[2][:, base] = middle, middle
    return np.concatenate([np.stack(between, axis=1).reshape(-1, 2), xy[-1:]])


def read_areas(painted: Painted, context: AxesContext) -> Items:
    """Base, value and lower edge of every vertex; a polygon that is no area yields all its vertices as they are."""
    polygons = [polygon for polygon in painted.items if isinstance(polygon, Polygon)]
    edges = [_edges(painted, polygon) for polygon in polygons]
    places = [located(polygon, upper, context) for polygon, (upper, _) in zip(polygons, edges, strict=True)]
    lows = [located(polygon, lower, context) for polygon, (_, lower) in zip(polygons, edges, strict=True)]
    counts = [len(upper) for upper, _ in edges]
    base, value = (1, 0) if painted.horizontal else (0, 1)
    details = joined([(str(p.get_label()),) * count for p, count in zip(polygons, counts, strict=True)])
    columns = {
        "xy"[base]: joined([place[base] for place in places]),
        "xy"[value]: joined([place[value] for place in places]),
        "xy"[value] + "2": _started(painted, joined([low[value] for low in lows])),
        "series": joined([_series(context, p, count) for p, count in zip(polygons, counts, strict=True)]),
        "detail": details if any(details) else (),
    }
    return items(painted, **columns)


def _series(context: AxesContext, polygon: Polygon, count: int) -> tuple[str, ...]:
    return series(context, count, polygon.get_facecolor(), hatch=polygon.get_hatch() or "")


def _edges(painted: Painted, polygon: Polygon) -> tuple[Floats, Floats]:
    """The upper and the lower edge, item by item; NaN below items whose edges do not stand on one place."""
    xy = np.asarray(polygon.get_xy(), dtype=np.float64)[:-1]
    if polygon.axes is not None and polygon.axes.name == POLAR:
        return _unwound(xy)
    half = len(xy) // 2
    upper, lower = xy[:half], xy[half:][::-1]
    how, base = painted.mark.interpolate, 1 if painted.horizontal else 0
    ours = [edge[:: _STRIDE[how]] for edge in (upper, lower)]
    again = [_stepped(edge, how, painted.horizontal) for edge in ours]
    if len(upper) != len(lower) or not all(
        np.shape(a) == np.shape(b) and same(a, b).all() for a, b in zip(again, (upper, lower), strict=True)
    ):
        return xy, np.full_like(xy, np.nan)
    stands = same(ours[0][:, base], ours[1][:, base])
    ours[1][~stands] = np.nan
    return ours[0], ours[1]


def _unwound(xy: Floats) -> tuple[Floats, Floats]:
    """The outer and inner edge of an area around a circle; NaN below items whose edges stand at different angles."""
    half = len(xy) // 2 - 1
    if half < 1 or not np.array_equal(xy[half], xy[0]) or not np.array_equal(xy[half + 1], xy[-1]):
        return xy, xy * [1.0, 0.0]
    outer, inner = xy[:half], xy[half + 2 :][::-1].copy()
    inner[~same(outer[:, 0], inner[:, 0])] = np.nan
    return outer, inner


def _started(painted: Painted, starts: tuple[object, ...]) -> tuple[object, ...]:
    """The lower edge; missing where a scale without zero lets an area start beyond its visible end."""
    if not painted.floating or not painted.items or painted.items[0].axes is None:
        return starts
    axes = painted.items[0].axes
    visible = min(axes.get_xlim() if painted.horizontal else axes.get_ylim())
    return tuple(None if isinstance(start, float) and start < visible else start for start in starts)
