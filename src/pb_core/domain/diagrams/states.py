"""Frozen and trained parts and groups: which words say that one is."""

import re
from collections.abc import Sequence

from pb_core.domain.diagrams.kinds import kind_of
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind, State, ancestors
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

_CODE_NAME = re.compile(r"[^\W\d]\S*\d|[^\W\d]\S*-|\S*[a-z][A-Z]|[A-Z]{2}")  # a word's beginning, as of ViT-B and LoRA

_PARTS = re.compile(r"\b(?:weight|parameter|layer|checkpoint)s?\b")
"""Words of what a model consists of."""

_CLAUSE = re.compile(r"[,;:()\[\]\n]+|[–—]")


def said_states(text: str) -> frozenset[State]:
    """The states that a text names."""
    words = _OTHERS.sub("", fold(text))
    return frozenset(state for state, pattern in _WORDS.items() if pattern.search(words))


def states_of(spec: DiagramSpec) -> dict[str, State]:
    """The states of elements and groups by their identifiers.

    What only words call trained has a state where another is frozen, and a group if its title says so and none of the
    elements in it has one.
    """
    given = {element.id: element.state for element in spec.elements if element.state}
    found = {element.id: state for element in spec.elements if (state := state_of(element))}
    told = {home for element in spec.elements if element.id in found for home in ancestors(element.id, spec)}
    models = {home for element in spec.elements if _is_model(element) for home in ancestors(element.id, spec)}
    panels = {
        group.id: _state_in(group.title, is_model=group.id in models) for group in spec.groups if group.id not in told
    }
    found |= {name: state for name, state in panels.items() if state}
    return found if State.FROZEN in found.values() else given


def _is_model(element: Element) -> bool:
    return element.kind is ElementKind.MODEL or _names_a_model(f"{element.label}\n{element.detail}")


def state_of(element: Element) -> State | None:
    """The state that the plan gives an element, else the one state that the words of a model say of it."""
    return element.state or _state_in(element.label, element.detail, is_model=element.kind is ElementKind.MODEL)


def _state_in(name: str, detail: str = "", *, is_model: bool = False) -> State | None:
    words = f"{name}\n{detail}".strip()
    if _TUNED_LATER.search(fold(words)) or not (is_model or _names_a_model(words)):
        return None
    first, *lines = words.split("\n")
    *clauses, last = _CLAUSE.split(first)
    clauses += [clause for line in lines for clause in _CLAUSE.split(line)]
    said = {state for clause in clauses for side in (1, -1) if (state := _said(clause, side))}
    sides = (1, -1) if not lines and (is_model or _ends_a_model(last)) else (1,)  # a phrase may go on
    said |= {state for side in sides if (state := _said(last, side))}
    return said.pop() if len(said) == 1 else None


def _names_a_model(words: str) -> bool:
    """Whether words name a model or parts of it: other things are frozen by what happens, as an account is."""
    folded = fold(words)
    return bool(_PARTS.search(folded)) or any(map(_is_name_of_model, _CLAUSE.split(words)))


def _ends_a_model(clause: str) -> bool:
    """Whether what stands before the last word of a clause is nothing or the name of a model."""
    before = " ".join(clause.split()[:-1])
    return not before or _is_name_of_model(before)


def _is_name_of_model(clause: str) -> bool:
    name = " ".join(word for word in clause.split() if fold(word).strip(".!*\"'") not in _STATES)
    return kind_of(name) is ElementKind.MODEL or (bool(name) and all(map(_CODE_NAME.match, name.split())))


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
