"""Leaders: texts that stand away from their points, with a line that leads from each to its own point."""

from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.transforms import Affine2D, ScaledTranslation
from msgspec import Struct

from pb_adapters.drawing.plots.frames.model import Floats
from pb_adapters.drawing.shared.palettes import INK

Box = tuple[float, float, float, float]

SIDES = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
_REACHES = (11.0, 18.0, 27.0)  # points from a point to a text that needs a line
FAR = tuple(product(_REACHES, SIDES))
"""The places away from a point, as reach and side."""

_UNCLEAR = 400.0  # how much worse a place is as near to a foreign point, as shared area in square points
_LED, _PER_POINT = 12.0, 1.2  # how much worse a line is than none, and each point of its length
_CROSSED = 150.0  # how much worse a line is that crosses a foreign point
_SAME, _CLEAR = 0.5, 1.0  # points between what counts as one place, and by which the own point must be nearer
_WIDTH, _AIR, _LEAST = 0.5, 1.2, 1e-9
_LEAST_POINT = 2.0  # points; smaller boxes are stretches of lines


class Surroundings(Struct, frozen=True):
    """The place of a point, its radius, and the boxes of all other points, in points of the figure."""

    at: tuple[float, float]
    radius: float
    others: Floats


def surroundings(at: tuple[float, float], radius: float, boxes: Floats) -> Surroundings:
    """What of ``boxes`` are points other than that ``at`` a place."""
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    own = (np.abs(middles - at) <= _SAME).all(axis=1)
    points = (boxes[:, 2:] - boxes[:, :2]).min(axis=1, initial=np.inf) > _LEAST_POINT
    return Surroundings(at, radius, boxes[points & ~own])


def size_at(at: tuple[float, float], boxes: Floats) -> float:
    """The radius of the largest point whose middle is ``at`` a place, 0 where none is."""
    own = boxes[(np.abs((boxes[:, :2] + boxes[:, 2:]) / 2 - at) <= _SAME).all(axis=1)]
    return float((own[:, 2:] - own[:, :2]).min(axis=1).max(initial=0.0)) / 2


def unclear(around: Surroundings, boxes: Floats) -> Floats:
    """The cost of each place without a line, from where a text may seem to belong to a foreign point."""
    own = np.array([[*(np.array(around.at) - around.radius), *(np.array(around.at) + around.radius)]])
    mine = _gaps(boxes, own)[:, 0]
    foreign = _gaps(boxes, around.others).min(axis=1, initial=np.inf)
    return np.where(foreign < mine + _CLEAR, _UNCLEAR, 0.0)


def led(around: Surroundings, boxes: Floats) -> Floats:
    """The cost of each place with a line: its length, and the foreign points that it crosses."""
    way = _nearest(around.at, boxes) - around.at
    length = np.hypot(*way.T)
    step = np.where(np.abs(way) < _LEAST, _LEAST, way)[:, None, :]
    enter, leave = ((side - around.at)[None] / step for side in (around.others[:, :2], around.others[:, 2:]))
    first, last = np.minimum(enter, leave).max(axis=2), np.maximum(enter, leave).min(axis=2)
    begins = np.minimum(around.radius / np.maximum(length, _LEAST), 1.0)[:, None]  # at the edge of the own point
    crossed = (first <= np.minimum(last, 1.0)) & (last >= begins)
    return np.asarray(_LED + _PER_POINT * length + _CROSSED * crossed.sum(axis=1), dtype=np.float64)


def lead(axes: Axes, text: Annotation, around: Surroundings, box: Floats) -> None:
    """Draw the line from the edge of a point to its text."""
    end = _nearest(around.at, box[None])[0] - around.at
    end *= max(0.0, 1 - _AIR / max(float(np.hypot(*end)), _AIR))
    start = end / max(float(np.hypot(*end)), 1e-9) * around.radius
    figure = axes.get_figure(root=True)
    place = ScaledTranslation(*text.xy, axes.transData)  # type: ignore[arg-type]  # any transform does
    points = Affine2D().scale(1 / 72) + figure.dpi_scale_trans + place  # type: ignore[union-attr]  # painted axes
    line = Line2D(*zip(start, end, strict=True), color=INK, linewidth=_WIDTH, transform=points)
    line.set_zorder(text.get_zorder())
    axes.add_artist(line)
    line.set_clip_on(False)


def _nearest(at: tuple[float, float], boxes: Floats) -> Floats:
    return np.asarray(np.clip(np.array(at), boxes[:, :2], boxes[:, 2:]), dtype=np.float64)


def _gaps(boxes: Floats, points: Floats) -> Floats:
    """The distance between each box and each point's box."""
    apart = np.maximum(points[None, :, :2] - boxes[:, None, 2:], boxes[:, None, :2] - points[None, :, 2:])
    return np.asarray(np.hypot(*np.moveaxis(np.clip(apart, 0.0, None), 2, 0)), dtype=np.float64)
