"""Value labels of bars: beyond the end of the bar, inside where there is no room beyond, in the middle of a stack."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation

from pb_adapters.plots.frames.model import Bools, Floats, FrameLayer
from pb_adapters.plots.look import Look
from pb_adapters.plots.marks.lettering import frame_in_points, in_points, ink_on, label, size_of
from pb_adapters.plots.palettes import INK

_AIR = 2.0  # points between a bar's end and its label
_OUT = 0.6  # of a label that may reach out of the axes before it is rather set into its bar
_NEAR = 1.5  # points that labels side by side keep apart


class _Bar(NamedTuple):
    """One bar on its value axis: its ends in data units, its length in points, its sign, and the room beyond it."""

    base: float
    start: float
    end: float
    tip: float
    points: float
    up: bool
    room: float


class _Manner(NamedTuple):
    """How all labels of a layer stand: ``inside`` wherever the bar is long enough, ``turned`` upwards."""

    horizontal: bool
    stacked: bool
    turned: bool
    inside: bool


def label_bars(axes: Axes, layer: FrameLayer, look: Look, boxes: Floats, colors: list[str]) -> tuple[Annotation, ...]:
    """One label for each bar; ``boxes`` are left, bottom, signed width and height."""
    bars = _bars(axes, layer, boxes)
    sizes = [size_of(text, look) for text in layer.text]
    turned = not layer.horizontal and max(width for width, _ in sizes) > _pitch(axes, boxes) - _NEAR
    extents = [size[0 if turned or layer.horizontal else 1] for size in sizes]
    each = list(zip(bars, extents, strict=True))
    cramped = any(bar.room < extent + _AIR for bar, extent in each)
    inside = turned and cramped and all(_holds(bar, extent) for bar, extent in each)
    manner = _Manner(layer.horizontal, _stacked(layer, boxes), turned, inside)
    return tuple(
        _label(axes, look, manner, bar, text, ink)
        for (bar, extent), words, fill in zip(each, layer.text, colors, strict=True)
        for text, ink in [((words, extent), ink_on(fill))]
    )


def _holds(bar: _Bar, extent: float) -> bool:
    """Whether a label has room within the bar, with no error bar in its way."""
    return bar.points > extent + 2 * _AIR and bar.tip == bar.end


def _label(axes: Axes, look: Look, manner: _Manner, bar: _Bar, text: tuple[str, float], ink: str) -> Annotation:
    words, extent = text
    within = manner.inside or (bar.room < extent * _OUT and _holds(bar, extent))
    if manner.stacked:
        place, ahead, side = (bar.start + bar.end) / 2, 0.0, "center"
        color = ink if bar.points > extent else INK
    else:
        place, away = (bar.end, -_AIR) if within else (bar.tip, _AIR)
        ahead = away if bar.up else -away
        side, color = _side(manner.horizontal, ahead > 0), ink if within else INK
    return label(
        axes,
        look,
        words,
        (place, bar.base) if manner.horizontal else (bar.base, place),
        (ahead, 0.0) if manner.horizontal else (0.0, ahead),
        align=(side, "center_baseline") if manner.horizontal else ("center", side),
        color=color,
        turned=manner.turned,
    )


def _side(horizontal: bool, ahead: bool) -> str:  # noqa: FBT001 - two directions
    """Which side of the text lies at its place."""
    return ("left" if ahead else "right") if horizontal else ("bottom" if ahead else "top")


def _bars(axes: Axes, layer: FrameLayer, boxes: Floats) -> list[_Bar]:
    base, value = (1, 0) if layer.horizontal else (0, 1)
    start, end = boxes[:, value], boxes[:, value] + boxes[:, value + 2]
    middle = boxes[:, base] + boxes[:, base + 2] / 2
    up = end >= start
    tip = _tips(layer, end, up)
    near, far = (frame_in_points(axes)[i] for i in (value, value + 2))

    def along(values: Floats) -> Floats:
        pairs = (values, middle) if layer.horizontal else (middle, values)
        return in_points(axes, np.stack(pairs, axis=1))[:, value]

    ends, tips = along(end), along(tip)
    points = np.abs(ends - np.clip(along(start), near, far))
    rising = np.where(up, 1.0, -1.0) * (1.0 if _ascending(axes, layer) else -1.0)
    room = np.where(rising > 0, far - tips, tips - near)
    columns = (middle, start, end, tip, points, rising > 0, room)
    return [_Bar(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _tips(layer: FrameLayer, end: Floats, up: Bools) -> Floats:
    """The outer end of each error bar, or of the bar where it has none."""
    if layer.low is None or layer.high is None:
        return end
    beyond = np.where(up, layer.high, layer.low)
    outer = np.where(up, np.fmax(end, beyond), np.fmin(end, beyond))
    return np.asarray(outer, dtype=np.float64)


def _ascending(axes: Axes, layer: FrameLayer) -> bool:
    low, high = axes.get_xlim() if layer.horizontal else axes.get_ylim()
    return bool(low < high)


def _stacked(layer: FrameLayer, boxes: Floats) -> bool:
    """Whether several bars share a place on the base axis."""
    places = np.round(boxes[:, 1 if layer.horizontal else 0], 9)
    return len(np.unique(places)) < len(places)


def _pitch(axes: Axes, boxes: Floats) -> float:
    """The smallest distance between the middles of neighbouring bars in points."""
    middle = boxes[:, 0] + boxes[:, 2] / 2
    places = np.unique(np.round(in_points(axes, np.stack([middle, boxes[:, 1]], axis=1))[:, 0], 6))
    return float(np.diff(places).min()) if len(places) > 1 else float("inf")
