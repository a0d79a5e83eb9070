"""Entities: the things that a text names again and again, under one key each, with their other names."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.clauses import Party
from pb_adapters.planners.prose.document import Document, Token
from pb_adapters.planners.prose.phrases import Chunk, Tag
from pb_adapters.planners.prose.words import Form
from pb_core.domain.diagrams.kinds import kind_of, singular
from pb_core.domain.diagrams.mentions import TELLING
from pb_core.domain.diagrams.spec import ElementKind

_ACRONYM = re.compile(r"\(([A-Za-z][\w&-]{1,11}?)s?\)")
_BESIDE = frozenset(("give", "create", "make", "use", "allow", "enable", "reduce", "produce", "get"))
_BEFORE = 120  # characters before an acronym that may spell it out
_LONGEST_KEY, _LONGEST_LABEL = 5, 40  # words, characters
_SHORTEST, _LONGEST_ROOT = 3, 5  # letters of a name; of "string" and "seed", which are no forms of verbs
_SYMBOL = re.compile(r"[A-Za-z\u0370-\u03ff]{1,2}(?:[_^][\w,:+*-]{1,12}){1,2}'?|[A-Za-z\u0370-\u03ff]'?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COINED = re.compile(r"[A-Z]")
_INDEXED = re.compile(r"(?!L_)\w{1,2}[_^].{1,12}")
"""A symbol that no noun explains, other than a loss."""


class Mention(Struct, frozen=True):
    """Where a thing is named: the sentence's number, and its place in the source."""

    sentence: int
    start: int
    definite: bool


class Entity:
    """One thing: its key, its mentions, and the ways in which it is written."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.mentions: list[Mention] = []
        self.spellings: Counter[str] = Counter()
        self.in_caption = 0

    @property
    def label(self) -> str:
        """The spelling used most, the first of them; one that only a sentence's head capitalises yields to another."""
        best = max(self.spellings.values())
        shown = [text for text, count in self.spellings.items() if count == best]
        return min(shown, key=lambda text: text[:1].isupper() and text[1:].islower())


class Registry:
    """All entities of a text, and what each noun phrase stands for."""

    def __init__(self, document: Document) -> None:
        self.entities: dict[str, Entity] = {}
        self.aliases: dict[str, str] = {}
        self.document = document
        self._pairs = list(_acronyms(document.text))

    def read(self, chunks: Iterable[Sequence[Chunk]]) -> None:
        """Take in the noun phrases of every sentence, then settle which are other names of others."""
        for number, row in enumerate(chunks):
            for place, chunk in enumerate(row):
                if chunk.tag is Tag.NOUN:
                    after = row[place + 1 : place + 3]
                    has_of = len(after) == 2 and after[0].text == "of" and after[1].tag is Tag.NOUN  # noqa: PLR2004 - the two chunks looked at
                    party = Party(chunk.tokens, chunk.definite, Party(after[1].tokens) if has_of else None)
                    self._mention(party, number)
        self._settle_acronyms()
        self._settle_short_names()

    def _mention(self, party: Party, sentence: int) -> None:
        if party.of is not None and named_tokens(party.tokens)[-1].lower in words.CARRIERS:
            return  # what it carries is read by itself
        key = key_of(party)
        if key is None:
            return
        entity = self.entities.setdefault(key, Entity(key))
        tokens = named_tokens(party.tokens)
        entity.mentions.append(Mention(sentence, tokens[0].start, party.definite))
        entity.in_caption += tokens[0].start >= self.document.caption_at
        joined = party.of is not None and " of " in key
        said = self.document.text[tokens[0].start : party.end].split() if joined else [token.text for token in tokens]
        entity.spellings[" ".join(said)] += 1

    def _settle_acronyms(self) -> None:
        for long, short in self._pairs:
            first = _key_of_words(long.split())
            second = _key_of_words([short])
            if first in self.entities and second in self.entities:
                self._merge(second, first)

    def _settle_short_names(self) -> None:
        """``the encoder`` is the only thing that is an encoder; ``the LoDa framework`` is LoDa."""
        for key in sorted(self.entities, key=len):
            if key not in self.entities:
                continue  # the short name took it over
            parts = key.split()
            first = self.entities.get(parts[0])
            if len(parts) == 2 and parts[1] in words.BARE and first is not None and _COINED.search(first.label[1:]):  # noqa: PLR2004 - name and noun
                self._merge(key, parts[0])
                continue
            longer = [other for other in self.entities if other.startswith(f"{key} of ")]
            if len(longer) == 1 and all(m.definite for m in self.entities[key].mentions):
                self._merge(longer[0], key)
            entity = self.entities.get(key)
            works = len(parts) > 1 and kind_of(key) in (ElementKind.MODEL, ElementKind.PROCESS)
            if entity is None or len(parts) > 2 or not (works or all(m.definite for m in entity.mentions)):  # noqa: PLR2004 - short
                continue
            longer = [other for other in self.entities if other.endswith(f" {key}") and " of " not in other]
            if any(not TELLING.isdisjoint(other.split()) for other in longer):
                continue  # "the net" beside "the second net"
            if len(longer) == 1:
                often = len(entity.mentions) > len(self.entities[longer[0]].mentions)
                self._merge(*((longer[0], key) if works and often else (key, longer[0])))

    def _merge(self, other: str, into: str) -> None:
        if other == into:
            return
        gone = self.entities.pop(other)
        kept = self.entities[into]
        kept.mentions = sorted([*kept.mentions, *gone.mentions], key=lambda mention: mention.start)
        kept.spellings.update(dict.fromkeys(gone.spellings, 0))
        kept.in_caption += gone.in_caption
        self.aliases[other] = into
        self.aliases.update({key: into for key, value in self.aliases.items() if value == other})

    def find(self, party: Party) -> Entity | None:
        """The entity that a noun phrase stands for; ``None`` if it names nothing for certain."""
        key = key_of(party)
        return self.entities.get(self.aliases.get(key, key)) if key is not None else None

    def named(self, name: str) -> Entity | None:
        """The entity of this name."""
        key = _key_of_words(name.split())
        return self.entities.get(self.aliases.get(key, key))


