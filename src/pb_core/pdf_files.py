"""What can be told of a PDF from its bytes alone, before a reader opens it."""

from collections.abc import Sequence

from pb_core.errors import InvalidRequest, UnreadablePdf
from pb_core.ports.pdf import PdfLimits

_HEADER_WINDOW = 1024  # readers accept leading bytes up to here
_TRAILER_WINDOW = 2048  # and trailing ones up to about here
_MIB = 2**20


def require_pdf(data: bytes, limits: PdfLimits) -> None:
    """Check size, header and end of a file.

    Raises:
        UnreadablePdf: no bytes, too many, no PDF header, or no end marker because the file was cut short.
    """
    if not data:
        message = "The PDF is empty: it has no bytes."
        raise UnreadablePdf(message)
    if len(data) > limits.max_bytes:
        message = (
            f"The PDF is too large: {len(data) / _MIB:.1f} MiB, where {limits.max_bytes / _MIB:g} MiB are allowed."
        )
        raise UnreadablePdf(message)
    if b"%PDF-" not in data[:_HEADER_WINDOW]:
        message = "The file is not a PDF: its first bytes are not those of one."
        raise UnreadablePdf(message)
    if b"%%EOF" not in data[-_TRAILER_WINDOW:]:
        message = "The PDF is cut short: its end is missing."
        raise UnreadablePdf(message)


def require_page_count(count: int, limits: PdfLimits) -> None:
    """Check that a file has pages, and not too many.

    Raises:
        UnreadablePdf: no page, or more than ``limits.max_pages``.
    """
    if count < 1:
        message = "The PDF has no pages."
        raise UnreadablePdf(message)
    if count > limits.max_pages:
        message = f"The PDF has {count:,} pages, where {limits.max_pages:,} are allowed."
        raise UnreadablePdf(message)


def require_pages(pages: Sequence[int], count: int) -> None:
    """Check page numbers against the number of pages.

    Raises:
        InvalidRequest: a number below 1 or past the end.
    """
    for page in pages:
        if not 1 <= page <= count:
            held = "1 page" if count == 1 else f"{count:,} pages"
            message = f"Page {page} does not exist: the PDF has {held}."
            raise InvalidRequest(message)


def require_pictures(pages: Sequence[int], limits: PdfLimits) -> None:
    """Check how many pages would be drawn.

    Raises:
        UnreadablePdf: more than ``limits.max_pictures``.
    """
    if len(pages) > limits.max_pictures:
        message = (
            f"{len(pages):,} pages would have to be read as pictures, where {limits.max_pictures:,} are allowed; "
            "select fewer pages."
        )
        raise UnreadablePdf(message)
