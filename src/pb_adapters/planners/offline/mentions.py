"""What a noun phrase is for the extraction: the authors, a goal, a time, a skip connection."""

from collections.abc import Sequence

from pb_adapters.planners.offline.morphology import singular
from pb_adapters.planners.offline.phrases import Phrase
from pb_adapters.planners.offline.text import Document, tokenise

_SKIPS = frozenset({"skip", "residual", "shortcut"})
_GOALS = frozenset(
    ("loss", "objective", "likelihood", "entropy", "cross-entropy", "error", "divergence", "reward", "ratio",
     "penalty", "criterion")
)  # fmt: skip


def shared_head(phrases: Sequence[Phrase], document: Document) -> Sequence[Phrase]:
    """As in "Training, validation and test sets" are one phrase."""
    if len(phrases) < 2 or any(len(p.core) != 1 or is_plural(p) for p in phrases[:-1]):  # noqa: PLR2004 - a list has two items
        return phrases
    last = phrases[-1]
    if len(last.core) < 2 or not is_plural(last):  # noqa: PLR2004 - a modifier and the head
        return phrases
    tokens = tokenise(document.readable, phrases[0].start, last.end)
    return (Phrase(tokens=tokens, core=tokens, determiner=phrases[0].determiner),)


def common_name(phrases: Sequence[Phrase]) -> str:
    """As in "The imaging data and the sequencing data" share a head: "imaging and sequencing data"."""
    if len(phrases) != 2 or any(len(p.core) != 2 for p in phrases) or phrases[0].head != phrases[1].head:  # noqa: PLR2004 - a pair
        return ""
    first, second = (p.core[0].text for p in phrases)
    return f"{first} and {second} {phrases[0].core[-1].text}"


def is_we(phrase: Phrase) -> bool:
    """Whether the authors themselves are meant."""
    return phrase.pronoun and phrase.tokens[0].lower in ("we", "i", "you", "one")


def is_skip(phrase: Phrase) -> bool:
    """Whether a phrase names a skip connection."""
    return singular(phrase.head) == "connection" and any(token.lower in _SKIPS for token in phrase.core)


def is_goal(phrase: Phrase) -> bool:
    """Whether a phrase names what a model is trained for."""
    return any(singular(token.lower) in _GOALS for token in phrase.tokens)


def is_time(phrase: Phrase) -> bool:
    """Whether a phrase only tells when."""
    return any(token.lower in ("day", "days", "night", "week") for token in phrase.core)


def is_plural(phrase: Phrase) -> bool:
    """Whether the last noun stands in the plural."""
    return bool(phrase.core) and singular(phrase.core[-1].lower) != phrase.core[-1].lower
