"""What a text says of its method: entities, the ways between them, and the skeleton that the author laid out."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.clauses import parse
from pb_adapters.planners.prose.document import Document, Sentence, read_document
from pb_adapters.planners.prose.entities import Registry
from pb_adapters.planners.prose.naming import Naming, read_naming
from pb_adapters.planners.prose.phrases import Chunk, chunk, with_known_heads
from pb_adapters.planners.prose.relations import ways
from pb_core.domain.diagrams.headings import is_elsewhere
from pb_core.domain.diagrams.item_names import is_unsegmented
from pb_core.domain.diagrams.skeleton.outlines import Skeleton
from pb_core.domain.diagrams.skeleton.reading import read_skeleton

_FIGURE = re.compile(r"\b(?:fig(?:ure|\.)|overview|\\[cC]ref\{fig)", re.IGNORECASE)
_DEFINES = re.compile(
    r"\ban? (?:[\w-]+ ){1,3}is an? (?:[\w-]+ ){1,4}(?:who|that|which|where)\b"
    r"|\bwe (?:study|consider|investigate|address|tackle)\b"
    r"|\bis an? (?:[\w,-]+ ){0,4}(?:(?:platform|website) where|(?:format|standard|language|protocol) (?:to|for|that)) ",
    re.IGNORECASE,
)
"""``a teller is a user who asks``, ``we study``: what a word means, what others have made, what is asked."""
_LONGEST_LABEL = 28  # characters on a line


class Link(Struct, frozen=True, kw_only=True):
    """An arrow that a sentence states between two entities; ``start`` and ``end`` bound the words it rests on."""

    source: str
    target: str
    start: int
    end: int
    label: str = ""
    follows: bool = False
    """Whether it rests on *followed by*."""
    central: bool = False
    """Whether it stands in the caption or in a paragraph that points at a figure."""


class Told(Struct, frozen=True, kw_only=True):
    """Everything that is read from a text and its caption."""

    document: Document
    registry: Registry
    links: tuple[Link, ...]
    skeleton: Skeleton
    naming: Naming = Naming()
    """What a short text names; nothing in a longer one."""


def read(source: str, caption: str) -> Told:
    """Read a text; sections about experiments and other people's work give nothing."""
    document = read_document(f"{source}\n\n{caption}" if caption.strip() else source, caption_at=len(source))
    told = [chunk(sentence.tokens) if not is_elsewhere(sentence.heading) else () for sentence in document.sentences]
    rows = with_known_heads(told)
    registry = Registry(document)
    registry.read(rows)
    links = tuple(_links(document, registry, rows))
    skeleton = read_skeleton(source, caption)
    if is_unsegmented(source):
        return Told(document=document, registry=registry, links=(), skeleton=skeleton)
    naming = read_naming(document, registry, rows)
    if naming.orders:  # what *followed by* hangs on was told there
        links = tuple(link for link in links if not link.follows)
    return Told(document=document, registry=registry, links=links, skeleton=skeleton, naming=naming)


def _links(document: Document, registry: Registry, rows: Sequence[Sequence[Chunk]]) -> Iterator[Link]:
    """The ways of all sentences that mean them, between things that the text names."""
    central = {
        s.block for s in document.sentences
        if s.start >= document.caption_at or _FIGURE.search(document.source, s.start, s.end + 2)
    }  # fmt: skip
    for sentence, row in zip(document.sentences, rows, strict=True):
        for way in ways(parse(row)) if not is_void(sentence) else ():
            source, target = registry.find(way.source), registry.find(way.target)
            label = registry.find(way.label) if way.label is not None else None
            if source is not None and target is not None and not _overlap(source.key, target.key):
                yield Link(
                    source=source.key, target=target.key, start=sentence.start, end=sentence.end, follows=way.follows,
                    label=label.label if label is not None and len(label.label) <= _LONGEST_LABEL else "",
                    central=sentence.block in central,
                )  # fmt: skip


def _overlap(one: str, other: str) -> bool:
    """Whether both names say the same thing, one of them more closely, so that an arrow between them says nothing."""
    return f" {one}".endswith(f" {other}") or f" {other}".endswith(f" {one}")


def is_void(sentence: Sentence) -> bool:
    """Whether a sentence denies, supposes, or speaks of others."""
    return (
        sentence.tokens[0].text == "where"  # what the symbols of a formula stand for
        or any(token.lower in words.VOID for token in sentence.tokens)
        or sentence.tokens[-1].text == "?"
        or _DEFINES.search(" ".join(token.text for token in sentence.tokens)) is not None
    )
