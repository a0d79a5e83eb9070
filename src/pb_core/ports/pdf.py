"""Port of the reader that turns PDF files into page texts and page pictures."""

from typing import Protocol

from pb_core.domain.pdf import PagePicture, PageText, PdfInfo


class PdfReader(Protocol):
    """A reader of untrusted PDF files.

    Duties:

    * *Refusal.* Bytes that are no PDF, or are encrypted, cut short, damaged, without pages or past a
      limit raise ``UnreadablePdf``, whose text is one sentence for the caller. A page number that the file
      does not have raises ``InvalidRequest`` with the page count.
    * *Isolation.* A file that crashes, hangs or exhausts the reader fails its own call with ``UnreadablePdf``;
      other calls and later calls are not harmed. The file reaches no secret, file or network.
    * *Blame.* A reader that was stopped or killed from outside is not the file's fault: the call succeeds all the same,
      or raises ``EngineUnavailable``. One that has too much to do raises ``EngineThrottled`` instead of holding more.
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
