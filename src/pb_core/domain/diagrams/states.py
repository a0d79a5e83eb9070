"""Frozen and trained parts: which words say that a part is one."""

import re
from collections.abc import Sequence

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

_STATES = {
    "frozen": State.FROZEN,
    **dict.fromkeys(("trained", "trainable", "fine-tuned", "finetuned", "fine tuned"), State.TRAINED),
}
"""Words that say of what they stand beside that it is so; others, as "freeze", say what is done or what happens."""
_BEFORE_A_NAME = frozenset({"frozen", "trainable"})
"""Those that say so before a name as well: a "trained model" is what a training gave."""

_TUNED_LATER = re.compile(r"\b(?:unfreez(?:e[sd]?|ing)|fine[- ]?tun(?:es?|ing))\b")
"""Words by which what is frozen is so for a while only."""

_SYMBOL = re.compile(r"\W*[^\W\d_](?:[_^'].*)?")  # a letter, with scripts or without

_CLAUSE = re.compile(r"[,;:()\[\]\n]+|[–—]")


def said_states(text: str) -> frozenset[State]:
    """The states that a text names."""
    words = _OTHERS.sub("", fold(text))
    return frozenset(state for state, pattern in _WORDS.items() if pattern.search(words))


def states_of(elements: Sequence[Element]) -> dict[str, State]:
    """The states of elements by their identifiers; what only words call trained has one where another is frozen."""
    given = {element.id: element.state for element in elements if element.state}
    found = {element.id: state for element in elements if (state := state_of(element))}
    return found if State.FROZEN in found.values() else given


def state_of(element: Element) -> State | None:
    """The state that the plan gives an element, else the one state that its own words say of it."""
    if element.state is not None:
        return element.state
    words = f"{element.label}\n{element.detail}".strip()
    if _TUNED_LATER.search(fold(words)):
        return None
    name, *lines = words.split("\n")
    *clauses, last = _CLAUSE.split(name)
    clauses += [clause for line in lines for clause in _CLAUSE.split(line)]
    said = {state for clause in clauses for side in (1, -1) if (state := _said(clause, side))}
    said |= {state for side in ((1,) if lines else (1, -1)) if (state := _said(last, side))}  # a phrase may go on
    return said.pop() if len(said) == 1 else None


def _said(clause: str, side: int) -> State | None:
    """The state that a clause begins with (1) or ends with (-1): "save to the trained file" tells of another thing."""
    words = [word.strip(".!*\"'") for word in _OTHERS.sub("", fold(clause)).split()][::side]
    for size in (1, 2):
        said = " ".join(words[:size][::side])
        if said in _STATES and (_is_of_it(words[size:]) if side < 0 else len(words) <= size or said in _BEFORE_A_NAME):
            return _STATES[said]
    return None


def _is_of_it(before: Sequence[str]) -> bool:
    """Whether a state is said of the part itself: of "Q frozen" it is said of a symbol, which the part uses."""
    return len(before) != 1 or not _SYMBOL.fullmatch(before[0])
