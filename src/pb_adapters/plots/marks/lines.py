"""Lines: one for each series and detail, with dashes, markers, steps and gaps; closed around a radar."""

from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from pb_adapters.plots.context import AxesContext
from pb_adapters.plots.frames.model import Floats, FrameLayer
from pb_adapters.plots.look import Bands, Look
from pb_adapters.plots.marks.clouds import RASTER_FROM
from pb_adapters.plots.marks.errors import error_columns, paint_errors
from pb_adapters.plots.marks.grouping import emphasised, fills, runs
from pb_adapters.plots.marks.lettering import read_labels
from pb_adapters.plots.marks.painted import Painted, painted
from pb_adapters.plots.marks.placing import POLAR, projected
from pb_adapters.plots.marks.point_labels import label_points
from pb_adapters.plots.marks.reading import STATED, dash_of, items, joined, located, numbers, series
from pb_adapters.plots.palettes import PAPER
from pb_core.plot.grammar import Interpolate
from pb_core.plot.items import Items

_DEPTH = 2.4
_Style = Literal["default", "steps-post", "steps-pre", "steps-mid"]
_STYLES: dict[Interpolate, _Style] = {
    Interpolate.LINEAR: "default",
    Interpolate.STEP_AFTER: "steps-post",
    Interpolate.STEP_BEFORE: "steps-pre",
    Interpolate.STEP: "steps-mid",
}
_MARKED = 30  # markers of a line; longer lines carry one at every so many vertices
_LONG = 1_000  # vertices from which a line is drawn thin
_STANDING_OUT = 1.6  # how much thicker an emphasised line is


def paint_lines(axes: Axes, layer: FrameLayer, look: Look, bands: Bands) -> Painted:
    """Lines, dots at vertices that have no neighbour, error bars and value labels."""
    groups = runs(layer, "series", "detail")
    lines = [_line(axes, group, look, bands) for group in groups]
    dots = [_lonely(line) for line in lines]
    for artist in (*lines, *filter(None, dots)):
        axes.add_artist(artist)
    xy = np.stack(projected(axes, layer, bands), axis=1)
    colors = [str(line.get_color()) for line, group in zip(lines, groups, strict=True) for _ in range(group.count)]
    return painted(
        layer,
        items=tuple(lines),
        errors=paint_errors(axes, layer, look, xy, colors),
        labels=label_points(axes, layer, look, xy, np.zeros(layer.count)) if layer.text else (),
        radii=(0.0,) * len(layer.text),
        extras=tuple(filter(None, dots)),
    )


def _line(axes: Axes, group: FrameLayer, look: Look, bands: Bands) -> Line2D:
    x, y = projected(axes, group, bands)
    if axes.name == POLAR:
        x, y = np.append(x, x[:1]), np.append(y, y[:1])
    key = look.key(group.series[0])
    stands_out = emphasised(group)
    width = look.thin_width if group.mark.fit or group.count > _LONG else look.line_width
    line = Line2D(
        x,
        y,
        color=fills(group, look)[0],
        linewidth=width * (_STANDING_OUT if stands_out else 1.0),
        drawstyle=_STYLES[group.mark.interpolate],
        label=group.detail[0] if group.detail else "",
        zorder=_DEPTH + (0.1 if stands_out else 0.0),
        rasterized=group.count > RASTER_FROM,
        solid_joinstyle="round",
        solid_capstyle="round" if axes.name == POLAR else "butt",
    )
    plain = key.dash == "solid"
    line.set(linestyle=(0.0, STATED["stated"]) if group.mark.dash and plain else key.linestyle)
    if group.mark.point and not group.mark.fit:
        line.set(marker=key.marker, markersize=look.marker_size, markeredgecolor=PAPER, markeredgewidth=0.4)
        line.set_markevery(max(1, -(-group.count // _MARKED)))
    return line


def _lonely(line: Line2D) -> Line2D | None:
    """Dots at the vertices between two gaps, which no stretch of line shows."""
    xy = line.get_xydata()
    there = ~np.isnan(np.asarray(xy)).any(axis=1)
    beside = np.concatenate([[False], there, [False]])
    alone = there & ~beside[:-2] & ~beside[2:]
    if not alone.any():
        return None
    x, y = np.asarray(xy)[alone].T
    return Line2D(x, y, linestyle="none", marker="o", markersize=2.4, color=line.get_color(), zorder=line.get_zorder())


def read_lines(painted: Painted, context: AxesContext) -> Items:
    """The vertices of every line, without gaps and without the one that closes a radar."""
    lines = [line for line in painted.items if isinstance(line, Line2D)]
    drawn = [_opened(line) for line in lines]
    there = [~np.isnan(xy).any(axis=1) for xy in drawn]
    places = [located(line, xy[ok], context) for line, xy, ok in zip(lines, drawn, there, strict=True)]
    every = np.concatenate(drawn) if drawn else np.empty((0, 2))
    kept = np.concatenate(there) if there else np.empty(0, dtype=bool)
    errors = error_columns(painted, painted.errors, every)
    details = joined([(str(line.get_label()),) * int(ok.sum()) for line, ok in zip(lines, there, strict=True)])
    texts = read_labels(painted.labels, every)
    columns = {
        "series": joined([_series(context, line, int(ok.sum())) for line, ok in zip(lines, there, strict=True)]),
        "detail": details if any(details) else (),
        "x": joined([x for x, _ in places]),
        "y": joined([y for _, y in places]),
        "text": tuple(text for text, ok in zip(texts, kept, strict=True) if ok),
        **{name: numbers(column[kept]) for name, column in errors.items()},
    }
    return items(painted, **columns)


def _opened(line: Line2D) -> Floats:
    xy = np.asarray(line.get_xydata(), dtype=np.float64)
    polar = line.axes is not None and line.axes.name == POLAR
    closed = polar and len(xy) > 1 and np.array_equal(xy[0], xy[-1], equal_nan=True)
    return xy[:-1] if closed else xy


def _series(context: AxesContext, line: Line2D, count: int) -> tuple[str, ...]:
    marker, dash = str(line.get_marker()), dash_of(line)
    return series(
        context,
        count,
        line.get_color(),
        marker="" if marker in {"None", ""} else marker,
        dash="solid" if dash in STATED else dash,
    )
