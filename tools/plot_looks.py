"""Measures how the plots of the corpus look: type, ticks, shape, fill, colours, values and names, as one table.

``python tools/plot_looks.py [--output plots/]`` plans every pair of data and intent by rules, draws it without a server
and measures what was read back from the artists; with ``--output`` the pictures are saved too. A pair that the rules
refuse is counted and left out. The targets are those of printed columns of 89 mm.
"""

import argparse
import statistics
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from pb_adapters.drawing.plots import render
from pb_adapters.planners.charts.planner import plan_plot
from pb_core.domain.plots.colours import contrast
from pb_core.domain.plots.drawn import DrawnAxis, DrawnPanel, DrawnPlot, ReferenceKind
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.marks import LegendKey
from pb_core.domain.plots.proof import prove
from pb_core.domain.plots.spec import PlotSpec, Projection, ScaleType
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table_reading import read_table
from pb_core.errors import NotPlottable
from pb_core.ports.plots import PlotRequest
from plot_sheet import Pair, corpus

TICKS, FILL, LINES = (4, 6), (0.85, 1.0), (1.3, 1.6)
"""Targets: ticks of an axis, share of a value axis that holds data, width over height of a panel of lines."""

_TITLES = {"axis-title", "title", "panel"}
_SQUARE = 0.02


class Looked(Struct, frozen=True):
    """A plot that was drawn: what was asked for and what is to be seen."""

    name: str
    spec: PlotSpec
    drawn: DrawnPlot
    sound: bool


def looked(pair: Pair, folder: Path | None) -> Looked | None:
    """Plan, draw and prove a pair; ``None`` if the rules refuse it."""
    table = read_table(pair.data)
    brief = PlotPlanBrief(intent=pair.intent, profile=profile(table), aspect_ratio=pair.aspect_ratio)
    try:
        spec = plan_plot(brief).spec
    except NotPlottable:
        return None
    formats = ("png", "svg") if folder else ()
    reply = render(PlotRequest(spec=spec, table=table, aspect_ratio=pair.aspect_ratio, formats=formats))
    for kind, picture in zip(formats, reply.pictures, strict=True):
        (folder or Path()).joinpath(f"{pair.name}.{kind}").write_bytes(picture.data)
    sound = prove(spec, table, reply.drawn).faithful and not check_layout(reply.drawn, spec, pair.aspect_ratio)
    return Looked(pair.name, spec, reply.drawn, sound)


def axes(plot: Looked) -> Iterator[tuple[DrawnAxis, DrawnPanel, str]]:
    """The axes of numbers on a linear scale of the first panel."""
    panel = plot.drawn.panels[0]
    if plot.spec.projection is Projection.CARTESIAN and not any(items.mark.traits.angular for items in panel.items):
        for name, axis in (("x", panel.x), ("y", panel.y)):
            if not axis.discrete and axis.scale is ScaleType.LINEAR and axis.ticks:
                yield axis, panel, name


def fill(axis: DrawnAxis, panel: DrawnPanel, name: str) -> float | None:
    """The share of an axis between the outermost data."""
    columns = ("x", "x2") if name == "x" else ("y", "y2", "low", "high")
    cells = [cell for items in panel.items for column in columns for cell in getattr(items, column)]
    numbers = [cell for cell in cells if isinstance(cell, int | float) and axis.low <= cell <= axis.high]
    return (max(numbers) - min(numbers)) / (axis.high - axis.low) if numbers else None


def is_lines(plot: Looked) -> bool:
    """Whether a plot is of lines alone, in one panel whose shape is free."""
    marks = [layer.mark.type.traits for layer in plot.spec.layer]
    return plot.spec.projection is Projection.CARTESIAN and all(m.line or m.band for m in marks)


