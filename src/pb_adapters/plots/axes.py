"""One axis of one panel: its scale, ends, ticks and labels."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.axis import Axis as MplAxis
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter, NullLocator

from pb_adapters.plots.canvas import LINES, is_formula
from pb_adapters.plots.content import Side
from pb_adapters.plots.palettes import INK, SPINE
from pb_adapters.plots.scales import View
from pb_adapters.plots.themes import Theme
from pb_core.plot.grammar import Scale, ScaleType
from pb_core.scene import Rect


def put(figure: Figure, axes: Axes, rect: Rect) -> None:
    """Put axes into a rectangle in points from the top left."""
    wide, high = figure.get_figwidth() * 72, figure.get_figheight() * 72
    axes.set_position((rect.x / wide, 1 - rect.bottom / high, rect.width / wide, rect.height / high))


def dress_axis(axes: Axes, name: str, view: View, side: Side, part: int, theme: Theme, *, bare: bool = False) -> None:
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


def labels_of(axis: MplAxis) -> list[tuple[float, Text]]:
    """The ticks of a finished axis that say something: where they stand and their labels."""
    found = []
    for tick in axis.get_major_ticks():
        label = tick.label1 if tick.label1.get_visible() else tick.label2
        if label.get_text() and label.get_visible():
            found.append((float(tick.get_loc()), label))
    return found
