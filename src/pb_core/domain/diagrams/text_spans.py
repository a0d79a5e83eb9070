"""Pieces of a readable text by their bounds: sentences, and what is left without blanks at the ends."""

import re

Span = tuple[int, int]
"""Where a piece of a text begins and ends."""

_END = re.compile(r"[.!?][)\]\"'”’]{0,2}(?=\s|$)|[。！？]")
_ABBREVIATIONS = frozenset(
    re.findall(r"\S+", "e.g i.e etc vs cf fig figs eq eqs sec tab approx resp dr al ref no z.b bzw")
)


def sentences(text: str, start: int = 0, end: int | None = None) -> tuple[tuple[int, int], ...]:
    """Bounds of the sentences between two offsets of a readable text."""
    stop = len(text) if end is None else end
    spans, first = [], start
    for match in _END.finditer(text, start, stop):
        if _ends_sentence(text, first, match, stop):
            spans.append(trim(text, first, match.end()))
            first = match.end()
    spans.append(trim(text, first, stop))
    return tuple(span for span in spans if span[0] < span[1])


def _ends_sentence(text: str, first: int, match: re.Match[str], stop: int) -> bool:
    if match[0][0] != ".":
        return True
    mark = match.start()
    word = re.split(r"[\s(\[]", text[max(first, mark - 20) : mark])[-1]
    following = text[match.end() : min(stop, match.end() + 40)].lstrip()
    anew = not following or not following[0].islower()
    return anew and word.casefold() not in _ABBREVIATIONS and not (len(word) == 1 and word.isupper())


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without blanks at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
