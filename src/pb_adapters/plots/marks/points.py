"""Points: clouds with bubbles, colour ramps, error bars, stems and texts."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.clouds import grouped, paint_clouds, series_of_cloud, sizes_of, spots, values_of
from pb_adapters.plots.marks.errors import error_columns, paint_errors
from pb_adapters.plots.marks.grouping import fills
from pb_adapters.plots.marks.lettering import read_labels
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.placing import ends_of, floor_of, projected
from pb_adapters.plots.marks.point_labels import label_points
from pb_adapters.plots.marks.reading import items, joined, located, numbers, same, segments
from pb_core.plot.items import Items

_STEM_DEPTH = 2.5


def paint_points(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """Points with what belongs to them; items come grouped by marker."""
    layer, markers = grouped(layer, look)
    xy = np.stack(projected(axes, layer, bands), axis=1)
    colors = fills(layer, look)
    sized = layer.size is not None and look.sizes is not None
    areas = look.sizes.areas(layer.size) if sized else np.full(layer.count, look.dot_area)  # type: ignore[union-attr, arg-type]  # both are there
    return painted(
        layer,
        items=paint_clouds(axes, layer, look, xy, markers),
        errors=paint_errors(axes, layer, look, xy, colors),
        stems=_stems(axes, layer, look, xy, colors) if layer.mark.stem else None,
        labels=label_points(axes, layer, look, xy, np.sqrt(areas) / 2) if layer.text else (),
        radii=tuple((np.sqrt(areas) / 2).tolist()) if layer.text else (),
    )


def _stems(axes: Axes, layer: FrameLayer, look: Look, xy: Floats, colors: list[str]) -> LineCollection:
    along = 0 if layer.horizontal else 1
    _, start = ends_of(layer)
    floor = floor_of(axes, layer)
    origin = np.zeros(layer.count) if start is None else start
    feet = xy.copy()
    feet[:, along] = np.where(np.isnan(origin), 0.0 if floor is None else floor, origin)
    lines = list(np.stack([feet, xy], axis=1))
    stems = LineCollection(lines, colors=colors, linewidths=look.line_width, zorder=_STEM_DEPTH)
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
