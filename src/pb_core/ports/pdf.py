"""Port of the reader that turns PDF files into page texts and page pictures."""

from typing import Protocol

from msgspec import Struct


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


class PdfReader(Protocol):
    """A reader of untrusted PDF files.

    Duties:

    * *Refusal.* Bytes that are no PDF, or are encrypted, cut short, damaged, without pages or past a
      limit raise ``UnreadablePdf``, whose text is one sentence for the caller. A page number that the file
      does not have raises ``InvalidRequest`` with the page count.
    * *Isolation.* A file that crashes, hangs or exhausts the reader fails its own call with ``UnreadablePdf``;
      other calls and later calls are not harmed. The file reaches no secret, file or network.
    * *Limits.* Every limit of ``PdfLimits`` holds for every call, whatever the file says of itself.
    * *Cancellation.* A cancelled call stops reading at once and leaves no process, task or file behind.
    * *Order.* Answers come in the order of ``pages``; equal calls give equal answers.

    The reader does not run on the event loop and is safe to call concurrently.
    """

    async def inspect(self, data: bytes) -> PdfInfo:
        """Open the file, check every page's size and count the pages."""

    async def extract(self, data: bytes, pages: tuple[int, ...]) -> tuple[PageText, ...]:
        """Read the text of ``pages`` (counted from 1)."""

    async def render(self, data: bytes, pages: tuple[int, ...], long_side: int = 1568) -> tuple[PagePicture, ...]:
        """Draw ``pages`` (counted from 1) as PNG, the longer side ``long_side`` pixels (16 to 4096)."""
