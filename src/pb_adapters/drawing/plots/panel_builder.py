"""Building the axes of the panels and putting them in their places."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pb_adapters.drawing.plots.layout.axis_views import View
from pb_adapters.drawing.plots.layout.margins import AxisTicks, Content, Layout
from pb_adapters.drawing.plots.page import AXIS_WEIGHT, RULE_WEIGHT, Theme
from pb_adapters.drawing.plots.panel_axes import (
    draw_break_marks,
    draw_zero_lines,
    place_parallel,
    place_pie,
    place_radar,
    put,
    set_axis,
)
from pb_adapters.drawing.plots.scene import PanelArtists
from pb_adapters.drawing.shared.palettes import GRID, SPINE
from pb_core.domain.plane import Rect


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
    twin.spines["right"].set(linewidth=AXIS_WEIGHT * theme.scale, color=SPINE)


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
        axes.spines[name].set(linewidth=AXIS_WEIGHT * theme.scale, color=SPINE)


def _grid(axes: Axes, panel: PanelArtists, theme: Theme) -> None:
    axes.set_axisbelow(True)
    draw_zero_lines(axes, panel, theme)
    cells = any(layer.mark.type.traits.cells for layer in panel.frame.layers)
    horizontal = panel.y.axis.discrete and not panel.x.axis.discrete
    for name, view, due in (("x", panel.x, horizontal), ("y", panel.y, not horizontal and not panel.y.axis.discrete)):
        shown = view.axis.grid if view.axis.grid is not None else due and not cells
        axes.grid(visible=False, axis=name)  # type: ignore[arg-type]  # 'x' or 'y'
        if shown:
            axes.grid(visible=True, axis=name, color=GRID, linewidth=RULE_WEIGHT * theme.scale)  # type: ignore[arg-type]  # 'x' or 'y'
