"""A drawing painted with matplotlib: panels, arrows, boxes with pictograms and words, each part as one named group."""

from collections import defaultdict

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text

from pb_adapters.drawing.diagrams.arrow_paths import arrow_heads, rounded_path
from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle, arrow_styles
from pb_adapters.drawing.diagrams.attempt import title_text
from pb_adapters.drawing.diagrams.box_paths import ornaments, shape_path, swatch_path
from pb_adapters.drawing.diagrams.box_sizes import STACK, BoxPlan, front
from pb_adapters.drawing.diagrams.box_words import clean
from pb_adapters.drawing.diagrams.corner_marks import CORNER_MARKS
from pb_adapters.drawing.diagrams.glyph_outlines import FILL
from pb_adapters.drawing.diagrams.glyph_painting import GlyphStyle, add_glyph
from pb_adapters.drawing.diagrams.illustration_names import is_painted
from pb_adapters.drawing.diagrams.illustrations import add_painted
from pb_adapters.drawing.diagrams.legend import Entry, Legend
from pb_adapters.drawing.diagrams.named_groups import NamedGroup
from pb_adapters.drawing.diagrams.search import Drawing
from pb_adapters.drawing.diagrams.text_runs import Badge, Run
from pb_adapters.drawing.shared import math_text, text_metrics, typefaces
from pb_adapters.drawing.shared.encoding import Page
from pb_adapters.drawing.shared.palettes import PAPER, Colours, Tint, colours
from pb_core.domain.diagrams.drawn_names import identifiers
from pb_core.domain.diagrams.scene import DrawnFrame
from pb_core.domain.diagrams.spec import Connection, Heads, Styling, Tip
from pb_core.domain.plane import Point, Rect, inset

_THIN, _EDGE, _LEADING_EDGE = 0.5, 0.9, 2.0  # line widths in points
_RADIUS = 8.5  # points: the corners of panels
_TIP = 0.9
_DASHED = (0, (4, 2.2))
_BARE = frozenset({"picture", "loss", "text"})  # shapes without an outline
_IN_BLOCKS = 0.45  # the shade of a pictogram's bodies where the ground is a fill


def paint(drawing: Drawing, page: Page, styling: Styling) -> Figure:
    """Return the painted figure, 17 cm wide; save it at any resolution or as vectors."""
    text_metrics.register()
    figure = page.new_figure(PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, drawing.scene.width)
    axes.set_ylim(drawing.scene.height, 0)
    _Painter(axes, drawing, colours(styling.palette, styling.theme)).paint()
    return figure


