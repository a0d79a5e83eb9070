"""Contrary: closed lists of English words that turn an arrow round, or keep a sentence from supporting anything.

The lists are no grammar. They say what two names in one sentence are *not* enough for; a list holds one idea.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

Span = tuple[int, int]
"""Tokens from one up to, not including, another."""


def _phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Phrases of a list, separated by commas; the longest first, so that they win."""
    phrases = (tuple(re.findall(r"[\w']+", part)) for part in text.split(","))
    return tuple(sorted(filter(None, phrases), key=len, reverse=True))


NEGATION = _phrases("")
"""Deny what their clause says."""
HARMLESS = _phrases("")
"""Deny nothing."""
CONTRAST = _phrases("")
"""Set aside what follows them."""
COMPARISON = _phrases("")
"""Name something else than the method; what follows them says nothing of it."""
FOREIGN = _phrases("")
"""Speak of other people's work."""
EXAMPLE = _phrases("")
"""Give an example."""
MOTIVATION = _phrases("")
"""Say why, or what could be, not what is done."""
OUTLINE = _phrases("")
"""Say what the paper tells, and where."""

_TOPICS = (
    ("speaks of other work", FOREIGN),
    ("gives an example", EXAMPLE),
    ("says what could be", MOTIVATION),
    ("outlines the paper", OUTLINE),
)
_BOUNDARIES = frozenset((",", ";", ":", "(", ")", "[", "]", "—", "while", "whereas", "but", "although", "though"))
_RELATIVES = frozenset(("which", "where", "who", "whose", "that", "in", "for", "by", "of", "with", "whom"))
_RELATIVE = frozenset(("which", "where", "who", "whose", "that", "whom"))


class Objection(Struct, frozen=True):
    """Why a sentence does not support what it names: the ``marker`` as it stands there, and what it ``does``."""

    does: str
    marker: str


def objection(words: Sequence[str], *spans: Span) -> Objection | None:
    """Return why a sentence of these folded words does not support what it names at ``spans``, or ``None``.

    A denial covers its clause, a contrast or comparison what follows up to the next comma and a relative clause
    behind it; every other marker the whole sentence, unless it stands in brackets or behind a contrast.
    """
    aside = [_until_boundary(words, at) for phrases in (CONTRAST, COMPARISON) for at in _places(words, phrases)]
    aside += list(_brackets(words))
    for does, phrases in (("denies", NEGATION), *_TOPICS):
        for at in _places(words, phrases):
            if does == "denies":
                scope = _clause(words, at)
            else:
                scope = next((span for span in aside if span[0] <= at[0] < span[1]), (0, len(words)))
            if _touches(scope, spans):
                return Objection(does, " ".join(words[at[0] : at[1]]))
    for does, phrases in (("sets aside", CONTRAST), ("compares with", COMPARISON)):
        for at in _places(words, phrases):
            if _touches(_until_boundary(words, at), spans):
                return Objection(does, " ".join(words[at[0] : at[1]]))
    return None


def _touches(scope: Span, spans: Sequence[Span]) -> bool:
    return any(span[0] < scope[1] and scope[0] < span[1] for span in spans)


def _places(words: Sequence[str], phrases: tuple[tuple[str, ...], ...]) -> Iterator[Span]:
    for at in range(len(words)):
        for phrase in phrases:
            if words[at] == phrase[0] and _at(words, at, phrase) and not _is_harmless(words, at, phrase):
                yield at, at + len(phrase)
                break


def _at(words: Sequence[str], at: int, phrase: tuple[str, ...]) -> bool:
    return tuple(words[at : at + len(phrase)]) == phrase


def _is_harmless(words: Sequence[str], at: int, phrase: tuple[str, ...]) -> bool:
    return phrase in NEGATION and any(
        _at(words, at - offset, harmless) for harmless in HARMLESS for offset in range(len(harmless)) if at >= offset
    )


def _until_boundary(words: Sequence[str], marker: Span) -> Span:
    end = _next(words, marker[1])
    while end + 1 < len(words) and words[end] == "," and _opens_relative(words, end + 1):
        end = _next(words, end + 1)
    return marker[0], end


