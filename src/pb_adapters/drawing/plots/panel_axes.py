"""The axes of panels of every shape: scale, ends, ticks and break signs in a plane; radars, pies and parallels."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis as MplAxis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.projections.polar import PolarAxes
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter, NullLocator

from pb_adapters.drawing.plots.layout.axis_views import View
from pb_adapters.drawing.plots.layout.margins import AxisTicks, span_ticks
from pb_adapters.drawing.plots.occupancy import Grid, take
from pb_adapters.drawing.plots.page import AXIS_WEIGHT, LINES, RULE_WEIGHT, Theme, is_formula, points, words
from pb_adapters.drawing.plots.scene import PanelArtists, ParallelAxis, Scene
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import GRID, INK, PAPER, SPINE
from pb_adapters.drawing.shared.text_metrics import wrapped
from pb_core.domain.plane import Rect
from pb_core.domain.plots.drawn import TextRole
from pb_core.domain.plots.spec import Scale, ScaleType


def put(figure: Figure, axes: Axes, rect: Rect) -> None:
    """Put axes into a rectangle in points from the top left."""
    wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
    axes.set_position((rect.x / wide, 1 - rect.bottom / high, rect.width / wide, rect.height / high))


def set_axis(
    axes: Axes, name: str, view: View, side: AxisTicks, part: int, theme: Theme, *, bare: bool = False
) -> None:
    """Give one axis its scale, ends and ticks; ``part`` is a broken one's stretch, ``bare`` has no labels."""
    axis: MplAxis = axes.xaxis if name == "x" else axes.yaxis
    set_scale, set_ends = (axes.set_xscale, axes.set_xlim) if name == "x" else (axes.set_yscale, axes.set_ylim)
    set_scale(**_scale_settings(view.scale if not view.axis.discrete else Scale()))
    low, high = view.stretches[part]
    down = view.axis.discrete and name == "y"
    set_ends((high, low) if view.scale.reverse != down else (low, high))
    _tick(axis, side, (low, high), theme, turned=name == "x", hidden=bare)
    length = 0.0 if view.axis.discrete and not side.labels.angle else theme.tick
    pad = theme.gap * 0.6 + theme.tick - length
    axis.set_tick_params(which="major", length=length, width=AXIS_WEIGHT * theme.scale, color=SPINE, pad=pad)
    axis.set_tick_params(which="minor", length=theme.tick * 0.55, width=0.4 * theme.scale, color=SPINE)


def _scale_settings(scale: Scale) -> dict[str, Any]:
    match scale.type:
        case ScaleType.LOG:
            return {"value": "log", "nonpositive": "clip"}
        case ScaleType.SYMLOG:
            return {"value": "symlog", "linthresh": scale.constant}
        case ScaleType.LOGIT:
            return {"value": "logit", "nonpositive": "clip"}
        case ScaleType.LINEAR:
            return {"value": "linear"}


def _tick(
    axis: MplAxis, side: AxisTicks, ends: tuple[float, float], theme: Theme, *, turned: bool, hidden: bool
) -> None:
    slack = 1e-9 * (ends[1] - ends[0])
    within = [i for i, at in enumerate(side.labels.at) if ends[0] - slack <= at <= ends[1] + slack]
    at = [side.labels.at[i] for i in within]
    axis.set_major_locator(FixedLocator(at))
    labelled = side.shown and not hidden
    texts = [side.labels.texts[i] for i in within]
    axis.set_major_formatter(FixedFormatter(texts) if labelled else NullFormatter())
    axis.set_minor_locator(FixedLocator(list(side.ticks.minor)) if side.ticks.minor else NullLocator())
    axis.set_minor_formatter(NullFormatter())
    for label in axis.get_ticklabels():
        label.set(fontsize=theme.text, color=INK, parse_math=is_formula(label.get_text(), theme), linespacing=LINES)
        if turned and side.labels.angle:
            label.set(rotation=side.labels.angle, ha="right", va="center", rotation_mode="anchor")


def labels_of(axis: MplAxis) -> list[tuple[float, Text]]:
    """The ticks of a finished axis that say something: where they stand and their labels."""
    found = []
    for tick in axis.get_major_ticks():
        label = tick.label1 if tick.label1.get_visible() else tick.label2
        if label.get_text() and label.get_visible():
            found.append((float(tick.get_loc()), label))
    return found


_ZERO = "zero"


def draw_break_marks(figure: Figure, panel: PanelArtists, theme: Theme) -> None:
    """Slashes where an axis is broken, or where bars start beyond zero."""
    for sign in panel.break_marks:
        sign.remove()
    panel.break_marks = []
    rect = panel.place.rect
    size = 2.2 * theme.scale
    if panel.over is not None:
        upright = len(panel.y.stretches) > 1
        (_, end), (start, _) = (panel.y if upright else panel.x).parts()
        for along in (end, start):
            x, y = (
                (rect.x, rect.bottom - along * rect.height) if upright else (rect.x + along * rect.width, rect.bottom)
            )
            panel.break_marks.append(_slash(figure, x, y, size, upright=upright))
        _no_spine(panel.over, "bottom" if upright else "left")
        hidden = panel.over.xaxis if upright else panel.over.yaxis
        hidden.set_tick_params(which="both", length=0)
    for view, upright in ((panel.y, True), (panel.x, False)):
        for shift in (5.0, 7.5) if view.cut else ():
            x, y = (
                (rect.x, rect.bottom - shift * theme.scale) if upright else (rect.x + shift * theme.scale, rect.bottom)
            )
            panel.break_marks.append(_slash(figure, x, y, size, upright=upright))


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


