"""Arcs: the wedges of pies and donuts, clockwise from the top, with texts in them or led to them from outside."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Wedge
from matplotlib.text import Annotation

from pb_adapters.drawing.plots.frames.model import Floats, FrameLayer
from pb_adapters.drawing.plots.marks.item_places import fills, outlines, spread
from pb_adapters.drawing.plots.marks.item_readback import (
    UNREADABLE,
    AxesContext,
    Painted,
    items,
    joined,
    names_series,
    numbers,
    painted,
    series,
)
from pb_adapters.drawing.plots.marks.texts import anchors, in_points, ink_on, label, size_of
from pb_adapters.drawing.plots.style import Bands, PlotStyle
from pb_adapters.drawing.shared.palettes import INK, PAPER, SOFT_INK
from pb_core.domain.plots.drawn import Items

_AIR = 6.0  # points from the rim to a text
_RAIL = 1.6  # points from the rim to the innermost leader
_BLANK = 4.0  # points between a name and its text
_MOVED = 8.0  # points from which a leader shows where a text belongs
_TALLEST = 1.28  # radii: how far up and down texts may be spread
_CORNERS = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (0, -1), (0, 1)]) / 2


class _Pie(NamedTuple):
    """The radius in points, the hole as a share of it, and each wedge's first and last angle and middle direction."""

    radius: float
    hole: float
    first: Floats
    last: Floats
    aim: Floats


def label_arcs(
    axes: Axes, layer: FrameLayer, style: PlotStyle, ends: Floats, colors: list[str]
) -> tuple[tuple[Annotation, ...], tuple[Annotation, ...], tuple[Line2D, ...]]:
    """The texts of the wedges, their names where no legend tells them, and leaders; ``ends`` are angles in degrees."""
    told = style.in_legend and not style.named_beside
    names = ("",) * layer.count if told else layer.series
    texts = layer.text or ("",) * layer.count
    pie = _pie(axes, layer, ends)
    depths = [_depth(size_of(text, style), pie, i) if text else 0.0 for i, text in enumerate(texts)]
    beside = ["" if depth else text for text, depth in zip(texts, depths, strict=True)]
    line = size_of("X", style)[1]
    heights = np.array([line if name or text else 0.0 for name, text in zip(names, beside, strict=True)])
    wishes, spots = _wishes(pie, heights), _around(pie, heights)
    inner, outer, leaders = [], [], _leaders(pie, spots, wishes, heights)
    for i in range(layer.count):
        far = _name_offset(style, names[i], beside[i], right=bool(spots[i, 0] >= 0))
        if depths[i]:
            at = pie.aim[i] * depths[i]
            place = (float(at[0]), float(at[1]))
            inner.append(label(axes, style, texts[i], place, align=_MIDDLE, color=ink_on(colors[i])))
        else:
            inner.append(_outer(axes, style, texts[i], pie, i, spots[i] + [far[1], 0.0]))
        outer.append(_outer(axes, style, names[i], pie, i, spots[i] + [far[0], 0.0]))
    for leader in leaders:
        axes.add_artist(leader)
    return tuple(inner) if layer.text else (), () if told else tuple(outer), tuple(leaders)


_MIDDLE = ("center", "center_baseline")


def _pie(axes: Axes, layer: FrameLayer, ends: Floats) -> _Pie:
    axes.apply_aspect()  # else the radius is that of axes which are not yet square
    middle = np.deg2rad((ends[:-1] + ends[1:]) / 2)
    radius = float(np.ptp(in_points(axes, np.array([[0.0, 0.0], [1.0, 0.0]]))[:, 0]))
    aim = np.stack([np.cos(middle), np.sin(middle)], axis=1)
    return _Pie(radius, layer.mark.inner_radius, ends[:-1], ends[1:], aim)


