"""Arcs: the wedges of pies and donuts, clockwise from the top, with texts in them or around them."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Wedge

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.arc_labels import label_arcs
from pb_adapters.plots.marks.grouping import fills, outlines, spread
from pb_adapters.plots.marks.lettering import anchors
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.reading import UNREADABLE, items, joined, numbers, series, told
from pb_adapters.plots.palettes import PAPER
from pb_core.plot.items import Items

_DEPTH = 2.0
_GAP = 1.0
_TOP = 90.0
_STRAIGHT = 1e-9


def paint_arcs(axes: Axes, layer: FrameLayer, look: Look, _: Bands) -> Painted:
    """Wedges of radius 1 around the origin, their texts, and their names where no legend tells them."""
    share = np.zeros(layer.count) if layer.value is None else layer.value
    ends = _TOP - np.concatenate([[0.0], np.cumsum(share)]) * 360.0
    colors = spread(fills(layer, look), layer.count)
    edges = outlines(layer, look) or [None] * layer.count
    wedges = [
        Wedge(
            (0.0, 0.0),
            1.0,
            float(last),
            float(first),
            width=1.0 - layer.mark.inner_radius,
            facecolor=fill,
            edgecolor=edge or PAPER,
            linewidth=look.outline_width if edge else _GAP,
            hatch=look.key(name).hatch or None,
            zorder=_DEPTH + (0.1 if edge else 0.0),
        )
        for first, last, fill, edge, name in zip(ends[:-1], ends[1:], colors, edges, layer.series, strict=True)
    ]
    for wedge in wedges:
        axes.add_artist(wedge)
    texts, names, leaders = label_arcs(axes, layer, look, ends, colors)
    return painted(layer, items=tuple(wedges), labels=texts, names=names, extras=leaders)


def read_arcs(painted: Painted, context: AxesContext) -> Items:
    """The category of every wedge, by its look or the name beside it, its share, and its text."""
    wedges = [wedge for wedge in painted.items if isinstance(wedge, Wedge)]
    first, last = np.array([[wedge.theta2, wedge.theta1] for wedge in wedges], dtype=np.float64).reshape(-1, 2).T
    whole = np.array([wedge.r == 1.0 and tuple(wedge.center) == (0.0, 0.0) for wedge in wedges], dtype=bool)
    middle = np.deg2rad((first + last) / 2)
    directions = np.stack([np.cos(middle), np.sin(middle)], axis=1)
    looks = joined([series(context, 1, w.get_facecolor(), hatch=w.get_hatch() or "") for w in wedges])
    names = looks if told(context) else tuple(name or UNREADABLE for name in _texts(painted.names, directions))
    return items(
        painted,
        x=names,
        value=numbers(np.where(whole, (first - last) / 360.0, np.nan)),
        series=looks,
        text=_texts(painted.labels, directions),
    )


def _texts(labels: tuple[object, ...], directions: Floats) -> tuple[str, ...]:
    """The text that belongs to each wedge: the one that is tied to a place on its middle line."""
    if len(labels) != len(directions):
        return ("",) * len(directions)
    tied, words = anchors(labels)
    across = np.abs(tied[:, 0] * directions[:, 1] - tied[:, 1] * directions[:, 0])
    along = (tied * directions).sum(axis=1)
    there = (across < _STRAIGHT) & (along > 0)
    return tuple(word if ok else "" for word, ok in zip(words, there, strict=True))
