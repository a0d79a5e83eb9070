"""The parts that a short text names: ``a 6-layer Transformer encoder with self-attention, followed by a decoder``."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.clauses import Party
from pb_adapters.planners.prose.document import Document, Sentence, Token
from pb_adapters.planners.prose.entities import Registry, key_of
from pb_adapters.planners.prose.kinds import kind_of, singular
from pb_adapters.planners.prose.phrases import Chunk, Tag
from pb_core.domain.diagrams.markup import BlockKind
from pb_core.domain.diagrams.quotations import compiled
from pb_core.domain.diagrams.spec import ElementKind
from pb_core.domain.tables.column_names import word_set

_MOST_SENTENCES, _MOST_TOKENS, _MOST_PARTS = 3, 90, 24
_NAMING = word_set(
    "use employ adopt utilize utilise leverage apply have contain comprise include consist compose stack add integrate "
    "introduce propose present build design follow precede be train finetune pretrain evaluate test implement equip "
    "feature base combine adapt"
)
"""Verbs that tell what a method has, not what its parts do."""
_HAVING = word_set("have contain comprise include consist compose equip feature")
_ITEM = frozenset(("with", "using", "via", "through", "by", "on", "onto", "from", "into", "plus", "of", "to", "over"))
"""Prepositions that govern a part; others govern a purpose or a place."""
_REPEATED = frozenset(("layer", "block", "stage", "stack"))
_NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: count for count, word in enumerate(_NUMERALS, start=2)}
_COUNTED = re.compile(r"(?P<count>\d{1,3}|[a-z]+)-(?P<unit>layer|block|stage)(?:s|ed)?", re.IGNORECASE)
_EVERYDAY = word_set(
    "head forest reader teacher student critic learner model sum addition product reward attention activation penalty "
    "objective backbone"
)
"""Words of the field that others use as well: alone they do not tell that a text is about a method."""
_COINED = re.compile(r"[A-Z].*[A-Z]|[A-Z]\d|[a-z][A-Z]|[A-Z][\w-]*\d")
_TECHNICAL = (ElementKind.MODEL, ElementKind.OPERATION, ElementKind.OBJECTIVE)


class Part(Struct, kw_only=True):
    """One part that a text names; ``whole`` is the place of the part that it is said to be a part of."""

    key: str
    name: str
    evidence: str
    start: int
    end: int
    whole: int | None = None
    repeat: int | None = None
    unit: str = ""
    """What of it is repeated: ``layer`` of ``a 6-layer encoder``."""
    detail: str = ""


class Naming(Struct, frozen=True, kw_only=True):
    """The parts that a short text names, and which of them are said to follow which."""

    parts: tuple[Part, ...] = ()
    orders: tuple[tuple[int, int], ...] = ()


def read_naming(document: Document, registry: Registry, rows: Sequence[Sequence[Chunk]]) -> Naming:
    """What a text of up to three plain sentences names; nothing where none of it is a technical term."""
    told = [
        (s, row) for s, row in zip(document.sentences, rows, strict=True) if s.start < document.caption_at and s.tokens
    ]
    plain = all(sentence.kind is BlockKind.PROSE and not sentence.heading for sentence, _ in told)
    size = sum(len(sentence.tokens) for sentence, _ in told)
    if (
        not compiled(document.source).is_english
        or not plain
        or not 0 < len(told) <= _MOST_SENTENCES
        or size > _MOST_TOKENS
    ):
        return Naming()
    reader = _Reader(document, registry)
    for sentence, row in told:
        laid_out = any(token.text == "→" for token in sentence.tokens)
        if (
            not laid_out
            and not any(token.lower in words.VOID for token in sentence.tokens)
            and "?" not in sentence.tokens[-1].text
        ):
            reader.read(sentence, row)
    technical = any(_is_technical(word) for part in reader.parts for word in f"{part.name} {part.detail}".split())
    return Naming(parts=tuple(reader.parts), orders=tuple(reader.orders)) if technical else Naming()


def _is_technical(name: str) -> bool:
    head = singular(name.casefold())
    known = head.rsplit("-", maxsplit=1)[-1]
    return _COINED.search(name) is not None or (
        head not in _EVERYDAY and (kind_of(head) in _TECHNICAL or kind_of(known) in _TECHNICAL)
    )


class _Reader:
    """Goes through the chunks of a sentence and remembers whose parts are told of."""

    def __init__(self, document: Document, registry: Registry) -> None:
        self.document, self.registry = document, registry
        self.parts: list[Part] = []
        self.orders: list[tuple[int, int]] = []
        self.evidence = ""
        self.governor, self.determined = "", False
        self.owner: int | None = None
        """The part of which a verb says that it has what comes."""
        self.holder: int | None = None
        """The part that *with* hangs on."""
        self.last: int | None = None
        """The part right before, if nothing else stands between."""
        self.described: int | None = None
        """The part of which a verb says what it is."""
        self.subject: int | None = None
        """The part that a sentence begins with: what *it* stands for in the next."""

    def read(self, sentence: Sentence, row: Sequence[Chunk]) -> None:
        """Take in what a sentence names, if its first verb tells what the method has, or if it has none."""
        first = next((chunk for chunk in row if chunk.tag is Tag.VERB), None)
        if first is not None and first.lemma not in _NAMING:
            return
        self.evidence = self.document.quote(sentence.start, sentence.end)[:600]
        self.governor, self.owner, self.holder, self.last, self.described = "", None, None, None, None
        if row and row[0].text == "it":
            self.last = self.subject
        self.subject = None
        before: Chunk | None = None
        for place, chunk in enumerate(row):
            if chunk.tag is Tag.NOUN:
                of = row[place + 2] if len(row) > place + 2 and row[place + 1].text == "of" else None
                self._noun(chunk, of, before, row[place + 1] if len(row) > place + 1 else None)
            else:
                self._joint(chunk, before)
            before = chunk

    def _joint(self, chunk: Chunk, before: Chunk | None) -> None:
        if chunk.tag is Tag.VERB:
            self._verb(chunk)
            self.subject = self.last if self.subject is None else self.subject
        elif chunk.tag is Tag.PREPOSITION:
            made_of = chunk.text == "of" and before is not None and before.tag is Tag.VERB
            listing = made_of or (chunk.text == "with" and before is not None and before.lemma == "equip")
            follows = chunk.text == "by" and self.governor == "followed"
            if not listing and not follows:
                self.governor = chunk.text
                self.holder = self.last
        elif chunk.tag is Tag.BORDER:
            self.owner = self.last if chunk.text == ":" else self.owner
            self.governor, self.last = "", None

    def _verb(self, chunk: Chunk) -> None:
        self.described = None
        self.governor = ""
        if chunk.lemma in _HAVING:
            self.owner = self.last
        elif chunk.lemma == "follow":
            self.governor = "followed"
        elif chunk.lemma == "be":
            self.described = self.last
        else:
            self.owner = None

    def _noun(self, chunk: Chunk, of: Chunk | None, before: Chunk | None, after: Chunk | None) -> None:
        if self._explains(chunk, before, after) and self.last is not None:
            self.parts[self.last].detail = _shown(chunk.tokens)
            self.determined = True
            return
        joined = before is not None and before.tag in (Tag.CONJUNCTION, Tag.COMMA)
        if joined and self.governor != "followed" and chunk.determined != self.determined:
            self.governor = ""
        self.determined = chunk.determined
        if self.governor not in (*_ITEM, "", "followed") or chunk.text == "top":
            self.last = None
            return
        if self.governor == "of" and before is not None and before.text == "of" and self._is_taken(chunk):
            return
        whole = self.holder if self.governor == "with" else self.owner
        if not self._repeats(chunk, whole):
            self._add(chunk, of, whole)

    def _explains(self, chunk: Chunk, before: Chunk | None, after: Chunk | None) -> bool:
        """``GraphNet, a graph network with``: whether a noun says what the name before the comma is."""
        named = self.last is not None and not self.determined and _COINED.search(self.parts[self.last].name) is not None
        ends = after is None or after.tag in (Tag.BORDER, Tag.SUBORDINATOR) or after.text == "with"
        return named and ends and chunk.determined and before is not None and before.tag is Tag.COMMA

    def _is_taken(self, chunk: Chunk) -> bool:
        """Whether an *of* has brought its noun into the name of the part before it."""
        return self.last is not None and self.parts[self.last].end >= chunk.tokens[-1].end

    def _repeats(self, chunk: Chunk, whole: int | None) -> bool:
        """``with 6 blocks`` says how often the blocks of a whole are repeated; they are no part beside others."""
        tokens = [token.lower for token in chunk.tokens]
        count = _count(tokens[0])
        counted = len(tokens) > 1 and singular(tokens[-1]) in _REPEATED and count is not None
        if whole is None or not counted or len(tokens) > 2:  # noqa: PLR2004 - a number and a noun
            return False
        self.parts[whole].repeat, self.parts[whole].unit = count, chunk.tokens[-1].text
        return True

    def _add(self, chunk: Chunk, of: Chunk | None, whole: int | None) -> None:
        inner = Party(of.tokens) if of is not None and of.tag is Tag.NOUN and chunk.text != "top" else None
        party = Party(chunk.tokens, chunk.definite, inner)
        key = key_of(party) or _operation(chunk)
        if key is None:
            self.last = None
            return
        entity = self.registry.find(party)
        key = entity.key if entity is not None else key
        known = next((at for at, part in enumerate(self.parts) if part.key == key), None)
        if self.described is not None and known is None and self.governor == "":
            self.parts[self.described].detail = _shown(chunk.tokens)
            self.last, self.described = self.described, None
        elif known is not None:
            self.last = known
            self._follow(known)
        elif len(self.parts) < _MOST_PARTS:
            self.parts.append(self._part(key, party, whole))
            self.last = len(self.parts) - 1
            self._follow(self.last)

    def _part(self, key: str, party: Party, whole: int | None) -> Part:
        tokens = list(party.tokens)
        repeat, unit = None, ""
        counted = _COUNTED.fullmatch(tokens[0].text)
        if len(tokens) > 1 and counted is not None and _count(counted["count"].casefold()):
            repeat, unit = _count(counted["count"].casefold()), counted["unit"]
            tokens.pop(0)
        elif len(tokens) > 1 and (count := _count(tokens[0].lower)) is not None:
            repeat = count
            tokens.pop(0)
        while len(tokens) > 1 and tokens[0].lower in words.EMPTY_MODIFIERS:
            tokens.pop(0)
        name = _shown(tokens)
        if party.of is not None and " of " in key:
            name = " ".join(self.document.text[tokens[0].start : party.end].split())
        end = party.end if party.of is not None else tokens[-1].end
        return Part(
            key=key, name=name, evidence=self.evidence, start=party.start, end=end, whole=whole,
            repeat=repeat if repeat and repeat > 1 else None, unit=unit,
        )  # fmt: skip

    def _follow(self, place: int) -> None:
        """Note that a part follows the one before it; behind ``A with B`` it follows the whole of them."""
        if self.governor == "followed":
            earlier = [at for at, part in enumerate(self.parts) if part.whole == self.parts[place].whole and at < place]
            if earlier:
                self.orders.append((earlier[-1], place))
            self.governor = ""


def _operation(chunk: Chunk) -> str | None:
    """``attention``, which is no thing in a long text and a part in a short one."""
    return chunk.text if kind_of(chunk.text) is ElementKind.OPERATION and len(chunk.tokens) == 1 else None


def _count(word: str) -> int | None:
    count = int(word) if word.isdigit() else _COUNTS.get(word)
    return count if count is not None and count > 1 else None


def _shown(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


def roots(naming: Naming) -> Iterator[int]:
    """The places of the parts that others are parts of."""
    yield from sorted({part.whole for part in naming.parts if part.whole is not None})
