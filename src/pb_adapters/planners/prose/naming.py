"""The parts that a short text names: ``a 6-layer Transformer encoder with self-attention, followed by a decoder``."""

import re
from collections.abc import Sequence

from msgspec import Struct

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.clauses import Party
from pb_adapters.planners.prose.document import Document, Sentence, Token
from pb_adapters.planners.prose.entities import Registry, key_of
from pb_adapters.planners.prose.phrases import Chunk, Tag
from pb_core.domain.diagrams.blocks import BlockKind
from pb_core.domain.diagrams.kinds import kind_of, singular
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
    told = [(s, row) for s, row in zip(document.sentences, rows, strict=True) if s.start < document.caption_at]
    plain = all(sentence.kind is BlockKind.PROSE and not sentence.heading for sentence, _ in told)
    size = sum(len(sentence.tokens) for sentence, _ in told)
    short = 0 < len(told) <= _MOST_SENTENCES and size <= _MOST_TOKENS
    if not (plain and short and compiled(document.source).is_english):
        return Naming()
    reader = _Reader(document, registry)
    for sentence, row in told:
        if not any(token.text in ("→", "?") or token.lower in words.VOID for token in sentence.tokens):
            reader.read(sentence, row)
    technical = any(_is_technical(word) for part in reader.parts for word in f"{part.name} {part.detail}".split())
    return Naming(parts=tuple(reader.parts), orders=tuple(reader.orders)) if technical else Naming()


def _is_technical(name: str) -> bool:
    head = singular(name.casefold())
    kinds = (kind_of(head), kind_of(head.rsplit("-", maxsplit=1)[-1]))
    return _COINED.search(name) is not None or (head not in _EVERYDAY and not set(kinds).isdisjoint(_TECHNICAL))


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
        self.subject: int | None = None
        """The part that a sentence begins with: what *it* stands for in the next."""

    def read(self, sentence: Sentence, row: Sequence[Chunk]) -> None:
        """Take in what a sentence names, if its first verb tells what the method has, or if it has none."""
        first = next((chunk for chunk in row if chunk.tag is Tag.VERB), None)
        if first is not None and first.lemma not in _NAMING:
            return
        self.evidence = self.document.quote(sentence.start, sentence.end)[:600]
        self.governor, self.owner, self.holder = "", None, None
        self.last = self.subject if row and row[0].text == "it" else None
        self.subject = None
        place = 0
        while place < len(row):
            before = row[place - 1] if place else None
            of = row[place + 1 : place + 3]
            if row[place].tag is Tag.NOUN:
                inner = of[1] if len(of) > 1 and of[0].text == "of" and of[1].tag is Tag.NOUN else None
                named = self._noun(row[place], inner, before, of[0] if of else None)
                place += 2 if named and inner is not None else 0
            else:
                self._joint(row[place], before)
            place += 1

    def _joint(self, chunk: Chunk, before: Chunk | None) -> None:
        verb = before if before is not None and before.tag is Tag.VERB else None
        if chunk.tag is Tag.VERB:
            self.owner = self.last if chunk.lemma in _HAVING else None
            self.governor = chunk.lemma if chunk.lemma in ("follow", "be") else ""
            self.subject = self.last if self.subject is None else self.subject
        elif chunk.tag is Tag.PREPOSITION:
            lists = verb is not None and (chunk.text == "of" or verb.lemma == "equip")
            if not lists and not (chunk.text == "by" and self.governor == "follow"):
                self.governor, self.holder = chunk.text, self.last
        elif chunk.tag is Tag.BORDER:
            self.owner = self.last if chunk.text == ":" else self.owner
            self.governor, self.last = "", None

    def _noun(self, chunk: Chunk, of: Chunk | None, before: Chunk | None, after: Chunk | None) -> bool:
        """Take in a noun; whether its *of* is a part of its name."""
        if self.last is not None and (self.governor == "be" or self._explains(chunk, before, after)):
            self.parts[self.last].detail = _shown(chunk.tokens)
            self.governor, self.determined = "", chunk.determined
            return False
        joined = before is not None and before.tag in (Tag.CONJUNCTION, Tag.COMMA)
        if joined and self.governor != "follow" and chunk.determined != self.determined:
            self.governor = ""
        self.determined = chunk.determined
        if self.governor not in (*_ITEM, "", "follow") or chunk.text == "top":
            self.last = None
            return False
        whole = self.holder if self.governor == "with" else self.owner
        rest, repeat, _ = _counted(chunk.tokens)
        if whole is not None and repeat and len(rest) == 1 and singular(rest[0].lower) in _REPEATED:
            self.parts[whole].repeat, self.parts[whole].unit = repeat, rest[0].text  # "with 6 blocks"
            return False
        return self._add(Party(chunk.tokens, chunk.definite, Party(of.tokens) if of is not None else None), whole)

    def _explains(self, chunk: Chunk, before: Chunk | None, after: Chunk | None) -> bool:
        """``GraphNet, a graph network with``: whether a noun says what the name before the comma is."""
        named = self.last is not None and not self.determined and _COINED.search(self.parts[self.last].name) is not None
        ends = after is None or after.tag in (Tag.BORDER, Tag.SUBORDINATOR) or after.text == "with"
        return named and ends and chunk.determined and before is not None and before.tag is Tag.COMMA

    def _add(self, party: Party, whole: int | None) -> bool:
        key = key_of(party) or _operation(party)
        if key is None or len(self.parts) == _MOST_PARTS:
            self.last = None
            return False
        entity = self.registry.find(party)
        key = entity.key if entity is not None else key
        known = next((at for at, part in enumerate(self.parts) if part.key == key), None)
        if known is None:
            self.parts.append(self._part(key, party, whole))
        self.last = len(self.parts) - 1 if known is None else known
        if self.governor == "follow":
            self._follow(self.last)
        return True

    def _part(self, key: str, party: Party, whole: int | None) -> Part:
        tokens, repeat, unit = _counted(party.tokens)
        while len(tokens) > 1 and tokens[0].lower in words.EMPTY_MODIFIERS:
            tokens = tokens[1:]
        joined = party.of is not None and " of " in key
        name = " ".join(self.document.text[tokens[0].start : party.end].split()) if joined else _shown(tokens)
        return Part(key=key, name=name, evidence=self.evidence, end=party.end, whole=whole, repeat=repeat, unit=unit)

    def _follow(self, place: int) -> None:
        """Note that a part follows the one before it; behind ``A with B`` it follows the whole of them."""
        earlier = [at for at in range(place) if self.parts[at].whole == self.parts[place].whole]
        self.orders += [(earlier[-1], place)] if earlier else []
        self.governor = ""


def _operation(party: Party) -> str | None:
    """``attention``, which is no thing in a long text and a part in a short one."""
    word = party.tokens[0].lower
    return word if len(party.tokens) == 1 and kind_of(word) is ElementKind.OPERATION else None


def _counted(tokens: Sequence[Token]) -> tuple[Sequence[Token], int | None, str]:
    """The tokens without a count before them, the count, and what ``6-layer`` counts."""
    found = _COUNTED.fullmatch(tokens[0].text)
    word = (found["count"] if found is not None else tokens[0].text).casefold()
    count = int(word) if word.isdigit() else _COUNTS.get(word, 0)
    if len(tokens) == 1 or count < 2:  # noqa: PLR2004 - one is not repeated
        return tokens, None, ""
    return tokens[1:], count, found["unit"] if found is not None else ""


def _shown(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)
