"""Points: one collection for each marker, with bubbles, colour ramps and texts; swarms beside each other."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import IdentityTransform

from pb_adapters.drawing.plots.frames.model import OUTLIERS, Floats, FrameLayer, Ints
from pb_adapters.drawing.plots.marks.item_places import (
    ends_of,
    fills,
    floor_of,
    outlines,
    projected,
    sharing,
    slots,
    take,
    upright,
    value_of,
)
from pb_adapters.drawing.plots.marks.item_readback import (
    UNREADABLE,
    AxesContext,
    Painted,
    cells,
    cycled,
    items,
    joined,
    located,
    names_series,
    numbers,
    painted,
    same,
    segments,
    series_of_each,
)
from pb_adapters.drawing.plots.marks.strokes import error_columns, paint_errors
from pb_adapters.drawing.plots.marks.texts import in_points, label_points, read_labels
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_adapters.drawing.shared.palettes import MARKERS, MISSING, PAPER, SOFT_INK
from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.marks import MarkType, PointShape

RASTER_FROM = 5_000
"""Points of a layer beyond which SVG and PDF hold them as pixels, so that files stay small."""

_DEPTH = 2.6
_MANY = 300  # points from which they shrink
_THROUGH = 500  # points from which they let each other show through
_SMALLEST = 0.9  # square points
_FAINT, _FAINTEST, _BUBBLE = 0.3, 0.1, 0.72  # opacity of crowded points, of the most crowded, of bubbles
_EDGE = 0.4
_TURNS = 12  # in which crowded series are painted
_OPEN = 0.8  # the edge of open points
_SHAPES = {PointShape.CIRCLE: "o", PointShape.SQUARE: "s", PointShape.DIAMOND: "D", PointShape.TRIANGLE: "^"}
_LARGE, _DOTS = 1.4, 30  # how much more area points take that are so few
_LARGER = 2.0  # how much more area points take whose shape is stated

Markers = list[tuple[str, Ints]]


def grouped(layer: FrameLayer, style: PlotStyle) -> tuple[FrameLayer, Markers]:
    """The layer with its items grouped by marker, and where in it each marker's items are."""
    groups = _groups(layer, style)
    if len(groups) <= 1:
        return layer, groups
    ends = np.cumsum([len(indices) for _, indices in groups])
    places = [np.arange(end - len(indices), end) for (_, indices), end in zip(groups, ends, strict=True)]
    ordered = take(layer, np.concatenate([indices for _, indices in groups]))
    return ordered, [(marker, place) for (marker, _), place in zip(groups, places, strict=True)]


def _groups(layer: FrameLayer, style: PlotStyle) -> Markers:
    if not layer.count:
        return []
    if layer.mark.shape is not None:
        return [(_SHAPES[layer.mark.shape], np.arange(layer.count))]
    if not style.in_legend:
        return [("o", np.arange(layer.count))]
    markers = {name: style.key(name).marker for name in dict.fromkeys(layer.series)}
    return _interleaved(sharing(layer, [markers[name] for name in layer.series]), layer.count)


def _interleaved(groups: Markers, count: int) -> Markers:
    """The groups in turns of a part each where there are many points, so that no series covers the others."""
    if count <= _MANY or len(groups) == 1:
        return groups
    parts = [[(marker, part) for part in np.array_split(indices, _TURNS)] for marker, indices in groups]
    return [group for turn in zip(*parts, strict=True) for group in turn if len(group[1])]


def paint_clouds(
    axes: Axes, layer: FrameLayer, style: PlotStyle, xy: Floats, markers: Markers
) -> tuple[PathCollection, ...]:
    """A collection for each marker of a layer that is grouped by marker and stands at ``xy``."""
    colors, lines = fills(layer, style), outlines(layer, style)
    clouds = []
    for marker, places in markers:
        part = slice(int(places[0]), int(places[-1]) + 1)
        faces = colors if len(colors) == 1 else colors[part]
        faces = faces[:1] if len(set(faces)) == 1 else faces
        clouds.append(_cloud(axes, layer, style, xy[part], marker, _paints(layer, style, part, faces, lines[part])))
        if layer.size is not None and style.sizes is not None:
            clouds[-1].set_sizes(style.sizes.areas(layer.size[part]))
    return tuple(clouds)