def _acronyms(text: str) -> Iterable[tuple[str, str]]:
    for found in _ACRONYM.finditer(text):
        names = re.findall(r"[\w-]+", text[max(0, found.start() - _BEFORE) : found.start()])
        short = found[1]
        letters = [sign for sign in short.lower() if sign.isalnum()]
        for count in range(1, min(len(names), len(letters) + 2) + 1):
            tail = names[-count:]
            if sum(sign.isupper() for sign in short) > 1 and _spells(letters, tail):
                yield " ".join(tail), short
                break


def _spells(letters: list[str], names: list[str]) -> bool:
    """Whether an acronym's letters stand in these words in order, the first of them at the head of the first."""
    pieces = [piece for name in names for piece in re.split(r"[-/]", name.lower()) if piece]
    if not pieces or pieces[0][0] != letters[0] or len(pieces) > len(letters) + 1:
        return False
    text = iter("".join(pieces))
    heads = sum(piece[0] in letters for piece in pieces)
    return all(letter in text for letter in letters) and heads >= min(len(pieces), len(letters)) - 1


def named_tokens(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens that make the name: without empty modifiers before it and symbols behind it."""
    kept = list(tokens)
    while len(kept) > 1 and (kept[0].lower in words.EMPTY_MODIFIERS or kept[0].text.isdigit()):
        kept.pop(0)
    while len(kept) > 1 and (_SYMBOL.fullmatch(kept[-1].text) or kept[-1].text.isdigit()):
        kept.pop()
    return tuple(kept)


def key_of(party: Party) -> str | None:
    """The key of a noun phrase, ``None`` where it names nothing: generic nouns, numbers, verbs."""
    if party.pronoun:
        return None
    tokens = named_tokens(party.tokens)
    if party.of is not None and tokens[-1].lower in words.CARRIERS:
        return key_of(party.of)
    if singular(tokens[-1].lower) in words.NEVER or any(_YEAR.fullmatch(token.text) for token in party.tokens):
        return None
    key = _key_of_words([token.text for token in tokens])
    of = key_of(party.of) if party.of is not None else None
    if of is not None and len(key.split()) + len(of.split()) < _LONGEST_KEY:
        key = f"{key} of {of}"
    elif not is_thing(key, tokens):
        return None
    return key if len(key) <= _LONGEST_LABEL else None


def _key_of_words(names: Sequence[str]) -> str:
    return " ".join([*(name.lower() for name in names[:-1]), singular(names[-1].lower())]) if names else ""


def is_thing(key: str, tokens: Sequence[Token]) -> bool:
    """Whether words name a thing by themselves."""
    parts = key.split()
    if not 0 < len(parts) <= _LONGEST_KEY or not any(map(str.isalpha, parts[-1])):
        return False
    empty = all(part in words.BARE or part in words.EMPTY_MODIFIERS for part in parts)
    if parts[-1] in words.NEVER or empty or _is_verbal(parts, tokens):
        return False
    if len(parts) == 1 and (_INDEXED.fullmatch(tokens[-1].text) or key[0].isdigit()):
        return False
    return len(parts) > 1 or len(key) >= _SHORTEST or (tokens[0].text.isupper() and len(key) > 1)


def _is_verbal(parts: Sequence[str], tokens: Sequence[Token]) -> bool:
    """Whether a verb opens the words, stands alone, or hides among them."""
    opening, last = words.verb_form(parts[0]), words.verb_form(tokens[-1].lower)
    if opening is not None and opening[1] in (Form.BASE, Form.THIRD) and opening[0] not in words.NOUN_TOO:
        return True
    inside = [words.verb_form(token.lower) for token in tokens[1:-1] if token.lower not in words.NOUN_FORMS]
    if any(form and form[1] in (Form.THIRD, Form.BASE) and form[0] not in words.NOUN_TOO for form in inside):
        return True
    if len(parts) == 1:
        known = last is not None and last[1] in (Form.PAST, Form.ING)
        like = parts[0].endswith(("ed", "ing")) and len(parts[0]) > _LONGEST_ROOT
        return known or (like and kind_of(parts[0]) is ElementKind.PROCESS)
    return False
