"""Noun phrases, verbs and function words of a sentence, by closed lists and by what stands beside a word."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.prose import words
from pb_adapters.planners.prose.document import UNREAD, Token
from pb_adapters.planners.prose.words import Form
from pb_core.domain.diagrams.kinds import kind_of, singular
from pb_core.domain.diagrams.spec import ElementKind


class Tag(StrEnum):
    """What a chunk is."""

    NOUN = "noun"
    VERB = "verb"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    SUBORDINATOR = "subordinator"
    PRONOUN = "pronoun"
    COMMA = "comma"
    BORDER = "border"


class Voice(StrEnum):
    """How a verb stands in its clause."""

    ACTIVE = "active"
    PASSIVE = "passive"
    INFINITIVE = "infinitive"
    PARTICIPLE = "participle"
    """``features extracted by``: passive, of the noun before it."""
    GERUND = "gerund"
    """``producing``: active, of the noun before it or of the sentence."""
    BARE = "bare"
    """``Encode the image``: an order, or a plural's verb."""


class Chunk(Struct, frozen=True):
    """A run of tokens: a noun phrase without its determiner, a verb group with its lemma, or one word."""

    tag: Tag
    tokens: tuple[Token, ...]
    lemma: str = ""
    voice: Voice = Voice.ACTIVE
    definite: bool = False
    """Whether a noun phrase has a determiner that points back: the, this, its."""
    determined: bool = False
    """Whether it has a determiner at all."""

    @property
    def text(self) -> str:
        """The words in lower case."""
        return " ".join(token.lower for token in self.tokens)


_BORDERS = frozenset(";:()?—–→")
_SINGLE = (
    dict.fromkeys(words.PRONOUNS, Tag.PRONOUN) | dict.fromkeys(words.SUBORDINATORS, Tag.SUBORDINATOR)
    | dict.fromkeys(words.PREPOSITIONS - {"to"}, Tag.PREPOSITION) | dict.fromkeys(words.CONJUNCTIONS, Tag.CONJUNCTION)
    | dict.fromkeys(_BORDERS, Tag.BORDER) | {",": Tag.COMMA}
)  # fmt: skip
_DEFINITE = frozenset(("the", "this", "that", "these", "those", "its", "their"))


def chunk(tokens: Sequence[Token]) -> tuple[Chunk, ...]:
    """The chunks of a sentence in order; adverbs are left out."""
    return tuple(_with_heads(_Chunker(tokens).run()))