def _opens_relative(words: Sequence[str], at: int) -> bool:
    return words[at] in _RELATIVE or (words[at] in _RELATIVES and tuple(words[at + 1 : at + 2]) == ("which",))


def _clause(words: Sequence[str], marker: Span) -> Span:
    start = marker[0]
    while start and words[start - 1] not in _BOUNDARIES:
        start -= 1
    return start, _next(words, marker[1])


def _next(words: Sequence[str], at: int) -> int:
    return next((place for place in range(at, len(words)) if words[place] in _BOUNDARIES), len(words))


def _brackets(words: Sequence[str]) -> Iterator[Span]:
    opened: list[int] = []
    for at, word in enumerate(words):
        if word in {"(", "["}:
            opened.append(at)
        elif word in {")", "]"} and opened:
            yield opened.pop(), at + 1


# --- which way an arrow points --------------------------------------------------------------------


class Turn(StrEnum):
    """Which way the words between two names point."""

    FORWARD = "forward"
    REVERSED = "reversed"
    NONE = "none"


_CONSUMERS = ""
"""What their subject does to an object that comes to it."""
_PRODUCERS = ""
"""What their subject does to an object that it makes or changes."""
_IRREGULAR: dict[str, str] = {}
_PASSIVE = frozenset("is are was were be been being get gets".split())
FITTING: frozenset[str] = frozenset()
"""Verbs whose object does not flow to what stands behind their ``to``."""
NAMED = "\N{WHITE SQUARE}"
"""Stands for a name between two others."""
_PREPOSITIONS = frozenset("to into onto from through by via using".split())
_ADVERBS: frozenset[str] = frozenset()
_AGENTS = frozenset(("by", "using", "with", "via"))
_LIGHT: frozenset[str] = frozenset()
_JOINING = frozenset((",", "and", "or", "&", "+", "/", "(", ")"))
_BREAKS = frozenset((",", ";", ":", ".", "(", ")", "[", "]", "—", "/", "&", "+", "and", "or", "nor", "but", "plus",
                     "while", "whereas", "as", "because", "since", "if", "when", "until", "unless", "although"))  # fmt: skip
_FORWARD = _phrases("") + ((">",), ("→",), ("⇒",))
_REVERSED = _phrases("") + (("<",), ("←",))
LEAD_INS = _phrases("")
"""Open a sentence whose main clause goes on from what they name."""
LEADS_BACK = _phrases("")
"""Open a sentence whose main clause comes before what they name."""
THEN = _phrases("")
"""Open a sentence that tells the next step."""
ANAPHORS = _phrases("")
"""Open a sentence with what the one before it named."""
ITSELF: frozenset[str] = frozenset()
"""Say that a thing feeds itself."""
_NEITHER = _phrases("")
"""Hold two names together and say nothing about a flow."""


class _Verb(Struct, frozen=True):
    consumes: bool
    participle: bool


def _forms(verbs: str, *, consumes: bool) -> Iterator[tuple[str, _Verb]]:
    for verb in verbs.split():
        stem = verb.removesuffix("e")
        regular = f"{verb}s {stem}ing {stem}ed" if not verb.endswith(("ss", "ch")) else f"{verb}es {stem}ing {stem}ed"
        for form in (verb, *_IRREGULAR.get(verb, regular).split()):
            yield form, _Verb(consumes, form not in {verb, f"{verb}s"} and not form.endswith(("ing", "es", "ies")))


_VERBS = dict(_forms(_CONSUMERS, consumes=True)) | dict(_forms(_PRODUCERS, consumes=False))


