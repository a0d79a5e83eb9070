"""Words: how names and texts are compared: without case, marks, plurals and units, and with names cut short."""

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import combining, normalize

from pb_adapters.planners.charts.vocabulary import FULL_WORDS, SYNONYMS
from pb_core.domain.tables.quantities import UNITS, unit_in_name

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNIT_BEHIND = re.compile(r"[\s_]*[(\[][^)\]]*[)\]]\s*$")
_IRREGULAR = {
    "bacteria": "bacterium", "criteria": "criterion", "media": "medium", "mice": "mouse", "men": "man",
    "women": "woman", "children": "child", "people": "person", "lives": "life", "indices": "index", "axes": "axis",
}  # fmt: skip
_BRITISH = {"colour": "color", "grey": "gray", "centre": "center", "litre": "liter", "metre": "meter"}
_ENDINGS = ("ation", "ment", "ity", "ion", "ing", "ive", "ic", "al", "or", "er", "ed", "ly", "y", "e")
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxyz")
_LONGEST_UNIT, _SHORTEST_PLURAL, _SHORTEST_STEM, _SHORTEST_MISSPELT = 3, 4, 5, 6
_SHORTEST_CUT, _LEAST_LEFT_OUT, _INITIALS = 3, 2, 2
_SHORT_UNITS = frozenset(unit.lower() for unit in UNITS if len(unit) <= _LONGEST_UNIT and unit.isascii()) - {"min"}
_PREFIXED = frozenset(number for number, group in enumerate(SYNONYMS) if {"pre", "post"}.intersection(group))
_GROUPS: dict[str, set[int]] = {}
for _number, _group in enumerate(SYNONYMS):
    for _one in _group:
        _GROUPS.setdefault(_one.replace(" ", ""), set()).add(_number)

EXACT, SYNONYM, ALIKE, CUT, SKELETON = 0, 1, 2, 3, 4
"""How closely a word means a piece of a name: it is it, a synonym or another form of it, cut short, or left with
consonants."""


def words_in(text: str) -> tuple[str, ...]:
    """The words of a stretch of text in lower case and in one spelling."""
    bare = text if text.isascii() else "".join(one for one in normalize("NFKD", text) if not combining(one))
    return tuple(map(_american, _WORD.findall(bare.lower())))


def pieces(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, parted at underscores and humps, without the unit: ``bill_length_mm``."""
    bare = _UNIT_BEHIND.sub("", name) if unit_in_name(name) else name
    words = words_in(_CAMEL.sub(" ", bare or name))
    return words[:-1] if len(words) > 1 and words[-1] in _SHORT_UNITS else words


def stems(name: str) -> frozenset[str]:
    """The words of a name without their plurals, the unit included: ``valLosses_ms`` gives ``val, loss, ms``."""
    return frozenset(map(singular, words_in(_CAMEL.sub(" ", name))))


def singular(word: str) -> str:
    """The word without the ending of its plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > _SHORTEST_PLURAL and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > _SHORTEST_PLURAL and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word[-2] not in "sui" else word


@lru_cache(maxsize=100_000)
def closeness(said: tuple[str, ...], piece: str) -> int | None:
    """How closely one word or several together mean a piece of a name; ``None``: not at all."""
    whole, other = "".join(said), singular(piece)
    if singular(whole) == other or (whole.isdigit() and len(whole) == len("1999") and whole[2:] == piece):
        return EXACT
    if _groups(whole) & _groups(piece):
        return ALIKE if whole.startswith(stem(other)) or other.startswith(stem(singular(whole))) else SYNONYM
    if len(said) > 1:
        plain = FULL_WORDS.issuperset(said) or other in map(singular, said)
        return CUT if not plain and _is_blend(said, piece) else None
    return None if {whole, piece} & FULL_WORDS else _likeness(whole, piece)


def _likeness(whole: str, piece: str) -> int | None:
    """How closely one word means a piece that it is not: another form, misspelt, or one is the other cut short."""
    word, other = singular(whole), singular(piece)
    if stem(word) == stem(other) or _is_misspelt(whole, piece) or _is_misspelt(word, other):
        return ALIKE
    short, long = sorted((word, other), key=len)
    left_out = len(long) - len(short) >= _LEAST_LEFT_OUT
    least = _SHORTEST_CUT + (short == word)  # names are cut short more often than what is said of them
    enough = len(short) >= least or (short == other and len(short) > 1 and _CONSONANTS.issuperset(short))
    if not (left_out and enough and _is_cut(short, long)):
        return None
    return CUT if long.startswith(short) else SKELETON


def _groups(word: str) -> set[int]:
    """The synonyms that a word is one of, in the singular where they have it so."""
    return _GROUPS.get(word) or _GROUPS.get(singular(word), set())


def _is_cut(short: str, long: str) -> bool:
    """Whether letters at the start of a word and consonants behind them are left of it: dept, trt, infl."""
    start = next((i for i, (one, two) in enumerate(zip(short, long, strict=False)) if one != two), len(short))
    behind = iter(long[start:])
    return (
        start > 0 and not long.isdigit() and all(letter in _CONSONANTS and letter in behind for letter in short[start:])
    )


def _is_blend(said: Sequence[str], piece: str) -> bool:
    """Whether a piece is made of the starts of several words: bac, agegp, ncases; of two, one is more than a letter."""
    if len(piece) == len(said):
        return len(said) >= _INITIALS and all(word[0] == letter for word, letter in zip(said, piece, strict=True))
    if len(piece) < len(said):
        return False
    return _parts_fit(said, piece) or (
        len(said) == _INITIALS and bool(_whole(said[1])) and _parts_fit(said[::-1], piece)
    )


def _parts_fit(said: Sequence[str], rest: str) -> bool:
    """Whether a piece is made of the starts of words in order, or of a synonym in full: weight before, prewt."""
    if not said:
        return not rest
    first = singular(said[0])
    for end in range(1, len(rest) + 1):
        start = rest[:end]
        seam = end > _SHORTEST_CUT and start[-1] == "e" and _is_cut(start[:-1], first)  # save, of savings
        if (start in (first, said[0], *_whole(said[0])) or seam or _is_cut(start, first)) and _parts_fit(
            said[1:], rest[end:]
        ):
            return True
    return False


def _whole(word: str) -> tuple[str, ...]:
    """What else may stand for a word within a name: pre for before."""
    return tuple(one for group in _groups(word) for one in SYNONYMS[group] if group in _PREFIXED and one != word)


def _is_misspelt(word: str, other: str) -> bool:
    """Whether two long words differ in one letter."""
    if min(len(word), len(other)) < _SHORTEST_MISSPELT - 1 or max(len(word), len(other)) < _SHORTEST_MISSPELT:
        return False
    while word and other and word[0] == other[0]:
        word, other = word[1:], other[1:]
    while word and other and word[-1] == other[-1]:
        word, other = word[:-1], other[:-1]
    return max(len(word), len(other)) <= 1 and not (word + other).isdigit()


def stem(word: str) -> str:
    """The word without its endings, as long as enough of it is left: improvement, improved, improv."""
    while ending := next(
        (end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _SHORTEST_STEM), ""
    ):
        word = word.removesuffix(ending)
    return word


def _american(word: str) -> str:
    return next((word.replace(uk, us) for uk, us in _BRITISH.items() if uk in word), word)
