"""Texts of wedges: in the wedge where it is wide enough, else around the pie, spread out and led to their wedge."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Look
from pb_adapters.plots.marks.lettering import in_points, ink_on, label, size_of
from pb_adapters.plots.palettes import INK, SOFT_INK

_AIR = 5.0  # points from the rim to a text
_MOVED = 3.0  # points from which a leader shows where a text belongs
_TALLEST = 1.3  # radii: how far up and down texts may be spread


def label_arcs(
    axes: Axes, layer: FrameLayer, look: Look, ends: Floats, colors: list[str]
) -> tuple[tuple[Annotation, ...], tuple[Annotation, ...], tuple[Line2D, ...]]:
    """The texts of the wedges, their names where no legend tells them, and leaders; ``ends`` are angles in degrees."""
    names = () if look.told else layer.series
    texts = layer.text
    if not names and not texts:
        return (), (), ()
    middle = np.deg2rad((ends[:-1] + ends[1:]) / 2)
    aim = np.stack([np.cos(middle), np.sin(middle)], axis=1)
    radius = float(np.ptp(in_points(axes, np.array([[0.0, 0.0], [1.0, 0.0]]))[:, 0]))
    inside = [
        _fits(text, look, layer.mark.inner_radius, radius, a - b)
        for text, a, b in zip(texts, ends, ends[1:], strict=False)
    ]
    rows = _rows(names, texts, inside)
    spots = _around(aim, radius, np.array([row * size_of("X", look)[1] for row in rows]))
    depth = _reading_radius(layer.mark.inner_radius)
    inner = [
        label(axes, look, text, tuple(direction * depth), color=ink_on(fill), align=("center", "center_baseline"))
        if there
        else _outer(axes, look, text, direction, spot, radius, 0 if not names else 1)
        for text, direction, fill, there, spot in zip(texts, aim, colors, inside, spots, strict=False)
    ]
    outer = [
        _outer(axes, look, name, direction, spot, radius, 0)
        for name, direction, spot in zip(names, aim, spots, strict=False)
    ]
    leaders = [_leader(direction, spot, radius) for direction, spot, row in zip(aim, spots, rows, strict=True) if row]
    for leader in filter(None, leaders):
        axes.add_artist(leader)
    return tuple(inner), tuple(outer), tuple(filter(None, leaders))


def _rows(names: tuple[str, ...], texts: tuple[str, ...], inside: list[bool]) -> list[int]:
    """How many lines of text stand outside each wedge."""
    count = max(len(names), len(texts))
    outside = [not there for there in inside] or [False] * count
    return [bool(names) + out for out in outside]


def _reading_radius(inner: float) -> float:
    return (1.0 + inner) / 2 if inner else 0.64


def _fits(text: str, look: Look, inner: float, radius: float, angle: float) -> bool:
    """Whether a text lies within its wedge."""
    width, height = size_of(text, look)
    depth = _reading_radius(inner)
    chord = 2 * depth * radius * np.sin(np.deg2rad(min(angle, 180.0)) / 2)
    thick = (1.0 - inner) * radius if inner else radius
    return bool(chord > height + 2 and chord > 0.9 * width and thick > width + 2)


def _around(aim: Floats, radius: float, heights: Floats) -> Floats:
    """Where texts stand around the pie, in points from its middle (n, 2), kept apart on each side."""
    spots = aim * (radius + _AIR)
    for side in (aim[:, 0] >= 0, aim[:, 0] < 0):
        here = np.flatnonzero(side & (heights > 0))
        here = here[np.argsort(-aim[here, 1], kind="stable")]
        spots[here, 1] = _apart(spots[here, 1], heights[here], _TALLEST * radius)
        reach = np.sqrt(np.clip((radius + _AIR) ** 2 - spots[here, 1] ** 2, (0.25 * radius) ** 2, None))
        spots[here, 0] = np.where(aim[here, 0] >= 0, 1, -1) * np.maximum(np.abs(spots[here, 0]), reach)
    return spots


def _apart(wanted: Floats, heights: Floats, limit: float) -> Floats:
    """Middles near ``wanted`` (descending) of blocks that do not overlap, as far as they fit within the limit."""
    placed = wanted.copy()
    for i in range(1, len(placed)):
        placed[i] = min(placed[i], placed[i - 1] - (heights[i - 1] + heights[i]) / 2)
    bottom = -limit
    for i in range(len(placed) - 1, -1, -1):
        if placed[i] >= bottom:
            break
        placed[i] = bottom
        bottom += (heights[i] + heights[max(i - 1, 0)]) / 2
    return placed


def _outer(axes: Axes, look: Look, text: str, direction: Floats, spot: Floats, radius: float, row: int) -> Annotation:
    offset = spot - direction * radius
    down = row * size_of("X", look)[1]
    side = "left" if spot[0] >= 0 else "right"
    return label(
        axes,
        look,
        text,
        (float(direction[0]), float(direction[1])),
        (float(offset[0]), float(offset[1]) - down),
        align=(side, "center_baseline"),
        color=INK,
    )


def _leader(direction: Floats, spot: Floats, radius: float) -> Line2D | None:
    """A line from the rim to a text that had to move aside."""
    if float(np.hypot(*(spot - direction * (radius + _AIR)))) < _MOVED:
        return None
    near = direction * (1.0 + 1.0 / radius)
    far = (spot - [np.sign(spot[0]) * 1.5, 0.0]) / radius
    knee = direction * (1.0 + _AIR / radius * 0.7)
    x, y = np.stack([near, knee, far]).T
    return Line2D(x, y, color=SOFT_INK, linewidth=0.6, zorder=2.5, clip_on=False)
