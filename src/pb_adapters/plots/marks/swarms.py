"""Strips and swarms: single values on their band, scattered evenly or pushed aside until they do not touch."""

import numpy as np
from matplotlib.axes import Axes

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.clouds import dot_area, grouped, paint_clouds, series_of_cloud, sizes_of, spots, values_of
from pb_adapters.plots.marks.lettering import in_points
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.placing import slots, upright, value_of
from pb_adapters.plots.marks.reading import cells, items, joined
from pb_core.plot.grammar import MarkType
from pb_core.plot.items import Items

_GOLDEN = (5**0.5 - 1) / 2
"""Steps of the golden ratio fill an interval evenly, whatever their number (Weyl's sequence)."""

_STRIP = 0.55  # of the slot
_MAX_SWARM = 1_500  # points on one place; more of them cannot avoid each other
_AIR = 1.06  # distance of the middles of two points that do not touch, in diameters


def paint_swarm(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """Points beside the middle of their slot; equal data gives equal places."""
    layer, markers = grouped(layer, look)
    middle, width = slots(layer, bands)
    shift = (
        _swarmed(axes, layer, look, middle, width) if layer.mark.type is MarkType.SWARM else _scattered(middle, width)
    )
    xy = np.stack(upright(layer, middle + shift, value_of(layer)), axis=1)
    return painted(layer, items=paint_clouds(axes, layer, look, xy, markers))


def _scattered(middle: Floats, width: float) -> Floats:
    shift = np.zeros(len(middle))
    for place in np.unique(middle):
        here = np.flatnonzero(middle == place)
        shift[here] = ((np.arange(1, len(here) + 1) * _GOLDEN) % 1.0 - 0.5) * width * _STRIP
    return shift


def _swarmed(axes: Axes, layer: FrameLayer, look: Look, middle: Floats, width: float) -> Floats:
    """Shifts in data units; as many points as fit within the slot keep clear of each other."""
    points = in_points(axes, np.stack(upright(layer, middle, value_of(layer)), axis=1))
    across = 1 if layer.horizontal else 0
    unit = (
        in_points(axes, np.stack(upright(layer, middle + 1.0, value_of(layer)), axis=1))[:, across] - points[:, across]
    )
    scale = float(np.nanmedian(np.abs(unit))) if len(unit) else 1.0
    reach = width * scale / 2
    diameter = _AIR * (np.sqrt(dot_area(layer, look)) + 0.4)
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
