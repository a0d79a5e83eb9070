"""A tagged sentence as chunks: noun phrases, verb groups and the small words between them."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from pb_adapters.planners.offline.morphology import lemma_of
from pb_adapters.planners.offline.tagging import NUMBERS, Tag, tag
from pb_adapters.planners.offline.text import Token
from pb_adapters.planners.offline.wordlists import words


class Phrase(Struct, frozen=True, kw_only=True):
    """A noun phrase: its words without determiner, and what the determiner said.

    ``of`` is the phrase after "of", which also stands in ``tokens``; ``number`` a counted quantity;
    ``pronoun`` is set for phrases that only point back.
    """

    tokens: tuple[Token, ...]
    determiner: str = ""
    number: int | None = None
    pronoun: bool = False
    of: "Phrase | None" = None
    core: tuple[Token, ...] = ()

    @property
    def start(self) -> int:
        """Where the phrase begins in the source."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where the phrase ends in the source."""
        return self.tokens[-1].end

    @property
    def head(self) -> str:
        """The head noun in lower case, before any "of"."""
        return self.core[-1].lower if self.core else self.tokens[-1].lower

    @property
    def definite(self) -> bool:
        """Whether the phrase points at something known."""
        return self.determiner in (
            "the",
            "this",
            "these",
            "those",
            "its",
            "their",
            "both",
            "that",
            "each",
            "every",
            "all",
        )


class Voice(StrEnum):
    """How a verb group relates to its subject."""

    ACTIVE = "active"
    PASSIVE = "passive"
    INFINITIVE = "infinitive"
    GERUND = "gerund"
    IMPERATIVE = "imperative"


class Verb(Struct, frozen=True, kw_only=True):
    """A verb group: its lemma, its main word and how it is built."""

    lemma: str
    token: Token
    voice: Voice
    finite: bool
    auxiliary: bool = False
    negated: bool = False
    adverbs: tuple[str, ...] = ()


class Word(Struct, frozen=True, kw_only=True):
    """A word between phrases and verbs."""

    tag: Tag
    token: Token


Chunk = Phrase | Verb | Word
_DEEPEST = 3  # "a of b of c of d"
_INSIDE = frozenset({Tag.NOUN, Tag.NUMBER})
_NEGATIONS = frozenset({"not", "never", "no", "cannot"})
_BE = words("is are was were be been being am")


def chunk(tokens: Sequence[Token]) -> list[Chunk]:
    """The chunks of one sentence, in order."""
    tags = tag(tokens)
    chunks: list[Chunk] = []
    at = 0
    while at < len(tokens):
        found, at = _next(tokens, tags, at, chunks)
        chunks.append(found)
    return _with_of(chunks)


def _next(tokens: Sequence[Token], tags: Sequence[Tag], at: int, before: list[Chunk]) -> tuple[Chunk, int]:
    match tags[at]:
        case Tag.PRONOUN:
            return Phrase(tokens=(tokens[at],), pronoun=True), at + 1
        case Tag.DETERMINER | Tag.NOUN | Tag.NUMBER:
            return _phrase(tokens, tags, at)
        case Tag.AUXILIARY | Tag.TO | Tag.FINITE | Tag.BASE | Tag.PARTICIPLE | Tag.GERUND:
            return _verb(tokens, tags, at, before)
        case _:
            return Word(tag=tags[at], token=tokens[at]), at + 1


def _phrase(tokens: Sequence[Token], tags: Sequence[Tag], at: int) -> tuple[Chunk, int]:
    determiner, number = "", None
    end = at
    while end < len(tokens) and tags[end] is Tag.DETERMINER:
        determiner = determiner or tokens[end].lower
        end += 1
    first = end
    while end < len(tokens) and _goes_on(tokens, tags, end, first):
        end += 1
    if end == first:
        return Phrase(tokens=tuple(tokens[at:end]), determiner=determiner, pronoun=True), end
    words = list(tokens[first:end])
    if tags[first] is Tag.NUMBER and len(words) > 1:
        number = count(words[0].lower)
        words = words[1:]
    elif len(words) > 1 and words[0].text[:1].islower() and tags[first] is Tag.ADVERB:
        words = words[1:]
    return Phrase(tokens=tuple(words), core=tuple(words), determiner=determiner, number=number), end


def _goes_on(tokens: Sequence[Token], tags: Sequence[Tag], at: int, first: int) -> bool:
    """Whether a noun phrase that began at ``first`` goes on at ``at``."""
    if tags[at] in _INSIDE:
        return True
    if tags[at] is Tag.DETERMINER:
        return at > first and tokens[at].lower in ("same", "other", "different")
    noun_follows = at + 1 < len(tokens) and tags[at + 1] is Tag.NOUN
    return tags[at] is Tag.ADVERB and noun_follows and tokens[at].lower.endswith("ly")


def count(word: str) -> int | None:
    """The integer that a word spells, or ``None``."""
    if word in NUMBERS:
        return NUMBERS[word]
    digits = word.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else None  # noqa: PLR2004 - a count