def _cloud(
    axes: Axes, layer: FrameLayer, style: PlotStyle, xy: Floats, marker: str, paints: dict[str, Any]
) -> PathCollection:
    marker_style = MarkerStyle(marker)
    cloud = PathCollection(
        [marker_style.get_path().transformed(marker_style.get_transform())],
        sizes=[dot_area(layer, style)],
        offsets=xy,
        offset_transform=axes.transData,
        zorder=_DEPTH,
        rasterized=layer.count > RASTER_FROM,
        **paints,
    )
    opacity = _BUBBLE if layer.size is not None else _opacity(layer.count)
    cloud.set_alpha(opacity if opacity < 1 else None)
    cloud.set_transform(IdentityTransform())
    axes.add_collection(cloud, autolim=False)
    return cloud


def _opacity(count: int) -> float:
    """How far so many points cover each other: 1 for few, less where so many may lie on one another."""
    if count <= _THROUGH:
        return 1.0
    return float(max(_FAINT * min(1.0, RASTER_FROM / count) ** 0.35, _FAINTEST))


def dot_area(layer: FrameLayer, style: PlotStyle) -> float:
    """The area of a point without a size of its own, in square points; smaller where there are many."""
    crowd = min(1.0, _MANY / max(layer.count, 1))
    alone = layer.mark.type is MarkType.POINT and layer.count <= _DOTS
    usual = style.dot_area * (_LARGER if layer.mark.shape is not None else _LARGE if alone else 1.0)
    return max(float(usual * crowd**0.6), _SMALLEST)


def _paints(
    layer: FrameLayer, style: PlotStyle, part: slice, faces: list[str], lines: list[str | None]
) -> dict[str, Any]:
    """Fill, edge and edge width of the points of one marker: one each, or one for each point."""
    if layer.part == OUTLIERS:
        return {"facecolors": PAPER, "edgecolors": faces, "linewidths": _OPEN}
    if layer.value is not None and style.ramp is not None:
        edges = SOFT_INK if layer.count <= _MANY else "none"
        return {"facecolors": _ramped(layer.value[part], style), "edgecolors": edges, "linewidths": _EDGE}
    if any(lines):
        widths = [style.outline_width if line else _EDGE for line in lines]
        return {"facecolors": faces, "edgecolors": [line or PAPER for line in lines], "linewidths": widths}
    return {"facecolors": faces, "edgecolors": PAPER if layer.count <= _MANY else "none", "linewidths": _EDGE}


