"""Words: how names and texts are compared: without case, marks, plurals and units."""

import re
from itertools import pairwise
from unicodedata import combining, normalize

from pb_core.domain.tables.quantities import UNITS, unit_in_name, unitless

_WORD = re.compile(r"\d+(?:[.,]\d+)*(?:e[-+]?\d+)?(?![^\W_])|[^\W_]+|[<>=!]=|[=<>≤≥≠%&±]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT_BEHIND = re.compile(r"[\s_]*[(\[][^)\]]*[)\]]\s*$")
_IRREGULAR = {
    "criteria": "criterion", "men": "man", "women": "woman", "children": "child", "people": "person",
    "indices": "index", "axes": "axis", "series": "series", "species": "species",
}  # fmt: skip
_BRITISH = {"colour": "color", "grey": "gray", "centre": "center", "normalis": "normaliz"}
_SHORTEST_PLURAL = 4
_SHORT_UNITS = frozenset(unit.lower() for unit in UNITS if len(unit) <= 3 and unit.isascii()) - {"min"}  # noqa: PLR2004


def plain(word: str) -> str:
    """The word in lower case and one spelling, without marks and the ending of its plural."""
    if not word.isascii():
        word = "".join(one for one in normalize("NFKD", word.replace("−", "-")) if not combining(one))
    word = word.lower()
    return singular(next((word.replace(uk, us) for uk, us in _BRITISH.items() if uk in word), word))


def singular(word: str) -> str:
    """The word without the ending of its plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > _SHORTEST_PLURAL and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > _SHORTEST_PLURAL and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word[-2] not in "sui" else word


def words_in(text: str) -> tuple[str, ...]:
    """The plain words and signs of a text, parted at underscores and humps too: ``valLoss_2`` gives val, loss, 2."""
    return tuple(plain(text[start:end]) for start, end in places(text))


def places(text: str) -> list[tuple[int, int]]:
    """Where the words and signs of a text stand."""
    found: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        cuts = [match.start(), *(match.start() + cut.start() for cut in _CAMEL.finditer(match[0])), match.end()]
        found += pairwise(cuts)
    return found


def bare(name: str) -> str:
    """A name without what stands in brackets at its end, which need not be said."""
    return _UNIT_BEHIND.sub("", name) or name


def pieces(name: str) -> tuple[str, ...]:
    """The words of a name without its unit: ``bill_length_mm`` gives bill, length."""
    bare = _UNIT_BEHIND.sub("", name) if unit_in_name(name) else name
    words, shorter = words_in(bare or name), words_in(unitless(name))
    if len(words) > 1 and words[-1] in _SHORT_UNITS and len(shorter) == len(words):
        return words[:-1]
    return shorter or words


def stems(name: str) -> frozenset[str]:
    """The words of a name, the unit included."""
    return frozenset(words_in(name))
