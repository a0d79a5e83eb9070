"""Where the lines of a plot end: whether their names can stand there, and in which order a legend lists them."""

import itertools

import numpy as np

from pb_adapters.drawing.plots.frames.model import Frame
from pb_adapters.drawing.plots.layout.axis_views import View

APART = 1.1
"""How many type sizes line ends stand apart for their names to stand beside them."""

_LAST = 0.97  # of the x axis' length between the first and the last vertex, where a line has run to its end
_TOLD = 0.04  # of the y axis: ends that are nearer do not show which line is above
_PLACES = 101  # at which the heights of lines are compared
_WIDEST = 0.28  # of the page: the widest name beside a line


def line_ends(frame: Frame, x: View, y: View) -> dict[str, tuple[float, float]]:
    """Where the line of each series ends in the first panel, as shares of its axes; none for series without lines."""
    ends: dict[str, tuple[float, float]] = {}
    for layer in frame.panels[0].layers:
        if not layer.mark.type.traits.line or layer.mark.fit or layer.x is None or layer.y is None:
            continue
        for name, across, up in zip(layer.series, layer.x.tolist(), layer.y.tolist(), strict=True):
            known = name and across == across and up == up  # noqa: PLR0124 - NaN is not itself
            if known and (place := x.share(across)) >= ends.get(name, (-1.0, 0.0))[0]:
                ends[name] = (place, y.share(up))
    return ends


def apart(frame: Frame, ends: dict[str, tuple[float, float]], length: float, type_size: float) -> bool:
    """Whether every line runs to the end of a panel ``length`` points high, where each has room for its name."""
    lines = [layer for panel in frame.panels for layer in panel.layers]
    plain = all(layer.mark.type.traits.line or layer.mark.type.traits.band for layer in lines)
    if not plain or len(frame.panels) > 1 or set(frame.series) - set(ends) or len(ends) < 2:  # noqa: PLR2004 - no need
        return False
    last = max(place for place, _ in ends.values())
    heights = sorted(up for _, up in ends.values())
    steps = [(high - low) * length for low, high in itertools.pairwise(heights)]
    return all(place >= last * _LAST for place, _ in ends.values()) and min(steps) >= APART * type_size


def fits_beside(width: float, page: float) -> bool:
    """Whether the widest name leaves enough of the page to the lines."""
    return width <= page * _WIDEST


def in_order(series: tuple[str, ...], ends: dict[str, tuple[float, float]], means: dict[str, float]) -> tuple[str, ...]:
    """The series in the order in which their lines end, from top to bottom; those without a line as they were.

    Where ends are so near that nobody sees which is above, the mean heights of the lines decide, if they have any.
    """
    if set(series) - set(ends):
        return series
    heights = sorted(ends[name][1] for name in series)
    told = all(high - low >= _TOLD for low, high in itertools.pairwise(heights))
    if not (told or means):
        return series
    return tuple(sorted(series, key=lambda name: -(ends[name][1] if told else means[name])))


def mean_heights(frame: Frame, x: View, y: View) -> dict[str, float]:
    """How high the line of each series runs on the whole where all of them run, as a share of the axis.

    Of the first panel; none for lines that share no stretch of x.
    """
    found: dict[str, list[tuple[float, float]]] = {}
    for layer in frame.panels[0].layers:
        if layer.mark.type.traits.line and not layer.mark.fit and layer.x is not None and layer.y is not None:
            for name, across, up in zip(layer.series, layer.x.tolist(), layer.y.tolist(), strict=True):
                if across == across and up == up:  # noqa: PLR0124 - NaN is not itself
                    found.setdefault(name, []).append((x.share(across), y.share(up)))
    lines = {name: np.array(sorted(line, key=lambda vertex: vertex[0])).T for name, line in found.items()}
    first, last = max(line[0][0] for line in lines.values()), min(line[0][-1] for line in lines.values())
    if first >= last:
        return {}
    shared = np.linspace(first, last, _PLACES)
    return {name: float(np.interp(shared, *line).mean()) for name, line in lines.items()}