def _ramped(values: Floats, style: PlotStyle) -> Floats:
    assert style.ramp is not None  # noqa: S101 - the caller has looked
    faces = style.ramp.colors(values)
    faces[np.isnan(values), :3] = [int(MISSING[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return faces


def spots(painted: Painted) -> list[tuple[PathCollection, Floats]]:
    """The collections of a layer with the positions of their points in data units (n, 2)."""
    clouds = [cloud for cloud in painted.items if isinstance(cloud, PathCollection)]
    return [(cloud, np.asarray(cloud.get_offsets(), dtype=np.float64).reshape(-1, 2)) for cloud in clouds]


def marker_of(cloud: PathCollection) -> str:
    """The name of the marker that a collection draws; ``""`` for a shape that is none of ours."""
    drawn = np.asarray(cloud.get_paths()[0].vertices)
    return next((name for name in MARKERS if _draws(name, drawn)), "")


def _draws(name: str, drawn: Floats) -> bool:
    marker_style = MarkerStyle(name)
    shape = np.asarray(marker_style.get_path().transformed(marker_style.get_transform()).vertices)
    return shape.shape == drawn.shape and bool(np.allclose(shape, drawn))


def series_of_cloud(painted: Painted, context: AxesContext, cloud: PathCollection, count: int) -> tuple[str, ...]:
    """The series of points, by colour and marker; by the marker alone where colour shows a quantity."""
    marker = "" if painted.mark.shape is not None else marker_of(cloud)
    if "value" in painted.columns:
        return _by_marker(context, marker, count)
    colors = cloud.get_edgecolor() if painted.part == OUTLIERS else cloud.get_facecolor()
    return series_of_each(context, count, np.asarray(colors), marker=marker)


def _by_marker(context: AxesContext, marker: str, count: int) -> tuple[str, ...]:
    if not names_series(context):
        return ("",) * count
    names = {key.marker: key.series for key in context.keys if key.series}
    return (names.get(marker, UNREADABLE),) * count


def sizes_of(context: AxesContext, cloud: PathCollection, count: int) -> tuple[float | None, ...]:
    """The quantities that the areas of points stand for; missing where the legend tells no scale of areas."""
    if context.sizes is None:
        return (None,) * count
    return numbers(context.sizes.values(cycled(np.asarray(cloud.get_sizes(), dtype=np.float64), count)))


def values_of(context: AxesContext, cloud: PathCollection, count: int) -> tuple[float | None, ...]:
    """The quantities that the colours of points stand for; missing for colours off the ramp."""
    if context.ramp is None:
        return (None,) * count
    faces = np.asarray(cloud.get_facecolor(), dtype=np.float64)
    return numbers(cycled(context.ramp.values(faces), count))


_STEM_DEPTH = 2.5


def paint_points(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Points with what belongs to them; items come grouped by marker."""
    layer, markers = grouped(layer, style)
    xy = np.stack(projected(axes, layer, bands), axis=1)
    colors = fills(layer, style)
    sized = layer.size is not None and style.sizes is not None
    areas = style.sizes.areas(layer.size) if sized else np.full(layer.count, style.dot_area)  # type: ignore[union-attr, arg-type]  # both are there
    return painted(
        layer,
        items=paint_clouds(axes, layer, style, xy, markers),
        errors=paint_errors(axes, layer, style, xy, colors),
        stems=_stems(axes, layer, style, xy, colors) if layer.mark.stem else None,
        labels=label_points(axes, layer, style, xy, np.sqrt(areas) / 2) if layer.text else (),
        radii=tuple((np.sqrt(areas) / 2).tolist()) if layer.text else (),
    )


def _stems(axes: Axes, layer: FrameLayer, style: PlotStyle, xy: Floats, colors: list[str]) -> LineCollection:
    along = 0 if layer.horizontal else 1
    _, start = ends_of(layer)
    floor = floor_of(axes, layer)
    origin = np.zeros(layer.count) if start is None else start
    feet = xy.copy()
    feet[:, along] = np.where(np.isnan(origin), 0.0 if floor is None else floor, origin)
    lines = list(np.stack([feet, xy], axis=1))
    stems = LineCollection(lines, colors=colors, linewidths=style.line_width, zorder=_STEM_DEPTH)
    axes.add_collection(stems, autolim=False)
    return stems


def read_points(painted: Painted, context: AxesContext) -> Items:
    """Position of every point, and what its size, colour, marker, stem, error bars and text say."""
    clouds = spots(painted)
    xy = np.concatenate([spot for _, spot in clouds]) if clouds else np.empty((0, 2))
    places = [located(cloud, spot, context) for cloud, spot in clouds]
    errors = error_columns(painted, painted.errors, xy)
    columns = {
        "series": joined([series_of_cloud(painted, context, cloud, len(spot)) for cloud, spot in clouds]),
        "x": joined([x for x, _ in places]),
        "y": joined([y for _, y in places]),
        **{name: numbers(column) for name, column in errors.items()},
    }
    if painted.stems is not None:
        columns["x2" if painted.horizontal else "y2"] = numbers(_feet(painted, painted.stems, xy))
    if "size" in painted.columns:
        columns["size"] = joined([sizes_of(context, cloud, len(spot)) for cloud, spot in clouds])
    if "value" in painted.columns:
        columns["value"] = joined([values_of(context, cloud, len(spot)) for cloud, spot in clouds])
    if "text" in painted.columns:
        columns["text"] = read_labels(painted.labels, xy)
    return items(painted, **columns)


def _feet(painted: Painted, stems: LineCollection, xy: Floats) -> Floats:
    """Where stems start; NaN where a stem does not lead to its point or starts beyond the visible end."""
    along = 0 if painted.horizontal else 1
    sticks = segments(stems, len(xy))
    fits = same(sticks[:, 1], xy).all(axis=1) & same(sticks[:, 0, 1 - along], xy[:, 1 - along])
    start = np.where(fits, sticks[:, 0, along], np.nan)
    if not painted.floating or stems.axes is None:
        return start
    visible = min(stems.axes.get_xlim() if painted.horizontal else stems.axes.get_ylim())
    return np.where(start < visible, np.nan, start)


_GOLDEN = (5**0.5 - 1) / 2
"""Steps of the golden ratio fill an interval evenly, whatever their number (Weyl's sequence)."""

_STRIP = 0.55  # of the slot
_MAX_SWARM = 1_500  # points on one place; more of them cannot avoid each other
_AIR = 1.06  # distance of the middles of two points that do not touch, in diameters


def paint_swarm(axes: Axes, layer: FrameLayer, style: PlotStyle, bands: Bands) -> Painted:
    """Points beside the middle of their slot; equal data gives equal places."""
    layer, markers = grouped(layer, style)
    middle, width = slots(axes, layer, bands)
    shift = (
        _swarmed(axes, layer, style, middle, width) if layer.mark.type is MarkType.SWARM else _scattered(middle, width)
    )
    xy = np.stack(upright(layer, middle + shift, value_of(layer)), axis=1)
    return painted(layer, items=paint_clouds(axes, layer, style, xy, markers))


def _scattered(middle: Floats, width: float) -> Floats:
    shift = np.zeros(len(middle))
    for place in np.unique(middle):
        here = np.flatnonzero(middle == place)
        shift[here] = ((np.arange(1, len(here) + 1) * _GOLDEN) % 1.0 - 0.5) * width * _STRIP
    return shift


def _swarmed(axes: Axes, layer: FrameLayer, style: PlotStyle, middle: Floats, width: float) -> Floats:
    """Shifts in data units; as many points as fit within the slot keep clear of each other."""
    points = in_points(axes, np.stack(upright(layer, middle, value_of(layer)), axis=1))
    across = 1 if layer.horizontal else 0
    unit = (
        in_points(axes, np.stack(upright(layer, middle + 1.0, value_of(layer)), axis=1))[:, across] - points[:, across]
    )
    scale = float(np.nanmedian(np.abs(unit))) if len(unit) else 1.0
    reach = width * scale / 2
    diameter = _AIR * (np.sqrt(dot_area(layer, style)) + 0.4)
    shift = np.zeros(layer.count)
    for place in np.unique(middle):
        here = np.flatnonzero(middle == place)
        if len(here) > _MAX_SWARM:
            shift[here] = _scattered(middle[here], width)
        else:
            shift[here] = _pushed(points[here, 1 - across], diameter, reach) / scale
    return shift


def _pushed(along: Floats, diameter: float, reach: float) -> Floats:
    """How far aside each point goes, in points, at least as far as the nearest free place within ``reach``."""
    aside = np.zeros(len(along))
    order = np.argsort(along, kind="stable")
    start = 0
    for rank, index in enumerate(order):
        while along[index] - along[order[start]] >= diameter:
            start += 1
        near = order[start:rank]
        chord = np.sqrt(np.clip(diameter**2 - (along[index] - along[near]) ** 2, 0.0, None))
        tries = np.concatenate([[0.0], aside[near] - chord, aside[near] + chord])
        tries = tries[np.abs(tries) <= reach]
        clear = (np.abs(tries[:, None] - aside[near]) >= chord - 1e-9).all(axis=1)
        room = tries[clear]
        aside[index] = room[np.lexsort((-room, np.abs(room).round(6)))[0]] if len(room) else _edge(rank, reach)
    return aside


def _edge(rank: int, reach: float) -> float:
    """Where a point goes that finds no room: anywhere within reach, evenly."""
    return ((rank * _GOLDEN) % 1.0 - 0.5) * 2 * reach


def read_swarm(painted: Painted, context: AxesContext) -> Items:
    """The category and value of every point."""
    clouds = spots(painted)
    xy = np.concatenate([spot for _, spot in clouds]) if clouds else np.empty((0, 2))
    columns = {
        "series": joined([series_of_cloud(painted, context, cloud, len(spot)) for cloud, spot in clouds]),
        "x": cells(xy[:, 0], context.x),
        "y": cells(xy[:, 1], context.y),
    }
    if "size" in painted.columns:
        columns["size"] = joined([sizes_of(context, cloud, len(spot)) for cloud, spot in clouds])
    if "value" in painted.columns:
        columns["value"] = joined([values_of(context, cloud, len(spot)) for cloud, spot in clouds])
    return items(painted, **columns)
