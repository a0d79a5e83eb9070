"""From a drawing to the parts that every format draws: panels, arrows, boxes with pictograms and words, the legend."""

import itertools
from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle, arrow_styles
from pb_adapters.drawing.diagrams.attempt import title_text
from pb_adapters.drawing.diagrams.box_paths import ornaments
from pb_adapters.drawing.diagrams.box_sizes import STACK, WITHOUT_OUTLINE, BoxPlan, front
from pb_adapters.drawing.diagrams.box_words import clean
from pb_adapters.drawing.diagrams.composed_scene import Drawing
from pb_adapters.drawing.diagrams.corner_marks import CORNER_MARKS
from pb_adapters.drawing.diagrams.figure_parts import (
    FigureParts,
    Item,
    Mark,
    Outline,
    Painted,
    Part,
    Pictogram,
    Shape,
    Words,
)
from pb_adapters.drawing.diagrams.glyph_outlines import FILL
from pb_adapters.drawing.diagrams.glyph_painting import GlyphStyle
from pb_adapters.drawing.diagrams.illustration_names import is_painted
from pb_adapters.drawing.diagrams.label_places import ArrowLabel
from pb_adapters.drawing.diagrams.legend_building import LegendBuilder
from pb_adapters.drawing.diagrams.pens import EDGE, LEADING_EDGE, NESTED, THIN, Pens
from pb_adapters.drawing.diagrams.sort_signs import SIGNS, sign_path
from pb_adapters.drawing.diagrams.text_runs import Badge, Run
from pb_adapters.drawing.diagrams.zoom_guides import guide_style
from pb_adapters.drawing.shared import math_text
from pb_adapters.drawing.shared.palettes import Colours, colours
from pb_core.domain.diagrams.scene import CONNECTOR, DrawnBox, DrawnFrame, DrawnGuide, DrawnLine
from pb_core.domain.diagrams.spec import Connection, Heads, Styling
from pb_core.domain.plane import Rect, around, within

_RADIUS = 8.5  # points: the corners of panels
_DASHED = (4, 2.2)
_SPACE = 2.0  # points between a label and the line that it interrupts
_IN_BLOCKS = 0.45  # the shade of a pictogram's bodies where the ground is a fill


def figure_parts(drawing: Drawing, styling: Styling, title: str = "") -> FigureParts:
    """The parts of a drawing in the colours of its styling; only within ``text_metrics.settings``."""
    builder = _Builder(drawing, colours(styling.palette, styling.theme))
    scene = drawing.scene
    return FigureParts(width=scene.width, height=scene.height, parts=tuple(builder.parts()), title=title)


