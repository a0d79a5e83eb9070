"""Clouds: points as one collection for each marker, however many they are, and what their looks say."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import IdentityTransform

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import OUTLIERS, Floats, FrameLayer, Ints
from pb_adapters.plots.look import Look
from pb_adapters.plots.marks.grouping import fills, outlines, sharing, take
from pb_adapters.plots.marks.painted import Painted
from pb_adapters.plots.marks.reading import UNREADABLE, cycled, numbers, series_of_each, told
from pb_adapters.plots.palettes import MARKERS, MISSING, PAPER, SOFT_INK

RASTER_FROM = 20_000
"""Vertices or points of a layer from which SVG and PDF hold it as pixels, so that files stay small."""

_DEPTH = 2.6
_MANY = 300  # points from which they shrink and let each other show through
_SMALLEST = 0.9  # square points
_FAINTEST, _BUBBLE = 0.1, 0.72  # opacity of the most crowded points, of bubbles
_EDGE = 0.4
_TURNS = 12  # in which crowded series are painted
_OPEN = 0.8  # the edge of open points

Markers = list[tuple[str, Ints]]


def grouped(layer: FrameLayer, look: Look) -> tuple[FrameLayer, Markers]:
    """The layer with its items grouped by marker, and where in it each marker's items are."""
    groups = _groups(layer, look)
    if len(groups) <= 1:
        return layer, groups
    ends = np.cumsum([len(indices) for _, indices in groups])
    places = [np.arange(end - len(indices), end) for (_, indices), end in zip(groups, ends, strict=True)]
    ordered = take(layer, np.concatenate([indices for _, indices in groups]))
    return ordered, [(marker, place) for (marker, _), place in zip(groups, places, strict=True)]


def _groups(layer: FrameLayer, look: Look) -> Markers:
    if not layer.count:
        return []
    if not look.told and not look.shapes:
        return [("o", np.arange(layer.count))]
    shapes = layer.shape or ("",) * layer.count
    pairs = list(zip(layer.series, shapes, strict=True))
    markers = {pair: look.marker(*pair) for pair in dict.fromkeys(pairs)}
    return _interleaved(sharing(layer, [markers[pair] for pair in pairs]), layer.count)


def _interleaved(groups: Markers, count: int) -> Markers:
    """The groups in turns of a part each where there are many points, so that no series covers the others."""
    if count <= _MANY or len(groups) == 1:
        return groups
    parts = [[(marker, part) for part in np.array_split(indices, _TURNS)] for marker, indices in groups]
    return [group for turn in zip(*parts, strict=True) for group in turn if len(group[1])]


def paint_clouds(axes: Axes, layer: FrameLayer, look: Look, xy: Floats, markers: Markers) -> tuple[PathCollection, ...]:
    """A collection for each marker of a layer that is grouped by marker and stands at ``xy``."""
    colors, lines = fills(layer, look), outlines(layer, look)
    clouds = []
    for marker, places in markers:
        part = slice(int(places[0]), int(places[-1]) + 1)
        faces = colors if len(colors) == 1 else colors[part]
        faces = faces[:1] if len(set(faces)) == 1 else faces
        clouds.append(_cloud(axes, layer, look, xy[part], marker, _paints(layer, look, part, faces, lines[part])))
        if layer.size is not None and look.sizes is not None:
            clouds[-1].set_sizes(look.sizes.areas(layer.size[part]))
    return tuple(clouds)


def _cloud(
    axes: Axes, layer: FrameLayer, look: Look, xy: Floats, marker: str, paints: dict[str, Any]
) -> PathCollection:
    style = MarkerStyle(marker)
    crowd = min(1.0, _MANY / layer.count)
    cloud = PathCollection(
        [style.get_path().transformed(style.get_transform())],
        sizes=[dot_area(layer, look)],
        offsets=xy,
        offset_transform=axes.transData,
        zorder=_DEPTH,
        rasterized=layer.count > RASTER_FROM,
        **paints,
    )
    opacity = _BUBBLE if layer.size is not None else max(crowd**0.35, _FAINTEST)
    cloud.set_alpha(opacity if opacity < 1 else None)
    cloud.set_transform(IdentityTransform())
    axes.add_collection(cloud, autolim=False)
    return cloud


def dot_area(layer: FrameLayer, look: Look) -> float:
    """The area of a point without a size of its own, in square points; smaller where there are many."""
    crowd = min(1.0, _MANY / max(layer.count, 1))
    return max(float(look.dot_area * crowd**0.6), _SMALLEST)


def _paints(layer: FrameLayer, look: Look, part: slice, faces: list[str], lines: list[str | None]) -> dict[str, Any]:
    """Fill, edge and edge width of the points of one marker: one each, or one for each point."""
    if layer.part == OUTLIERS:
        return {"facecolors": PAPER, "edgecolors": faces, "linewidths": _OPEN}
    if layer.value is not None and look.ramp is not None:
        edges = SOFT_INK if layer.count <= _MANY else "none"
        return {"facecolors": _ramped(layer.value[part], look), "edgecolors": edges, "linewidths": _EDGE}
    if any(lines):
        widths = [look.outline_width if line else _EDGE for line in lines]
        return {"facecolors": faces, "edgecolors": [line or PAPER for line in lines], "linewidths": widths}
    return {"facecolors": faces, "edgecolors": PAPER if layer.count <= _MANY else "none", "linewidths": _EDGE}


def _ramped(values: Floats, look: Look) -> Floats:
    assert look.ramp is not None  # noqa: S101 - the caller has looked
    faces = look.ramp.colors(values)
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
    style = MarkerStyle(name)
    shape = np.asarray(style.get_path().transformed(style.get_transform()).vertices)
    return shape.shape == drawn.shape and bool(np.allclose(shape, drawn))


def series_of_cloud(painted: Painted, context: AxesContext, cloud: PathCollection, count: int) -> tuple[str, ...]:
    """The series of points, by colour and marker; by the marker alone where colour shows a quantity."""
    marker = marker_of(cloud)
    if "value" in painted.columns:
        return _by_marker(context, marker, count)
    colors = cloud.get_edgecolor() if painted.part == OUTLIERS else cloud.get_facecolor()
    return series_of_each(context, count, np.asarray(colors), marker="" if context.shapes else marker)


def _by_marker(context: AxesContext, marker: str, count: int) -> tuple[str, ...]:
    if not context.shapes and not told(context):
        return ("",) * count
    names = {drawn: name for name, drawn in context.shapes} or {
        key.marker: key.series for key in context.keys if key.series
    }
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
