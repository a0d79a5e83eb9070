"""Words of a text in the form in which two texts are compared: folded, without inflection."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

_UNITS = tuple(
    re.findall(
        r"\w+",
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen",
    )
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = (
    {word: value for value, word in enumerate(_UNITS)}
    | {ten: 10 * value for value, ten in enumerate(_TENS, start=2)}
    | {f"{ten}-{_UNITS[unit]}": 10 * value + unit for value, ten in enumerate(_TENS, start=2) for unit in range(1, 10)}
    | {"both": 2, "twice": 2, "thrice": 3}
)
_STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been by can do each for from has have if in into is it its no not of on one onto or our "
        "per so such than that the their them then there these they this those to via vs was we were when where which "
        "while who will with without",
    )
)
_SUFFIXES = (
    *("isations", "isation", "izations", "ization", "ations", "ation", "ators", "ator", "ating", "ated", "ates"),
    *("ings", "ing", "ments", "ment", "ness", "ives", "ive", "ions", "ion", "ers", "ors", "ies", "ied", "ise", "ize"),
    *("ate", "als", "al", "er", "or", "es", "ed", "is", "ic", "ly", "y", "e", "s"),
)
_AGENT_SUFFIXES = frozenset(("er", "ers", "or", "ors"))
_SHORTEST_STEM = 3  # letters; one more before an agent's suffix, which "layer" and "user" only seem to have
_DOUBLED = re.compile(r"([bdgkmnprt])\1$")
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_GREEK = re.compile(r"[\u0391-\u03c9]")


class Term(Struct, frozen=True):
    """One word, or a hyphenated compound: the stem of the whole without hyphens, and those of its parts."""

    whole: str
    parts: tuple[str, ...]


def fold(text: str) -> str:
    """Fold case, ligatures, width and other compatibility forms (NFKC); drop invisible characters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return folded if folded.isascii() else "".join(c for c in folded if unicodedata.category(c) != "Cf")


def terms(text: str) -> Iterator[Term]:
    """Yield the words of a text in order, without stop words.

    Numbers come as digits however they are written, Greek letters by their names.
    """
    plain = _THOUSANDS.sub("", _GREEK.sub(_greek_name, fold(text)))
    for match in _COMPOUND.finditer(plain):
        parts = (match[0],) if match[0] in _NUMBERS else match[0].split("-")
        stems = tuple(_form(part) for part in parts if part not in _STOP_WORDS)
        if stems:
            yield Term(stem("".join(parts)) if len(parts) > 1 else stems[0], stems)


def words(text: str) -> Iterator[str]:
    """Yield the stems of ``terms``: of a compound the whole and each part."""
    for term in terms(text):
        yield term.whole
        if term.parts != (term.whole,):
            yield from term.parts


@lru_cache(maxsize=2**14)
def stem(word: str) -> str:
    """Cut the inflection off a folded word, at least three letters staying: ``encoding`` gives ``encod``."""
    if word.endswith(("ss", "us")):
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM + (suffix in _AGENT_SUFFIXES):
            return _DOUBLED.sub(r"\1", word[: -len(suffix)])
    return word


def _form(word: str) -> str:
    return str(_NUMBERS[word]) if word in _NUMBERS else stem(word)


def _greek_name(match: re.Match[str]) -> str:
    return f" {unicodedata.name(match[0], 'greek letter').split()[-1].lower()} "
