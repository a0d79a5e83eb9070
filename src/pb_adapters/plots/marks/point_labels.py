"""Texts beside points: each takes the place around its point that meets the fewest other texts and points."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Look
from pb_adapters.plots.marks.lettering import frame_in_points, in_points, label, size_of

_AIR = 3.4  # points from the middle of a point to its text
_SLANT = 0.75  # of the air, along each direction of a diagonal place
_PLACES = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
_PREFERENCE = 1e-3 * np.arange(len(_PLACES))
_SWEEPS = 3
_DESCENT = 0.1
_HALF_POINT = 2.2  # points that a point takes to each side
_OUTSIDE = 50.0  # how much worse a place is outside the axes than on another text
_STEP, _STROKE = 3.0, 0.8  # points between the boxes along a line, and half their size
_MAX_SEARCHED = 400  # texts; more of them cannot all be legible


def label_points(
    axes: Axes, layer: FrameLayer, look: Look, xy: Floats, radii: Floats | None = None, *, lines: bool = False
) -> tuple[Annotation, ...]:
    """One text for each item at ``xy`` in data units; ``radii`` are those of the points in points.

    ``lines`` says that lines run from item to item within each series, which the texts shall keep off too.
    """
    around = np.zeros(layer.count) if radii is None else radii
    strokes = _strokes(in_points(axes, xy), layer) if lines else np.empty((0, 4))
    places = _places(axes, layer, look, xy, around, strokes)
    return tuple(
        label(
            axes,
            look,
            text,
            (float(x), float(y)),
            _offset(place, float(radius)),
            align=(_ALIGN_X[place[0]], _ALIGN_Y[place[1]]),
        )
        for text, (x, y), place, radius in zip(layer.text, xy, places, around, strict=True)
    )


_ALIGN_X = {-1: "right", 0: "center", 1: "left"}
_ALIGN_Y = {-1: "top", 0: "center_baseline", 1: "bottom"}


def _offset(place: tuple[int, int], radius: float) -> tuple[float, float]:
    reach = max(_AIR, radius + 1.2) * (_SLANT if all(place) else 1.0)
    return place[0] * reach, place[1] * reach * (0.8 if place[1] > 0 else 1.0)


def _strokes(points: Floats, layer: FrameLayer) -> Floats:
    """Small boxes all along the lines between neighbouring vertices of one series."""
    looks = list(zip(layer.series, layer.detail or layer.series, strict=True))
    boxes = [np.empty((0, 4))]
    for here, there, look, following in zip(points, points[1:], looks, looks[1:], strict=False):
        if look == following and np.isfinite(here + there).all():
            steps = np.arange(_STEP / 2, float(np.hypot(*(there - here))), _STEP)[:, None]
            middles = here + (there - here) * steps / max(float(np.hypot(*(there - here))), _STEP)
            boxes.append(np.concatenate([middles - _STROKE, middles + _STROKE], axis=1))
    return np.concatenate(boxes)


def _places(
    axes: Axes, layer: FrameLayer, look: Look, xy: Floats, radii: Floats, strokes: Floats
) -> list[tuple[int, int]]:
    if layer.count > _MAX_SEARCHED:
        return [_PLACES[0]] * layer.count
    points = in_points(axes, xy)
    half = np.maximum(radii, _HALF_POINT)[:, None]
    fixed = np.concatenate([np.concatenate([points - half, points + half], axis=1), strokes])
    frame = np.array(frame_in_points(axes))
    boxes = np.array(
        [
            [_box((x, y), place, size_of(text, look), radius) for place in _PLACES]
            for text, (x, y), radius in zip(layer.text, points.tolist(), radii.tolist(), strict=True)
        ]
    ).reshape(-1, len(_PLACES), 4)
    costs = np.array([_overlaps(each, fixed) + _OUTSIDE * _beyond(each, frame) for each in boxes])
    return [_PLACES[best] for best in _settled(boxes, costs.reshape(len(boxes), -1) + _PREFERENCE)]


def _settled(boxes: Floats, costs: Floats) -> list[int]:
    """The place of each text: the best beside those placed before it, then again beside all the others."""
    taken = np.full((len(boxes), 4), np.nan)
    chosen = [0] * len(boxes)
    for _ in range(_SWEEPS):
        for index, each in enumerate(boxes):
            taken[index] = np.nan
            chosen[index] = int(np.argmin(np.nan_to_num(costs[index] + _overlaps(each, taken), nan=0.0)))
            taken[index] = each[chosen[index]]
    return chosen


def _box(
    at: tuple[float, float], place: tuple[int, int], size: tuple[float, float], radius: float
) -> tuple[float, float, float, float]:
    dx, dy = _offset(place, radius)
    left = at[0] + dx - size[0] * (1 - place[0]) / 2
    lowered = 0.0 if place[1] else _DESCENT * size[1]  # what is centred by its baseline hangs below it
    bottom = at[1] + dy - size[1] * (1 - place[1]) / 2 - lowered
    return left, bottom, left + size[0], bottom + size[1]


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