class _Painter:
    def __init__(self, axes: Axes, drawing: Drawing, palette: Colours) -> None:
        self._axes, self._drawing, self._colours = axes, drawing, palette
        self._groups = 0
        self._runs: defaultdict[str, list[Run]] = defaultdict(list)
        self._badges: defaultdict[str, list[Badge]] = defaultdict(list)
        for run in drawing.lettering.runs:
            self._runs[run.owner].append(run)
        for badge in drawing.lettering.badges:
            self._badges[badge.run.owner].append(badge)
        self._titles = {name: _title_of(plan) for name, plan in drawing.attempt.stock.plans.items()}
        self._titles |= {group.id: math_text.plain(title_text(group)) for group in drawing.attempt.stock.groups}
        self._names = identifiers()

    def paint(self) -> None:
        attempt, scene = self._drawing.attempt, self._drawing.scene
        for frame in scene.frames:
            self._frame(frame)
        styles = arrow_styles(attempt.stock, self._colours)
        for connection, points, style in zip(attempt.stock.connections, attempt.paths, styles, strict=True):
            self._arrow(connection, points, style)
        for name, rect in attempt.boxes.items():
            self._element(attempt.stock.plans[name], rect)
        if self._drawing.legend:
            self._legend(self._drawing.legend)

    def _group(self, kind: str, name: str, title: str) -> NamedGroup:
        self._groups += 1
        group = NamedGroup(self._axes, self._names(kind, name), title, zorder=2 + 0.001 * self._groups)
        group.stroke = self._colours.stroke
        return group

    def _frame(self, frame: DrawnFrame) -> None:
        group = self._group("panel", frame.id, self._titles.get(frame.id, ""))
        tints = self._drawing.tints
        nested = frame.parent is not None
        tint = tints.frame(frame.id)
        group.path(
            shape_path("rounded", frame.rect, _RADIUS),
            facecolor=tint.fill,
            edgecolor=tint.edge,
            linewidth=0.7 if nested else _THIN,
            linestyle=_DASHED if nested else "solid",
        )
        self._words(group, frame.id)

    def _element(self, plan: BoxPlan, rect: Rect) -> None:
        group = self._group("element", plan.id, self._titles.get(plan.id, ""))
        tints = self._drawing.tints
        tint = tints.box(plan)
        if plan.shape not in _BARE:
            self._box(group, plan, rect, tint)
        for glyph in self._drawing.scene.glyphs:
            if glyph.owner == plan.id and glyph.name not in CORNER_MARKS:
                if is_painted(glyph.name):
                    add_painted(group, self._axes, glyph.name, glyph.rect)
                    continue
                hue, paper = tints.glyph(plan)
                fill = FILL if plan.shape == "picture" else _IN_BLOCKS
                add_glyph(group, glyph.name, glyph.rect, GlyphStyle(hue=hue, paper=paper, fill=fill))
        for owner in dict.fromkeys(plan.owners):
            self._words(group, owner)
        for glyph in self._drawing.scene.glyphs:
            if glyph.owner == plan.id and glyph.name in CORNER_MARKS:
                self._mark(group, glyph.name, glyph.rect)

    def _box(self, group: NamedGroup, plan: BoxPlan, rect: Rect, tint: Tint) -> None:
        face = front(plan, rect)
        if face != rect:
            for out in (STACK, STACK / 2):
                sheet = Rect(face.x + out, face.y - out, face.width, face.height)
                group.path(shape_path(plan.shape, sheet), facecolor=tint.fill, edgecolor=tint.edge, linewidth=0.7)
        tints = self._drawing.tints
        width = _LEADING_EDGE if tints.leads(plan) else _EDGE
        group.path(shape_path(plan.shape, face), facecolor=tint.fill, edgecolor=tint.edge, linewidth=width)
        words = min(run.rect.x for owner in plan.owners for run in self._runs[owner])
        for path, filled in ornaments(plan.shape, face, words):
            group.path(path, facecolor=tint.edge if filled else "none", edgecolor=tint.edge, linewidth=0.7)

    def _mark(self, group: NamedGroup, name: str, rect: Rect) -> None:
        """A mark on a disc of paper, so that it reads on every ground."""
        group.path(shape_path("circle", inset(rect, -1.2)), facecolor=self._colours.paper, edgecolor="none")
        hues = {"flame": self._colours.contribution.stroke, "snowflake": self._colours.stages[0].stroke}
        add_glyph(group, name, rect, GlyphStyle(hue=hues.get(name, self._colours.ink)))

    def _legend(self, legend: Legend) -> None:
        group = self._group("legend", "", "Legend")
        border = self._colours.neutral.stroke
        frame = shape_path("rounded", legend.rect, 5.0)
        group.path(frame, facecolor=self._colours.paper, edgecolor=border, linewidth=_THIN)
        for entry, swatch, run in legend.entries:
            middle = swatch.y + swatch.height / 2
            if entry.arrow:
                self._line(group, ((swatch.x, middle), (swatch.right, middle)), entry.heads, entry.arrow)
            if entry.tint or entry.accent:
                self._swatch(
                    group, entry, Rect(swatch.x + entry.lead, swatch.y, swatch.width - entry.lead, swatch.height)
                )
            if entry.mark:
                side = swatch.height + 1.6
                left = swatch.x if entry.tint else swatch.x + (swatch.width - side) / 2
                self._mark(group, entry.mark, Rect(left, middle - side / 2, side, side))
            _set(group, run)

    def _swatch(self, group: NamedGroup, entry: Entry, rect: Rect) -> None:
        tint = entry.tint or self._drawing.tints.accent
        path = swatch_path(entry.shape, rect)
        group.path(path, facecolor=tint.fill, edgecolor=tint.edge, linewidth=_EDGE)
        for ornament, _ in ornaments(entry.shape, rect, rect.x):
            group.path(ornament, facecolor=tint.edge, edgecolor=tint.edge, linewidth=_THIN)

    def _arrow(self, connection: Connection, points: tuple[Point, ...], style: ArrowStyle) -> None:
        group = self._group("arrow", connection.name, self._title(connection))
        self._line(group, points, connection.heads, style, connection.tip)
        self._words(group, connection.name)

    def _line(
        self, group: NamedGroup, points: tuple[Point, ...], ends: Heads, style: ArrowStyle, tip: Tip = Tip.ARROW
    ) -> None:
        body, heads = arrow_heads(points, ends, style.head, tip)
        group.path(
            rounded_path(body), facecolor="none", edgecolor=style.colour, linewidth=style.width, linestyle=style.dashes
        )
        for head in heads:
            if tip is Tip.ARROW:
                group.path(head, facecolor=style.colour, edgecolor=style.colour, linewidth=0.3)
            else:
                group.path(head, facecolor="none", edgecolor=style.colour, linewidth=_TIP)

    def _title(self, connection: Connection) -> str:
        ends = (self._titles.get(end, end) for end in connection.ends)
        return " → ".join(ends) + (f": {math_text.plain(clean(connection.label))}" if connection.label else "")

    def _words(self, group: NamedGroup, owner: str) -> None:
        for run in self._runs.pop(owner, ()):
            _set(group, run)
        for badge in self._badges.pop(owner, ()):
            path = shape_path("rounded", badge.rect, badge.rect.height / 2)
            group.path(path, facecolor=badge.run.ground, edgecolor="none", linewidth=0)
            _set(group, badge.run)


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


def _title_of(plan: BoxPlan) -> str:
    return " ".join(math_text.plain(line.text) for line in plan.lines if not line.muted)
