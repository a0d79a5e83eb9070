"""Symbols of names, in a figure that has formulas: letters that stand alone are set as the letters of formulas are."""

import re
from collections.abc import Iterator

from msgspec.structs import replace

from pb_adapters.drawing.shared.bare_formulas import bare_formulas
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.diagrams.twins import has_twin

_LETTER = r"[A-Za-z\u0391-\u03a9\u03b1-\u03c9]"
_LETTERS = rf"{_LETTER}(?:,\s?{_LETTER})*"
_ALONE = re.compile(rf"(?:^|(?P<name>[^\W\d_]{{2,}})\s)(?P<letters>{_LETTERS})$")
"""Letters that are all of a text, or stand behind its last word, as in "Temperature T" and "Inputs z, t"."""
_GIVEN = re.compile(rf"(?<![\w$\\]){_LETTER}(?=\s?=\s?[\w(-])|(?<![\w$\\.])[A-Za-z]\([a-z](?:,\s?[a-z])*\)(?!\w)")
"""A letter that has a value, as in "τ = 0.55", and a function of letters, as "H(a)"."""
_ONE = re.compile(_LETTER)
_BASE = re.compile(rf"(?<![A-Za-z_^{{])({_LETTER})(?:[_^]|$)")
_ITEMS = frozenset("abcABC")
"""Letters that number things, and are symbols only where a formula of the figure has them."""


def symbols_alike(spec: DiagramSpec) -> DiagramSpec:
    """The spec with such letters between dollars in labels, details and words of arrows; as it is without formulas.

    Words that tell an arrow from its twin name it, and stay.
    """
    known = _letters_of_formulas(spec)
    if not known:
        return spec
    return replace(
        spec,
        elements=tuple(
            replace(element, label=_set(element.label, known), detail=_set(element.detail, known))
            for element in spec.elements
        ),
        connections=tuple(
            arrow if has_twin(arrow, spec.connections) else replace(arrow, label=_set(arrow.label, known))
            for arrow in spec.connections
        ),
    )


def _letters_of_formulas(spec: DiagramSpec) -> frozenset[str]:
    return frozenset(
        letter
        for text in _texts(spec)
        for formula in bare_formulas(text)
        for letter in _BASE.findall(text[formula.start : formula.end])
    )


def _texts(spec: DiagramSpec) -> Iterator[str]:
    for element in spec.elements:
        yield from (element.label, element.detail)
    yield from (arrow.label for arrow in spec.connections)


def _set(text: str, known: frozenset[str]) -> str:
    """A text with its lone letters between dollars; one that has formulas or dollars itself stays."""
    if "$" in text or bare_formulas(text):
        return text
    found = _ALONE.search(text)
    if found and all(_is_symbol(letter, found["name"] or "", known) for letter in _ONE.findall(found["letters"])):
        text = text[: found.start("letters")] + _ONE.sub(r"$\g<0>$", found["letters"])
    return _GIVEN.sub(r"$\g<0>$", text)


def _is_symbol(letter: str, name: str, known: frozenset[str]) -> bool:
    """Whether a letter alone is a symbol: a small or a Greek one, one that formulas have, or the first of its name."""
    if letter in known or not letter.isascii():
        return True
    return letter not in _ITEMS and (letter.islower() or name[:1] == letter)
