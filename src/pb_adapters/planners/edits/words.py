"""The words of an instruction, and the clauses that it is made of."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from pb_core.domain.diagrams.words import fold

_TOKEN = re.compile(
    r"\"(?P<double>[^\"]+)\"|“(?P<curly>[^”]+)”|‘(?P<single>[^’]+)’|«(?P<angle>[^»]+)»"
    r"|(?<!\w)'(?P<plain>[^']+)'(?!\w)|(?P<mark>[,;]|[.!](?=\s|$))|(?P<word>(?:[^\s,;.!\"“”«»]|[.!](?!\s|$))+)"
)
ARTICLES = frozenset(("the", "a", "an", "its", "their"))
_FILLERS = frozenset(("please", "also", "just", "now", "kindly"))
AND = frozenset((",", ";", ".", "!", "and", "&", "then"))
"""What stands between clauses, and between the names of a list."""


class Word(NamedTuple):
    """A word of an instruction, a name that the figure has, or a text in quotes; and where it stands."""

    text: str
    start: int
    end: int
    quoted: bool = False

    @property
    def folded(self) -> str:
        """The form in which words are compared; a quoted text is no word of the grammar."""
        return "" if self.quoted else fold(self.text)


def said(words: Sequence[Word]) -> str:
    """Words as a text, without articles before it."""
    kept = list(words)
    while len(kept) > 1 and kept[0].folded in ARTICLES:
        kept.pop(0)
    return " ".join(word.text for word in kept)


def clauses(instruction: str, verbs: Collection[str], names: Iterable[str]) -> Iterator[tuple[Word, ...]]:
    """The clauses of an instruction: one begins where a verb stands first or behind a comma, a stop or an "and".

    A name of the figure that has several words is kept whole, whatever words these are.
    """
    clause: list[Word] = []
    words = list(_joined(_words(instruction), names))
    for at, word in enumerate(words):
        behind = not clause or clause[-1].folded in AND
        if behind and word.folded in verbs and any(one.folded not in AND for one in clause):
            yield _trimmed(clause)
            clause = []
        if at or word.folded not in AND:
            clause.append(word)
    if clause:
        yield _trimmed(clause)


def _trimmed(clause: list[Word]) -> tuple[Word, ...]:
    while clause and clause[-1].folded in AND:
        clause.pop()
    return tuple(clause)


def _words(instruction: str) -> Iterator[Word]:
    for found in _TOKEN.finditer(instruction):
        kind = found.lastgroup or "word"
        word = Word(found[kind], found.start(), found.end(), kind not in {"word", "mark"})
        if word.folded not in _FILLERS:
            yield word


def _joined(words: Iterator[Word], names: Iterable[str]) -> Iterator[Word]:
    """The words, those that are a name of several words as one."""
    every = list(words)
    folded = [word.folded for word in every]
    known = sorted({tuple(fold(name).split()) for name in names if len(name.split()) > 1}, key=len, reverse=True)
    at = 0
    while at < len(every):
        count = next((len(name) for name in known if tuple(folded[at : at + len(name)]) == name), 1)
        taken, at = every[at : at + count], at + count
        text = " ".join(word.text for word in taken)
        yield taken[0] if count == 1 else Word(text, taken[0].start, taken[-1].end)
