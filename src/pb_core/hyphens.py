"""Undo the hyphenation of printed lines, keeping the hyphens that belong to compounds."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN_END = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$")
_OPEN_END = re.compile(r"\w[-—]$")
_LINKED = re.compile(r"(?:to|of|the|in|and|by|on|art|level)-")
_SHORTEST_PART = 4  # letters; shorter parts are syllables too often


class Vocabulary:
    """The words of a document, as evidence for whether a hyphen at a line's end is a real one."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Count the words of ``lines``, without the pieces of words that lines break."""
        self._seen = Counter(word.casefold() for line in lines for word in _WORD.findall(_whole(line)))

    def is_compound(self, first: str, second: str) -> bool:
        """Whether ``first-second`` is spelled with its hyphen.

        The document decides if it has either spelling inside a line; else a hyphen stays between two words of
        at least four letters that the document uses by themselves, and within a chain such as state-of-the-art.
        """
        first, second = first.casefold(), second.casefold()
        hyphened, solid = self._seen[f"{first}-{second}"], self._seen[first + second]
        if hyphened or solid:
            return hyphened > solid
        if "-" in first or _LINKED.match(second):
            return True
        parts = (first, second)
        return all(len(part) >= _SHORTEST_PART and self._seen[part] for part in parts)


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """Join printed lines into one, words broken at line ends whole again."""
    text = ""
    for line in filter(None, map(str.strip, lines)):
        text = _join(text, line, vocabulary) if text else line
    return text


def _whole(line: str) -> str:
    return _BROKEN_END.sub("", line.rstrip())


def _join(text: str, line: str, vocabulary: Vocabulary) -> str:
    broken = _BROKEN_END.search(text)
    if broken is None:
        return text + line if _OPEN_END.search(text) else f"{text} {line}"
    following = _WORD.match(line)
    if following is None or not line[0].islower():
        # Before a capital or a figure the hyphen is part of a name: Kullback-Leibler, GPT-4.
        return text + line
    if vocabulary.is_compound(broken[1], following[0]):
        return text + line
    return text[:-1] + line
