"""Contrary: closed lists of English words that keep a sentence from supporting anything, one idea a list."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

Span = tuple[int, int]
"""Words from one up to, not including, another."""
Phrases = dict[str, list[tuple[str, ...]]]


def phrases(text: str) -> Phrases:
    """The phrases of a list, which commas separate, by their first words; the longest first, so that they win."""
    found: Phrases = {}
    for phrase in sorted((tuple(re.findall(r"[\w']+|[<>→←⇒]", part)) for part in text.split(",")), key=len):
        found.setdefault(phrase[0], []).insert(0, phrase)
    return found


NEGATION = phrases("not, never, no longer, cannot, neither, nor, ' t, no, none of")
"""Deny what their clause says."""
HARMLESS = phrases("not only, no matter, whether or not, if not")
"""Deny nothing."""
ASIDE = phrases(
    "without, unlike, instead of, rather than, in contrast to, in contrast with, as opposed to, contrary to, "
    "in place of, other than, except, except for, apart from, aside from, independent of, independently of, excluding, "
    "regardless of, irrespective of, different from, differs from, differ from, far from, compared to, compared with, "
    "similar to, similarly to, analogous to, following, inspired by, as in, as described in, as shown in, "
    "as discussed in, as detailed in, see"
)
"""Set what follows them aside, as something that the method is held against or is not."""
FOREIGN = phrases(
    "et al, etal, prior work, prior works, previous work, previous works, prior methods, previous methods, "
    "prior approaches, previous approaches, earlier work, earlier methods, existing work, existing works, "
    "existing methods, existing approaches, existing models, existing systems, recent work, recent works, "
    "recent methods, related work, other methods, other approaches, conventional methods, conventional approaches, "
    "traditional methods, traditional approaches, traditional models, traditionally, conventionally, most methods, "
    "baselines, the baseline, baseline methods, baseline models, in the literature, state of the art methods, "
    "state of the art models, state of the art approaches, have been proposed, has been proposed, prior studies, "
    "previous studies"
)
"""Speak of other people's work."""
EXAMPLE = phrases(
    "for example, for instance, e g, consider a, consider an, consider the, suppose, imagine, as an illustration, "
    "to illustrate"
)
"""Give an example."""
MOTIVATION = phrases(
    "would, could, might, a naive, naively, a straightforward, one option, a common choice, motivated by, intuitively, "
    "intuition, suffer from, suffers from, fail to, fails to, challenge, challenges, drawback, drawbacks, limitation, "
    "limitations, in principle, future work, ideally, we hope"
)
"""Say why, or what could be, not what is done."""
OUTLINE = phrases(
    "in section, in sections, in sec, see section, in subsection, this section, next section, in the appendix, "
    "in appendix, in chapter, the paper, rest of the, remainder of the, organized as follows, organised as follows, "
    "structured as follows, we describe, we introduce, we present, we discuss, we review, we detail, we explain, "
    "first describe, first introduce, first present, first review, then describe, then introduce, then present, "
    "then discuss, is described in, are described in, is introduced in, is presented in"
)
"""Say what the paper tells, and where."""

_TOPICS = (
    ("speaks of other work", FOREIGN),
    ("gives an example", EXAMPLE),
    ("says what could be", MOTIVATION),
    ("outlines the paper", OUTLINE),
)
_BOUNDARIES = frozenset((",", ";", ":", "(", ")", "[", "]", "—", "while", "whereas", "but", "although", "though"))
_RELATIVES = frozenset(("which", "where", "who", "whose", "that", "whom"))


class Objection(Struct, frozen=True):
    """Why a sentence does not support what it names: the ``marker`` as it stands there, and what it ``does``."""

    does: str
    marker: str


def objection(words: Sequence[str], *spans: Span) -> Objection | None:
    """Return why a sentence of these folded words does not support what it names at ``spans``, or ``None``.

    A denial covers its clause; what sets something aside, what follows up to the next comma and a relative clause
    behind it; every other marker the whole sentence, unless it stands in brackets or in what is set aside.
    """
    for does, scope, at in _scopes(tuple(words)):
        if any(span[0] < scope[1] and scope[0] < span[1] for span in spans):
            return Objection(does, " ".join(words[at[0] : at[1]]))
    return None


@lru_cache(maxsize=64)
def _scopes(words: tuple[str, ...]) -> tuple[tuple[str, Span, Span], ...]:
    """What each marker of a sentence does, the words that it does it to, and where it stands."""
    aside = [(_onwards(words, at), at) for at in places(words, ASIDE)]
    apart = [*(scope for scope, _ in aside), *brackets(words)]
    found = [("denies", _clause(words, at), at) for at in places(words, NEGATION) if not _is_harmless(words, at)]
    found += [
        (does, next((scope for scope in apart if scope[0] <= at[0] < scope[1]), (0, len(words))), at)
        for does, markers in _TOPICS
        for at in places(words, markers)
    ]
    return (*found, *(("sets aside", scope, at) for scope, at in aside))


def places(words: Sequence[str], markers: Phrases) -> Iterator[Span]:
    """Yield where the phrases of a list stand, the longest at each place."""
    for at in range(len(words)):
        length = opening(words, markers, at)
        if length:
            yield at, at + length


def opening(words: Sequence[str], markers: Phrases, at: int = 0) -> int:
    """How many words the longest phrase of a list has that stands at a place; 0 for none."""
    first = markers.get(words[at], ()) if at < len(words) else ()
    return next((len(phrase) for phrase in first if tuple(words[at : at + len(phrase)]) == phrase), 0)


def opens_relative(words: Sequence[str], at: int) -> bool:
    """Whether a relative clause begins at a place: ``which``, ``in which``."""
    return not _RELATIVES.isdisjoint(words[at : at + 1]) or tuple(words[at + 1 : at + 2]) == ("which",)


def _is_harmless(words: Sequence[str], at: Span) -> bool:
    return any(span[0] <= at[0] < span[1] for span in places(words, HARMLESS))


def _onwards(words: Sequence[str], marker: Span) -> Span:
    end = _next(words, marker[1])
    while words[end : end + 1] == (",",) and opens_relative(words, end + 1):
        end = _next(words, end + 1)
    return marker[0], end


def _clause(words: Sequence[str], marker: Span) -> Span:
    start = marker[0]
    while start and words[start - 1] not in _BOUNDARIES:
        start -= 1
    return start, _next(words, marker[1])


def _next(words: Sequence[str], at: int) -> int:
    return next((place for place in range(at, len(words)) if words[place] in _BOUNDARIES), len(words))


def brackets(words: Sequence[str]) -> Iterator[Span]:
    """Yield what stands in brackets, the brackets included."""
    opened: list[int] = []
    for at, word in enumerate(words):
        if word in {"(", "["}:
            opened.append(at)
        elif word in {")", "]"} and opened:
            yield opened.pop(), at + 1
