"""An inset: a part of the plot magnified in a free corner of it."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from pb_adapters.plots.building import place_inset
from pb_adapters.plots.canvas import points
from pb_adapters.plots.frames.model import Floats
from pb_adapters.plots.look import Bands
from pb_adapters.plots.marks import paint_layer
from pb_adapters.plots.occupancy import Grid
from pb_adapters.plots.palettes import SOFT_INK
from pb_adapters.plots.panelart import PanelArt
from pb_adapters.plots.scales import View
from pb_adapters.plots.scene import Scene
from pb_core.plot.grammar import Inset
from pb_core.scene import Rect

_SIZES = ((0.46, 0.44), (0.42, 0.38), (0.36, 0.34), (0.32, 0.3))  # of the panel


def draw_inset(scene: Scene, inset: Inset, grid: Grid) -> None:
    """Magnify the stretch in the freest corner, mark it in the plot and connect the two."""
    art, theme = scene.arts[0], scene.content.theme
    x = _view(art.x, inset.x_min, inset.x_max)
    y = _view(art.y, *_y_ends(art, inset))
    labels = theme.text * 2.6, theme.line + theme.tick + theme.gap
    whole = _place(art.place.rect, grid, labels)
    rect = Rect(whole.x + labels[0], whole.y, whole.width - labels[0], whole.height - labels[1])
    small = place_inset(scene.figure, art, x, y, rect, theme)
    for layer in art.frame.layers:
        small.painted.append((small.axes, paint_layer(small.axes, layer, scene.look, Bands())))
        for label in small.painted[-1][1].labels:
            label.set_visible(False)
    grid.add_rect(whole)
    scene.inset = small
    _connect(scene, art, small)


def _view(view: View, low: float, high: float) -> View:
    return View(axis=view.axis, low=low, high=high, whole=view.whole)


def _y_ends(art: PanelArt, inset: Inset) -> tuple[float, float]:
    """The stated ends, else those of the items within the stretch, with a little room."""
    values: list[Floats] = []
    for layer in art.frame.layers:
        if layer.x is None or layer.y is None:
            continue
        within = (layer.x >= inset.x_min) & (layer.x <= inset.x_max) & np.isfinite(layer.y)
        values.append(layer.y[within])
    found = np.concatenate(values) if values else np.empty(0)
    low, high = (float(found.min()), float(found.max())) if len(found) else (art.y.low, art.y.high)
    pad = (high - low) * 0.08 or (art.y.high - art.y.low) * 0.02
    return (
        max(low - pad, art.y.low) if inset.y_min is None else inset.y_min,
        min(high + pad, art.y.high) if inset.y_max is None else inset.y_max,
    )


def _place(rect: Rect, grid: Grid, labels: tuple[float, float]) -> Rect:
    spots: list[tuple[int, Rect]] = []
    for across, down in _SIZES:
        wide, high = rect.width * across + labels[0], rect.height * down + labels[1]
        free = grid.free_spot(Rect(rect.x + 3, rect.y, rect.width - 3, rect.height - 2), wide, high)
        if free is not None:
            return Rect(free[0], free[1], wide, high)
        for x in (rect.right - wide, rect.x + 4):
            for y in (rect.y, rect.bottom - high - 3):
                spot = Rect(x, y, wide, high)
                spots.append((grid.taken(spot), spot))
    return min(spots, key=lambda spot: spot[0])[1]


def _connect(scene: Scene, art: PanelArt, small: PanelArt) -> None:
    axes, figure = art.axes, scene.figure
    style = {"edgecolor": SOFT_INK, "facecolor": "none", "linewidth": 0.6 * scene.content.theme.scale}
    size = small.x.high - small.x.low, small.y.high - small.y.low
    axes.add_patch(Rectangle((small.x.low, small.y.low), *size, zorder=4, **style))  # type: ignore[arg-type]  # patch properties
    to_points = axes.transData + points(figure).inverted()
    (left, bottom), (right, top) = to_points.transform([(small.x.low, small.y.low), (small.x.high, small.y.high)])
    high = scene.content.sheet.height
    there = small.place.rect
    box = Rect(left, high - top, right - left, top - bottom)
    for start, end in _nearest(box, there):
        line = Line2D(
            [start[0], end[0]], [high - start[1], high - end[1]], transform=points(figure), color=SOFT_INK,
            linewidth=0.5 * scene.content.theme.scale, zorder=0.5,
        )  # fmt: skip
        figure.add_artist(line)


def _nearest(a: Rect, b: Rect) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Two lines between equal corners of two rectangles that cross neither of them."""
    if b.x >= a.right or b.right <= a.x:
        ax, bx = (a.right, b.x) if b.x >= a.right else (a.x, b.right)
        return [((ax, a.y), (bx, b.y)), ((ax, a.bottom), (bx, b.bottom))]
    ay, by = (a.y, b.bottom) if b.bottom <= a.y else (a.bottom, b.y)
    return [((a.x, ay), (b.x, by)), ((a.right, ay), (b.right, by))]