class _Builder:
    def __init__(self, drawing: Drawing, palette: Colours) -> None:
        self._drawing, self._pens = drawing, Pens(palette)
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
        yield from map(self._guide, scene.guides)
        styles = arrow_styles(attempt.stock, self._pens.colours)
        arrows = zip(attempt.stock.connections, attempt.stock.ends, scene.lines, styles, strict=True)
        for index, (connection, ends, line, style) in enumerate(arrows):
            yield self._arrow(connection, ends, line, style, self._gap(attempt.tags.get(index)))
        boxes = {box.id: box for box in scene.boxes}
        for name, rect in attempt.boxes.items():
            yield self._element(attempt.stock.plans[name], rect, boxes[name])
        yield from self._labels_at_tags()
        if self._drawing.legend:
            yield LegendBuilder(self._pens, self._drawing.tints).part(self._drawing.legend)

    def _panel(self, frame: DrawnFrame) -> Part:
        nested = frame.parent is not None
        tint = self._drawing.tints.frame(frame.id)
        stroke = self._pens.stroke(tint.edge, NESTED if nested else THIN, _DASHED if nested else ())
        title = self._titles.get(frame.id, "")
        marks = (
            self._pens.mark(glyph.name, glyph.rect) for glyph in self._drawing.scene.glyphs if glyph.owner == frame.id
        )
        return Part(
            kind="panel",
            id=frame.id,
            title=title,
            about=f"Panel: {title}" if title else "Panel",
            rect=frame.rect,
            body=Shape(shape="rounded", rect=frame.rect, radius=_RADIUS, fill=tint.fill, stroke=stroke),
            front=(*self._words(frame.id), *itertools.chain.from_iterable(marks)),
        )

    def _guide(self, guide: DrawnGuide) -> Part:
        line = self._pens.line(
            (guide.start, guide.end), guide_style(self._drawing.tints.frame(guide.group).edge), Heads.NONE
        )
        title = f"Guide: {self._titles.get(guide.block, '')}, its inside"
        return Part(kind="guide", id=guide.block, title=title, about=title, front=(line,))

    def _element(self, plan: BoxPlan, rect: Rect, box: DrawnBox) -> Part:
        sheets, body, marks = self._box(plan, rect)
        glyphs = [glyph for glyph in self._drawing.scene.glyphs if glyph.owner == plan.id]
        title = self._titles.get(plan.id, "")
        front_: list[Item] = [*marks]
        for glyph in glyphs:
            if is_painted(glyph.name):
                front_.append(Painted(name=glyph.name, rect=glyph.rect))
            elif glyph.name in SIGNS:
                front_.append(Outline(path=sign_path(glyph.name, glyph.rect), fill=self._drawing.tints.sign_ink(plan)))
            elif glyph.name not in CORNER_MARKS:
                front_.append(self._pictogram(plan, glyph.name, glyph.rect))
        for owner in dict.fromkeys(plan.owners):
            front_ += self._words(owner)
        for glyph in glyphs:
            if glyph.name in CORNER_MARKS:
                front_ += self._pens.mark(glyph.name, glyph.rect)
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
        if plan.shape in WITHOUT_OUTLINE:
            return (), None, ()
        tints = self._drawing.tints
        tint, face = tints.box(plan), front(plan, rect)
        if plan.shape == CONNECTOR:
            *behind, tag = self._pens.tag(face, tint.fill, tint.edge, plan.dashes)
            return tuple(behind), tag, ()
        width = LEADING_EDGE if tints.leads(plan) else EDGE
        body = Shape(shape=plan.shape, rect=face, fill=tint.fill, stroke=self._pens.stroke(tint.edge, width))
        thin = self._pens.stroke(tint.edge, NESTED)
        sheets = tuple(
            replace(body, rect=Rect(face.x + out, face.y - out, face.width, face.height), stroke=thin)
            for out in ((STACK, STACK / 2) if face != rect else ())
        )
        words = min(run.rect.x for owner in plan.owners for run in self._runs[owner])
        sign = self._pens.colours.contribution.fill if tint.fill == tint.edge else tint.edge  # pale on a solid block
        marks = tuple(
            Outline(path=path, fill=sign if filled else None, stroke=self._pens.stroke(sign, NESTED))
            for path, filled in ornaments(plan.shape, face, words)
        )
        return sheets, body, marks

    def _pictogram(self, plan: BoxPlan, name: str, rect: Rect) -> Pictogram:
        hue, paper = self._drawing.tints.glyph(plan)
        fill = FILL if plan.shape == "picture" else _IN_BLOCKS
        return self._pens.glyph(name, rect, GlyphStyle(hue=hue, paper=paper, fill=fill))

    def _arrow(
        self,
        connection: Connection,
        ends: tuple[str, str],
        drawn: DrawnLine,
        style: ArrowStyle,
        gap: tuple[Shape, ...],
    ) -> Part:
        line = self._pens.line(drawn.points, style, connection.heads, connection.tip)
        title = self._title(connection)
        words = tuple(self._words(drawn.name)) if drawn.name not in self._titles else ()
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
        fill = self._drawing.tints.frame(frames[-1]).fill if frames else self._pens.colours.paper
        rect = Rect(label.rect.x - _SPACE, label.rect.y, label.rect.width + 2 * _SPACE, label.rect.height)
        return (Shape(shape="rounded", rect=rect, radius=0.0, fill=fill),)

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