def _verb(tokens: Sequence[Token], tags: Sequence[Tag], at: int, before: list[Chunk]) -> tuple[Chunk, int]:
    end = at
    adverbs: list[str] = []
    auxiliaries: list[str] = []
    while end < len(tokens) and tags[end] in (Tag.AUXILIARY, Tag.ADVERB, Tag.TO):
        (adverbs if tags[end] is Tag.ADVERB else auxiliaries).append(tokens[end].lower)
        end += 1
    if end == len(tokens) or tags[end] not in (Tag.FINITE, Tag.BASE, Tag.PARTICIPLE, Tag.GERUND):
        last = max(position for position in range(at, end) if tags[position] is not Tag.ADVERB)
        lemma = "be" if tokens[last].lower in _BE else lemma_of(tokens[last].lower)
        return Verb(lemma=lemma, token=tokens[last], voice=Voice.ACTIVE, finite=True, auxiliary=True), last + 1
    while end + 2 < len(tokens) and tags[end] is Tag.PARTICIPLE and tags[end + 1] is Tag.PARTICIPLE:
        end += 1
    main = tokens[end]
    voice = _voice(tags[end], auxiliaries, before)
    end += 1
    if voice is Voice.PASSIVE and not auxiliaries and _past_tense(tags, end, before):
        voice = Voice.ACTIVE
    while end < len(tokens) and tags[end] is Tag.ADVERB and tokens[end].lower in ("back", "again", "not"):
        adverbs.append(tokens[end].lower)
        end += 1
    finite = voice in (Voice.ACTIVE, Voice.IMPERATIVE) or (voice is Voice.PASSIVE and bool(auxiliaries))
    return Verb(
        lemma=lemma_of(main.lower), token=main, voice=voice, finite=finite, auxiliary=bool(auxiliaries),
        negated=any(word in _NEGATIONS for word in (*adverbs, *auxiliaries)), adverbs=tuple(adverbs),
    ), end  # fmt: skip


def _past_tense(tags: Sequence[Tag], after: int, before: list[Chunk]) -> bool:
    """As in "They formed bodies", "a decoder received the rates": a participle form that is a past tense."""
    subject = before[-1] if before else None
    if isinstance(subject, Phrase) and subject.pronoun:
        return True
    if not isinstance(subject, Phrase | Verb):
        return isinstance(subject, Word) and (subject.tag is Tag.RELATIVE or (_joins(subject) and _opens(tags, after)))
    return isinstance(subject, Phrase) and _opens(tags, after)


def _joins(word: "Word") -> bool:
    return word.tag is Tag.CONJUNCTION or word.token.text == ","


def _opens(tags: Sequence[Tag], at: int) -> bool:
    return at < len(tags) and tags[at] in (Tag.DETERMINER, Tag.NUMBER, Tag.PRONOUN, Tag.NOUN)


def _voice(main: Tag, auxiliaries: list[str], before: list[Chunk]) -> Voice:
    if main is Tag.PARTICIPLE:
        be = any(word in _BE for word in auxiliaries)
        has = any(word in ("has", "have", "had") for word in auxiliaries)
        return (
            Voice.ACTIVE
            if has and "been" not in auxiliaries
            else (Voice.PASSIVE if be or not auxiliaries else Voice.ACTIVE)
        )
    if main is Tag.GERUND:
        return Voice.ACTIVE if auxiliaries else Voice.GERUND
    if "to" in auxiliaries:
        return Voice.INFINITIVE
    nothing_before = not any(isinstance(found, Phrase | Verb) for found in before)
    return Voice.IMPERATIVE if main is Tag.BASE and not auxiliaries and nothing_before else Voice.ACTIVE


def _with_of(chunks: list[Chunk]) -> list[Chunk]:
    """Join "A of B" into one phrase that knows both parts."""
    joined: list[Chunk] = []
    for found in chunks:
        if isinstance(found, Phrase) and len(joined) > 1:
            link, owner = joined[-1], joined[-2]
            if (
                isinstance(link, Word)
                and link.token.lower == "of"
                and isinstance(owner, Phrase)
                and _depth(owner) < _DEEPEST
                and owner.core
                and not found.pronoun
            ):
                joined[-2:] = [_owned(owner, link.token, found)]
                continue
        joined.append(found)
    return joined


def _depth(phrase: Phrase) -> int:
    return 0 if phrase.of is None else 1 + _depth(phrase.of)


def _owned(owner: Phrase, link: Token, part: Phrase) -> Phrase:
    if owner.of is not None:
        inner = _owned(owner.of, link, part)
        position = owner.tokens.index(owner.of.tokens[0])
        return Phrase(
            tokens=(*owner.tokens[:position], *inner.tokens),
            determiner=owner.determiner,
            number=owner.number,
            of=inner,
            core=owner.core,
        )
    return Phrase(
        tokens=(*owner.tokens, link, *part.tokens),
        determiner=owner.determiner,
        number=owner.number,
        of=part,
        core=owner.core,
    )
