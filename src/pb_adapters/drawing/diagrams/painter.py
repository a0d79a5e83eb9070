"""A drawing painted with matplotlib: each part of the figure as one named group."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text

from pb_adapters.drawing.diagrams.arrow_paths import arrow_heads, rounded_path
from pb_adapters.drawing.diagrams.box_paths import shape_path
from pb_adapters.drawing.diagrams.figure_parts import (
    FigureParts,
    Item,
    Line,
    Mark,
    Outline,
    Painted,
    Pictogram,
    Shape,
    Stroke,
    Words,
)
from pb_adapters.drawing.diagrams.illustrations import add_painted
from pb_adapters.drawing.diagrams.named_groups import NamedGroup
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared import math_text, text_metrics, typefaces
from pb_adapters.drawing.shared.encoding import Page
from pb_adapters.drawing.shared.palettes import PAPER
from pb_core.domain.diagrams.drawn_names import identifiers
from pb_core.domain.diagrams.spec import Tip


def paint(parts: FigureParts, page: Page) -> Figure:
    """Return the painted figure; save it at any resolution or as vectors."""
    text_metrics.register()
    figure = page.new_figure(PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, parts.width)
    axes.set_ylim(parts.height, 0)
    names = identifiers()
    for number, part in enumerate(parts.parts, 1):
        group = NamedGroup(axes, names(part.kind, part.id), part.title, zorder=2 + 0.001 * number)
        for item in part.items:
            _add(group, axes, item)
    return figure


def _add(group: NamedGroup, axes: Axes, item: Item) -> None:
    match item:
        case Shape():
            _path(group, shape_path(item.shape, item.rect, item.radius), item.fill, item.stroke)
        case Outline():
            _path(group, item.path, item.fill, item.stroke)
        case Pictogram():
            for outline in item.outlines:
                _path(group, outline.path, outline.fill, outline.stroke)
        case Painted():
            add_painted(group, axes, item.name, item.rect)
        case Line():
            _line(group, item)
        case Words():
            _set(group, item.run)
        case Mark():
            _add(group, axes, item.pill)
            _set(group, item.run)


def _path(group: NamedGroup, path: Path, fill: str | None, stroke: Stroke | None) -> None:
    group.path(
        path,
        facecolor=fill or "none",
        edgecolor=stroke.colour if stroke else "none",
        linewidth=stroke.width if stroke else 0.0,
        linestyle=(0, stroke.dashes) if stroke and stroke.dashes else "solid",
        capstyle="round" if stroke and stroke.is_round else "butt",
    )


def _line(group: NamedGroup, line: Line) -> None:
    body, heads = arrow_heads(line.points, line.heads, line.head, line.tip)
    _path(group, rounded_path(body), None, line.stroke)
    edge = Stroke(colour=line.stroke.colour, width=line.edge)
    for head in heads:
        _path(group, head, line.stroke.colour if line.tip is Tip.ARROW else None, edge)


def _set(group: NamedGroup, run: Run) -> None:
    """Add a line of text: as one run, or as the runs of its mathematics."""
    layout = math_text.typeset(run.text, bold=run.bold)
    if layout is None:
        face = FontProperties(family=list(typefaces.stack(bold=run.bold)), size=run.size)
        line = Text(run.x, run.y, run.text, color=run.colour, fontproperties=face)
        line.set(ha="left" if run.start else "center", va="baseline", parse_math=text_metrics.is_mathtext(run.text))
        group.add(line)
        return
    left = run.rect.x
    for piece in layout.pieces:
        face = math_text.face_of(piece.style, bold=run.bold)
        face.set_size(piece.size * run.size)
        x, y = left + piece.x * run.size, run.y - piece.y * run.size
        group.add(Text(x, y, piece.text, color=run.colour, fontproperties=face, va="baseline", parse_math=False))
