"""Insets: a stretch of the plot magnified where there is most room, marked in the plot and joined to it."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.drawing.plots.frames.model import NARROWEST, SMALLEST, Floats
from pb_adapters.drawing.plots.layout.axis_views import View
from pb_adapters.drawing.plots.layout.margins import AxisTicks, PanelPlace
from pb_adapters.drawing.plots.layout.tick_labels import Labels
from pb_adapters.drawing.plots.marks import paint_layer
from pb_adapters.drawing.plots.occupancy import Grid
from pb_adapters.drawing.plots.page import Theme, points
from pb_adapters.drawing.plots.panel_axes import put, set_axis
from pb_adapters.drawing.plots.scene import PanelArtists, Scene
from pb_adapters.drawing.plots.style import Bands
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import SOFT_INK, SPINE
from pb_core.domain.plane import Rect
from pb_core.domain.plots.spec import Inset
from pb_core.errors import CannotDraw

_SIZES = ((0.46, 0.44), (0.42, 0.38), (0.36, 0.34), (0.32, 0.3))  # of the panel


class _Spot(Struct, frozen=True):
    """Where an inset may stand: the axes with their ticks, and all that they take with their labels."""

    place: PanelPlace
    whole: Rect


class _Room(Struct, frozen=True):
    """The ticks of an inset's axes of some size, and the room that their labels take beside them and below."""

    size: tuple[float, float]
    x: AxisTicks
    y: AxisTicks
    left: float
    right: float
    below: float

    @property
    def wide(self) -> float:
        return self.left + self.size[0] + self.right

    @property
    def high(self) -> float:
        return self.size[1] + self.below

    def at(self, left: float, top: float) -> _Spot:
        """The inset with the top left of all that it takes here."""
        place = PanelPlace(rect=Rect(left + self.left, top, *self.size), x=self.x, y=self.y)
        return _Spot(place, Rect(left, top, self.wide, self.high))


def draw_inset(scene: Scene, inset: Inset, grid: Grid) -> None:
    """Magnify the stretch in the freest corner, mark it in the plot and connect the two.

    Raises ``CannotDraw`` where the inset states one end of y only, beyond all that it would show.
    """
    panel, theme = scene.panels[0], scene.content.theme
    x = _view(panel.x, inset.x_min, inset.x_max)
    y = _view(panel.y, *_y_ends(panel, inset))
    spot = _freest(panel.place.rect, grid, x, y, theme)
    small = _axes(scene, x, y, spot.place)
    bands = Bands(y=len(y.axis.categories) if y.axis.discrete else 0)
    for layer in panel.frame.layers:
        small.painted.append((small.axes, paint_layer(small.axes, layer, scene.style, bands)))
        for label in small.painted[-1][1].labels:
            label.set_visible(False)
    grid.add_rect(spot.whole)
    scene.inset = small
    _connect(scene, panel, small)


def _view(view: View, low: float, high: float) -> View:
    """A stretch of an axis, whole although the axis may be broken."""
    scale = replace(view.axis.scale, break_from=None, break_to=None)
    return View(axis=replace(view.axis, scale=scale), low=low, high=high, whole=view.whole)


def _y_ends(panel: PanelArtists, inset: Inset) -> tuple[float, float]:
    """The stated ends, else those of the items within the stretch and the axis, with a little room."""
    values: list[Floats] = []
    for layer in panel.frame.layers:
        if layer.x is None or layer.y is None:
            continue
        within = (layer.x >= inset.x_min) & (layer.x <= inset.x_max) & np.isfinite(layer.y)
        values.append(layer.y[within])
    found = np.concatenate(values) if values else np.empty(0)
    low, high = (float(found.min()), float(found.max())) if len(found) else (panel.y.low, panel.y.high)
    pad = (panel.y.high - panel.y.low) * 0.02 if _equal(low, high) else (high - low) * 0.08
    low, high = max(low - pad, panel.y.low), min(high + pad, panel.y.high)
    low, high = (low, high) if low < high else (panel.y.low, panel.y.high)  # the items lie beyond what the panel shows
    ends = low if inset.y_min is None else inset.y_min, high if inset.y_max is None else inset.y_max
    if ends[0] >= ends[1] or _equal(*ends):
        raise CannotDraw(f"an inset from y = {ends[0]:g} to {ends[1]:g} shows nothing: state both of its ends or none")
    return ends


