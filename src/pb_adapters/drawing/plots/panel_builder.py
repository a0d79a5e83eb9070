"""Building the axes of the panels, putting them in their places, and magnifying a part in an inset."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from pb_adapters.drawing.plots.frames.model import NARROWEST, Floats
from pb_adapters.drawing.plots.layout.axis_views import View
from pb_adapters.drawing.plots.layout.margins import AxisTicks, Content, Layout, PanelPlace
from pb_adapters.drawing.plots.layout.tick_labels import Labels
from pb_adapters.drawing.plots.marks import paint_layer
from pb_adapters.drawing.plots.occupancy import Grid
from pb_adapters.drawing.plots.page import Theme, points
from pb_adapters.drawing.plots.panel_axes import (
    draw_break_marks,
    draw_zero_lines,
    place_parallel,
    place_pie,
    place_radar,
    put,
    set_axis,
)
from pb_adapters.drawing.plots.scene import PanelArtists, Scene
from pb_adapters.drawing.plots.style import Bands
from pb_adapters.drawing.shared.palettes import GRID, SOFT_INK, SPINE
from pb_core.domain.plane import Rect
from pb_core.domain.plots.spec import Inset


def build_panels(figure: Figure, content: Content, layout: Layout) -> list[PanelArtists]:
    """Make the axes of every panel, with their scales, ends and ticks."""
    panels = []
    for index, frame in enumerate(content.frame.panels):
        axes = figure.add_axes((0, 0, 1, 1), projection="polar" if content.shape == "round" else None)
        panel = PanelArtists(
            frame=frame, place=layout.panels[index], x=content.x, y=content.ys[index], right=content.right, axes=axes
        )
        if content.shape == "plane":
            _add_others(figure, panel)
        panels.append(panel)
    place_panels(figure, content, layout, panels)
    return panels


def _add_others(figure: Figure, panel: PanelArtists) -> None:
    if len(panel.y.stretches) > 1 or len(panel.x.stretches) > 1:
        panel.over = figure.add_axes((0, 0, 1, 1))
    if panel.right is not None:
        panel.twin = figure.add_axes((0, 0, 1, 1))
        panel.twin.patch.set_visible(False)


def place_panels(figure: Figure, content: Content, layout: Layout, panels: list[PanelArtists]) -> None:
    """Put the axes where the layout says, with the ticks that it chose."""
    for panel, place in zip(panels, layout.panels, strict=True):
        panel.place = place
        match content.shape:
            case "round":
                place_radar(figure, panel, content.theme)
            case "pie":
                place_pie(figure, panel)
            case "parallel":
                place_parallel(figure, panel, content.theme)
            case _:
                _plane(figure, panel, content.theme)
                _hide_unused(panel, content)


def _hide_unused(panel: PanelArtists, content: Content) -> None:
    """An axis that no layer uses says nothing."""
    for used, name, spine in ((content.x_used, "xaxis", "bottom"), (content.y_used, "yaxis", "left")):
        if not used:
            getattr(panel.axes, name).set_visible(False)
            panel.axes.spines[spine].set_visible(False)
            panel.axes.grid(visible=False, axis=name[0])  # type: ignore[arg-type]  # 'x' or 'y'


def _plane(figure: Figure, panel: PanelArtists, theme: Theme) -> None:
    main, over = _stretch_rects(panel)
    put(figure, panel.axes, main)
    if panel.over is not None and over is not None:
        put(figure, panel.over, over)
    for part, axes in enumerate(a for a in (panel.axes, panel.over) if a is not None):
        x_part = part if len(panel.x.stretches) > 1 else 0
        y_part = part if len(panel.y.stretches) > 1 else 0
        set_axis(axes, "x", panel.x, panel.place.x, x_part, theme, bare=part > x_part)
        set_axis(axes, "y", panel.y, panel.place.y, y_part, theme, bare=part > y_part)
        _spines(axes, theme)
        _grid(axes, panel, theme)
    if panel.twin is not None and panel.right is not None and panel.place.right is not None:
        _twin(figure, panel, panel.twin, panel.right, panel.place.right, theme)
    draw_break_marks(figure, panel, theme)


def _twin(figure: Figure, panel: PanelArtists, twin: Axes, view: View, side: AxisTicks, theme: Theme) -> None:
    put(figure, twin, panel.place.rect)
    set_axis(twin, "x", panel.x, panel.place.x, 0, theme)
    twin.xaxis.set_visible(False)
    twin.yaxis.tick_right()
    set_axis(twin, "y", view, side, 0, theme)
    for name in ("left", "top", "bottom"):
        twin.spines[name].set_visible(False)
    twin.spines["right"].set(linewidth=0.6 * theme.scale, color=SPINE)


def _stretch_rects(panel: PanelArtists) -> tuple[Rect, Rect | None]:
    rect = panel.place.rect
    if len(panel.y.stretches) > 1:
        (a, b), (c, d) = panel.y.parts()
        first = Rect(rect.x, rect.y + (1 - b) * rect.height, rect.width, (b - a) * rect.height)
        return first, Rect(rect.x, rect.y + (1 - d) * rect.height, rect.width, (d - c) * rect.height)
    if len(panel.x.stretches) > 1:
        (a, b), (c, d) = panel.x.parts()
        first = Rect(rect.x + a * rect.width, rect.y, (b - a) * rect.width, rect.height)
        return first, Rect(rect.x + c * rect.width, rect.y, (d - c) * rect.width, rect.height)
    return rect, None


def _spines(axes: Axes, theme: Theme) -> None:
    for name in ("top", "right"):
        axes.spines[name].set_visible(False)
    for name in ("left", "bottom"):
        axes.spines[name].set(linewidth=0.6 * theme.scale, color=SPINE)


def _grid(axes: Axes, panel: PanelArtists, theme: Theme) -> None:
    axes.set_axisbelow(True)
    draw_zero_lines(axes, panel, theme)
    cells = any(layer.mark.type.traits.cells for layer in panel.frame.layers)
    horizontal = panel.y.axis.discrete and not panel.x.axis.discrete
    for name, view, due in (("x", panel.x, horizontal), ("y", panel.y, not horizontal and not panel.y.axis.discrete)):
        shown = view.axis.grid if view.axis.grid is not None else due and not cells
        axes.grid(visible=False, axis=name)  # type: ignore[arg-type]  # 'x' or 'y'
        if shown:
            axes.grid(visible=True, axis=name, color=GRID, linewidth=0.5 * theme.scale)  # type: ignore[arg-type]  # 'x' or 'y'


def place_inset(figure: Figure, panel: PanelArtists, x: View, y: View, rect: Rect, theme: Theme) -> PanelArtists:
    """The axes of a magnified part, with few ticks."""
    axes = figure.add_axes((0, 0, 1, 1), zorder=5)
    sides = [
        _few(view, length, theme, upright=up) for view, length, up in ((x, rect.width, False), (y, rect.height, True))
    ]
    place = PanelPlace(rect=rect, x=sides[0], y=sides[1])
    small = PanelArtists(frame=panel.frame, place=place, x=x, y=y, right=None, axes=axes)
    put(figure, axes, rect)
    for name, view, side in (("x", x, sides[0]), ("y", y, sides[1])):
        set_axis(axes, name, view, side, 0, theme)
    for spine in axes.spines.values():
        spine.set(linewidth=0.6 * theme.scale, color=SPINE)
    return small


def _few(view: View, length: float, theme: Theme, *, upright: bool) -> AxisTicks:
    ticks = view.ticks(max(min(int(length / (theme.text * (2.2 if upright else 4.5))), 3), 2))
    return AxisTicks(ticks=ticks, labels=Labels(at=ticks.at, texts=ticks.texts, angle=0.0, depth=theme.line))


_SIZES = ((0.46, 0.44), (0.42, 0.38), (0.36, 0.34), (0.32, 0.3))  # of the panel


def draw_inset(scene: Scene, inset: Inset, grid: Grid) -> None:
    """Magnify the stretch in the freest corner, mark it in the plot and connect the two."""
    panel, theme = scene.panels[0], scene.content.theme
    x = _view(panel.x, inset.x_min, inset.x_max)
    y = _view(panel.y, *_y_ends(panel, inset))
    labels = theme.text * 2.6, theme.line + theme.tick + theme.gap
    whole = _place(panel.place.rect, grid, labels)
    rect = Rect(whole.x + labels[0], whole.y, whole.width - labels[0], whole.height - labels[1])
    small = place_inset(scene.figure, panel, x, y, rect, theme)
    for layer in panel.frame.layers:
        small.painted.append((small.axes, paint_layer(small.axes, layer, scene.style, Bands())))
        for label in small.painted[-1][1].labels:
            label.set_visible(False)
    grid.add_rect(whole)
    scene.inset = small
    _connect(scene, panel, small)


def _view(view: View, low: float, high: float) -> View:
    return View(axis=view.axis, low=low, high=high, whole=view.whole)


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
    equal = high - low <= NARROWEST * max(abs(low), abs(high))
    pad = (panel.y.high - panel.y.low) * 0.02 if equal else (high - low) * 0.08
    low, high = max(low - pad, panel.y.low), min(high + pad, panel.y.high)
    low, high = (low, high) if low < high else (panel.y.low, panel.y.high)  # the items lie beyond what the panel shows
    return low if inset.y_min is None else inset.y_min, high if inset.y_max is None else inset.y_max


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


def _connect(scene: Scene, panel: PanelArtists, small: PanelArtists) -> None:
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
