"""Inspect, extract and render with pdfium, in the process that may crash."""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from pypdfium2 import raw

from pb_adapters.pdf.lines import read_lines
from pb_adapters.pdf.reading_order import page_text
from pb_core.domain.pdf import (
    PagePicture,
    PageText,
    PdfInfo,
    PdfLimits,
    require_page_count,
    require_pages,
    require_pdf,
    require_pictures,
    whole_pdf,
)
from pb_core.errors import UnreadablePdf

_REFUSALS = {
    raw.FPDF_ERR_PASSWORD: "The PDF is encrypted: it needs a password.",
    raw.FPDF_ERR_SECURITY: "The PDF is encrypted in a way that cannot be read.",
}
_DAMAGED = "The PDF is damaged: its structure cannot be read."


def inspect(data: bytes, limits: PdfLimits) -> PdfInfo:
    """Open a file and check the size of every page.

    Raises:
        UnreadablePdf: the file cannot be opened or is past a limit.
    """
    with _opened(data, limits) as document:
        for index in range(len(document)):
            _check_size(index + 1, _page_size(document, index), limits)
        return PdfInfo(page_count=len(document))


def extract(data: bytes, pages: tuple[int, ...], limits: PdfLimits) -> tuple[PageText, ...]:
    """Read pages in reading order.

    Raises:
        UnreadablePdf: the file or a page cannot be read, or there is more text than allowed.
        InvalidRequest: a page does not exist.
    """
    texts = []
    left = limits.max_characters
    with _opened(data, limits) as document:
        require_pages(pages, len(document))
        for number in pages:
            text = _extract_page(document, number, left, limits)
            left -= len(text.text)
            texts.append(text)
    return tuple(texts)


def render(data: bytes, pages: tuple[int, ...], long_side: int, limits: PdfLimits) -> tuple[PagePicture, ...]:
    """Draw pages as PNG.

    Raises:
        UnreadablePdf: the file or a page cannot be read, or too many pages were asked for.
        InvalidRequest: a page does not exist.
    """
    require_pictures(pages, limits)
    with _opened(data, limits) as document:
        require_pages(pages, len(document))
        return tuple(_render_page(document, number, long_side, limits) for number in pages)


@contextmanager
def _opened(data: bytes, limits: PdfLimits) -> Iterator[pypdfium2.PdfDocument]:
    require_pdf(data, limits)
    data = whole_pdf(data)
    # pypdfium2's own opening reports a file without pages as whatever failed last.
    handle = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        raise UnreadablePdf(_REFUSALS.get(raw.FPDF_GetLastError(), _DAMAGED))
    document = pypdfium2.PdfDocument(handle)
    try:
        require_page_count(len(document), limits)
        yield document
    finally:
        document.close()


@contextmanager
def _page(document: pypdfium2.PdfDocument, number: int, limits: PdfLimits) -> Iterator[pypdfium2.PdfPage]:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdf(_damaged_page(number)) from error
    try:
        _check_size(number, page.get_size(), limits)
        yield page
    finally:
        page.close()


def _page_size(document: pypdfium2.PdfDocument, index: int) -> tuple[float, float]:
    try:
        width, height = document.get_page_size(index)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdf(_damaged_page(index + 1)) from error
    return width, height


def _check_size(number: int, size: tuple[float, float], limits: PdfLimits) -> None:
    if not all(math.isfinite(side) and 0 < side <= limits.max_side_points for side in size):
        width, height = size
        raise UnreadablePdf(f"Page {number} of the PDF has an impossible size: {width:,.0f} by {height:,.0f} points.")


def _damaged_page(number: int) -> str:
    return f"Page {number} of the PDF is damaged and cannot be read."


def _extract_page(document: pypdfium2.PdfDocument, number: int, left: int, limits: PdfLimits) -> PageText:
    with _page(document, number, limits) as page:
        try:
            textpage = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise UnreadablePdf(_damaged_page(number)) from error
        try:
            if textpage.count_chars() > left:
                raise UnreadablePdf(
                    f"The selected pages hold more than {limits.max_characters:,} characters; select fewer pages."
                )
            text = page_text(read_lines(textpage))
        finally:
            textpage.close()
    return PageText(number=number, text=text, has_text=bool(text))


def _render_page(document: pypdfium2.PdfDocument, number: int, long_side: int, limits: PdfLimits) -> PagePicture:
    with _page(document, number, limits) as page:
        bitmap = page.render(scale=long_side / max(page.get_size()), rev_byteorder=True)
        picture = bitmap.to_pil()
        encoded = io.BytesIO()
        picture.save(encoded, format="PNG")
        width, height = picture.size
        bitmap.close()
    return PagePicture(number=number, media_type="image/png", data=encoded.getvalue(), width=width, height=height)
