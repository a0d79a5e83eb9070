"""PDF files before and while they are read: limits, what their bytes tell, and selections of pages (``1,3-5``)."""

import re
from collections.abc import Sequence

from msgspec import Struct

from pb_core.errors import InvalidRequest, UnreadablePdf


class PdfLimits(Struct, frozen=True, kw_only=True):
    """What one file may cost; past any of these the reader raises ``UnreadablePdf``.

    ``timeout_seconds`` bounds one call without the wait for a free reader, ``memory_bytes`` the address
    space of the process that opens the file, ``max_characters`` and ``max_pictures`` one answer,
    ``max_side_points`` either side of a page (14,400 points is 200 inches, PDF's own bound).
    """

    max_bytes: int = 64 * 2**20
    max_pages: int = 2_000
    timeout_seconds: float = 30.0
    memory_bytes: int = 2**30
    max_characters: int = 2_000_000
    max_pictures: int = 32
    max_side_points: float = 14_400.0


class PdfInfo(Struct, frozen=True, kw_only=True):
    """What is known of a file before its pages are read; ``page_count`` is at least 1."""

    page_count: int


class PageText(Struct, frozen=True, kw_only=True):
    r"""The text of one page, ``number`` counted from 1.

    ``text`` is in reading order, columns one after another; a line of print is a line ended by ``\n`` and a
    blank line stands where the page sets one paragraph, heading or column apart from the next. A word
    that is broken at the end of a line keeps its hyphen. ``has_text`` is false for a page without a text
    layer; its ``text`` is empty.
    """

    number: int
    text: str
    has_text: bool


class PagePicture(Struct, frozen=True, kw_only=True):
    """One page as an encoded picture of ``width`` by ``height`` pixels, ``number`` counted from 1."""

    number: int
    media_type: str
    data: bytes
    width: int
    height: int


_HEADER_WINDOW = 1024  # readers accept leading bytes up to here
_END = b"%%EOF"
_OBJECT = re.compile(rb"\d+ \d+ obj\b")
_MIB = 2**20


def require_pdf(data: bytes, limits: PdfLimits) -> None:
    """Check size, header and end of a file.

    Raises:
        UnreadablePdf: no bytes, too many, no PDF header, or no end marker because the file was cut short.
    """
    if not data:
        raise UnreadablePdf("The PDF is empty: it has no bytes.")
    if len(data) > limits.max_bytes:
        raise UnreadablePdf(
            f"The PDF is too large: {len(data) / _MIB:.1f} MiB, where {limits.max_bytes / _MIB:g} MiB are allowed."
        )
    if b"%PDF-" not in data[:_HEADER_WINDOW]:
        raise UnreadablePdf("The file is not a PDF: its first bytes are not those of one.")
    if not whole_pdf(data):
        raise UnreadablePdf("The PDF is cut short: its end is missing.")


def whole_pdf(data: bytes) -> bytes:
    """The file up to its last end marker, without what servers and mail programs append; ``b""`` if it is cut short.

    Files that were saved more than once have several markers, and those made for the web one near their beginning: an
    object behind the last marker tells that the real end is missing.
    """
    end = data.rfind(_END)
    if end < 0 or _OBJECT.search(data, end):
        return b""
    return data[: end + len(_END)] + b"\n"


def require_page_count(count: int, limits: PdfLimits) -> None:
    """Check that a file has pages, and not too many.

    Raises:
        UnreadablePdf: no page, or more than ``limits.max_pages``.
    """
    if count < 1:
        raise UnreadablePdf("The PDF has no pages.")
    if count > limits.max_pages:
        raise UnreadablePdf(f"The PDF has {count:,} pages, where {limits.max_pages:,} are allowed.")


def require_pages(pages: Sequence[int], count: int) -> None:
    """Check page numbers against the number of pages.

    Raises:
        InvalidRequest: a number below 1 or past the end.
    """
    for page in pages:
        if not 1 <= page <= count:
            held = "1 page" if count == 1 else f"{count:,} pages"
            raise InvalidRequest(f"Page {page} does not exist: the PDF has {held}.")


def require_pictures(pages: Sequence[int], limits: PdfLimits) -> None:
    """Check how many pages would be drawn.

    Raises:
        UnreadablePdf: more than ``limits.max_pictures``.
    """
    if len(pages) > limits.max_pictures:
        raise UnreadablePdf(
            f"{len(pages):,} pages would have to be read as pictures, where {limits.max_pictures:,} are allowed; "
            "select fewer pages."
        )


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
        raise InvalidRequest(f"pages must not be longer than {MAX_CHARACTERS} characters")
    return tuple(_range(part) for part in text.split(","))


def parse_pages(text: str, page_count: int) -> tuple[int, ...]:
    """Return the selected page numbers, sorted, each once; raise ``InvalidRequest`` past ``page_count``."""
    ranges = check_pages(text)
    highest = max(chosen.last for chosen in ranges)
    if highest > page_count:
        pages = "1 page" if page_count == 1 else f"{page_count} pages"
        raise InvalidRequest(f"pages asks for page {highest} but the document has {pages}")
    return tuple(sorted({number for chosen in ranges for number in range(chosen.first, chosen.last + 1)}))


def _range(part: str) -> PageRange:
    match = _PART.fullmatch(part)
    if match is None:
        raise InvalidRequest(f"pages must look like '1,3-5' but contains {_shown(part)}")
    start = int(match[1])
    end = start if match[2] is None else int(match[2])
    if min(start, end) < 1:
        raise InvalidRequest(f"pages counts from 1 but contains {_shown(part)}")
    return PageRange(min(start, end), max(start, end))


def _shown(part: str) -> str:
    """Quote a part in ASCII and cut short, so that it is safe in any message."""
    stripped = part.strip()
    if not stripped:
        return "an empty part"
    return ascii(stripped if len(stripped) <= 20 else stripped[:20] + "...")  # noqa: PLR2004 - a readable length
