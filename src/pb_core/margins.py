"""Drop what is printed on a page but no part of its text: running heads, feet, page and line numbers."""

import re
from collections import Counter
from collections.abc import Sequence

from pb_core.ports.pdf import PageText

_EDGE = 3  # printed lines at either end of a page that may be running heads or feet
_SHARE = 0.3  # of the pages; heads of left and right pages often differ
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?(?:\d{1,5}|[ivxl]{1,7})(?:\s*(?:/|of)\s*\d{1,5})?\W*", re.IGNORECASE)
_LINE_NUMBER = re.compile(r"\d{1,4}")
_MANY_NUMBERS = 20
_DIGITS = re.compile(r"\d+")


def body_lines(pages: Sequence[PageText]) -> list[list[str]]:
    """The lines of each page, blank ones included, without what is printed in its margins.

    A line within three of a page's end is a running one if it comes back near the same end of at least two
    pages and of 30 % of them, digits aside; a bare number at the very end is the page's.
    """
    split = [_without_line_numbers(page.text.splitlines()) for page in pages]
    heads = _running([_edge(lines) for lines in split])
    feet = _running([_edge(lines[::-1]) for lines in split])
    return [_trimmed(_trimmed(lines, heads)[::-1], feet)[::-1] for lines in split]


def _edge(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()][:_EDGE]


def _pattern(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split())).casefold()


def _running(edges: list[list[str]]) -> set[str]:
    seen = Counter(pattern for edge in edges for pattern in {_pattern(line) for line in edge})
    enough = max(2, _SHARE * len(edges))
    return {pattern for pattern, pages in seen.items() if pages >= enough}


def _trimmed(lines: list[str], running: set[str]) -> list[str]:
    """Blank the running lines among the first few, and a page number if it is the first."""
    kept = list(lines)
    printed = [index for index, line in enumerate(lines) if line.strip()][:_EDGE]
    for rank, index in enumerate(printed):
        if _pattern(lines[index]) in running or (rank == 0 and _PAGE_NUMBER.fullmatch(lines[index].strip())):
            kept[index] = ""
    return kept


def _without_line_numbers(lines: list[str]) -> list[str]:
    """Drop the numbers that manuscripts under review print beside every line."""
    numbers = [line for line in lines if _LINE_NUMBER.fullmatch(line.strip())]
    if len(numbers) < _MANY_NUMBERS:
        return lines
    return [line for line in lines if not _LINE_NUMBER.fullmatch(line.strip())]
