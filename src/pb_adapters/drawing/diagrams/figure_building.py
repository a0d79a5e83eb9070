"""From a drawing to the parts that every format draws: panels, arrows, boxes with pictograms and words, the legend."""

import itertools
from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle, arrow_styles
from pb_adapters.drawing.diagrams.attempt import title_text
from pb_adapters.drawing.diagrams.box_paths import ornaments, swatch_path
from pb_adapters.drawing.diagrams.box_sizes import STACK, BoxPlan, front
from pb_adapters.drawing.diagrams.box_words import clean
from pb_adapters.drawing.diagrams.composed_scene import Drawing
from pb_adapters.drawing.diagrams.corner_marks import CORNER_MARKS
from pb_adapters.drawing.diagrams.figure_parts import (
    FigureParts,
    Item,
    Line,
    Mark,
    Outline,
    Painted,
    Part,
    Pictogram,
    Shape,
    Stroke,
    Words,
)
from pb_adapters.drawing.diagrams.glyph_outlines import FILL
from pb_adapters.drawing.diagrams.glyph_painting import STROKE, GlyphStyle, pictogram
from pb_adapters.drawing.diagrams.illustration_names import is_painted
from pb_adapters.drawing.diagrams.label_places import ArrowLabel
from pb_adapters.drawing.diagrams.legend import SIZE, Entry, Legend, PlacedEntry
from pb_adapters.drawing.diagrams.text_runs import Badge, Run, middle_to_baseline
from pb_adapters.drawing.shared import math_text
from pb_adapters.drawing.shared.palettes import Colours, Tint, colours
from pb_core.domain.diagrams.scene import CONNECTOR, LEGEND, DrawnBox, DrawnFrame, DrawnLine
from pb_core.domain.diagrams.spec import Connection, Heads, Styling, Tip
from pb_core.domain.plane import Point, Rect, around, inset, within

_HEAD, _TIP = 0.3, 0.9  # points: the lines of arrow heads, and of crosses and circles
_THIN, _NESTED, _EDGE, _LEADING_EDGE = 0.5, 0.7, 0.9, 2.0  # line widths in points
_RADIUS, _LEGEND_RADIUS = 8.5, 5.0  # points: the corners of panels and of the legend
_PANEL = 4.0  # points of a panel that the legend shows behind an arrow
_SHEET = 1.6  # points that the sheet behind the swatch of a stack peeks out
_DASHED = (4, 2.2)
_BARE = frozenset({"picture", "loss", "text"})  # shapes without an outline
_SPACE = 2.0  # points between a label and the line that it interrupts
_IN_BLOCKS = 0.45  # the shade of a pictogram's bodies where the ground is a fill


def figure_parts(drawing: Drawing, styling: Styling, title: str = "") -> FigureParts:
    """The parts of a drawing in the colours of its styling; only within ``text_metrics.settings``."""
    builder = _Builder(drawing, colours(styling.palette, styling.theme))
    scene = drawing.scene
    return FigureParts(width=scene.width, height=scene.height, parts=tuple(builder.parts()), title=title)


