"""TableReader: the data of plots, small ones read in a thread, large ones in a process of their own."""

import anyio.to_thread
from anyio import CapacityLimiter

from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import Entry, OutOfMemory, WorkTooSlow
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import InvalidRequest

LARGE = 200_000
"""Characters above which reading would hold the interpreter for longer than a process takes to be asked."""

_READ = Entry("pb_core.domain.tables.table_reading:read_json", Table)
_LIMITS = WorkLimits(timeout_seconds=60.0, memory_bytes=4 * 2**30, file_bytes=0)


class TableReader:
    """Reads ``data_json``; its process starts with the first large one, and is warm after it."""

    def __init__(self, limits: WorkLimits = _LIMITS) -> None:
        self._pool = WorkerPool("reader of data", limits, (_READ,))
        self._threads = CapacityLimiter(2)

    async def read(self, text: str, limits: TableLimits) -> Table:
        """The table that the data are.

        Raises:
            InvalidRequest: they are none, break a limit, or take too long or too much memory to be read.
            EngineUnavailable: the process died twice, or the reader is closed.
        """
        if len(text) <= LARGE:
            return await anyio.to_thread.run_sync(read_json, text, limits, limiter=self._threads)
        try:
            return await self._pool.run(_READ, text, limits)
        except (OutOfMemory, WorkTooSlow) as error:
            raise InvalidRequest(
                "data_json takes more time or memory to read than it may: send fewer values"
            ) from error

    async def aclose(self) -> None:
        """Take no further data and end the process; closing again does nothing."""
        await self._pool.aclose()
