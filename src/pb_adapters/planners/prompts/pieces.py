"""Pieces: what a prompt asks for, part by part and in its own words."""

import re
from collections.abc import Iterator

from pb_core.domain.diagrams.text_spans import sentences

MOST_PIECES = 60
LONGEST_TEXT = 6_000
"""Longer prompts have an order of their own, and a list beside them would only repeat it."""

_LONGEST_PHRASE = 30  # words of a line that is taken for a row of names
_MARKER = re.compile(r"^[ \t]*(?:[-*•‣+]|\(?\d{1,2}[.):]|\(?[a-hA-H][.)]|#{1,6})[ \t]+")
_INLINE_NUMBER = re.compile(r"(?:(?<=\s)|(?<=:)|^)\(?\d{1,2}[.)][ \t]+(?=\S)")
_REQUEST = re.compile(
    r"^(?:please\s+|can you\s+|could you\s+|i (?:want|need|would like)\s+(?:to\s+)?)?"
    r"(?:draw|show|create|make|generate|illustrate|design|plot|visuali[sz]e|sketch|depict|zeichne|zeige|dessine|montre"
    r"|dibuja|muestra)(?:\s+me)?(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_ARROWS = r"(?:[-=–—]{1,3}>|[→⇒➔➜])"
_JOINTS = r"(?<=\s)(?:and|with|plus|followed by|then|feeding|into|und|mit|et|avec)(?=\s)"
_NAMES = re.compile(rf"\s*(?:[,;，；、]|{_ARROWS}|{_JOINTS})\s*", re.IGNORECASE)
_CLAUSES = re.compile(rf"\s*(?:[,;，；、](?!\d)|{_ARROWS})\s*")
_STATEMENTS = re.compile(r"\s*[;；]\s*")
_OPEN, _CLOSE = "([{", ")]}"


def pieces(text: str, *, named: bool = True) -> tuple[str, ...]:
    """The parts of a prompt: its list items, sentences and clauses, and the names of a line that is no sentence.

    Each is a stretch of the text, blanks aside. Without ``named``, lines are not cut into names: those of a plot are
    said of each other. Nothing for a long text, and for one of a single part.
    """
    if len(text) > LONGEST_TEXT:
        return ()
    found = dict.fromkeys(piece for line in text.splitlines() for piece in _of_line(line, named=named))
    return tuple(found) if 1 < len(found) <= MOST_PIECES else ()


def _of_line(line: str, *, named: bool) -> Iterator[str]:
    bare = _MARKER.sub("", line).strip()
    rows = [row.strip() for row in _INLINE_NUMBER.split(bare)]
    for row in filter(None, rows if len(rows) > 2 else [bare]):  # noqa: PLR2004 - one number is no list
        for start, end in sentences(row) or ((0, len(row)),):
            yield from filter(None, map(_clean, _of_sentence(row[start:end].strip(), named=named)))


def _of_sentence(sentence: str, *, named: bool) -> Iterator[str]:
    request = _REQUEST.match(sentence)
    asked = sentence[request.end() :] if request else sentence
    is_long = len(asked.split()) > _LONGEST_PHRASE
    if not named or (":" in asked and not is_long):
        return _split(asked, _STATEMENTS)
    if is_long:
        return _split(asked, _CLAUSES)
    if asked.rstrip().endswith((".", "!", "?", "。")):
        return iter((asked,))
    return _split(asked, _NAMES)


def _split(phrase: str, parts: re.Pattern[str]) -> Iterator[str]:
    """Cut at what parts names or clauses, but not inside brackets."""
    start = 0
    for cut in parts.finditer(phrase):
        if _depth(phrase[: cut.start()]) == 0:
            yield phrase[start : cut.start()]
            start = cut.end()
    yield phrase[start:]


def _depth(text: str) -> int:
    return sum(text.count(mark) for mark in _OPEN) - sum(text.count(mark) for mark in _CLOSE)


def _clean(piece: str) -> str:
    return " ".join(piece.split()).strip(" ,;:")
