"""The PDF reader on pdfium, in warm worker processes of its own."""

import os
from types import TracebackType
from typing import Self, TypeVar

from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import (
    AnswerTooLarge,
    Entry,
    LimitReached,
    WorkerDied,
    WorkerNotStarted,
    WorkerStalled,
    WorkFault,
    WorkTooSlow,
)
from pb_adapters.workers.room import Room
from pb_core.domain.pdf import PagePicture, PageText, PdfInfo, PdfLimits, require_pdf
from pb_core.errors import UnreadablePdf

_INSPECT = Entry("pb_adapters.pdf.document:inspect", PdfInfo)
_EXTRACT = Entry("pb_adapters.pdf.document:extract", tuple[PageText, ...])
_RENDER = Entry("pb_adapters.pdf.document:render", tuple[PagePicture, ...])

_MAX_ANSWER_BYTES = 256 * 2**20
_KEPT_BYTES = 128 * 2**20
"""Three times what a worker holds that has read small files."""

_LONG_SIDES = range(16, 4096 + 1)

_STOPPED = (
    "Reading the PDF stopped the reader twice, perhaps for want of memory (it may use {:,.0f} MiB): save the file anew "
    "and smaller, or send another."
)
_BROKE = "The PDF broke the reader in a way that nobody foresaw; the operator's log tells more."
_TOO_MUCH = "The PDF holds more than can be returned; select fewer pages."

Answer = TypeVar("Answer")


def usual_workers() -> int:
    """One process a core, but two at least, so that one long file holds up no other, and four at most."""
    return max(2, min(4, os.cpu_count() or 1))


class PdfiumReader:
    """Reads PDF files with pdfium; use as ``async with PdfiumReader() as reader``.

    ``workers`` is the number of processes and so of files read at the same time (default: ``usual_workers``); each
    serves one call at a time and further calls wait in order. One worker is started on entry, so that a broken
    installation fails there and the first call is not slower than the next.

    The files at work hold at most ``bytes_in_flight`` together. As many bytes may wait, each call for ``wait_seconds``
    at most, and what comes beyond that is told to come back: ``EngineThrottled``. A file whose worker dies is read once
    more by another; only a second death is its fault. A worker without a sign of life for ``silence_seconds`` is killed
    and nobody's fault: after the second one the call raises ``EngineUnavailable``.
    """

    def __init__(
        self,
        limits: PdfLimits | None = None,
        *,
        workers: int | None = None,
        bytes_in_flight: int = 128 * 2**20,
        wait_seconds: float = 30.0,
        silence_seconds: float = 15.0,
    ) -> None:
        self._limits = limits or PdfLimits()
        bounds = WorkLimits(
            processes=workers or usual_workers(),
            timeout_seconds=self._limits.timeout_seconds,
            silence_seconds=silence_seconds,
            memory_bytes=self._limits.memory_bytes,
            answer_bytes=_MAX_ANSWER_BYTES,
            file_bytes=0,
            kept_bytes=_KEPT_BYTES,
        )
        self._pool = WorkerPool("PDF reader", bounds, (_INSPECT, _EXTRACT, _RENDER))
        self._room = Room("PDF reader", bytes_in_flight, wait_seconds)

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
            async with self._room.holding(len(data)):
                return await self._pool.run(entry, data, *arguments, self._limits)
        except (WorkerNotStarted, WorkerStalled):
            raise
        except WorkTooSlow as error:
            raise UnreadablePdf(f"The PDF cannot be read in time: {error}.") from error
        except AnswerTooLarge as error:
            raise UnreadablePdf(_TOO_MUCH) from error
        except LimitReached as error:
            raise UnreadablePdf(f"The PDF needs more than it may use: {error}.") from error
        except WorkerDied as error:
            raise UnreadablePdf(_STOPPED.format(self._limits.memory_bytes / 2**20)) from error
        except WorkFault as error:
            raise UnreadablePdf(_BROKE) from error
