"""Building the axes of the panels and putting them in their places."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pb_adapters.plots.axes import dress_axis, put
from pb_adapters.plots.content import Content, Layout, PanelPlace, Side
from pb_adapters.plots.labels import Labels
from pb_adapters.plots.palettes import GRID, SPINE
from pb_adapters.plots.panelart import PanelArt
from pb_adapters.plots.projections import place_parallel, place_pie, place_radar
from pb_adapters.plots.scales import View
from pb_adapters.plots.signs import draw_signs, draw_zero_lines
from pb_adapters.plots.themes import Theme
from pb_core.plot.grammar import MarkType
from pb_core.scene import Rect


def build_panels(figure: Figure, content: Content, layout: Layout) -> list[PanelArt]:
    """Make the axes of every panel, with their scales, ends and ticks."""
    arts = []
    for index, panel in enumerate(content.frame.panels):
        axes = figure.add_axes((0, 0, 1, 1), projection="polar" if content.shape == "round" else None)
        art = PanelArt(
            frame=panel, place=layout.panels[index], x=content.x, y=content.ys[index], right=content.right, axes=axes
        )
        if content.shape == "plane":
            _add_others(figure, art)
        arts.append(art)
    place_panels(figure, content, layout, arts)
    return arts


def _add_others(figure: Figure, art: PanelArt) -> None:
    if len(art.y.stretches) > 1 or len(art.x.stretches) > 1:
        art.over = figure.add_axes((0, 0, 1, 1))
    if art.right is not None:
        art.twin = figure.add_axes((0, 0, 1, 1))
        art.twin.patch.set_visible(False)


def place_panels(figure: Figure, content: Content, layout: Layout, arts: list[PanelArt]) -> None:
    """Put the axes where the layout says, with the ticks that it chose."""
    for art, place in zip(arts, layout.panels, strict=True):
        art.place = place
        match content.shape:
            case "round":
                place_radar(figure, art, content.theme)
            case "pie":
                place_pie(figure, art)
            case "parallel":
                place_parallel(figure, art, content.theme)
            case _:
                _plane(figure, art, content.theme)
                _hide_unused(art, content)


def _hide_unused(art: PanelArt, content: Content) -> None:
    """An axis that no layer uses says nothing."""
    for used, name, spine in ((content.x_used, "xaxis", "bottom"), (content.y_used, "yaxis", "left")):
        if not used:
            getattr(art.axes, name).set_visible(False)
            art.axes.spines[spine].set_visible(False)
            art.axes.grid(visible=False, axis=name[0])  # type: ignore[arg-type]  # 'x' or 'y'


def _plane(figure: Figure, art: PanelArt, theme: Theme) -> None:
    main, over = _stretch_rects(art)
    put(figure, art.axes, main)
    if art.over is not None and over is not None:
        put(figure, art.over, over)
    for part, axes in enumerate(a for a in (art.axes, art.over) if a is not None):
        x_part = part if len(art.x.stretches) > 1 else 0
        y_part = part if len(art.y.stretches) > 1 else 0
        dress_axis(axes, "x", art.x, art.place.x, x_part, theme, bare=part > x_part)
        dress_axis(axes, "y", art.y, art.place.y, y_part, theme, bare=part > y_part)
        _spines(axes, theme)
        _grid(axes, art, theme)
    if art.twin is not None and art.right is not None and art.place.right is not None:
        _twin(figure, art, art.twin, art.right, art.place.right, theme)
    draw_signs(figure, art, theme)


def _twin(figure: Figure, art: PanelArt, twin: Axes, view: View, side: Side, theme: Theme) -> None:
    put(figure, twin, art.place.rect)
    dress_axis(twin, "x", art.x, art.place.x, 0, theme)
    twin.xaxis.set_visible(False)
    twin.yaxis.tick_right()
    dress_axis(twin, "y", view, side, 0, theme)
    for name in ("left", "top", "bottom"):
        twin.spines[name].set_visible(False)
    twin.spines["right"].set(linewidth=0.6 * theme.scale, color=SPINE)


def _stretch_rects(art: PanelArt) -> tuple[Rect, Rect | None]:
    rect = art.place.rect
    if len(art.y.stretches) > 1:
        (a, b), (c, d) = art.y.parts()
        first = Rect(rect.x, rect.y + (1 - b) * rect.height, rect.width, (b - a) * rect.height)
        return first, Rect(rect.x, rect.y + (1 - d) * rect.height, rect.width, (d - c) * rect.height)
    if len(art.x.stretches) > 1:
        (a, b), (c, d) = art.x.parts()
        first = Rect(rect.x + a * rect.width, rect.y, (b - a) * rect.width, rect.height)
        return first, Rect(rect.x + c * rect.width, rect.y, (d - c) * rect.width, rect.height)
    return rect, None


def _spines(axes: Axes, theme: Theme) -> None:
    for name in ("top", "right"):
        axes.spines[name].set_visible(False)
    for name in ("left", "bottom"):
        axes.spines[name].set(linewidth=0.6 * theme.scale, color=SPINE)


def _grid(axes: Axes, art: PanelArt, theme: Theme) -> None:
    axes.set_axisbelow(True)
    draw_zero_lines(axes, art, theme)
    rect = any(layer.mark.type is MarkType.RECT for layer in art.frame.layers)
    horizontal = art.y.axis.discrete and not art.x.axis.discrete
    for name, view, due in (("x", art.x, horizontal), ("y", art.y, not horizontal and not art.y.axis.discrete)):
        shown = view.axis.grid if view.axis.grid is not None else due and not rect
        axes.grid(visible=False, axis=name)  # type: ignore[arg-type]  # 'x' or 'y'
        if shown:
            axes.grid(visible=True, axis=name, color=GRID, linewidth=0.5 * theme.scale)  # type: ignore[arg-type]  # 'x' or 'y'


def place_inset(figure: Figure, art: PanelArt, x: View, y: View, rect: Rect, theme: Theme) -> PanelArt:
    """The axes of a magnified part, with few ticks."""
    axes = figure.add_axes((0, 0, 1, 1), zorder=5)
    sides = [
        _few(view, length, theme, upright=up) for view, length, up in ((x, rect.width, False), (y, rect.height, True))
    ]
    place = PanelPlace(rect=rect, x=sides[0], y=sides[1])
    small = PanelArt(frame=art.frame, place=place, x=x, y=y, right=None, axes=axes)
    put(figure, axes, rect)
    for name, view, side in (("x", x, sides[0]), ("y", y, sides[1])):
        dress_axis(axes, name, view, side, 0, theme)
    for spine in axes.spines.values():
        spine.set(linewidth=0.6 * theme.scale, color=SPINE)
    return small


def _few(view: View, length: float, theme: Theme, *, upright: bool) -> Side:
    ticks = view.ticks(max(min(int(length / (theme.text * (2.2 if upright else 4.5))), 3), 2))
    return Side(ticks=ticks, labels=Labels(at=ticks.at, texts=ticks.texts, angle=0.0, depth=theme.line))
