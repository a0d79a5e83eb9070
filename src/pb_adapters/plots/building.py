"""Building the axes of the panels and putting them in their places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis as MplAxis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.projections.polar import PolarAxes
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter, NullLocator

from pb_adapters.plots.canvas import LINES, is_formula, points
from pb_adapters.plots.frames.model import FramePanel
from pb_adapters.plots.labels import Labels
from pb_adapters.plots.layout import Content, Layout, PanelPlace, Side
from pb_adapters.plots.marks.painted import Painted
from pb_adapters.plots.palettes import GRID, INK, SPINE
from pb_adapters.plots.ruler import wrapped
from pb_adapters.plots.scales import View
from pb_adapters.plots.themes import Theme
from pb_core.plot.grammar import MarkType, Scale, ScaleType
from pb_core.scene import Rect

PIE_REACH = 1.35
_ZERO = "zero"
_GROWN = {MarkType.BAR, MarkType.AREA}


@dataclass(kw_only=True, slots=True)
class PanelArt:
    """A panel's artists. ``over`` is the stretch beyond a break, ``twin`` the axes of the right axis."""

    frame: FramePanel
    place: PanelPlace
    x: View
    y: View
    right: View | None
    axes: Axes
    over: Axes | None = None
    twin: Axes | None = None
    painted: list[tuple[Axes, Painted]] = field(default_factory=list)
    signs: list[Line2D] = field(default_factory=list)

    @property
    def every(self) -> Iterator[Axes]:
        """All axes of the panel."""
        yield from (axes for axes in (self.axes, self.over, self.twin) if axes is not None)


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
                _radar(figure, art, content.theme)
            case "pie":
                _pie(figure, art)
            case "parallel":
                _parallel(figure, art, content.theme)
            case _:
                _plane(figure, art, content.theme)


def _put(figure: Figure, axes: Axes, rect: Rect) -> None:
    wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
    axes.set_position((rect.x / wide, 1 - rect.bottom / high, rect.width / wide, rect.height / high))


def _plane(figure: Figure, art: PanelArt, theme: Theme) -> None:
    main, over = _stretch_rects(art)
    _put(figure, art.axes, main)
    if art.over is not None and over is not None:
        _put(figure, art.over, over)
    for part, axes in enumerate(a for a in (art.axes, art.over) if a is not None):
        x_part = part if len(art.x.stretches) > 1 else 0
        y_part = part if len(art.y.stretches) > 1 else 0
        _dress_axis(axes, "x", art.x, art.place.x, x_part, theme, bare=part > x_part)
        _dress_axis(axes, "y", art.y, art.place.y, y_part, theme, bare=part > y_part)
        _spines(axes, theme)
        _grid(axes, art, theme)
    if art.twin is not None and art.right is not None and art.place.right is not None:
        _twin(figure, art, art.twin, art.right, art.place.right, theme)
    _signs(figure, art, theme)


def _twin(figure: Figure, art: PanelArt, twin: Axes, view: View, side: Side, theme: Theme) -> None:
    _put(figure, twin, art.place.rect)
    _dress_axis(twin, "x", art.x, art.place.x, 0, theme)
    twin.xaxis.set_visible(False)
    twin.yaxis.tick_right()
    _dress_axis(twin, "y", view, side, 0, theme)
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


def _dress_axis(axes: Axes, name: str, view: View, side: Side, part: int, theme: Theme, *, bare: bool = False) -> None:
    axis: MplAxis = axes.xaxis if name == "x" else axes.yaxis
    set_scale, set_ends = (axes.set_xscale, axes.set_xlim) if name == "x" else (axes.set_yscale, axes.set_ylim)
    set_scale(**_scale_settings(view.scale if not view.axis.discrete else Scale()))
    low, high = view.stretches[part]
    down = view.axis.discrete and name == "y"
    set_ends((high, low) if view.scale.reverse != down else (low, high))
    _tick(axis, side, (low, high), theme, turned=name == "x", hidden=bare)
    length = 0.0 if view.axis.discrete and not side.labels.angle else theme.tick
    pad = theme.gap * 0.6 + theme.tick - length
    axis.set_tick_params(which="major", length=length, width=0.6 * theme.scale, color=SPINE, pad=pad)
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


def _tick(axis: MplAxis, side: Side, ends: tuple[float, float], theme: Theme, *, turned: bool, hidden: bool) -> None:
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


def _spines(axes: Axes, theme: Theme) -> None:
    for name in ("top", "right"):
        axes.spines[name].set_visible(False)
    for name in ("left", "bottom"):
        axes.spines[name].set(linewidth=0.6 * theme.scale, color=SPINE)


