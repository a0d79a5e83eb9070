"""Frozen and trained parts: which words say that a part is one."""

import re

from pb_core.domain.diagrams.spec import Element, State
from pb_core.domain.diagrams.words import fold

_WORDS = {
    State.FROZEN: re.compile(r"\b(?:frozen|freez(?:e[sd]?|ing))\b"),
    State.TRAINED: re.compile(r"\b(?:trained|trainable|fine[- ]?tuned|finetuned)\b"),
}
_OTHERS = re.compile(
    r"\b(?:un|pre|self|co|re|adversarially|jointly|not) ?trained\b|\b\w+-trained\b|\b(?:un|not )frozen\b"
)
"""Words that say when or how something was trained, not that it is trained here."""

_TUNED_LATER = re.compile(r"\b(?:unfreez(?:e[sd]?|ing)|fine[- ]?tun(?:es?|ing))\b")
"""Words by which what is frozen is so for a while only."""

_CLAUSE = re.compile(r"[,;:()\[\]\n]+|[–—]")


def said_states(text: str) -> frozenset[State]:
    """The states that a text names."""
    words = _OTHERS.sub("", fold(text))
    return frozenset(state for state, pattern in _WORDS.items() if pattern.search(words))


def state_of(element: Element) -> State | None:
    """The state that the plan gives an element, else the one state that its own words say of it."""
    if element.state is not None:
        return element.state
    words = f"{element.label}\n{element.detail}"
    if _TUNED_LATER.search(fold(words)):
        return None
    said = frozenset[State]().union(*map(_said_of_itself, _CLAUSE.split(words)))
    return next(iter(said)) if len(said) == 1 else None


def _said_of_itself(clause: str) -> frozenset[State]:
    """The states that a clause begins or ends with: "save to the trained file" speaks of another thing."""
    words = clause.split()
    return said_states(words[0]) | said_states(words[-1]) | said_states(" ".join(words[:2])) if words else frozenset()
