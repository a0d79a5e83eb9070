"""Marks that run along an axis: lines, areas and error bands."""

from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.patheffects import withStroke

from pb_adapters.drawing.plots.frames.model import Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import (
    POLAR,
    emphasised,
    ends_of,
    fills,
    finite,
    floor_of,
    projected,
    runs,
)
from pb_adapters.drawing.plots.marks.item_readback import (
    STATED,
    AxesContext,
    Painted,
    closed,
    dash_of,
    items,
    joined,
    located,
    numbers,
    painted,
    same,
    series,
)
from pb_adapters.drawing.plots.marks.strokes import error_columns, paint_errors
from pb_adapters.drawing.plots.marks.texts import label_points, read_labels
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_adapters.drawing.shared.palettes import PAPER
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.marks import Interpolate

_AREA_DEPTH, _BAND_DEPTH = 1.8, 2.2
_STACKED, _FREE, _BAND = 1.0, 0.28, 0.2  # opacity of stacked areas, of areas that may cover each other, of bands
_STRIDE = {Interpolate.LINEAR: 1, Interpolate.STEP_AFTER: 2, Interpolate.STEP_BEFORE: 2, Interpolate.STEP: 3}


def paint_areas(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Polygons of areas, areas of a stack or error bands."""
    _, lower = ends_of(layer)
    stacked = lower is not None and bool(np.nanmax(np.abs(lower), initial=0.0) > 0)
    polygons = [
        _polygon(axes, part, style, bands, stacked=stacked)
        for group in runs(layer, "series", "detail")
        for part in finite(group)
    ]
    for polygon in polygons:
        axes.add_artist(polygon)
    return painted(layer, items=tuple(polygons))


def _polygon(axes: Axes, part: FrameLayer, style: PlotStyle, bands: Bands, *, stacked: bool) -> Polygon:
    _, lower = ends_of(part)
    floor = floor_of(axes, part)
    start = np.full(part.count, np.nan) if lower is None else lower
    start = np.where(np.isnan(start), 0.0 if floor is None else floor, start)
    how = part.mark.interpolate
    upper_xy = _stepped(np.stack(projected(axes, part, bands), axis=1), how, part.horizontal)
    lower_xy = _stepped(np.stack(projected(axes, part, bands, start), axis=1), how, part.horizontal)
    color = fills(part, style)[0]
    key = style.key(part.series[0])
    band = part.mark.type.traits.band
    opacity = _BAND if band else _STACKED if stacked else _FREE
    polygon = Polygon(
        closed(_around(upper_xy, lower_xy) if axes.name == POLAR else np.concatenate([upper_xy, lower_xy[::-1]])),
        closed=True,
        facecolor=(color, opacity),
        linewidth=0.0 if band else 0.4 if stacked else style.thin_width,
        linestyle="-" if stacked or band else key.linestyle,
        hatch=key.hatch or None,
        label=part.detail[0] if part.detail else "",
        zorder=_BAND_DEPTH if band else _AREA_DEPTH,
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
        "series": joined([_area_series(context, p, count) for p, count in zip(polygons, counts, strict=True)]),
        "detail": details if any(details) else (),
    }
    return items(painted, **columns)


def _area_series(context: AxesContext, polygon: Polygon, count: int) -> tuple[str, ...]:
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


_LINE_DEPTH, _OVER_POINTS = 2.4, 2.65
_FADED = 0.45  # the most opacity of points that a line summarises
_HALO = 1.0  # points by which paper shows around such a line
_Style = Literal["default", "steps-post", "steps-pre", "steps-mid"]
_STYLES: dict[Interpolate, _Style] = {
    Interpolate.LINEAR: "default",
    Interpolate.STEP_AFTER: "steps-post",
    Interpolate.STEP_BEFORE: "steps-pre",
    Interpolate.STEP: "steps-mid",
}
_MARKED = 30  # markers of a line; longer lines carry one at every so many vertices
_LONG = 1_000  # vertices from which a line is drawn thin
_RASTER_FROM = 20_000  # vertices beyond which SVG and PDF hold a line as pixels, so that files stay small
_STANDING_OUT = 1.3  # how much thicker an emphasised line is


def paint_lines(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Lines, dots at vertices that have no neighbour, error bars and value labels."""
    groups = runs(layer, "series", "detail")
    lines = [_line(axes, group, style, bands) for group in groups]
    dots = [_lonely(line) for line in lines]
    for artist in (*lines, *filter(None, dots)):
        axes.add_artist(artist)
    xy = np.stack(projected(axes, layer, bands), axis=1)
    if clouds := _summarised(axes, xy):
        _raise_over(clouds, lines)
    colors = [str(line.get_color()) for line, group in zip(lines, groups, strict=True) for _ in range(group.count)]
    return painted(
        layer,
        items=tuple(lines),
        errors=paint_errors(axes, layer, style, xy, colors),
        labels=label_points(axes, layer, style, xy, np.zeros(layer.count)) if layer.text else (),
        radii=(0.0,) * len(layer.text),
        extras=tuple(filter(None, dots)),
    )


def _summarised(axes: Axes, xy: Floats) -> list[PathCollection]:
    """The points of earlier layers, where lines run through them and do not just join them."""
    clouds = [cloud for cloud in axes.collections if isinstance(cloud, PathCollection)]
    spots = [np.asarray(cloud.get_offsets(), dtype=np.float64) for cloud in clouds]
    if not spots:
        return []
    known = xy[np.isfinite(xy).all(axis=1)]
    joined = np.isin(_paired(known), _paired(np.concatenate(spots))).all()
    return [] if joined else clouds


def _paired(xy: Floats) -> np.ndarray[Any, np.dtype[np.complex128]]:
    return np.asarray(xy[:, 0] + 1j * xy[:, 1], dtype=np.complex128)


def _raise_over(clouds: list[PathCollection], lines: list[Line2D]) -> None:
    """Draw lines over points, which fade, so that a line shows where points are dense and of its colour."""
    for cloud in clouds:
        alpha = cloud.get_alpha()
        cloud.set_alpha(_FADED if alpha is None else np.minimum(alpha, _FADED))
    for line in lines:
        line.set_zorder(line.get_zorder() + _OVER_POINTS - _LINE_DEPTH)
        line.set_path_effects([withStroke(linewidth=line.get_linewidth() + _HALO, foreground=PAPER)])


def _line(axes: Axes, group: FrameLayer, style: PlotStyle, bands: Bands) -> Line2D:
    x, y = projected(axes, group, bands)
    if axes.name == POLAR:
        x, y = np.append(x, x[:1]), np.append(y, y[:1])
    key = style.key(group.series[0])
    stands_out = emphasised(group)
    of_many = any(group.detail)  # one of several lines that are not told apart by colour
    width = style.thin_width if group.mark.fit or of_many or group.count > _LONG else style.line_width
    line = Line2D(
        x,
        y,
        color=fills(group, style)[0],
        linewidth=width * (_STANDING_OUT if stands_out else 1.0),
        drawstyle=_STYLES[group.mark.interpolate],
        label=group.detail[0] if group.detail else "",
        zorder=_LINE_DEPTH + (0.1 if stands_out else 0.0),
        rasterized=group.count > _RASTER_FROM,
        solid_joinstyle="round",
        solid_capstyle="round" if axes.name == POLAR else "butt",
    )
    plain = key.dash == "solid"
    line.set(linestyle=(0.0, STATED["stated"]) if group.mark.dash and plain else key.linestyle)
    if group.mark.point and not group.mark.fit:
        line.set(marker=key.marker, markersize=style.marker_size, markeredgecolor=PAPER, markeredgewidth=0.4)
        line.set_markevery(max(1, -(-group.count // _MARKED)))
    return line


def _lonely(line: Line2D) -> Line2D | None:
    """Dots at the vertices between two gaps, which no stretch of line shows."""
    xy = line.get_xydata()
    there = ~np.isnan(np.asarray(xy)).any(axis=1)
    beside = np.concatenate([[False], there, [False]])
    alone = there & ~beside[:-2] & ~beside[2:]
    if not alone.any():
        return None
    x, y = np.asarray(xy)[alone].T
    return Line2D(x, y, linestyle="none", marker="o", markersize=2.4, color=line.get_color(), zorder=line.get_zorder())


def read_lines(painted: Painted, context: AxesContext) -> Items:
    """The vertices of every line, without gaps and without the one that closes a radar."""
    lines = [line for line in painted.items if isinstance(line, Line2D)]
    drawn = [_opened(line) for line in lines]
    there = [~np.isnan(xy).any(axis=1) for xy in drawn]
    places = [located(line, xy[ok], context) for line, xy, ok in zip(lines, drawn, there, strict=True)]
    every = np.concatenate(drawn) if drawn else np.empty((0, 2))
    kept = np.concatenate(there) if there else np.empty(0, dtype=bool)
    errors = error_columns(painted, painted.errors, every)
    details = joined([(str(line.get_label()),) * int(ok.sum()) for line, ok in zip(lines, there, strict=True)])
    texts = read_labels(painted.labels, every)
    columns = {
        "series": joined([_line_series(context, line, int(ok.sum())) for line, ok in zip(lines, there, strict=True)]),
        "detail": details if any(details) else (),
        "x": joined([x for x, _ in places]),
        "y": joined([y for _, y in places]),
        "text": tuple(text for text, ok in zip(texts, kept, strict=True) if ok),
        **{name: numbers(column[kept]) for name, column in errors.items()},
    }
    return items(painted, **columns)


def _opened(line: Line2D) -> Floats:
    xy = np.asarray(line.get_xydata(), dtype=np.float64)
    polar = line.axes is not None and line.axes.name == POLAR
    closed = polar and len(xy) > 1 and np.array_equal(xy[0], xy[-1], equal_nan=True)
    return xy[:-1] if closed else xy


def _line_series(context: AxesContext, line: Line2D, count: int) -> tuple[str, ...]:
    marker, dash = str(line.get_marker()), dash_of(line)
    return series(
        context,
        count,
        line.get_color(),
        marker="" if marker in {"None", ""} else marker,
        dash="solid" if dash in STATED else dash,
    )