def _depth(size: tuple[float, float], pie: _Pie, index: int) -> float:
    """At how many radii from the middle a text lies within its wedge; 0 if it does so nowhere."""
    shares = [(1.0 + pie.hole) / 2] if pie.hole else [0.62, 0.7, 0.78]
    corners = _CORNERS * np.array(size)
    for share in shares:
        points = pie.aim[index] * share * pie.radius + corners
        away = np.hypot(*points.T)
        angles = np.rad2deg(np.arctan2(points[:, 1], points[:, 0]))
        turned = (pie.first[index] - angles) % 360.0
        within = (away > pie.hole * pie.radius + 1) & (away < pie.radius - 1)
        if (within & (turned <= pie.first[index] - pie.last[index])).all():
            return share
    return 0.0


def _wishes(pie: _Pie, heights: Floats) -> Floats:
    """Where texts would stand if each were alone: beyond the rim, half a line further above and below the pie."""
    return pie.aim * (pie.radius + _AIR) + pie.aim * [0.0, 0.5] * heights[:, None]


def _around(pie: _Pie, heights: Floats) -> Floats:
    """Where texts stand around the pie, in points from its middle (n, 2), kept apart on each side."""
    reach = pie.radius + _AIR
    spots = _wishes(pie, heights)
    for side in (1, -1):
        here = np.flatnonzero((np.where(pie.aim[:, 0] >= 0, 1, -1) == side) & (heights > 0))
        here = here[np.argsort(-pie.aim[here, 1], kind="stable")]
        spots[here, 1] = _apart(spots[here, 1], heights[here], _TALLEST * pie.radius)
        nearest = np.clip(np.abs(spots[here, 1]) - heights[here] / 2, 0.0, None)  # edge of the text to the middle
        outside = np.sqrt(np.clip(reach**2 - nearest**2, 0.0, None))
        spots[here, 0] = side * np.maximum(np.abs(spots[here, 0]), outside)
    return spots


def _apart(wanted: Floats, heights: Floats, limit: float) -> Floats:
    """Middles near ``wanted`` (descending) of blocks that do not overlap, as far as they fit within the limit."""
    placed = wanted.copy()
    for i in range(1, len(placed)):
        placed[i] = min(placed[i], placed[i - 1] - (heights[i - 1] + heights[i]) / 2)
    lowest = -limit
    for i in range(len(placed) - 1, -1, -1):
        if placed[i] >= lowest:
            break
        placed[i] = lowest
        lowest += (heights[i] + heights[max(i - 1, 0)]) / 2
    spare = limit - placed[0] if len(placed) else 0.0
    return placed + min(spare, 0.0)


def _name_offset(style: PlotStyle, name: str, text: str, *, right: bool) -> tuple[float, float]:
    """How far a name and the text beside it stand from their spot: the name before the text, read from the left."""
    if not (name and text):
        return 0.0, 0.0
    if right:
        return 0.0, size_of(name, style)[0] + _BLANK
    return -size_of(text, style)[0] - _BLANK, 0.0


def _outer(axes: Axes, style: PlotStyle, text: str, pie: _Pie, index: int, spot: Floats) -> Annotation:
    aim = pie.aim[index]
    offset = spot - aim * pie.radius
    place, away = (float(aim[0]), float(aim[1])), (float(offset[0]), float(offset[1]))
    side = "left" if spot[0] >= 0 else "right"
    return label(axes, style, text, place, away, align=(side, "center_baseline"), color=INK)


def _leaders(pie: _Pie, spots: Floats, wishes: Floats, heights: Floats) -> list[Line2D]:
    """Lines from the rim, along it on a rail each, to the texts that had to move aside; longer ones run further in."""
    moved = np.flatnonzero((np.hypot(*(spots - wishes).T) >= _MOVED) & (heights > 0))
    ends = (spots - np.sign(spots[:, [0]]) * [1.5, 0.0]) / pie.radius
    first, last = (np.arctan2(at[:, 1], at[:, 0]) for at in (pie.aim, ends))
    turns = (last - first + np.pi) % (2 * np.pi) - np.pi
    moved = moved[np.argsort(-np.abs(turns[moved]), kind="stable")]
    lines = []
    for rank, i in enumerate(moved):
        along = first[i] + np.linspace(0.0, turns[i], 12)
        rail = 1.0 + (_RAIL + (_AIR - _RAIL) * rank / len(moved)) / pie.radius
        path = np.stack([np.cos(along), np.sin(along)], axis=1) * rail
        x, y = np.concatenate([pie.aim[[i]], path, ends[[i]]]).T
        lines.append(Line2D(x, y, color=SOFT_INK, linewidth=0.4, zorder=2.5, clip_on=False))
    return lines


