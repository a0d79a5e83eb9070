"""Distribution by wake-ups: each place waits to be woken, and looks now and then without that."""

import anyio

from pb_core.ports.distribution import Serve
from pb_core.ports.wakeups import TASKS, Wakeup, Wakeups


class Polling:
    """``Distributor`` of one process, or of a few: every free place is woken by each task.

    ``seconds`` is the longest wait between two looks.
    """

    def __init__(self, wakeups: Wakeups, seconds: float = 1.0) -> None:
        self._wakeups, self._seconds = wakeups, seconds

    async def distribute(self, serve: Serve, places: int, stopping: anyio.Event) -> None:
        """Look in every place until ``stopping`` is set."""
        async with anyio.create_task_group() as group:
            for _ in range(places):
                group.start_soon(self._look, serve, stopping)

    async def _look(self, serve: Serve, stopping: anyio.Event) -> None:
        async with self._wakeups.subscribe(TASKS) as wakeup:
            while not stopping.is_set():
                if not await serve():
                    await self._wait(wakeup, stopping)

    async def _wait(self, wakeup: Wakeup, stopping: anyio.Event) -> None:
        async with anyio.create_task_group() as either:

            async def stopped() -> None:
                await stopping.wait()
                either.cancel_scope.cancel()

            either.start_soon(stopped)
            await wakeup.wait(self._seconds)
            either.cancel_scope.cancel()
