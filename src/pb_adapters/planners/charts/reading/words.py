"""Words: how names and texts are compared, word by word and letter by letter."""

import re

from pb_core.domain.tables.quantities import UNITS, unit_in_name

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT_BEHIND = re.compile(r"[\s_]*[(\[][^)\]]*[)\]]\s*$")
_ENDINGS = (
    "ization", "isation", "ations", "ation", "ities", "ors", "ions", "ings", "ity", "ion", "ing", "ive", "als",
    "ers", "ies", "ed", "or", "al", "er", "es", "ly", "s", "y", "e",
)  # fmt: skip
_IRREGULAR = {
    "bacteria": "bacterium", "criteria": "criterion", "media": "medium", "mice": "mouse", "men": "man",
    "women": "woman", "children": "child", "people": "person", "lives": "life", "indices": "index", "axes": "axis",
}  # fmt: skip
_STEM = 5
"""Letters that the stems of two words must share at least, unless the words differ by a plural alone."""

_SPELT = {"colour": "color", "grey": "gray", "centre": "center", "litre": "liter", "metre": "meter"}


def pieces(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, parted at underscores and humps, without the unit: ``bill_length_mm``."""
    bare = _UNIT_BEHIND.sub("", name) if unit_in_name(name) else name
    words = [_british(word) for word in _WORD.findall(_CAMEL.sub(" ", bare or name).lower())]
    if len(words) > 1 and words[-1] in _SHORT_UNITS:
        words = words[:-1]
    return tuple(words)


_LONGEST_UNIT = 3
_SHORT_UNITS = frozenset(unit.lower() for unit in UNITS if len(unit) <= _LONGEST_UNIT and unit.isascii()) - {"min"}


def words_in(text: str) -> tuple[str, ...]:
    """The words of a stretch of text in lower case."""
    return tuple(_british(word) for word in _WORD.findall(text.lower()))


def _british(word: str) -> str:
    return next((word.replace(uk, us) for uk, us in _SPELT.items() if uk in word), word)


def singular(word: str) -> str:
    """The word without the ending of its plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - a word, not "ties"
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):  # noqa: PLR2004
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word  # noqa: PLR2004


def stem(word: str) -> str:
    """The word without its ending, where enough of it is left."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word.removesuffix(ending)
    return word


def is_typo(left: str, right: str) -> bool:
    """Whether two words differ by one letter that is missing, wrong, or swapped with its neighbour."""
    if len(left) > len(right):
        left, right = right, left
    if left == right or len(right) - len(left) > 1 or left[:1] != right[:1]:
        return False
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    if len(left) < len(right):
        return left[start:] == right[start + 1 :]
    swapped = left[start : start + 2] == right[start : start + 2][::-1] and left[start + 2 :] == right[start + 2 :]
    return left[start + 1 :] == right[start + 1 :] or swapped
