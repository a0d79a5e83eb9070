"""Texts beside points and vertices: first above them, then settled among everything else in the panel."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cbook import STEP_LOOKUP_MAP
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Look
from pb_adapters.plots.marks.lettering import frame_in_points, in_points, label, points_per_pixel, size_of
from pb_adapters.plots.marks.painted import Painted

_AIR = 3.4  # points from the middle of a point to its text
_SLANT = 0.75  # of the air, along each direction of a diagonal place
_PLACES = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
_ALIGN_X = {-1: "right", 0: "center", 1: "left"}
_ALIGN_Y = {-1: "top", 0: "center_baseline", 1: "bottom"}
_PREFERENCE = 1e-3 * np.arange(len(_PLACES))
_SWEEPS = 3
_DESCENT = 0.1
_HALF_POINT = 2.2  # points that a point takes to each side
_OUTSIDE = 50.0  # how much worse a place is outside the axes than on another text
_MARGIN = 1.5  # points that texts keep off the axes
_STEP, _STROKE = 3.0, 0.8  # points between the boxes along a line, and half their size
_MAX_SEARCHED = 400  # texts; more of them cannot all be legible
_MAX_MARKS = 3_000  # vertices of a line or points of a cloud that texts look out for


def label_points(axes: Axes, layer: FrameLayer, look: Look, xy: Floats, radii: Floats) -> tuple[Annotation, ...]:
    """One text above each item at ``xy`` in data units; ``radii`` are those of the points in points."""
    place = _PLACES[0]
    align = (_ALIGN_X[place[0]], _ALIGN_Y[place[1]])
    return tuple(
        label(axes, look, text, (float(x), float(y)), _offset(place, radius), align=align)
        for text, (x, y), radius in zip(layer.text, xy, radii.tolist(), strict=True)
    )


def settle_texts(layers: Sequence[Painted], look: Look) -> None:
    """Move the texts beside points so that they keep off each other and off all lines and points of their axes.

    It is for the layers of one panel, once all are painted; with more than ``_MAX_SEARCHED`` texts nothing moves.
    """
    texts = [moving for layer in layers for moving in _movable(layer)]
    if not texts or len(texts) > _MAX_SEARCHED:
        return
    every = dict.fromkeys(axes for _, _, axes in texts)
    fixed = np.concatenate([np.empty((0, 4)), *(boxes for axes in every for boxes in _obstacles(axes))])
    boxes = np.array([_choices(text, look, radius, axes) for text, radius, axes in texts])
    frames = [_inner(axes) for _, _, axes in texts]
    costs = np.array([_overlaps(c, fixed) + _OUTSIDE * _beyond(c, f) for c, f in zip(boxes, frames, strict=True)])
    for (text, radius, _), best in zip(texts, _settled(boxes, costs + _PREFERENCE), strict=True):
        place = _PLACES[best]
        text.set(position=_offset(place, radius), ha=_ALIGN_X[place[0]], va=_ALIGN_Y[place[1]])


def _movable(layer: Painted) -> list[tuple[Annotation, float, Axes]]:
    """The texts of a layer that may move, with the radii of their points and their axes."""
    texts = [text for text in (*layer.labels, *layer.items) if isinstance(text, Annotation)]
    return [
        (text, radius, text.axes)
        for text, radius in zip(texts, layer.radii, strict=False)
        if isinstance(text.axes, Axes) and text.get_text() and text.get_visible() and np.isfinite(text.xy).all()
    ]


def _offset(place: tuple[int, int], radius: float) -> tuple[float, float]:
    reach = max(_AIR, radius + 1.2) * (_SLANT if all(place) else 1.0)
    return place[0] * reach, place[1] * reach * (0.8 if place[1] > 0 else 1.0)


def _choices(text: Annotation, look: Look, radius: float, axes: Axes) -> list[tuple[float, float, float, float]]:
    """The box that a text would take at each place, in points."""
    x, y = in_points(axes, np.array([text.xy]))[0].tolist()
    size = size_of(text.get_text(), look)
    return [_box((x, y), place, size, radius) for place in _PLACES]


def _box(
    at: tuple[float, float], place: tuple[int, int], size: tuple[float, float], radius: float
) -> tuple[float, float, float, float]:
    dx, dy = _offset(place, radius)
    left = at[0] + dx - size[0] * (1 - place[0]) / 2
    lowered = 0.0 if place[1] else _DESCENT * size[1]  # what is centred by its baseline hangs below it
    bottom = at[1] + dy - size[1] * (1 - place[1]) / 2 - lowered
    return left, bottom, left + size[0], bottom + size[1]


def _settled(boxes: Floats, costs: Floats) -> list[int]:
    """The place of each text: the best beside those placed before it, then again beside all the others."""
    taken = np.full((len(boxes), 4), np.nan)
    chosen = [0] * len(boxes)
    for _ in range(_SWEEPS):
        for index, each in enumerate(boxes):
            taken[index] = np.nan
            chosen[index] = int(np.argmin(costs[index] + _overlaps(each, taken)))
            taken[index] = each[chosen[index]]
    return chosen


def _obstacles(axes: Axes) -> list[Floats]:
    """Boxes of what texts keep off: points, and small ones all along lines."""
    scale = points_per_pixel(axes)
    boxes = []
    for line in axes.lines:
        vertices = np.asarray(line.get_xydata(), dtype=np.float64)
        if 0 < len(vertices) <= _MAX_MARKS:
            corners = np.stack(STEP_LOOKUP_MAP[line.get_drawstyle()](*vertices.T), axis=1)
            boxes.append(_along(line, *(line.get_transform().transform(at) * scale for at in (corners, vertices))))
    for cloud in axes.collections:
        spots = np.asarray(cloud.get_offsets(), dtype=np.float64)
        if isinstance(cloud, PathCollection) and len(spots) <= _MAX_MARKS:
            middles = cloud.get_offset_transform().transform(spots) * scale
            sizes = np.asarray(cloud.get_sizes(), dtype=np.float64)
            half = np.maximum(np.sqrt(np.resize(sizes, len(middles))) / 2, _HALF_POINT)[:, None]
            boxes.append(np.concatenate([middles - half, middles + half], axis=1))
    return boxes


def _along(line: Line2D, corners: Floats, vertices: Floats) -> Floats:
    """Small boxes along a line and at its markers."""
    here, there = corners[:-1], corners[1:]
    known = np.isfinite(here + there).all(axis=1) & (line.get_linestyle() not in {"None", "none", ""})
    here, step = here[known], (there - here)[known]
    counts = np.maximum(np.ceil(np.minimum(np.hypot(*step.T), 1e4) / _STEP), 1).astype(int)
    ranks = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    shares = ((ranks + 0.5) / np.repeat(counts, counts))[:, None]
    middles = np.repeat(here, counts, axis=0) + np.repeat(step, counts, axis=0) * shares
    marked = vertices if line.get_marker() not in {"None", "none", ""} else vertices[:0]
    half = np.concatenate([np.full(len(middles), _STROKE), np.full(len(marked), _HALF_POINT)])[:, None]
    every = np.concatenate([middles, marked])
    return np.concatenate([every - half, every + half], axis=1)


def _inner(axes: Axes) -> Floats:
    left, bottom, right, top = frame_in_points(axes)
    return np.array([left + _MARGIN, bottom + _MARGIN, right, top])


def _overlaps(boxes: Floats, taken: Floats) -> Floats:
    """The area that each box shares with all taken ones."""
    low = np.maximum(boxes[:, None, :2], taken[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], taken[None, :, 2:])
    shared = np.clip(high - low, 0.0, None).prod(axis=2)
    return np.asarray(np.nansum(shared, axis=1), dtype=np.float64)


def _beyond(boxes: Floats, frame: Floats) -> Floats:
    """How far each box reaches out of the frame."""
    out = np.concatenate([frame[:2] - boxes[:, :2], boxes[:, 2:] - frame[2:]], axis=1)
    return np.asarray(np.clip(out, 0.0, None).sum(axis=1), dtype=np.float64)
