"""The PDF reader on pdfium, in warm worker processes of its own."""

from types import TracebackType
from typing import Self, TypeVar

import anyio

from pb_adapters.pdf.process import Worker
from pb_adapters.pdf.wire import (
    Extract,
    Extracted,
    Inspect,
    Inspected,
    NoSuchPage,
    Render,
    Rendered,
    Reply,
    Request,
    Unreadable,
)
from pb_core.errors import InvalidRequest, UnreadablePdf
from pb_core.pdf_files import require_pdf
from pb_core.ports.pdf import PagePicture, PageText, PdfInfo, PdfLimits

_CALLS_PER_WORKER = 256  # a fresh process now and then bounds what a file may leave behind in one
_LONG_SIDES = range(16, 4096 + 1)

Expected = TypeVar("Expected", Inspected, Extracted, Rendered)


class PdfiumReader:
    """Reads PDF files with pdfium; use as ``async with PdfiumReader() as reader``.

    ``workers`` is the number of processes and so of files read at the same time (default 1); each serves one
    call at a time and further calls wait in order. One worker is started on entry, so that a broken
    installation fails there and the first call is not slower than the next.
    """

    def __init__(self, limits: PdfLimits | None = None, *, workers: int = 1) -> None:
        self._limits = limits or PdfLimits()
        self._free = anyio.Semaphore(workers)
        self._idle: list[Worker] = []

    async def __aenter__(self) -> Self:
        """Start the first worker.

        Raises:
            EngineUnavailable: it did not start.
        """
        self._idle.append(await Worker.start(self._limits))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the workers."""
        while self._idle:
            await self._idle.pop().kill()

    async def inspect(self, data: bytes) -> PdfInfo:
        """Open the file, check every page's size and count the pages."""
        return (await self._ask(data, Inspect(), Inspected)).info

    async def extract(self, data: bytes, pages: tuple[int, ...]) -> tuple[PageText, ...]:
        """Read the text of ``pages`` (counted from 1)."""
        return (await self._ask(data, Extract(pages), Extracted)).texts

    async def render(self, data: bytes, pages: tuple[int, ...], long_side: int = 1568) -> tuple[PagePicture, ...]:
        """Draw ``pages`` (counted from 1) as PNG, the longer side ``long_side`` pixels (16 to 4096)."""
        if long_side not in _LONG_SIDES:
            message = f"long_side must be {_LONG_SIDES[0]} to {_LONG_SIDES[-1]} pixels, not {long_side}"
            raise ValueError(message)
        return (await self._ask(data, Render(pages, long_side), Rendered)).pictures

    async def _ask(self, data: bytes, request: Request, expected: type[Expected]) -> Expected:
        require_pdf(data, self._limits)
        async with self._free:
            worker = self._idle.pop() if self._idle else await Worker.start(self._limits)
            try:
                reply = await worker.ask(request, data)
            except BaseException:
                await worker.kill()
                raise
            await self._put_back(worker)
        return _expect(reply, expected)

    async def _put_back(self, worker: Worker) -> None:
        if worker.calls < _CALLS_PER_WORKER:
            self._idle.append(worker)
        else:
            await worker.kill()


def _expect(reply: Reply, expected: type[Expected]) -> Expected:
    if isinstance(reply, Unreadable):
        raise UnreadablePdf(reply.sentence)
    if isinstance(reply, NoSuchPage):
        raise InvalidRequest(reply.sentence)
    if not isinstance(reply, expected):
        message = f"the PDF worker answered {type(reply).__name__} where {expected.__name__} was asked for"
        raise TypeError(message)
    return reply
