"""A text as blocks under headings, of which some tell the method."""

import re

from pb_core.domain.diagrams.blocks import Block, BlockKind, read_blocks
from pb_core.domain.diagrams.headings import is_aside, is_elsewhere
from pb_core.domain.diagrams.item_names import clean, one_line
from pb_core.domain.diagrams.readable import readable
from pb_core.domain.diagrams.skeleton.outlines import Item
from pb_core.domain.diagrams.text_spans import Span, sentences

_LONGEST_EVIDENCE = 600  # characters
_NUMBERED = re.compile(r"\(?\d{1,2}[.)]\s+")


class Document:
    """One text, its blocks, and the headings that they stand under."""

    def __init__(self, source: str) -> None:
        self.source, self.text = source, readable(source)
        self.blocks = read_blocks(source, self.text)
        self.sections = self._sections()
        self._parents = self._headings_above()

    def telling(self) -> list[int]:
        """The places of the blocks that tell the method."""
        return [place for place in range(len(self.blocks)) if self._tells_method(place)]

    def _sections(self) -> list[int | None]:
        """For each block the place of the heading it stands under."""
        under: list[int | None] = []
        last: int | None = None
        for place, block in enumerate(self.blocks):
            under.append(last)
            last = place if block.kind is BlockKind.HEADING else last
        return under

    def _headings_above(self) -> dict[int, int | None]:
        """For each heading the one that it stands under."""
        parents: dict[int, int | None] = {}
        path: list[int] = []
        for place, block in enumerate(self.blocks):
            if block.kind is BlockKind.HEADING:
                path = [above for above in path if self.blocks[above].level < block.level]
                parents[place] = path[-1] if path else None
                path.append(place)
        return parents

    def _tells_method(self, place: int) -> bool:
        """Whether a block stands outside of introduction, experiments and the like, and of what is inside them."""
        section = self.sections[place]
        if section is None:
            return True
        above = self._parents[section]
        return not is_elsewhere(self.shown(self.blocks[section])) and (above is None or not self.is_aside(above))

    def is_aside(self, heading: int) -> bool:
        """Whether a heading, or one above it, opens preliminaries, comparisons and the like."""
        above = self._parents[heading]
        return is_aside(self.shown(self.blocks[heading])) or (above is not None and self.is_aside(above))

    def shown(self, part: Block | Span) -> str:
        """The words of a block, or between two offsets, on one line."""
        start, end = (part.start, part.end) if isinstance(part, Block) else part
        return one_line(self.text[start:end])

    def item(self, name: Span, within: Span) -> Item:
        """The item of a name, with the words around it, cut to a sentence where they are long."""
        start, end = within
        if end - start > _LONGEST_EVIDENCE:
            start, end = next((s for s in sentences(self.text, start, end) if s[0] <= name[0] < s[1]), (start, end))
            cut = self.source.rfind(" ", start, start + _LONGEST_EVIDENCE)
            end = min(end, max(cut, name[1]))
        return Item(name=clean(self.shown(name)), evidence=self.source[start:end].strip())

    def unnumbered(self, span: Span) -> Span:
        """Bounds of a title without its number."""
        numbered = _NUMBERED.match(self.text, *span)
        return (numbered.end(), span[1]) if numbered else span