def _grid(axes: Axes, art: PanelArt, theme: Theme) -> None:
    axes.set_axisbelow(True)
    _zero_lines(axes, art, theme)
    rect = any(layer.mark.type is MarkType.RECT for layer in art.frame.layers)
    horizontal = art.y.axis.discrete and not art.x.axis.discrete
    for name, view, due in (("x", art.x, horizontal), ("y", art.y, not horizontal and not art.y.axis.discrete)):
        shown = view.axis.grid if view.axis.grid is not None else due and not rect
        axes.grid(visible=False, axis=name)  # type: ignore[arg-type]  # 'x' or 'y'
        if shown:
            axes.grid(visible=True, axis=name, color=GRID, linewidth=0.5 * theme.scale)  # type: ignore[arg-type]  # 'x' or 'y'


def _zero_lines(axes: Axes, art: PanelArt, theme: Theme) -> None:
    """Where bars grow both ways they stand on a line."""
    for line in [line for line in axes.lines if line.get_gid() == _ZERO]:
        line.remove()
    grown = {layer.horizontal for layer in art.frame.layers if layer.mark.type in _GROWN or layer.mark.stem}
    style: dict[str, Any] = {"color": SPINE, "linewidth": 0.6 * theme.scale, "zorder": 2.4, "gid": _ZERO}
    if False in grown and art.y.low < 0 < art.y.high:
        axes.axhline(0, **style)
    if True in grown and art.x.low < 0 < art.x.high:
        axes.axvline(0, **style)


# --- signs on axes ------------------------------------------------------------------------------


def _signs(figure: Figure, art: PanelArt, theme: Theme) -> None:
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
    return figure.add_artist(line)


# --- other shapes -------------------------------------------------------------------------------


def _radar(figure: Figure, art: PanelArt, theme: Theme) -> None:
    axes = art.axes
    assert isinstance(axes, PolarAxes)  # noqa: S101 - build_panels made it
    _put(figure, axes, art.place.rect)
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
        label.set_ha("center" if abs(side) < 0.2 else "left" if side > 0 else "right")  # noqa: PLR2004 - near the axis
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
        )
    axes.grid(color=GRID, linewidth=0.5 * theme.scale)
    axes.spines["polar"].set(color=GRID, linewidth=0.6 * theme.scale)


def _pie(figure: Figure, art: PanelArt) -> None:
    axes = art.axes
    _put(figure, axes, art.place.rect)
    axes.set_aspect("equal")
    axes.set_xlim(-PIE_REACH, PIE_REACH)
    axes.set_ylim(-PIE_REACH, PIE_REACH)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(NullLocator())
    axes.set_axis_off()


def _parallel(figure: Figure, art: PanelArt, theme: Theme) -> None:
    axes = art.axes
    _put(figure, axes, art.place.rect)
    _dress_axis(axes, "x", art.x, art.place.x, 0, theme)
    axes.set_xlim(0, max(len(art.x.axis.categories) - 1, 1))
    axes.xaxis.set_tick_params(pad=theme.text * 0.9)
    axes.set_ylim(0, 1)
    axes.yaxis.set_visible(False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(visible=True, axis="x", color=SPINE, linewidth=0.6 * theme.scale)


def labels_of(axis: MplAxis) -> list[tuple[float, Text]]:
    """The ticks of a finished axis that say something: where they stand and their labels."""
    found = []
    for tick in axis.get_major_ticks():
        label = tick.label1 if tick.label1.get_visible() else tick.label2
        if label.get_text() and label.get_visible():
            found.append((float(tick.get_loc()), label))
    return found


def place_inset(figure: Figure, art: PanelArt, x: View, y: View, rect: Rect, theme: Theme) -> PanelArt:
    """The axes of a magnified part, with few ticks."""
    axes = figure.add_axes((0, 0, 1, 1), zorder=5)
    sides = [
        _few(view, length, theme, upright=up) for view, length, up in ((x, rect.width, False), (y, rect.height, True))
    ]
    place = PanelPlace(rect=rect, x=sides[0], y=sides[1])
    small = PanelArt(frame=art.frame, place=place, x=x, y=y, right=None, axes=axes)
    _put(figure, axes, rect)
    for name, view, side in (("x", x, sides[0]), ("y", y, sides[1])):
        _dress_axis(axes, name, view, side, 0, theme)
    for spine in axes.spines.values():
        spine.set(linewidth=0.6 * theme.scale, color=SPINE)
    return small


def _few(view: View, length: float, theme: Theme, *, upright: bool) -> Side:
    ticks = view.ticks(max(min(int(length / (theme.text * (2.2 if upright else 4.5))), 3), 2))
    return Side(ticks=ticks, labels=Labels(at=ticks.at, texts=ticks.texts, angle=0.0, depth=theme.line))
