"""Violins: a polygon for each, as wide at every value as the density there."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.grouping import PALE, fills, outlines, runs
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.placing import slots, upright, value_of
from pb_adapters.plots.marks.reading import cells, closed, items, joined, numbers, same, series
from pb_adapters.plots.palettes import SPINE
from pb_core.plot.items import Items

_DEPTH = 1.9
_EDGE = 0.6
_OPACITY = 0.8


def paint_violins(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """Polygons up one side of each violin and down the other."""
    violins = []
    for group in runs(layer, "series", "base"):
        middle, width = slots(group, bands)
        share = np.zeros(group.count) if group.value is None else group.value
        sides = [
            np.stack(upright(group, middle + side * share * width / 2, value_of(group)), axis=1) for side in (1, -1)
        ]
        edge = (outlines(group, look) or [None])[0]
        violins.append(
            Polygon(
                closed(np.concatenate([sides[0], sides[1][::-1]])),
                closed=True,
                facecolor=(fills(group, look)[0], PALE if bands.pale else _OPACITY),
                edgecolor=edge or SPINE,
                linewidth=look.outline_width if edge else _EDGE,
                hatch=look.key(group.series[0]).hatch or None,
                zorder=_DEPTH,
            )
        )
        axes.add_artist(violins[-1])
    return painted(layer, items=tuple(violins))


def read_violins(painted: Painted, context: AxesContext) -> Items:
    """The category, value and share of the largest width of every vertex."""
    violins = [violin for violin in painted.items if isinstance(violin, Polygon)]
    read = [_vertices(painted, violin) for violin in violins]
    base, value = (1, 0) if painted.horizontal else (0, 1)
    names = context.y if painted.horizontal else context.x
    columns = {
        "xy"[base]: joined([cells(middle, names) for middle, _, _ in read]),
        "xy"[value]: joined([numbers(at) for _, at, _ in read]),
        "value": joined([numbers(share) for _, _, share in read]),
        "series": joined(
            [
                series(context, len(at), violin.get_facecolor(), hatch=violin.get_hatch() or "")
                for violin, (_, at, _) in zip(violins, read, strict=True)
            ]
        ),
    }
    return items(painted, **columns)


def _vertices(painted: Painted, violin: Polygon) -> tuple[Floats, Floats, Floats]:
    """Middle, value and share of the largest width of each vertex; NaN for values that the two sides disagree on."""
    xy = np.asarray(violin.get_xy(), dtype=np.float64)[:-1]
    half = len(xy) // 2
    base, value = (1, 0) if painted.horizontal else (0, 1)
    right, left = xy[:half], xy[len(xy) - half :][::-1]
    middle = (right[:, base] + left[:, base]) / 2
    width = right[:, base] - left[:, base]
    level = np.where(same(right[:, value], left[:, value]), right[:, value], np.nan)
    share = width / np.max(width, initial=0.0) if np.max(width, initial=0.0) > 0 else np.zeros(half)
    axis = float(np.median(middle)) if half else 0.0
    return np.full(half, axis), level, np.where(np.abs(middle - axis) < 1e-9, share, np.nan)  # noqa: PLR2004 - of a band
