"""The axes of radars, pies and parallel coordinates."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from pb_adapters.plots.axes import dress_axis, put
from pb_adapters.plots.canvas import is_formula
from pb_adapters.plots.palettes import GRID, INK, PAPER, SPINE
from pb_adapters.plots.panelart import PanelArt
from pb_adapters.plots.ruler import wrapped
from pb_adapters.plots.themes import Theme

PIE_REACH = 1.35


def place_radar(figure: Figure, art: PanelArt, theme: Theme) -> None:
    """A circle whose spokes are the categories of x."""
    axes = art.axes
    assert isinstance(axes, PolarAxes)  # noqa: S101 - build_panels made it
    put(figure, axes, art.place.rect)
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    names = art.x.axis.categories
    angles = np.arange(len(names)) * (2 * np.pi / max(len(names), 1))
    axes.set_ylim(art.y.low, art.y.high)
    axes.xaxis.set_major_locator(FixedLocator(list(angles)))
    room = figure.get_figwidth() * 72 * 0.2
    axes.xaxis.set_major_formatter(FixedFormatter([wrapped(name, theme.text, room) for name in names]))
    for label, angle in zip(axes.xaxis.get_ticklabels(), angles, strict=True):
        side = np.sin(angle)
        label.set(fontsize=theme.text, color=INK, parse_math=is_formula(label.get_text(), theme), va="center")
        label.set_horizontalalignment("center" if abs(side) < 0.2 else "left" if side > 0 else "right")  # noqa: PLR2004 - near the axis
    axes.xaxis.set_tick_params(pad=theme.gap * 0.4)
    ticks = [
        (at, text) for at, text in zip(art.place.y.labels.at, art.place.y.labels.texts, strict=True) if at > art.y.low
    ]
    axes.yaxis.set_major_locator(FixedLocator([at for at, _ in ticks]))
    axes.yaxis.set_major_formatter(FixedFormatter([text for _, text in ticks]))
    axes.set_rlabel_position(180 / max(len(names), 1))
    for label in axes.yaxis.get_ticklabels():
        label.set(
            fontsize=theme.text,
            color="#4a525a",
            parse_math=is_formula(label.get_text(), theme),
            ha="center",
            va="center",
            bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.75, "pad": 0.3},
        )
    axes.grid(color=GRID, linewidth=0.5 * theme.scale)
    axes.spines["polar"].set(color=GRID, linewidth=0.6 * theme.scale)


def place_pie(figure: Figure, art: PanelArt) -> None:
    """A square without axes around the unit circle."""
    axes = art.axes
    put(figure, axes, art.place.rect)
    axes.set_aspect("equal")
    axes.set_xlim(-PIE_REACH, PIE_REACH)
    axes.set_ylim(-PIE_REACH, PIE_REACH)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(NullLocator())
    axes.set_axis_off()


def place_parallel(figure: Figure, art: PanelArt, theme: Theme) -> None:
    """An upright line for each category of x."""
    axes = art.axes
    put(figure, axes, art.place.rect)
    dress_axis(axes, "x", art.x, art.place.x, 0, theme)
    axes.set_xlim(0, max(len(art.x.axis.categories) - 1, 1))
    axes.xaxis.set_tick_params(pad=theme.text * 0.9)
    axes.set_ylim(0, 1)
    axes.yaxis.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(visible=True, axis="x", color=SPINE, linewidth=0.6 * theme.scale)
