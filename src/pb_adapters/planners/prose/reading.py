"""What a text says of its method: entities, the ways between them, and the skeleton that the author laid out."""

import itertools
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.clauses import Clause, Party, parse
from pb_adapters.planners.prose.document import Document, Sentence, read_document
from pb_adapters.planners.prose.entities import Entity, Registry
from pb_adapters.planners.prose.naming import Naming, read_naming
from pb_adapters.planners.prose.phrases import Chunk, Voice, chunk, with_known_heads
from pb_adapters.planners.prose.relations import ways
from pb_core.domain.diagrams.headings import is_elsewhere
from pb_core.domain.diagrams.item_names import is_unsegmented
from pb_core.domain.diagrams.skeleton import Skeleton, read_skeleton

_FIGURE = re.compile(r"\b(?:fig(?:ure|\.)|overview|\\[cC]ref\{fig)", re.IGNORECASE)
_NO_PAIRS = frozenset(("respectively",))
"""Words that pair two rows one by one, which their clauses do not show."""
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
    aside: bool = False
    """Whether it tells of training, not of the way that things take."""
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
    links = tuple(_Reader(document, registry, rows).links())
    skeleton = read_skeleton(source, caption)
    if is_unsegmented(source):
        return Told(document=document, registry=registry, links=(), skeleton=skeleton)
    naming = read_naming(document, registry, rows)
    if naming.orders:  # what *followed by* hangs on was told there
        links = tuple(link for link in links if not link.follows)
    return Told(document=document, registry=registry, links=links, skeleton=skeleton, naming=naming)


class _Reader:
    """Goes through the sentences, and remembers what *it* may stand for."""

    def __init__(self, document: Document, registry: Registry, rows: Sequence[Sequence[Chunk]]) -> None:
        self.document, self.registry, self.rows = document, registry, rows
        self.subject: tuple[Sentence, Entity] | None = None
        self.central = {
            s.block for s in document.sentences
            if s.start >= document.caption_at or _FIGURE.search(document.source, s.start, s.end + 2)
        }  # fmt: skip

    def links(self) -> Iterator[Link]:
        for sentence, row in zip(self.document.sentences, self.rows, strict=True):
            clauses = parse(row)
            if not is_void(sentence):
                yield from self._of(sentence, clauses)
            self._remember(sentence, clauses)

    def _of(self, sentence: Sentence, clauses: Sequence[Clause]) -> Iterator[Link]:
        for way in ways(clauses):
            source, start = self._resolve(way.source, sentence, clauses)
            target, other = self._resolve(way.target, sentence, clauses)
            if source is not None and target is not None and not _overlap(source.key, target.key):
                label = self._label(way.label)
                yield Link(
                    source=source.key, target=target.key, start=min(start, other), end=sentence.end, label=label,
                    aside=way.aside, follows=way.follows, central=sentence.block in self.central,
                )  # fmt: skip

    def _resolve(self, party: Party, sentence: Sentence, clauses: Sequence[Clause]) -> tuple[Entity | None, int]:
        """The entity of a party; *it* as the first subject is the one subject of the sentence before."""
        if party.pronoun and party.tokens[0].lower in ("them", "it") and (known := _object_before(party, clauses)):
            return self.registry.find(known), sentence.start
        if party.pronoun:
            before = self.subject
            first = bool(clauses) and party in clauses[0].subjects
            if before is None or not first or party.tokens[0].lower != "it" or before[0].block != sentence.block:
                return None, sentence.start
            return before[1], before[0].start
        return self.registry.find(party), sentence.start

    def _label(self, party: Party | None) -> str:
        entity = self.registry.find(party) if party is not None else None
        return entity.label if entity is not None and len(entity.label) <= _LONGEST_LABEL else ""

    def _remember(self, sentence: Sentence, clauses: Sequence[Clause]) -> None:
        self.subject, before = None, self.subject
        if not clauses:
            return
        first = clauses[0]
        if len(first.subjects) == 1 and first.voice in (Voice.ACTIVE, Voice.PASSIVE):
            party = first.subjects[0]
            entity = self.registry.find(party)
            if entity is not None and not party.tokens[-1].lower.endswith("s"):
                self.subject = (sentence, entity)
            elif party.pronoun and party.tokens[0].lower == "it" and before is not None:
                self.subject = before


def _object_before(party: Party, clauses: Sequence[Clause]) -> Party | None:
    """What *them* is as an object: the one object of the verb before."""
    for before, clause in itertools.pairwise(clauses):
        if party in clause.objects and len(before.objects) == 1 and not before.objects[0].pronoun:
            return before.objects[0]
    return None


def is_void(sentence: Sentence) -> bool:
    """Whether a sentence denies, supposes, or speaks of others."""
    return (
        sentence.tokens[0].text == "where"  # what the symbols of a formula stand for
        or any(token.lower in _NO_PAIRS or token.lower in words.VOID for token in sentence.tokens)
        or sentence.tokens[-1].text == "?"
        or _DEFINES.search(" ".join(token.text for token in sentence.tokens)) is not None
    )


def _overlap(one: str, other: str) -> bool:
    """Whether both names say the same thing, one of them more closely, so that an arrow between them says nothing."""
    return f" {one}".endswith(f" {other}") or f" {other}".endswith(f" {one}")
