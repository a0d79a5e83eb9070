"""PDF files with a text layer, written by hand, and a reader of them in memory."""

import re
import zlib
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import anyio
import anyio.lowlevel

from pb_core.domain.pdf import (
    PagePicture,
    PageText,
    PdfInfo,
    PdfLimits,
    require_page_count,
    require_pages,
    require_pdf,
    require_pictures,
)
from pb_core.domain.pictures import GREY
from pb_core.errors import UnreadablePdf
from pb_core.testing.memory.images import write_png

_PAGE = re.compile(rb"/Type /Page .*?/MediaBox \[([^\]]*)\]")
_CONTENT = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"^(?:\((.*)\) Tj )?T\*$", re.MULTILINE)
_ESCAPED = re.compile(rb"\\(.)")


class InMemoryPdfReader:
    """Reads, in this process, the files that ``write_pdf`` writes; any other is damaged to it."""

    def __init__(self, limits: PdfLimits | None = None) -> None:
        self._limits = limits or PdfLimits()

    async def __aenter__(self) -> Self:
        """Nothing to start."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Nothing to end."""

    async def inspect(self, data: bytes) -> PdfInfo:
        """Open the file, check every page's size and count the pages."""
        await anyio.lowlevel.checkpoint()
        return PdfInfo(page_count=len(self._texts(data)))

    async def extract(self, data: bytes, pages: tuple[int, ...]) -> tuple[PageText, ...]:
        """Read the text of ``pages`` (counted from 1)."""
        await anyio.lowlevel.checkpoint()
        texts = self._texts(data)
        require_pages(pages, len(texts))
        if sum(len(texts[number - 1]) for number in pages) > self._limits.max_characters:
            raise UnreadablePdf("The selected pages hold more characters than allowed; select fewer pages.")
        return tuple(PageText(number=n, text=texts[n - 1], has_text=bool(texts[n - 1])) for n in pages)

    async def render(self, data: bytes, pages: tuple[int, ...], long_side: int = 1568) -> tuple[PagePicture, ...]:
        """Draw ``pages`` as white paper."""
        await anyio.lowlevel.checkpoint()
        require_pictures(pages, self._limits)
        require_pages(pages, len(self._texts(data)))
        sheet = white_png(long_side, long_side)
        return tuple(
            PagePicture(number=n, media_type="image/png", data=sheet, width=long_side, height=long_side) for n in pages
        )

    def _texts(self, data: bytes) -> list[str]:
        require_pdf(data, self._limits)
        if b"/Encrypt" in data:
            raise UnreadablePdf("The PDF is encrypted: it needs a password.")
        if b"/Type /Pages" not in data:
            raise UnreadablePdf("The PDF is damaged: its structure cannot be read.")
        boxes = [[float(value) for value in box.split()] for box in _PAGE.findall(data)]
        require_page_count(len(boxes), self._limits)
        if any(not 0 < side <= self._limits.max_side_points for box in boxes for side in (box[2], box[3])):
            raise UnreadablePdf("A page of the PDF has an impossible size.")
        return [_shown_text(content) for content in _CONTENT.findall(data)]


def _shown_text(content: bytes) -> str:
    return "\n".join(_ESCAPED.sub(rb"\1", line).decode("cp1252") for line in _SHOWN.findall(content))


def white_png(width: int, height: int) -> bytes:
    """A page without ink, as PNG; sizes in pixels."""
    return write_png(width, height, GREY, b"\xff" * width)


_LEADING = 14  # points between the lines of a page
_LETTER = (0.0, 0.0, 612.0, 792.0)
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
_INK = b"0.6 g 150 300 300 200 re f"  # what a page without a text layer shows


def write_pdf(pages: Sequence[str | None], media_box: tuple[float, float, float, float] = _LETTER) -> bytes:
    """Write a PDF of one page per text; ``None`` makes a page that is a picture.

    A line of text becomes a line of print, an empty one a gap between paragraphs. Characters outside
    Windows-1252 raise ``UnicodeEncodeError``.
    """
    box = " ".join(f"{value:.2f}" for value in media_box)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT]
    kids = []
    for text in pages:
        page = len(objects) + 1
        kids.append(f"{page} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents {page + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(stream(_INK if text is None else _text_operators(text)))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return assemble(objects)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object; ``entries`` go into its dictionary."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def assemble(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Number the objects from 1 and add header, cross-reference table and trailer; object 1 is the root."""
    data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(data)


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password: 40-bit RC4, its verifiers those of no known password."""
    verifier = b"<" + b"5a" * 32 + b">"
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /O %b /U %b /P -4 >>" % (verifier, verifier)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
        encrypt,
    ]
    return assemble(objects, b"/Encrypt 4 0 R /ID [<00> <00>]")


def truncated_pdf() -> bytes:
    """The first two thirds of a PDF."""
    whole = write_pdf(["One page.", "Another page."])
    return whole[: len(whole) * 2 // 3]


def damaged_pdf() -> bytes:
    """The header and the end of a PDF, and noise between."""
    return b"%PDF-1.7\n" + bytes(range(128, 256)) * 40 + b"\nstartxref\n9\n%%EOF\n"


def pageless_pdf() -> bytes:
    """A PDF with no pages."""
    return write_pdf([])


def absurd_boxes_pdf() -> bytes:
    """A PDF whose only page is a thousand million points wide and high."""
    return write_pdf(["A page for giants."], media_box=(0, 0, 1e9, 1e9))


def cyclic_pdf() -> bytes:
    """A PDF whose page tree is its own child and claims three pages."""
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 3 /Parent 2 0 R >>",
        ]
    )


def deep_tree_pdf(levels: int = 3_000) -> bytes:
    """A PDF whose single page hangs under ``levels`` page tree nodes."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    objects += [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(levels)]
    objects.append(b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] >>" % (levels + 1))
    return assemble(objects)


def deep_objects_pdf(levels: int = 100_000) -> bytes:
    """A PDF whose catalog holds ``levels`` arrays inside each other."""
    nest = b"[" * levels + b"]" * levels
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Nest %b >>" % nest,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            stream(nest),
        ]
    )


def bomb_pdf(inflated: int = 2 * 2**30) -> bytes:
    """A PDF of a few kilobytes whose page content inflates to ``inflated`` bytes (rounded up to 16 MiB)."""
    content = zlib.compress(_deflated_zeros(inflated), 9)
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
            stream(content, b"/Filter [/FlateDecode /FlateDecode]"),
        ]
    )


def _deflated_zeros(size: int) -> bytes:
    """A zlib stream of zeros, put together from copies of one compressed block."""
    block_size = 16 * 2**20
    blocks = -(-size // block_size)
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = compressor.compress(bytes(block_size)) + compressor.flush(zlib.Z_FULL_FLUSH)
    checksum = ((blocks * block_size) % 65521 << 16) | 1  # Adler-32 of that many zeros
    return b"\x78\x9c" + block * blocks + b"\x03\x00" + checksum.to_bytes(4, "big")


def _text_operators(text: str) -> bytes:
    shown = [b"BT /F1 11 Tf %d TL 72 720 Td" % _LEADING]
    for line in text.split("\n"):
        escaped = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        shown.append(b"(%b) Tj T*" % escaped if line else b"T*")
    return b"\n".join([*shown, b"ET"])
