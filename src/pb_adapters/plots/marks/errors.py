"""Error bars along either axis: painting them and reading their ends."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Look
from pb_adapters.plots.marks.painted import ErrorBars, Painted
from pb_adapters.plots.marks.reading import same, segments

_CAPS = {True: Path([(-1.0, 0.0), (1.0, 0.0)]), False: Path([(0.0, -1.0), (0.0, 1.0)])}
_DEPTH, _ABOVE = 2.5, 2.7  # points lie between
_MAX_CAPPED = 400  # error bars; more of them stand too close for caps


def paint_errors(
    axes: Axes, layer: FrameLayer, look: Look, xy: Floats, colors: list[str], *, above: bool = False
) -> tuple[ErrorBars, ...]:
    """Error bars of items that stand at ``xy`` (n, 2), in one colour or one for each; ``above`` points or below."""
    ends = ((layer.low, layer.high, not layer.horizontal), (layer.x_low, layer.x_high, False))
    return tuple(
        _bars(axes, look, xy, (low, high), upright, colors, _ABOVE if above else _DEPTH)
        for low, high, upright in ends
        if low is not None and high is not None
    )


def _bars(
    axes: Axes,
    look: Look,
    xy: Floats,
    ends: tuple[Floats, Floats],
    upright: bool,  # noqa: FBT001 - a direction
    colors: list[str],
    depth: float,
) -> ErrorBars:
    along = 1 if upright else 0
    lines = np.stack([xy, xy], axis=1)
    lines[:, 0, along], lines[:, 1, along] = ends
    segments = LineCollection(list(lines), colors=colors, linewidths=look.error_width, zorder=depth)
    segments.set_capstyle("butt")
    axes.add_collection(segments, autolim=False)
    caps = PathCollection(
        [_CAPS[upright]],
        sizes=[look.cap_size**2 if len(xy) <= _MAX_CAPPED else 0.0],
        offsets=lines.reshape(-1, 2),
        offset_transform=axes.transData,
        edgecolors=np.repeat(np.array(colors, dtype=object), 2).tolist() if len(colors) > 1 else colors,
        facecolors="none",
        linewidths=look.error_width,
        zorder=depth,
    )
    caps.set_transform(IdentityTransform())
    axes.add_collection(caps, autolim=False)
    return ErrorBars(upright=upright, segments=segments, caps=caps)


def read_errors(bars: ErrorBars, xy: Floats) -> tuple[Floats, Floats]:
    """The low and high ends of the error bars of items at ``xy``.

    NaN where a bar stands elsewhere or its cap is not at its end: then nobody can tell what is meant.
    """
    along = 1 if bars.upright else 0
    lines = segments(bars.segments, len(xy))
    caps = np.asarray(bars.caps.get_offsets(), dtype=np.float64).reshape(-1, 2, 2)
    lines = np.where(same(lines, caps), lines, np.nan) if caps.shape == lines.shape else np.full_like(lines, np.nan)
    across = lines[:, :, 1 - along]
    stands = np.asarray(same(across, np.repeat(xy[:, [1 - along]], 2, axis=1)).all(axis=1))
    ends = np.where(stands[:, None], lines[:, :, along], np.nan)
    return ends[:, 0], ends[:, 1]


def error_columns(painted: Painted, errors: tuple[ErrorBars, ...], xy: Floats) -> dict[str, Floats]:
    """The columns ``low``, ``high``, ``x_low`` and ``x_high`` as far as there are error bars of them."""
    columns: dict[str, Floats] = {}
    for bars in errors:
        along_value = bars.upright != painted.horizontal
        names = ("low", "high") if along_value else ("x_low", "x_high")
        columns |= dict(zip(names, read_errors(bars, xy), strict=True))
    return columns
