"""Evidence: the stretch of the source that a box or an arrow rests on."""

import re

from pb_adapters.planners.offline.text import Document

LONGEST = 300
_BREAK = re.compile(r"[,;:]\s|\s")


def quote(document: Document, start: int, end: int, focus: int) -> str:
    """The source from ``start`` to ``end``, narrowed around ``focus`` to at most 300 characters."""
    if end - start <= LONGEST:
        return document.quote(start, end)
    first = max(start, focus - LONGEST // 2)
    last = min(end, first + LONGEST)
    first = max(start, last - LONGEST)
    if first > start:
        opening = _BREAK.search(document.source, first, focus)
        first = opening.end() if opening else focus
    if last < end:
        closing = max(document.source.rfind(mark, focus, last) for mark in (" ", "\n", ", ", "; "))
        last = closing if closing > focus else last
    return document.quote(first, last)
