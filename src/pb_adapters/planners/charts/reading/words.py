"""Words: how names and texts are compared, word by word and letter by letter."""

import re
from collections.abc import Sequence

from pb_adapters.planners.charts.reading.vocabulary import FULL_WORDS, PLOTTING
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

_SHORT, _CUT, TYPED = 4, 3, 5
"""Most letters of a shortened name, letters that are left out at least, least letters of a word with a typo."""

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


def is_inflected(words: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the words are the name's but for endings: survival and survived."""
    return len(words) == len(own) and all(is_same(word, other) for word, other in zip(words, own, strict=True))


def is_same(word: str, other: str) -> bool:
    """Whether two words are one but for their endings."""
    if singular(word) == singular(other):
        return True
    return len(stem(word)) >= TYPED and stem(word) == stem(other)


def is_shortened(words: Sequence[str], own: Sequence[str]) -> bool:
    """Whether one of both is cut: temp for temperature, gdpPercap for GDP per capita."""
    if len(words) == len(own):
        pairs = list(zip(words, own, strict=True))
        return any(is_cut(*pair) for pair in pairs) and all(is_cut(*pair) or is_same(*pair) for pair in pairs)
    key, name = "".join(words), "".join(own)
    spread = len(words) == len(own) + 1 > 2 and len(name) > 2 * _SHORT  # noqa: PLR2004 - two words against one and a half
    return spread and key.startswith(name) and len(key) - len(words[-1]) < len(name)


def is_cut(word: str, other: str) -> bool:
    """Whether one word is the other one cut short."""
    short, long = sorted((word, other), key=len)
    if is_skeleton(short, long):
        return True
    return (
        _SHORT - 1 <= len(short) <= _SHORT + 1
        and len(long) - len(short) >= _CUT
        and long.startswith(short)
        and not {short, long} & (FULL_WORDS | PLOTTING)
    )


def is_skeleton(short: str, long: str) -> bool:
    """Whether the word is the other one without its vowels, more or less: trt for treatment, wt for weight."""
    if len(long) <= _SHORT or not 1 < len(short) <= _SHORT or set(short) & set("aeiou0123456789"):
        return False
    letters = iter(long)
    return short[0] == long[0] and short[-1] == singular(long)[-1] and all(letter in letters for letter in short)


def is_mistyped(words: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the words are the name but for one typo."""
    if len(words) != len(own) or len("".join(words)) < TYPED:
        return False
    pairs = list(zip(words, own, strict=True))
    wrong = [pair for pair in pairs if not is_same(*pair)]
    return len(wrong) == 1 and is_typo(singular(wrong[0][0]), singular(wrong[0][1])) and wrong[0][0] not in PLOTTING


def is_blend(words: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the name is two cut words in one: repwt for reported weight, agegp for age group."""
    if len(own) != 1 or len(words) != 2 or len(own[0]) < TYPED:  # noqa: PLR2004 - two words
        return False
    name, (first, last) = own[0], words
    parts = ((name[:cut], name[cut:]) for cut in range(_CUT, len(name) - 1))
    return any(first.startswith(head) and (last.startswith(tail) or is_skeleton(tail, last)) for head, tail in parts)


def has_initials(words: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the name is the words' initials: mpg for miles per gallon."""
    return len(own) == 1 and len(words) == len(own[0]) > 2 and own[0] == "".join(word[0] for word in words)  # noqa: PLR2004