class _Chunker:
    """Reads a sentence from left to right and decides each word by its neighbours."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        around = ["", *(token.lower for token in tokens), ""]
        rows = zip(tokens, around, around[2:], strict=False)
        self.tokens = [t for t, before, after in rows if not _is_adverb(t, before) and not _is_particle(t, after)]
        self.words = [token.lower for token in self.tokens]
        self.chunks: list[Chunk] = []
        self.at = 0

    def run(self) -> tuple[Chunk, ...]:
        while self.at < len(self.tokens):
            self._next()
        return tuple(self.chunks)

    def _word(self, at: int) -> str:
        return self.words[at] if 0 <= at < len(self.words) else ""

    def _next(self) -> None:
        word = self.words[self.at]
        single = _single(word)
        if word == "one" and _single(self._word(self.at + 1)) is None and self._word(self.at + 1):
            single = None  # "one vector"
        if word == "given" and self._word(self.at + 1) == "to":
            single = None
        if word == "that" and self._before() is Tag.NOUN:
            single = Tag.SUBORDINATOR
        if single is not None:
            self._put(single, self.at + 1)
        elif word in words.BE or word in words.HAVE or word in words.MODALS or word == "to":
            self._auxiliary(word)
        elif self._is_verb(self.at):
            self._verb(self.at)
        elif (
            self._before() is Tag.PRONOUN
            and self.chunks[-1].text == "we"
            and self._word(self.at + 1) in words.DETERMINERS
        ):
            self._put(Tag.VERB, self.at + 1, lemma="?")
        elif word.endswith("ing") and self.chunks[-1:] and self.chunks[-1].text == "by" and self._noun_follows(self.at):
            self._put(Tag.VERB, self.at + 1, lemma="?", voice=Voice.GERUND)
        elif word.endswith("ed") and self._before() is Tag.NOUN and self._word(self.at + 1) in words.PREPOSITIONS:
            self._put(Tag.VERB, self.at + 1, lemma="?", voice=Voice.PARTICIPLE)
        else:
            self._noun()

    def _put(self, tag: Tag, end: int, *, lemma: str = "", voice: Voice = Voice.ACTIVE) -> None:
        self.chunks.append(Chunk(tag, tuple(self.tokens[self.at : end]), lemma, voice))
        self.at = end

    def _auxiliary(self, word: str) -> None:
        """``is fed``, ``has been trained``, ``can produce``, ``to produce``; or one of them alone."""
        end = self.at
        passive = False
        while self._word(end) in words.BE or self._word(end) in words.HAVE or self._word(end) in words.MODALS:
            passive = self._word(end) in words.BE
            end += 1
        infinitive = word == "to"
        end += infinitive
        lemma, form = words.verb_form(self._word(end)) or ("", Form.BASE)
        if infinitive and not lemma and self._is_unknown_verb(end):
            self._put(Tag.VERB, end + 1, lemma="?", voice=Voice.INFINITIVE)
        elif infinitive and not passive and (not lemma or form is not Form.BASE or not self._opens_object(end)):
            self._put(Tag.PREPOSITION, self.at + 1)
        elif lemma and (passive or form in (Form.BASE, Form.PAST)) and (form is not Form.THIRD):
            voice = Voice.PASSIVE if passive and form is Form.PAST else Voice.INFINITIVE if infinitive else Voice.ACTIVE
            self._put(Tag.VERB, end + 1, lemma=lemma, voice=voice)
        elif passive and self._word(end).endswith(("ed", "en")) and not lemma:
            self._put(Tag.VERB, end + 1, lemma="?", voice=Voice.PASSIVE)
        else:
            self._put(Tag.VERB, max(end, self.at + 1), lemma="be" if passive else "have")

    def _is_unknown_verb(self, at: int) -> bool:
        """``to self-grade the papers``: behind *to* a word that a determiner follows, and that is none."""
        word = self._word(at)
        return self._word(at + 1) in words.DETERMINERS and word not in words.DETERMINERS and _single(word) is None

    def _opens_object(self, at: int) -> bool:
        """Whether a base form behind *to* is a verb: always, unless it is a noun as well and no object follows."""
        word, after = self._word(at), self._word(at + 1)
        return word not in words.NOUN_TOO or _opens_phrase(after) or after in words.PREPOSITIONS or after == ""

    def _is_verb(self, at: int) -> bool:
        word = self.words[at]
        known = words.verb_form(word)
        if known is None or (self.tokens[at].text[:1].isupper() and at > 0):
            return False
        before, after = self._before(), self._word(at + 1)
        form = known[1]
        if before is Tag.PRONOUN or before is Tag.SUBORDINATOR:
            return form is not Form.ING or (before is Tag.PRONOUN and _opens_phrase(after))
        if form is Form.THIRD:
            return self._is_third(at, before, after)
        if form is Form.PAST:
            return after in words.PREPOSITIONS or after in ("", ",", "and", "or") or _opens_phrase(after)
        if form is Form.ING:
            by = before is Tag.PREPOSITION and self.chunks[-1].text == "by"
            by = by or (known[0] in words.INTRANSITIVE and after in words.PREPOSITIONS)
            by = by or (known[0] in words.HANGING and before in (Tag.NOUN, Tag.COMMA))
            by = by or (
                before is Tag.COMMA and words.Family.MAKE in words.FAMILIES[known[0]] and known[0] not in words.NOUN_TOO
            )
            return by or _opens_phrase(after) or (before is not Tag.NOUN and bool(after) and not self._noun_follows(at))
        return self._is_base(at, before, after)

    def _before(self) -> Tag:
        return self.chunks[-1].tag if self.chunks else Tag.BORDER

    def _is_third(self, at: int, before: Tag, after: str) -> bool:
        """``maps`` after a noun; a form that is a noun too needs an object to be a verb."""
        if before is Tag.CONJUNCTION or before is Tag.COMMA:
            return self._noun_follows(at) or _opens_phrase(after) or self.words[at] not in words.NOUN_FORMS
        if before is not Tag.NOUN or (self.words[at] in words.NOUN_FORMS and self._has_verb()):
            return False
        if self.words[at] not in words.NOUN_FORMS:
            return True
        return _opens_phrase(after) or after in ("to", "into", "as", "from") or self._only_verb(at)

    def _has_verb(self) -> bool:
        """Whether the clause up to here has its verb."""
        for found in reversed(self.chunks):
            if found.tag is Tag.VERB:
                return True
            if found.tag in (Tag.BORDER, Tag.SUBORDINATOR, Tag.CONJUNCTION, Tag.COMMA):
                return False
        return False

    def _only_verb(self, at: int) -> bool:
        """Whether no other word of the clause can be its verb, and a noun follows."""
        rest = []
        for word in self.words[at + 1 :]:
            if word in _BORDERS or word in words.SUBORDINATORS or word == ",":
                break
            rest.append(word)
        others = any(
            word in words.BE or word in words.MODALS
            or (word not in words.NOUN_FORMS and (words.verb_form(word) or ("", Form.ING))[1] is Form.THIRD)
            for word in rest
        )  # fmt: skip
        return bool(rest) and not others and rest[0] not in words.PREPOSITIONS and rest[0] not in words.CONJUNCTIONS

    def _is_base(self, at: int, before: Tag, after: str) -> bool:
        """An order at the head of a sentence, or the verb of a plural; both need an object that shows itself."""
        word = self.words[at]
        if before in (Tag.BORDER, Tag.CONJUNCTION, Tag.COMMA):
            return _opens_phrase(after) or (before is Tag.BORDER and word not in words.NOUN_TOO and bool(after))
        joined = len(self.chunks) > 2 and self.chunks[-2].tag is Tag.CONJUNCTION and self.chunks[-3].tag is Tag.NOUN  # noqa: PLR2004 - noun, and, noun
        plural = before is Tag.NOUN and (joined or self.chunks[-1].tokens[-1].lower.endswith("s"))
        return plural and (
            _opens_phrase(after)
            or after in ("into", "onto", "through")
            or (word not in words.NOUN_TOO and after not in ("", ","))
        )

    def _noun_follows(self, at: int) -> bool:
        after = self._word(at + 1)
        return bool(after) and _single(after) is None and after not in words.BE and words.verb_form(after) is None

    def _verb(self, at: int) -> None:
        lemma, form = words.verb_form(self.words[at]) or ("?", Form.BASE)
        voice = Voice.ACTIVE
        if form is Form.PAST and self._before() is not Tag.PRONOUN:
            subject = self._before() in (Tag.NOUN, Tag.CONJUNCTION, Tag.SUBORDINATOR)
            voice = Voice.ACTIVE if subject and _opens_phrase(self._word(at + 1)) else Voice.PARTICIPLE
        elif form is Form.ING:
            voice = Voice.GERUND
        elif form is Form.BASE and self._before() is not Tag.PRONOUN:
            voice = Voice.BARE
        self._put(Tag.VERB, at + 1, lemma=lemma, voice=voice)

    def _noun(self) -> None:
        """A determiner and the words up to the next function word, verb or determiner."""
        start = self.at
        definite = self._word(start) in _DEFINITE
        while self._word(self.at) in words.DETERMINERS or self._word(self.at) == "one":
            self.at += 1
        first = self.at
        determined = first > start
        while self.at < len(self.tokens) and self._continues(first):
            self.at += 1
        if self.at == first:  # a determiner alone: "this", "both", or a sign
            self.at = max(first, start + 1)
            self.chunks.append(Chunk(Tag.PRONOUN, tuple(self.tokens[start : self.at])))
            return
        inner = tuple(self.tokens[first : self.at])
        verbal = inner[-1].lower.endswith(("s", "ed", "ing")) and self._word(self.at) in words.DETERMINERS
        if verbal and len(inner) == 1 and not determined and self._before() in (Tag.COMMA, Tag.CONJUNCTION):
            self.chunks.append(Chunk(Tag.VERB, inner, "?"))
            return
        if verbal and len(inner) > 1:
            # Two noun phrases do not meet: the last word is a verb that no list knows.
            self.chunks.append(Chunk(Tag.NOUN, inner[:-1], definite=definite, determined=determined))
            voice = Voice.GERUND if inner[-1].lower.endswith("ing") else Voice.ACTIVE
            self.chunks.append(Chunk(Tag.VERB, inner[-1:], "?", voice))
            return
        self.chunks.append(Chunk(Tag.NOUN, inner, definite=definite, determined=determined))

    def _continues(self, first: int) -> bool:
        word, at = self.words[self.at], self.at
        if _single(word) is not None or word in words.DETERMINERS:
            return False
        if word in words.BE or word in words.HAVE or word in words.MODALS or word == "to":
            return False
        if at == first:
            return True
        if words.verb_form(word) is None:  # "mounted on": no list knows it, and no noun phrase goes on like that
            return not (word.endswith("ed") and self._word(at + 1) in words.PREPOSITIONS)
        self.chunks.append(Chunk(Tag.NOUN, tuple(self.tokens[first:at])))  # what a verb here would follow
        is_verb = self._is_verb(at)
        self.chunks.pop()
        return not is_verb


def _is_adverb(token: Token, before: str) -> bool:
    word = token.lower
    if before in words.DETERMINERS and word in words.RANKS:
        return False
    return word in words.ADVERBS or (word.endswith("ly") and word not in words.NOT_ADVERBS and token.text.islower())


def _is_particle(token: Token, after: str) -> bool:
    """Whether a word belongs to the verb before it: ``crops the output back to``."""
    return token.lower in words.PARTICLES and (after in words.PREPOSITIONS or after in ("", ",", ".", ";", "and"))


def _with_heads(chunks: Sequence[Chunk]) -> list[Chunk]:
    """A noun that may lack its head stands for nothing: *bar* of ``the bar and note stages``."""
    found = list(chunks)
    for at in range(len(found) - 2, 0, -1):
        first, joint, last = found[at - 1 : at + 2]
        if first.text == "by" and last.voice is Voice.GERUND and joint.tag is Tag.NOUN and len(joint.tokens) == 1:
            found[at] = replace(joint, tag=Tag.PRONOUN)  # "by lowpass filtering"
        lone = first.tag is Tag.NOUN and len(first.tokens) == 1 and first.text.islower() and first.text[-1] != "s"
        joined = joint.text in ("and", "or") or (joint.text == "," and not first.determined)
        shares = joined and last.tag is Tag.NOUN and len(last.tokens) > 1 and last.text[-1] == "s"
        if lone and shares and not last.determined and kind_of(first.text) is ElementKind.PROCESS:
            found[at - 1] = replace(first, tag=Tag.PRONOUN)
    return found


def with_known_heads(rows: Sequence[Sequence[Chunk]]) -> list[list[Chunk]]:
    """Give ``match, problem and metadata messages`` their head each: the text also says ``match message``."""
    nouns = [chunk for row in rows for chunk in row if chunk.tag is Tag.NOUN and len(chunk.tokens) > 1]
    known = {(chunk.tokens[-2].lower, singular(chunk.tokens[-1].lower)) for chunk in nouns}
    return [_with_known_heads(list(row), known) for row in rows]


def _with_known_heads(found: list[Chunk], known: Collection[tuple[str, str]]) -> list[Chunk]:
    head: Token | None = None
    for at in range(len(found) - 1, -1, -1):
        part = found[at]
        if part.tag in (Tag.CONJUNCTION, Tag.COMMA):
            continue
        joined = at + 1 < len(found) and found[at + 1].tag in (Tag.CONJUNCTION, Tag.COMMA)
        named = " ".join(token.lower for token in part.tokens if token.lower not in words.EMPTY_MODIFIERS)
        told = head is not None and (named in words.ADJECTIVES or (named, singular(head.lower)) in known)
        if head is not None and joined and told:
            found[at] = replace(part, tag=Tag.NOUN, tokens=(*part.tokens, head))
        else:
            head = part.tokens[-1] if part.tag is Tag.NOUN and len(part.tokens) > 1 else None
    return found


def _single(word: str) -> Tag | None:
    """The tag of a function word or mark; ``None`` for words that open something longer."""
    if word in _SINGLE:
        return _SINGLE[word]
    if word == UNREAD or (not word[:1].isalnum() and word != "×"):
        return Tag.PRONOUN if word == UNREAD else Tag.BORDER
    return None


def _opens_phrase(word: str) -> bool:
    return (
        word in words.DETERMINERS
        or word in words.PRONOUNS
        or word in words.NUMERALS
        or word == UNREAD
        or word.isdigit()
    )
