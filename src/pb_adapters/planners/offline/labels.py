"""Labels: short noun phrases in the author's own words."""

from collections.abc import Sequence

from pb_adapters.planners.offline.phrases import Phrase
from pb_adapters.planners.offline.text import Token
from pb_adapters.planners.offline.wordlists import words

LONGEST = 40
_LEADING = words(
    "last remaining resulting corresponding given obtained respective entire whole same own single so-called "
    "aforementioned above following latter former certain various several many few most more other another such "
    "simple"
)
_DETERMINERS = words("the a an this these those each every all both its their our his her any some no")


def label_of(phrase: Phrase) -> str:
    """The label of a phrase: with its "of" part where that fits, else without."""
    full = tidy(phrase.tokens)
    if len(full) <= LONGEST:
        return full
    return tidy(phrase.core or phrase.tokens)


def tidy(tokens: Sequence[Token]) -> str:
    """Words without leading fillers, shortened from the left at word borders, first letter raised."""
    words = [token.text for token in tokens]
    while len(words) > 1 and (words[0].lower() in _LEADING | _DETERMINERS or words[0].isdigit()):
        words = words[1:]
    while len(words) > 1 and len(" ".join(words)) > LONGEST:
        words = words[1:]
    return raise_first(" ".join(words)[:LONGEST].replace(" ,", ","))


def raise_first(text: str) -> str:
    """The text with a capital first letter, unless its first word has capitals or symbols inside."""
    first = text.split(" ", 1)[0]
    if first[1:] != first[1:].lower() or "_" in first or (len(first) == 1 and len(text) > 1 and first not in "aA"):
        return text
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text with a small first letter, unless its first word has other capitals or is one letter."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
