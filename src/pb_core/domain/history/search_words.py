"""Search words: by which words a task is found, and the title that a line tells.

Words are the same for text and question: without accents, in one case. Scripts without blanks are taken in pairs of
characters.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from pb_core.domain.requests import CompositeWork, MethodologyWork, OptimizeWork, PlotWork, Work

TITLE_CHARACTERS = 160
SEARCHED_CHARACTERS = 1_000
"""How much of a text is looked through for words."""

MOST_WORDS = 48
LONGEST_WORD = 32

_WORD = re.compile(r"[^\W_]+")
_WITHOUT_BLANKS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def text_of(work: Work) -> str:
    """What a task is found by: its caption, then how its request begins."""
    parts: tuple[str, ...] = ()
    match work:
        case MethodologyWork():
            parts = (work.caption, work.source[:SEARCHED_CHARACTERS])
        case OptimizeWork():
            parts = (work.caption, work.description[:SEARCHED_CHARACTERS])
        case PlotWork():
            parts = (work.intent[:SEARCHED_CHARACTERS],)
        case CompositeWork():
            parts = tuple(work.style.labels or ())
    return "\n".join(part for part in parts if part.strip())


def title_of(text: str) -> str:
    """The first line of such a text with anything in it, shortened to ``TITLE_CHARACTERS``."""
    first = " ".join(text.strip()[: 4 * TITLE_CHARACTERS].partition("\n")[0].split())
    return first if len(first) <= TITLE_CHARACTERS else first[: TITLE_CHARACTERS - 1].rstrip() + "…"


def words_of(text: str) -> tuple[str, ...]:
    """The different words of a text, in order, ``MOST_WORDS`` at most; of the beginning of a long one."""
    found: dict[str, None] = {}
    for word in _words(_plain(text[:SEARCHED_CHARACTERS])):
        found[word[:LONGEST_WORD]] = None
        if len(found) == MOST_WORDS:
            break
    return tuple(found)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", bare).casefold()


def _words(text: str) -> Iterator[str]:
    for found in _WORD.findall(text):
        if found.isascii():
            yield found
            continue
        at = 0
        for run in _WITHOUT_BLANKS.finditer(found):
            if run.start() > at:
                yield found[at : run.start()]
            yield from _pairs(run[0])
            at = run.end()
        if at < len(found):
            yield found[at:]


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for first, second in pairwise(run):
        yield first + second