class _Builder:
    def __init__(self, drawing: Drawing, palette: Colours) -> None:
        self._drawing, self._colours = drawing, palette
        self._runs: defaultdict[str, list[Run]] = defaultdict(list)
        self._badges: defaultdict[str, list[Badge]] = defaultdict(list)
        for run in drawing.lettering.runs:
            self._runs[run.owner].append(run)
        for badge in drawing.lettering.badges:
            self._badges[badge.run.owner].append(badge)
        self._titles = {name: _title_of(plan) for name, plan in drawing.attempt.stock.plans.items()}
        self._titles |= {group.id: math_text.plain(title_text(group)) for group in drawing.attempt.stock.groups}

    def parts(self) -> Iterator[Part]:
        attempt, scene = self._drawing.attempt, self._drawing.scene
        for frame in scene.frames:
            yield self._panel(frame)
        styles = arrow_styles(attempt.stock, self._colours)
        arrows = zip(attempt.stock.connections, attempt.stock.ends, scene.lines, styles, strict=True)
        for index, (connection, ends, line, style) in enumerate(arrows):
            yield self._arrow(connection, ends, line, style, self._gap(attempt.tags.get(index)))
        boxes = {box.id: box for box in scene.boxes}
        for name, rect in attempt.boxes.items():
            yield self._element(attempt.stock.plans[name], rect, boxes[name])
        yield from self._labels_at_tags()
        if self._drawing.legend:
            yield self._legend(self._drawing.legend)

    def _stroke(self, colour: str, width: float, dashes: tuple[float, ...] = ()) -> Stroke:
        return Stroke(colour=colour, width=width * self._colours.stroke, dashes=dashes)

    def _panel(self, frame: DrawnFrame) -> Part:
        nested = frame.parent is not None
        tint = self._drawing.tints.frame(frame.id)
        stroke = self._stroke(tint.edge, _NESTED if nested else _THIN, _DASHED if nested else ())
        title = self._titles.get(frame.id, "")
        marks = (self._mark(glyph.name, glyph.rect) for glyph in self._drawing.scene.glyphs if glyph.owner == frame.id)
        return Part(
            kind="panel",
            id=frame.id,
            title=title,
            about=f"Panel: {title}" if title else "Panel",
            rect=frame.rect,
            body=Shape(shape="rounded", rect=frame.rect, radius=_RADIUS, fill=tint.fill, stroke=stroke),
            front=(*self._words(frame.id), *itertools.chain.from_iterable(marks)),
        )

    def _element(self, plan: BoxPlan, rect: Rect, box: DrawnBox) -> Part:
        sheets, body, marks = self._box(plan, rect)
        glyphs = [glyph for glyph in self._drawing.scene.glyphs if glyph.owner == plan.id]
        title = self._titles.get(plan.id, "")
        front_: list[Item] = [*marks]
        for glyph in glyphs:
            if is_painted(glyph.name):
                front_.append(Painted(name=glyph.name, rect=glyph.rect))
            elif glyph.name not in CORNER_MARKS:
                front_.append(self._pictogram(plan, glyph.name, glyph.rect))
        for owner in dict.fromkeys(plan.owners):
            front_ += self._words(owner)
        for glyph in glyphs:
            if glyph.name in CORNER_MARKS:
                front_ += self._mark(glyph.name, glyph.rect)
        return Part(
            kind="element",
            id=plan.id,
            title=title,
            about=f"Arrow told by letter: {title}"
            if plan.shape == CONNECTOR
            else f"{plan.kind.value.capitalize()}: {title}",
            rect=box.rect,
            behind=sheets,
            body=body,
            front=tuple(front_),
        )

    def _labels_at_tags(self) -> Iterator[Part]:
        """The labels of arrows told by letter, each a part without a body."""
        for told in self._drawing.scene.continuations:
            runs = self._runs.pop(told.label_owner, [])
            if runs:
                rect, title = around([run.rect for run in runs]), " ".join(math_text.plain(run.text) for run in runs)
                about = f"Label of an arrow told by letter: {title}"
                yield Part(
                    kind="element",
                    id=told.label_owner,
                    title=title,
                    about=about,
                    rect=rect,
                    front=tuple(map(Words, runs)),
                )

    def _box(self, plan: BoxPlan, rect: Rect) -> tuple[tuple[Item, ...], Shape | None, tuple[Item, ...]]:
        """The sheets behind a box, the box if there is an outline, and the marks that tell its kind."""
        if plan.shape in _BARE:
            return (), None, ()
        tints = self._drawing.tints
        tint, face = tints.box(plan), front(plan, rect)
        width = _LEADING_EDGE if tints.leads(plan) else _EDGE
        body = Shape(shape=plan.shape, rect=face, fill=tint.fill, stroke=self._stroke(tint.edge, width, plan.dashes))
        thin = self._stroke(tint.edge, _NESTED)
        sheets = tuple(
            replace(body, rect=Rect(face.x + out, face.y - out, face.width, face.height), stroke=thin)
            for out in ((STACK, STACK / 2) if face != rect else ())
        )
        words = min(run.rect.x for owner in plan.owners for run in self._runs[owner])
        sign = self._colours.contribution.fill if tint.fill == tint.edge else tint.edge  # pale on a solid block
        marks = tuple(
            Outline(path=path, fill=sign if filled else None, stroke=self._stroke(sign, _NESTED))
            for path, filled in ornaments(plan.shape, face, words)
        )
        return sheets, body, marks

    def _pictogram(self, plan: BoxPlan, name: str, rect: Rect) -> Pictogram:
        hue, paper = self._drawing.tints.glyph(plan)
        fill = FILL if plan.shape == "picture" else _IN_BLOCKS
        return self._glyph(name, rect, GlyphStyle(hue=hue, paper=paper, fill=fill))

    def _glyph(self, name: str, rect: Rect, style: GlyphStyle) -> Pictogram:
        return pictogram(name, rect, replace(style, stroke=STROKE * self._colours.stroke))

    def _mark(self, name: str, rect: Rect) -> Iterator[Item]:
        """A mark on a disc of paper, so that it reads on every ground."""
        yield Shape(shape="circle", rect=inset(rect, -1.2), fill=self._colours.paper)
        yield self._glyph(name, rect, GlyphStyle(hue=self._colours.ink))

    def _legend(self, legend: Legend) -> Part:
        items: list[Item] = []
        for one in legend.entries:
            items += self._entry(one)
            items += map(Words, one.runs)
        items += map(Words, legend.keys)
        frame = Shape(
            shape="rounded",
            rect=legend.rect,
            radius=_LEGEND_RADIUS,
            fill=self._colours.paper,
            stroke=self._stroke(self._colours.neutral.stroke, _THIN),
        )
        return Part(
            kind="legend", id="", title="Legend", about="Legend", rect=legend.rect, body=frame, front=tuple(items)
        )

    def _entry(self, placed: PlacedEntry) -> Iterator[Item]:
        entry, swatch = placed.entry, placed.swatch
        middle = swatch.y + swatch.height / 2
        if entry.arrow:
            begin = swatch.x + (_PANEL if entry.edge == "from" else 0.0)
            end = swatch.right - (_PANEL if entry.edge == "to" else 0.0)
            yield self._line(((begin, middle), (end, middle)), entry.arrow, entry.heads)
        if entry.edge:
            neutral = self._drawing.tints.colours.neutral
            left = swatch.x if entry.edge == "from" else swatch.right - _PANEL
            panel = Rect(left, swatch.y - 1.0, _PANEL, swatch.height + 2.0)
            stroke = self._stroke(neutral.stroke, _THIN)
            yield Shape(shape="rounded", rect=panel, radius=1.5, fill=neutral.fill, stroke=stroke)
        if entry.tag:
            yield from self._tags(placed)
        elif entry.tint or entry.accent:
            rect = Rect(swatch.x + entry.lead, swatch.y, swatch.width - entry.lead, swatch.height)
            hues = entry.hues or (entry.tint or self._drawing.tints.accent,)
            wide = rect.width / len(hues)
            for index, tint in enumerate(hues):
                yield from self._swatch(entry, tint, Rect(rect.x + index * wide, rect.y, wide, rect.height))
        if entry.mark:
            side = swatch.height + 1.6
            left = swatch.x if entry.tint else swatch.x + (swatch.width - side) / 2
            yield from self._mark(entry.mark, Rect(left, middle - side / 2, side, side))

    def _tags(self, placed: PlacedEntry) -> Iterator[Mark]:
        """Both tags of a letter as samples: that which leaves before the words, that which arrives behind them."""
        entry = placed.entry
        for words, place, leaves in ((entry.tag, placed.swatch, True), (entry.partner, placed.partner, False)):
            if place is None:
                continue
            rect = Rect(place.x, place.middle[1] - 0.65 * SIZE, place.width, 1.3 * SIZE)
            tint = self._drawing.tints.tag(leaves=leaves, dashed=bool(entry.dashes), of_loss=entry.of_loss)
            ink = self._drawing.tints.letter(leaves=leaves, of_loss=entry.of_loss)
            x, y = rect.x + rect.width / 2, rect.y + rect.height / 2 + middle_to_baseline(words, SIZE)
            run = Run(owner=LEGEND, text=words, x=x, y=y, size=SIZE, colour=ink, ground=tint.fill, bold=True)
            stroke = self._stroke(tint.edge, _EDGE, entry.dashes)
            yield Mark(Shape(shape=CONNECTOR, rect=rect, fill=tint.fill, stroke=stroke), run)

    def _swatch(self, entry: Entry, tint: Tint, rect: Rect) -> Iterator[Item]:
        if entry.shape == "stack":
            face = Rect(rect.x, rect.y + _SHEET, rect.width - _SHEET, rect.height - _SHEET)
            behind = Rect(rect.x + _SHEET, rect.y, face.width, face.height)
            path = swatch_path(entry.shape, behind)
            yield Outline(path=path, fill=tint.fill, stroke=self._stroke(tint.edge, _EDGE))
            rect = face
        yield Outline(path=swatch_path(entry.shape, rect), fill=tint.fill, stroke=self._stroke(tint.edge, _EDGE))
        for path, _ in ornaments(entry.shape, rect, rect.x):
            yield Outline(path=path, fill=tint.edge, stroke=self._stroke(tint.edge, _THIN))

    def _arrow(
        self,
        connection: Connection,
        ends: tuple[str, str],
        drawn: DrawnLine,
        style: ArrowStyle,
        gap: tuple[Shape, ...],
    ) -> Part:
        line = self._line(drawn.points, style, connection.heads, connection.tip)
        title = self._title(connection)
        words = tuple(self._words(connection.name)) if connection.name not in self._titles else ()
        return Part(
            kind="arrow",
            id=connection.name,
            title=title,
            about=f"{connection.kind.value.capitalize()}: {title}",
            front=(line, *gap, *words),
            ends=(drawn.source_frame or ends[0], drawn.target_frame or ends[1]),
        )

    def _gap(self, label: ArrowLabel | None) -> tuple[Shape, ...]:
        """What interrupts the line of an arrow whose label stands on it, in the colour of its ground."""
        if label is None or not label.on_line:
            return ()
        frames = [frame.id for frame in self._drawing.scene.frames if within(label.rect, frame.rect)]
        fill = self._drawing.tints.frame(frames[-1]).fill if frames else self._colours.paper
        rect = Rect(label.rect.x - _SPACE, label.rect.y, label.rect.width + 2 * _SPACE, label.rect.height)
        return (Shape(shape="rounded", rect=rect, radius=0.0, fill=fill),)

    def _line(self, points: tuple[Point, ...], style: ArrowStyle, heads: Heads, tip: Tip = Tip.ARROW) -> Line:
        return Line(
            points=points,
            stroke=self._stroke(style.colour, style.width, style.dashes),
            heads=heads,
            tip=tip,
            head=style.head,
            edge=(_HEAD if tip is Tip.ARROW else _TIP) * self._colours.stroke,
        )

    def _title(self, connection: Connection) -> str:
        ends = (self._titles.get(end, end) for end in connection.ends)
        return " → ".join(ends) + (f": {math_text.plain(clean(connection.label))}" if connection.label else "")

    def _words(self, owner: str) -> Iterator[Item]:
        yield from map(Words, self._runs.pop(owner, ()))
        for badge in self._badges.pop(owner, ()):
            pill = Shape(shape="rounded", rect=badge.rect, radius=badge.rect.height / 2, fill=badge.run.ground)
            yield Mark(pill, badge.run)


def _title_of(plan: BoxPlan) -> str:
    return " ".join(math_text.plain(line.text) for line in plan.lines if not line.muted)
