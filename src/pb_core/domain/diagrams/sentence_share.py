"""How many sentences of a text a diagram draws."""

from collections.abc import Iterator

from msgspec import Struct

from pb_core.domain.diagrams.blocks import BlockKind, read_blocks
from pb_core.domain.diagrams.readable import readable
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.diagrams.text_spans import sentences

_MOST = 40
"""Sentences; a longer text tells of more than its method."""
_SHORTEST = 12  # letters of a quotation that tells its sentence
_ELLIPSIS = " … "


class SentenceShare(Struct, frozen=True):
    """``read`` of ``total`` sentences are quoted."""

    read: int
    total: int

    @property
    def value(self) -> float:
        """The share, 0 to 1."""
        return round(self.read / self.total, 2)


def little_read(spec: DiagramSpec, source: str) -> SentenceShare | None:
    """The share of the sentences that a diagram quotes, if it is less than half; ``None`` also for long texts.

    A sentence that only names a box, which others join to the rest, is not counted.
    """
    told = list(_sentences(source))
    joined = {end for arrow in spec.connections for end in (arrow.source, arrow.target)}
    alone = [element.evidence for element in spec.elements if element.id not in joined]
    evidence = (*alone, *(arrow.evidence for arrow in spec.connections))
    quotes = {quote for said in evidence for quote in _quotes(said)}
    read = sum(any(quote in sentence or sentence in quote for quote in quotes) for sentence in told)
    return SentenceShare(read, len(told)) if 0 < len(told) <= _MOST and 2 * read < len(told) else None


def _sentences(source: str) -> Iterator[str]:
    text = readable(source)
    for block in read_blocks(source, text):
        if block.kind is not BlockKind.HEADING:
            yield from (_plain(source[start:end]) for start, end in sentences(text, block.start, block.end))


def _quotes(evidence: str) -> Iterator[str]:
    return (quote for said in evidence.split(_ELLIPSIS) if len(quote := _plain(said)) >= _SHORTEST)


def _plain(text: str) -> str:
    return " ".join(text.split())
