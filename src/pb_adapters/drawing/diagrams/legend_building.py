"""The legend as a part of a figure: its frame, and for each entry a sample and its words."""

from collections.abc import Iterator

from pb_adapters.drawing.diagrams.box_paths import ornaments, swatch_path
from pb_adapters.drawing.diagrams.composition.tints import Tints
from pb_adapters.drawing.diagrams.figure_parts import Item, Mark, Outline, Part, Shape, Words
from pb_adapters.drawing.diagrams.legend import SIZE, Entry, Legend, PlacedEntry
from pb_adapters.drawing.diagrams.pens import EDGE, THIN, Pens
from pb_adapters.drawing.diagrams.sort_signs import sign_path
from pb_adapters.drawing.diagrams.text_runs import Run, middle_to_baseline
from pb_adapters.drawing.shared.palettes import Tint
from pb_core.domain.diagrams.scene import LEGEND
from pb_core.domain.plane import Rect

_RADIUS = 5.0  # points: the corners of its frame
_PANEL = 4.0  # points of a panel that is shown behind an arrow
_SHEET = 1.6  # points that the sheet behind the swatch of a stack peeks out


class LegendBuilder:
    """Builds the part of a legend."""

    def __init__(self, pens: Pens, tints: Tints) -> None:
        self._pens, self._tints = pens, tints

    def part(self, legend: Legend) -> Part:
        """The legend with all its entries."""
        items: list[Item] = []
        for one in legend.entries:
            items += self._entry(one)
            items += map(Words, one.runs)
        items += map(Words, legend.keys)
        frame = Shape(
            shape="rounded",
            rect=legend.rect,
            radius=_RADIUS,
            fill=self._pens.colours.paper,
            stroke=self._pens.stroke(self._pens.colours.neutral.stroke, THIN),
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
            yield self._pens.line(((begin, middle), (end, middle)), entry.arrow, entry.heads)
        if entry.edge:
            neutral = self._tints.colours.neutral
            left = swatch.x if entry.edge == "from" else swatch.right - _PANEL
            panel = Rect(left, swatch.y - 1.0, _PANEL, swatch.height + 2.0)
            stroke = self._pens.stroke(neutral.stroke, THIN)
            yield Shape(shape="rounded", rect=panel, radius=1.5, fill=neutral.fill, stroke=stroke)
        if entry.tag:
            yield from self._tags(placed)
        elif entry.tint or entry.accent:
            rect = Rect(swatch.x + entry.lead, swatch.y, swatch.width - entry.lead, swatch.height)
            hues = entry.hues or (entry.tint or self._tints.accent,)
            wide = rect.width / len(hues)
            for index, tint in enumerate(hues):
                yield from self._swatch(entry, tint, Rect(rect.x + index * wide, rect.y, wide, rect.height))
        if entry.sign and entry.tint:
            side = swatch.height - 1.4
            place = Rect(swatch.right - (swatch.width - entry.lead + side) / 2, middle - side / 2, side, side)
            yield Outline(path=sign_path(entry.sign, place), fill=entry.tint.edge)
        if entry.mark:
            side = swatch.height + 1.6
            left = swatch.x if entry.tint else swatch.x + (swatch.width - side) / 2
            yield from self._pens.mark(entry.mark, Rect(left, middle - side / 2, side, side))

    def _tags(self, placed: PlacedEntry) -> Iterator[Item]:
        """Both tags of a letter as samples: that which leaves before the words, that which arrives behind them."""
        entry = placed.entry
        for words, place, leaves in ((entry.tag, placed.swatch, True), (entry.partner, placed.partner, False)):
            if place is None:
                continue
            rect = Rect(place.x, place.middle[1] - 0.65 * SIZE, place.width, 1.3 * SIZE)
            tint = self._tints.tag(leaves=leaves, dashed=bool(entry.dashes), of_loss=entry.of_loss)
            ink = self._tints.letter(leaves=leaves, of_loss=entry.of_loss)
            x, y = rect.x + rect.width / 2, rect.y + rect.height / 2 + middle_to_baseline(words, SIZE)
            run = Run(owner=LEGEND, text=words, x=x, y=y, size=SIZE, colour=ink, ground=tint.fill, bold=True)
            *behind, tag = self._pens.tag(rect, tint.fill, tint.edge, entry.dashes)
            yield from behind
            yield Mark(tag, run)

    def _swatch(self, entry: Entry, tint: Tint, rect: Rect) -> Iterator[Item]:
        if entry.shape == "stack":
            face = Rect(rect.x, rect.y + _SHEET, rect.width - _SHEET, rect.height - _SHEET)
            behind = Rect(rect.x + _SHEET, rect.y, face.width, face.height)
            path = swatch_path(entry.shape, behind)
            yield Outline(path=path, fill=tint.fill, stroke=self._pens.stroke(tint.edge, EDGE))
            rect = face
        yield Outline(path=swatch_path(entry.shape, rect), fill=tint.fill, stroke=self._pens.stroke(tint.edge, EDGE))
        fill = None if entry.shape == "framed" else tint.edge
        for path, _ in ornaments(entry.shape, rect, rect.x):
            yield Outline(path=path, fill=fill, stroke=self._pens.stroke(tint.edge, THIN))