class _Gap:
    """The words between two names, read from left to right; the last marker decides."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._agent: Turn | None = None
        self._fits = False
        self.turn: Turn | None = None
        at = 0
        while at < len(words):
            at += self._step(at)

    def _step(self, at: int) -> int:
        """Read a phrase or word; return how many words it has."""
        word = self._words[at]
        for way, phrases in ((Turn.NONE, _NEITHER), (Turn.REVERSED, _REVERSED), (Turn.FORWARD, _FORWARD)):
            for phrase in phrases:
                if _at(self._words, at, phrase):
                    self.turn = self._preposition(phrase) or way
                    return len(phrase)
        if word in _AGENTS:
            self.turn = self._agent or (Turn.REVERSED if word == "using" else Turn.NONE)
        elif word in _VERBS:
            self._verb(at, _VERBS[word])
        return 1

    def _preposition(self, phrase: tuple[str, ...]) -> Turn | None:
        """What ``to`` and ``through`` mean behind some verbs."""
        if phrase == ("to",) and self._fits:
            return Turn.NONE
        if phrase == ("through",):
            return self._agent or (Turn.NONE if self.turn is Turn.REVERSED else None)
        return None

    def _verb(self, at: int, verb: _Verb) -> None:
        self._fits = self._words[at] in FITTING
        if verb.participle and self._is_passive(at):
            self._agent = Turn.FORWARD if verb.consumes else Turn.REVERSED
            self.turn = Turn.FORWARD if verb.consumes else self.turn
        else:
            self._agent = None
            self.turn = Turn.REVERSED if verb.consumes else Turn.FORWARD

    def _is_passive(self, at: int) -> bool:
        before = [word for word in self._words[max(0, at - 3) : at] if word not in _ADVERBS]
        after = self._words[at + 1 : at + 2]
        return (bool(before) and before[-1] in _PASSIVE) or (bool(after) and after[0] in {*_AGENTS, "from", "through"})


def opening(words: Sequence[str], phrases: tuple[tuple[str, ...], ...]) -> int:
    """How many words of a list's phrase a sentence opens with; 0 for none."""
    return next((len(phrase) for phrase in phrases if _at(words, 0, phrase)), 0)


def is_subject(before: Sequence[str]) -> bool:
    """Whether what follows these words of a sentence stands where a subject does: first, or behind a break."""
    rest = [word for word in before if word not in _LIGHT]
    return not rest or rest[-1] in _BREAKS


def starts_verb(after: Sequence[str]) -> bool:
    """Whether a verb follows, as far as it is known."""
    rest = next((word for word in after if word not in _ADVERBS), "")
    return rest in _PASSIVE or (rest in _VERBS and not _VERBS[rest].participle)


def turn(words: Sequence[str]) -> Turn:
    """Which way the folded words between two names point; ``NONE`` where they do not say it with certainty.

    ``NAMED`` stands for other names between the two. Behind a comma, ``and`` or ``or`` a verb must follow that has
    the same subject; a semicolon, a colon and most conjunctions end what can be said.
    """
    breaks = [at for at, word in enumerate(words) if word in _BREAKS and not _is_soft(words, at)]
    read = _Gap(words)
    if breaks:
        head, tail = words[: breaks[-1]], words[breaks[-1] + 1 :]
        ended = any(words[at] not in _JOINING for at in breaks)
        if ended or _Gap(tail).turn is None or (_new_subject(tail) and not _goes_on(head)):
            return Turn.NONE
    if read.turn is not None:
        return read.turn
    return Turn.FORWARD if any(word not in _LIGHT and word != NAMED for word in words) else Turn.NONE


def _is_soft(words: Sequence[str], at: int) -> bool:
    """Whether a sign breaks nothing: a comma before a relative clause or inside a number."""
    around = words[at - 1 : at] + words[at + 1 : at + 2] if at else ()
    return words[at] == "," and (
        (at + 1 < len(words) and _opens_relative(words, at + 1)) or (len(around) > 1 and all(map(str.isdigit, around)))
    )


def _goes_on(words: Sequence[str]) -> bool:
    """Whether words behind a name, up to ``and``, only go on with it: ``of the camera``, or nothing."""
    return (not words or (words[0] in _LIGHT and words[-1] != ",")) and not any(word in _VERBS or word in _PASSIVE for word in words)


def _new_subject(tail: Sequence[str]) -> bool:
    """Whether words behind a break begin with a subject of their own, as far as known verbs show it."""
    rest = list(itertools.dropwhile(lambda word: word in _ADVERBS, tail))
    if not rest or rest[0] in _VERBS or rest[0] in _PASSIVE or rest[0] in _PREPOSITIONS:
        return False
    return any(word in _PASSIVE or (word in _VERBS and not _VERBS[word].participle) for word in rest)