def _equal(low: float, high: float) -> bool:
    """Whether two ends are equal but for rounding, or too near for positions between them to be computed."""
    return high - low <= max(NARROWEST * max(abs(low), abs(high)), SMALLEST)


def _axes(scene: Scene, x: View, y: View, place: PanelPlace) -> PanelArtists:
    axes, theme = scene.figure.add_axes((0, 0, 1, 1), zorder=5), scene.content.theme
    put(scene.figure, axes, place.rect)
    for name, view, side in (("x", x, place.x), ("y", y, place.y)):
        set_axis(axes, name, view, side, 0, theme)
    for spine in axes.spines.values():
        spine.set(linewidth=0.6 * theme.scale, color=SPINE)
    return PanelArtists(frame=scene.panels[0].frame, place=place, x=x, y=y, right=None, axes=axes)


# --- its place ----------------------------------------------------------------------------------


def _freest(rect: Rect, grid: Grid, x: View, y: View, theme: Theme) -> _Spot:
    """The largest size that has a free spot within the panel, else the corner where it hides least."""
    corners: list[tuple[int, _Spot]] = []
    for across, down in _SIZES:
        room = _room(x, y, (rect.width * across, rect.height * down), theme)
        free = grid.free_spot(Rect(rect.x + 3, rect.y, rect.width - 3, rect.height - 2), room.wide, room.high)
        if free is not None:
            return room.at(*free)
        for left in (rect.right - room.wide, rect.x + 4):
            for top in (rect.y, rect.bottom - room.high - 3):
                spot = room.at(left, top)
                corners.append((grid.taken(spot.whole), spot))
    return min(corners, key=lambda corner: corner[0])[1]


def _room(x: View, y: View, size: tuple[float, float], theme: Theme) -> _Room:
    across, up = _few(x, size[0], theme, upright=False), _few(y, size[1], theme, upright=True)
    beside = max((text_metrics.block_width(text, theme.text) for text in up.labels.texts), default=0.0)
    before = after = 0.0
    for at, text in zip(across.labels.at, across.labels.texts, strict=True):
        middle, half = x.share(at) * size[0], text_metrics.block_width(text, theme.text) / 2
        before, after = max(before, half - middle), max(after, middle + half - size[0])
    left = max(beside + theme.tick + theme.gap, before)
    return _Room(size, across, up, left=left, right=after, below=theme.line + theme.tick + theme.gap)


def _few(view: View, length: float, theme: Theme, *, upright: bool) -> AxisTicks:
    ticks = view.ticks(max(min(int(length / (theme.text * (2.2 if upright else 4.5))), 3), 2))
    return AxisTicks(ticks=ticks, labels=Labels(at=ticks.at, texts=ticks.texts, angle=0.0, depth=theme.line))


def _connect(scene: Scene, panel: PanelArtists, small: PanelArtists) -> None:
    """Mark the stretch in the plot and join it to the inset."""
    axes, figure = panel.axes, scene.figure
    style = {"edgecolor": SOFT_INK, "facecolor": "none", "linewidth": 0.6 * scene.content.theme.scale}
    size = small.x.high - small.x.low, small.y.high - small.y.low
    axes.add_patch(Rectangle((small.x.low, small.y.low), *size, zorder=4, **style))  # type: ignore[arg-type]  # patch properties
    to_points = axes.transData + points(figure).inverted()
    (left, bottom), (right, top) = to_points.transform([(small.x.low, small.y.low), (small.x.high, small.y.high)])
    high = scene.content.page.height
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