_DEPTH = 2.0
_GAP = 1.0
_TOP = 90.0
_STRAIGHT = 1e-9


def paint_arcs(axes: Axes, layer: FrameLayer, style: PlotStyle, _: Bands) -> Painted:
    """Wedges of radius 1 around the origin, their texts, and their names where no legend tells them."""
    share = np.zeros(layer.count) if layer.value is None else layer.value
    ends = _TOP - np.concatenate([[0.0], np.cumsum(share)]) * 360.0
    colors = spread(fills(layer, style), layer.count)
    edges = outlines(layer, style) or [None] * layer.count
    wedges = [
        Wedge(
            (0.0, 0.0),
            1.0,
            float(last),
            float(first),
            width=1.0 - layer.mark.inner_radius,
            facecolor=fill,
            edgecolor=edge or PAPER,
            linewidth=style.outline_width if edge else _GAP,
            hatch=style.key(name).hatch or None,
            zorder=_DEPTH + (0.1 if edge else 0.0),
        )
        for first, last, fill, edge, name in zip(ends[:-1], ends[1:], colors, edges, layer.series, strict=True)
    ]
    for wedge in wedges:
        axes.add_artist(wedge)
    texts, names, leaders = label_arcs(axes, layer, style, ends, colors)
    return painted(layer, items=tuple(wedges), labels=texts, names=names, extras=leaders)


def read_arcs(painted: Painted, context: AxesContext) -> Items:
    """The category of every wedge, by its look or the name beside it, its share, and its text."""
    wedges = [wedge for wedge in painted.items if isinstance(wedge, Wedge)]
    first, last = np.array([[wedge.theta2, wedge.theta1] for wedge in wedges], dtype=np.float64).reshape(-1, 2).T
    whole = np.array([wedge.r == 1.0 and tuple(wedge.center) == (0.0, 0.0) for wedge in wedges], dtype=bool)
    middle = np.deg2rad((first + last) / 2)
    directions = np.stack([np.cos(middle), np.sin(middle)], axis=1)
    shown_series = joined([series(context, 1, w.get_facecolor(), hatch=w.get_hatch() or "") for w in wedges])
    names = (
        shown_series
        if names_series(context)
        else tuple(name or UNREADABLE for name in _texts(painted.names, directions))
    )
    return items(
        painted,
        x=names,
        value=numbers(np.where(whole, (first - last) / 360.0, np.nan)),
        series=shown_series,
        text=_texts(painted.labels, directions),
    )


def named_wedges(painted: Painted) -> list[tuple[str, Wedge]]:
    """The wedges with the names that stand beside them; none where a name is missing."""
    wedges = [wedge for wedge in painted.items if isinstance(wedge, Wedge)]
    middle = np.deg2rad([(wedge.theta1 + wedge.theta2) / 2 for wedge in wedges])
    names = _texts(painted.names, np.stack([np.cos(middle), np.sin(middle)], axis=1)) if wedges else ()
    return [(name, wedge) for name, wedge in zip(names, wedges, strict=True) if name]


def _texts(labels: tuple[object, ...], directions: Floats) -> tuple[str, ...]:
    """The text that belongs to each wedge: the one that is tied to a place on its middle line."""
    if len(labels) != len(directions):
        return ("",) * len(directions)
    tied, words = anchors(labels)
    across = np.abs(tied[:, 0] * directions[:, 1] - tied[:, 1] * directions[:, 0])
    along = (tied * directions).sum(axis=1)
    there = (across < _STRAIGHT) & (along > 0)
    return tuple(word if ok else "" for word, ok in zip(words, there, strict=True))
