"""The PDF reader on pdfium, in warm worker processes of its own."""

from types import TracebackType
from typing import Self, TypeVar

from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import (
    AnswerTooLarge,
    Entry,
    OutOfMemory,
    WorkerDied,
    WorkerNotStarted,
    WorkFault,
    WorkTooSlow,
)
from pb_core.domain.pdf import PagePicture, PageText, PdfInfo, PdfLimits, require_pdf
from pb_core.errors import UnreadablePdf

_INSPECT = Entry("pb_adapters.pdf.document:inspect", PdfInfo)
_EXTRACT = Entry("pb_adapters.pdf.document:extract", tuple[PageText, ...])
_RENDER = Entry("pb_adapters.pdf.document:render", tuple[PagePicture, ...])

_MAX_ANSWER_BYTES = 256 * 2**20
_LONG_SIDES = range(16, 4096 + 1)

_OUT_OF_MEMORY = "The PDF needs more memory than it may use."
_BROKE = "The PDF broke the reader: it is damaged or needs more than it may use."
_TOO_MUCH = "The PDF holds more than can be returned; select fewer pages."

Answer = TypeVar("Answer")


class PdfiumReader:
    """Reads PDF files with pdfium; use as ``async with PdfiumReader() as reader``.

    ``workers`` is the number of processes and so of files read at the same time (default 1); each serves one
    call at a time and further calls wait in order. One worker is started on entry, so that a broken
    installation fails there and the first call is not slower than the next. A file that breaks its reader is not
    tried again.
    """

    def __init__(self, limits: PdfLimits | None = None, *, workers: int = 1) -> None:
        self._limits = limits or PdfLimits()
        bounds = WorkLimits(
            processes=workers,
            timeout_seconds=self._limits.timeout_seconds,
            memory_bytes=self._limits.memory_bytes,
            answer_bytes=_MAX_ANSWER_BYTES,
            may_write=False,
            attempts=1,
        )
        self._pool = WorkerPool("PDF reader", bounds, (_INSPECT, _EXTRACT, _RENDER))

    async def __aenter__(self) -> Self:
        """Start the first worker.

        Raises:
            EngineUnavailable: it did not start.
        """
        await self._pool.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take no further calls, wait for the running ones and end the workers."""
        await self.aclose()

    async def aclose(self) -> None:
        """Take no further calls and wait until the running ones are done; closing again does nothing."""
        await self._pool.aclose()

    async def inspect(self, data: bytes) -> PdfInfo:
        """Open the file, check every page's size and count the pages."""
        return await self._ask(_INSPECT, data)

    async def extract(self, data: bytes, pages: tuple[int, ...]) -> tuple[PageText, ...]:
        """Read the text of ``pages`` (counted from 1)."""
        return await self._ask(_EXTRACT, data, pages)

    async def render(self, data: bytes, pages: tuple[int, ...], long_side: int = 1568) -> tuple[PagePicture, ...]:
        """Draw ``pages`` (counted from 1) as PNG, the longer side ``long_side`` pixels (16 to 4096)."""
        if long_side not in _LONG_SIDES:
            raise ValueError(f"long_side must be {_LONG_SIDES[0]} to {_LONG_SIDES[-1]} pixels, not {long_side}")
        return await self._ask(_RENDER, data, pages, long_side)

    async def _ask(self, entry: Entry[Answer], data: bytes, *arguments: object) -> Answer:
        require_pdf(data, self._limits)
        try:
            return await self._pool.run(entry, data, *arguments, self._limits)
        except WorkerNotStarted:
            raise
        except WorkTooSlow as error:
            raise UnreadablePdf(
                f"The PDF takes too long to read: more than {self._limits.timeout_seconds:g} seconds."
            ) from error
        except OutOfMemory as error:
            raise UnreadablePdf(_OUT_OF_MEMORY) from error
        except AnswerTooLarge as error:
            raise UnreadablePdf(_TOO_MUCH) from error
        except (WorkerDied, WorkFault) as error:
            raise UnreadablePdf(_BROKE) from error
