"""Signs on axes: where one is broken, where bars start beyond zero, where bars grow both ways."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from pb_adapters.plots.canvas import points
from pb_adapters.plots.palettes import SPINE
from pb_adapters.plots.panelart import PanelArt
from pb_adapters.plots.themes import Theme
from pb_core.plot.grammar import MarkType

_ZERO = "zero"
_GROWN = {MarkType.BAR, MarkType.AREA}


def draw_signs(figure: Figure, art: PanelArt, theme: Theme) -> None:
    """Slashes where an axis is broken, or where bars start beyond zero."""
    for sign in art.signs:
        sign.remove()
    art.signs = []
    rect = art.place.rect
    size = 2.2 * theme.scale
    if art.over is not None:
        upright = len(art.y.stretches) > 1
        (_, end), (start, _) = (art.y if upright else art.x).parts()
        for along in (end, start):
            x, y = (
                (rect.x, rect.bottom - along * rect.height) if upright else (rect.x + along * rect.width, rect.bottom)
            )
            art.signs.append(_slash(figure, x, y, size, upright=upright))
        _no_spine(art.over, "bottom" if upright else "left")
        hidden = art.over.xaxis if upright else art.over.yaxis
        hidden.set_tick_params(which="both", length=0)
    for view, upright in ((art.y, True), (art.x, False)):
        for shift in (5.0, 7.5) if view.cut else ():
            x, y = (
                (rect.x, rect.bottom - shift * theme.scale) if upright else (rect.x + shift * theme.scale, rect.bottom)
            )
            art.signs.append(_slash(figure, x, y, size, upright=upright))


def _no_spine(axes: Axes, name: str) -> None:
    axes.spines[name].set_visible(False)


def _slash(figure: Figure, x: float, y: float, size: float, *, upright: bool) -> Line2D:
    high = figure.get_figheight() * 72
    dx, dy = (size, size * 0.5) if upright else (size * 0.5, size)
    line = Line2D(
        [x - dx, x + dx], [high - y - dy, high - y + dy], transform=points(figure), color=SPINE, linewidth=0.8
    )
    figure.add_artist(line)
    return line


def draw_zero_lines(axes: Axes, art: PanelArt, theme: Theme) -> None:
    """Where bars grow both ways they stand on a line."""
    for line in [line for line in axes.lines if line.get_gid() == _ZERO]:
        line.remove()
    grown = {layer.horizontal for layer in art.frame.layers if layer.mark.type in _GROWN or layer.mark.stem}
    style: dict[str, Any] = {"color": SPINE, "linewidth": 0.6 * theme.scale, "zorder": 2.4, "gid": _ZERO}
    if False in grown and art.y.low < 0 < art.y.high:
        axes.axhline(0, **style)
    if True in grown and art.x.low < 0 < art.x.high:
        axes.axvline(0, **style)
