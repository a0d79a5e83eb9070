"""The numbers that a text states, as people write them."""

import re
import unicodedata
from datetime import UTC, datetime
from itertools import chain

from pb_core.tables.times import times_of, year_of, year_text

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_PLAIN = str.maketrans(_DIGITS, "0123456789-")
_NUMERAL = re.compile(
    r"(?<![\w.,])(?P<sign>[-−+]?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"(?:\s?[×x·*]\s?10(?:\^(?P<caret>[-−]?\d+)|(?P<power>[{_DIGITS}]+))|[eE](?P<exponent>[-+−]?\d+))?"
    r"(?P<rest>\s?%|[A-Za-z]*)",
    re.ASCII,
)
_POWER = re.compile(rf"(?<![\w.])(?P<base>\d+)(?:\^\{{?(?P<caret>[-−]?\d+)\}}?|(?P<power>[{_DIGITS}]+))", re.ASCII)
_COMMA = re.compile(r"(?<![\w.,])[-−]?\d+,\d+(?![\d,])", re.ASCII)
_DATES = (
    re.compile(r"\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?"),
    re.compile(r"[A-Za-z]{3,9}\.? (?:\d{1,2},? )?\d{4}"),
    re.compile(r"\d{1,2} [A-Za-z]{3,9} \d{4}"),
)
_RANGE = re.compile(r"(?<=\d)\s*(?:\.\.+|…)\s*(?=\d)")
_MAGNITUDES = {"k": 1e3, "K": 1e3, "M": 1e6, "m": 1e-3, "B": 1e9, "G": 1e9, "T": 1e12}
_DIMENSIONS = frozenset({"d", "D"})
_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "twenty": 20, "fifty": 50, "hundred": 100, "half": 0.5,
}  # fmt: skip


def stated(text: str) -> frozenset[float]:
    """Every number that the text may be taken to state.

    ``85 %`` states 85 and 0.85, ``10k`` 10 and 10,000, ``2·10^3`` 2 and 2,000, ``70-85`` 70 and 85; words up to
    twelve count.
    """
    text = _in_digits(text)
    folded = text.casefold()
    found = {float(value) for word, value in _WORDS.items() if re.search(rf"\b{word}\b", folded)}
    written = _RANGE.sub(" ", text)
    for match in _NUMERAL.finditer(written):
        found |= _meanings(match)
    for match in _POWER.finditer(written):
        found.add(_scaled(float(match["base"]), match["caret"] or match["power"].translate(_PLAIN)))
    for match in _COMMA.finditer(written):
        found.add(float(match[0].replace(",", ".").replace("−", "-")))
    return frozenset(found)


Claim = tuple[str, frozenset[float], str]
"""A number as written, all its meanings, and the word that it stands in."""


def claimed(text: str) -> tuple[Claim, ...]:
    """The numbers that a text shows its readers; names such as F1 and 3D have none."""
    plain = _in_digits(text)
    return tuple(
        (match[0].strip(), frozenset(_meanings(match)), _word_at(text, match.start("digits")))
        for match in _NUMERAL.finditer(plain)
        if match["rest"] not in _DIMENSIONS
    )


def _in_digits(text: str) -> str:
    """The text with the digits of every script as 0 to 9, character by character."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def _word_at(text: str, place: int) -> str:
    start = max(text.rfind(blank, 0, place) for blank in " \n\t") + 1
    return text[start:].split(maxsplit=1)[0]


def stated_times(text: str) -> frozenset[float]:
    """The seconds since 1970 UTC of every year and date that the text states, and of the ends of those years."""
    found: set[float] = set()
    for word in re.findall(r"(?<!\d)\d{4}(?!\d)", text):
        if year_text(word) is not None:
            found |= {float(year_of(int(word))), float(year_of(int(word) + 1)), float(year_of(int(word) + 1)) - 1}
            found.add(datetime(int(word), 12, 31, tzinfo=UTC).timestamp())
    for match in chain.from_iterable(pattern.finditer(text) for pattern in _DATES):
        times = times_of([match[0]])
        if times is not None:
            found |= set(times.moments.values())
    return frozenset(found)


def _meanings(match: re.Match[str]) -> set[float]:
    number = float(match["digits"].replace(",", ""))
    number = -number if match["sign"] in {"-", "−"} else number
    power = match["caret"] or match["exponent"] or (match["power"] or "").translate(_PLAIN)
    found = {number}
    if power:
        found.add(_scaled(number, "", power))
    if match["rest"].strip() == "%":
        found.add(number / 100)
    if match["rest"] in _MAGNITUDES:
        found.add(number * _MAGNITUDES[match["rest"]])
    return found


def _scaled(base: float, exponent: str, power: str = "") -> float:
    try:
        if power:
            return float(f"{base!r}e{int(power.replace('−', '-'))}")
        return float(base ** int(exponent.replace("−", "-")))
    except (OverflowError, ZeroDivisionError):
        return base