def draw_zero_lines(axes: Axes, panel: PanelArtists, theme: Theme) -> None:
    """Where bars grow both ways they stand on a line; the year 1970 is no zero."""
    for line in [line for line in axes.lines if line.get_gid() == _ZERO]:
        line.remove()
    grown = {layer.horizontal for layer in panel.frame.layers if layer.mark.starts_at_zero}
    style: dict[str, Any] = {"color": SPINE, "linewidth": AXIS_WEIGHT * theme.scale, "zorder": 2.4, "gid": _ZERO}
    if False in grown and panel.y.low < 0 < panel.y.high and not panel.y.axis.temporal:
        axes.axhline(0, **style)
    if True in grown and panel.x.low < 0 < panel.x.high and not panel.x.axis.temporal:
        axes.axvline(0, **style)


def turn_scale(scene: Scene) -> None:
    """Write the scale of a radar between those spokes where the fewest marks run."""
    for panel in scene.panels:
        axes, count = panel.axes, len(panel.x.axis.categories)
        if not isinstance(axes, PolarAxes) or not count:
            continue
        grid = Grid(scene.content.page.width, scene.content.page.height)
        for _, painted in panel.painted:
            take(grid, painted.items, scene.figure)
        middles = [(index + 0.5) * 360 / count for index in range(count)]
        best = min(middles, key=lambda angle: _taken_along(scene, axes, angle, grid))
        axes.set_rlabel_position(best)


def _taken_along(scene: Scene, axes: PolarAxes, angle: float, grid: Grid) -> int:
    to_points = axes.transData + points(scene.figure).inverted()
    size = scene.content.theme.text
    taken = 0
    for at, label in labels_of(axes.yaxis):
        x, up = to_points.transform((np.deg2rad(angle), at))
        wide = text_metrics.block_width(label.get_text(), size)
        y = scene.content.page.height - up
        taken += grid.taken(Rect(x - wide / 2, y - size / 2, wide, size))
    return taken


def draw_axes(scene: Scene) -> None:
    """Write the ticks of every axis to its left; figures are set on paper so that lines do not hide them."""
    theme, frame = scene.content.theme, scene.content.frame
    rect = scene.panels[0].place.rect
    step = rect.width / max(len(frame.spans) - 1, 1)
    for index, span in enumerate(frame.spans):
        ticks = span_ticks(span, frame.y.format)
        axis = ParallelAxis()
        for at, text in zip(ticks.at, ticks.texts, strict=True):
            share = (at - span[0]) / (span[1] - span[0]) if span[1] > span[0] else 0.0
            place = (rect.x + index * step - theme.gap * 0.7, rect.bottom - share * rect.height)
            paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.4}
            label = words(scene.figure, place, text, theme, ha="right", va="center", bbox=paper)
            axis.texts.append(label)
            scene.add_text(TextRole.TICK_Y, label, 0)
        scene.parallel.append(axis)


PIE_REACH = 1.35


def place_radar(figure: Figure, panel: PanelArtists, theme: Theme) -> None:
    """A circle whose spokes are the categories of x."""
    axes = panel.axes
    assert isinstance(axes, PolarAxes)  # noqa: S101 - build_panels made it
    put(figure, axes, panel.place.rect)
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    names = panel.x.axis.categories
    angles = np.arange(len(names)) * (2 * np.pi / max(len(names), 1))
    axes.set_ylim(panel.y.low, panel.y.high)
    axes.xaxis.set_major_locator(FixedLocator(list(angles)))
    room = figure.get_figwidth() * 72 * 0.2
    axes.xaxis.set_major_formatter(FixedFormatter([wrapped(name, theme.text, room) for name in names]))
    for label, angle in zip(axes.xaxis.get_ticklabels(), angles, strict=True):
        side = np.sin(angle)
        label.set(fontsize=theme.text, color=INK, parse_math=is_formula(label.get_text(), theme), va="center")
        label.set_horizontalalignment("center" if abs(side) < 0.2 else "left" if side > 0 else "right")  # noqa: PLR2004 - near the axis
    axes.xaxis.set_tick_params(pad=theme.gap * 0.4)
    ticks = [
        (at, text)
        for at, text in zip(panel.place.y.labels.at, panel.place.y.labels.texts, strict=True)
        if at > panel.y.low
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
    axes.grid(color=GRID, linewidth=RULE_WEIGHT * theme.scale)
    axes.spines["polar"].set(color=GRID, linewidth=AXIS_WEIGHT * theme.scale)


def place_pie(figure: Figure, panel: PanelArtists) -> None:
    """A square without axes around the unit circle."""
    axes = panel.axes
    put(figure, axes, panel.place.rect)
    axes.set_aspect("equal")
    axes.set_xlim(-PIE_REACH, PIE_REACH)
    axes.set_ylim(-PIE_REACH, PIE_REACH)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(NullLocator())
    axes.set_axis_off()


def place_parallel(figure: Figure, panel: PanelArtists, theme: Theme) -> None:
    """An upright line for each category of x."""
    axes = panel.axes
    put(figure, axes, panel.place.rect)
    set_axis(axes, "x", panel.x, panel.place.x, 0, theme)
    axes.set_xlim(0, max(len(panel.x.axis.categories) - 1, 1))
    axes.xaxis.set_tick_params(pad=theme.text * 0.9)
    axes.set_ylim(0, 1)
    axes.yaxis.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(visible=True, axis="x", color=SPINE, linewidth=AXIS_WEIGHT * theme.scale)
