"""TableReader: the data of plots, small ones read and checked in a thread, large ones in processes of their own."""

from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from pb_adapters.notation import translate_vega_lite
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import Entry, LimitReached, WorkerDied, WorkerNotStarted, WorkerStalled
from pb_adapters.workers.room import Room
from pb_core.application.plans import PlanReader
from pb_core.application.plot_checks import CheckedPlot, PlotOrder, ThreadChecks
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import InvalidRequest
from pb_core.ports.vlm import Preflight, VlmEngine

LARGE = 200_000
"""Characters above which reading would hold the interpreter for longer than a process takes to be asked."""

_READ = Entry("pb_core.domain.tables.table_reading:read_json", Table)
_CHECK = Entry("pb_adapters.plot_checking:checked", CheckedPlot)
_LIMITS = WorkLimits(processes=2, timeout_seconds=60.0, file_bytes=0, kept_bytes=256 * 2**20)
_ROOM_CHARACTERS = 64 * 2**20
_WAIT_SECONDS = 30.0

T = TypeVar("T")


class TableReader:
    """Reads ``data_json`` and holds submitted plots against it; its processes start with the first large one.

    Data at work hold 64 Mi characters together; what does not fit waits for 30 seconds at most.
    """

    def __init__(self, limits: WorkLimits = _LIMITS) -> None:
        self._pool = WorkerPool("reader of data", limits, (_READ, _CHECK))
        self._room = Room("reader of data", _ROOM_CHARACTERS, _WAIT_SECONDS)
        self._checks = ThreadChecks(PlanReader(vega_lite=translate_vega_lite))
        self._threads = CapacityLimiter(2)

    async def read(self, text: str, limits: TableLimits) -> Table:
        """The table that the data are.

        Raises:
            InvalidRequest: they are none, break a limit, or take too long or too much memory to be read.
            EngineThrottled: other data take all the room, for too long.
            EngineUnavailable: the processes cannot be started or are stopped from outside, or the reader is closed.
        """
        if not _is_large(text, limits):
            return await anyio.to_thread.run_sync(read_json, text, limits, limiter=self._threads)
        return await self._in_process(_READ, len(text), text, limits)

    async def check(self, order: PlotOrder, engine: VlmEngine) -> CheckedPlot:
        """Hold a submitted plot against its data.

        An engine of others that foresees its refusals is asked in a thread, however large the data are.

        Raises:
            InvalidRequest: the data, the plan or the intent cannot be drawn; and as ``read``.
            EngineThrottled: as ``read``; ``EngineUnavailable`` too.
        """
        by_rules = isinstance(engine, OfflineEngine)
        if not _is_large(order.data, order.limits) or (isinstance(engine, Preflight) and not by_rules):
            return await self._checks.check(order, engine)
        return await self._in_process(_CHECK, len(order.data), order, by_rules)

    async def aclose(self) -> None:
        """Take no further data and end the processes; closing again does nothing."""
        await self._pool.aclose()

    async def _in_process(self, entry: Entry[T], size: int, *arguments: object) -> T:
        try:
            async with self._room.holding(size):
                return await self._pool.run(entry, *arguments)
        except (WorkerNotStarted, WorkerStalled):
            raise
        except LimitReached as error:
            raise InvalidRequest(
                "data_json takes more time or memory to read than it may: send fewer values"
            ) from error
        except WorkerDied as error:
            raise InvalidRequest("Reading data_json stopped the reader twice: send fewer values") from error


def _is_large(text: str, limits: TableLimits) -> bool:
    """Whether reading takes long; what is longer than allowed is refused at once."""
    return LARGE < len(text) <= limits.max_document
