"""Page selections as callers write them: ``1,3-5``."""

import re

from msgspec import Struct

from pb_core.errors import InvalidRequest

MAX_CHARACTERS = 1000
MAX_DIGITS = 9
_PART = re.compile(rf"[ \t]*([0-9]{{1,{MAX_DIGITS}}})[ \t]*(?:-[ \t]*([0-9]{{1,{MAX_DIGITS}}})[ \t]*)?")


class PageRange(Struct, frozen=True):
    """Pages ``first`` to ``last``, both included and counted from 1; ``first <= last``."""

    first: int
    last: int


def check_pages(text: str) -> tuple[PageRange, ...]:
    """Read the ranges in the order written, without knowing how many pages there are.

    A part is a number or two numbers joined by ``-`` in either order; parts are separated by commas;
    spaces and tabs may stand around numbers. Raises ``InvalidRequest`` on everything else, and on text
    longer than ``MAX_CHARACTERS``.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"pages must not be longer than {MAX_CHARACTERS} characters"
        raise InvalidRequest(message)
    return tuple(_range(part) for part in text.split(","))


def parse_pages(text: str, page_count: int) -> tuple[int, ...]:
    """Return the selected page numbers, sorted, each once; raise ``InvalidRequest`` past ``page_count``."""
    ranges = check_pages(text)
    highest = max(chosen.last for chosen in ranges)
    if highest > page_count:
        pages = "1 page" if page_count == 1 else f"{page_count} pages"
        message = f"pages asks for page {highest} but the document has {pages}"
        raise InvalidRequest(message)
    return tuple(sorted({number for chosen in ranges for number in range(chosen.first, chosen.last + 1)}))


def _range(part: str) -> PageRange:
    match = _PART.fullmatch(part)
    if match is None:
        message = f"pages must look like '1,3-5' but contains {_shown(part)}"
        raise InvalidRequest(message)
    start = int(match[1])
    end = start if match[2] is None else int(match[2])
    if min(start, end) < 1:
        message = f"pages counts from 1 but contains {_shown(part)}"
        raise InvalidRequest(message)
    return PageRange(min(start, end), max(start, end))


def _shown(part: str) -> str:
    """Quote a part in ASCII and cut short, so that it is safe in any message."""
    stripped = part.strip()
    if not stripped:
        return "an empty part"
    return ascii(stripped if len(stripped) <= 20 else stripped[:20] + "...")  # noqa: PLR2004 - a readable length