def rows(plots: list[Looked]) -> Iterator[tuple[str, str, str]]:
    """Each measure, its target and what was found."""
    texts = [[(text.role.value, text.size, text.angle) for text in plot.drawn.texts] for plot in plots]
    ticks = [max((size for role, size, _ in each if role.startswith("tick")), default=0.0) for each in texts]
    titles = [min((size for role, size, _ in each if role in _TITLES), default=99.0) for each in texts]
    yield "smallest type, points", "7", f"{min(size for each in texts for _, size, _ in each):g}"
    yield "plots whose ticks are smaller than titles", "all", _of(a < b for a, b in zip(ticks, titles, strict=True))
    turned = sum(role == "value" and angle % 180 != 0 for each in texts for role, _, angle in each)
    yield "values that are turned", "0", str(turned)
    numbers = [axis for plot in plots for axis in axes(plot)]
    counts = [sum(bool(tick.text) for tick in axis.ticks) for axis, _, _ in numbers]
    yield "axes with 4 to 6 ticks", "most", _of(TICKS[0] <= count <= TICKS[1] for count in counts)
    fills = [share for axis in numbers if (share := fill(*axis)) is not None]
    yield "axes that data fill to 85 %", "most", _of(FILL[0] <= share <= FILL[1] for share in fills)
    identical = [plot for plot in plots if _has_identity(plot)]
    lines = [_shape(plot) for plot in plots if is_lines(plot) and plot not in identical]
    yield "shape of lines, width over height: median", "1.3-1.6", f"{statistics.median(lines):.2f}"
    yield "panels of lines from 1.3 to 1.6", "most", _of(LINES[0] - 0.05 <= shape <= LINES[1] + 0.05 for shape in lines)
    yield "square panels of those with y = x", "all", _of(abs(_shape(plot) - 1) < _SQUARE for plot in identical)
    keys = [key.color for plot in plots if _is_stroked(plot) for key in plot.drawn.keys]
    yield "colours of strokes below 3:1 on paper", "0", str(sum(contrast(color, "#ffffff") < 3 for color in keys))  # noqa: PLR2004 - WCAG
    named = [any(role == "direct" for role, _, _ in each) for each, p in zip(texts, plots, strict=True) if _many(p)]
    yield "plots of several lines with names at their ends", "where apart", _of(named)
    noted = [any(role == "note" for role, _, _ in each) for each, p in zip(texts, plots, strict=True) if _uncertain(p)]
    yield "plots that name their intervals or sample sizes", "all", _of(noted)
    yield "faithful and without a finding", "all", _of(plot.sound for plot in plots)


def _of(found: Iterable[bool]) -> str:
    kept = list(found)
    return f"{sum(kept)} of {len(kept)}"


def _shape(plot: Looked) -> float:
    rect = plot.drawn.panels[0].rect
    return rect.width / rect.height


def _has_identity(plot: Looked) -> bool:
    return any(one.kind is ReferenceKind.IDENTITY for one in plot.drawn.panels[0].references)


def _is_stroked(plot: Looked) -> bool:
    return any(layer.mark.type.traits.key is not LegendKey.PATCH for layer in plot.spec.layer)


def _many(plot: Looked) -> bool:
    return is_lines(plot) and len(plot.drawn.keys) > 1


def _uncertain(plot: Looked) -> bool:
    return any(items.low or items.x_low or items.q1 for items in plot.drawn.panels[0].items)


def main() -> int:
    """Draw, measure and print; exits with 1 if a plot is not sound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, help="a folder for the pictures")
    asked = parser.parse_args()
    if asked.output:
        asked.output.mkdir(parents=True, exist_ok=True)
    tried = [looked(pair, asked.output) for pair in corpus()]
    plots = [plot for plot in tried if plot is not None]
    print(f"{len(plots)} plots drawn, {len(tried) - len(plots)} refused by the rules\n")
    print("| measure | target | found |\n|---|---|---|")
    for row in rows(plots):
        print("| " + " | ".join(row) + " |")
    return 0 if all(plot.sound for plot in plots) else 1


if __name__ == "__main__":
    sys.exit(main())
