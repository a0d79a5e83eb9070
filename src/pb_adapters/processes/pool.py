"""ProcessPool: work that runs in warm processes of its own, so that it can be killed and cannot take others along."""

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

import anyio
import anyio.to_process
from anyio import BrokenWorkerProcess, CapacityLimiter

from pb_core.errors import EngineUnavailable

ATTEMPTS = 2
"""How often work is begun whose process dies: what draws can begin anew, and costs nothing."""

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class ProcessPool:
    """Runs functions in at most ``workers`` processes at a time, which stay warm and end with the event loop.

    ``name`` says in errors whose pool it is. A cancelled call, and one that takes longer than ``timeout_seconds``
    (its wait for a free place not counted), kills its worker. Work whose worker dies is begun once more, so it must
    be safe to repeat.
    """

    def __init__(self, name: str, workers: int, timeout_seconds: float | None = None) -> None:
        """Start nothing yet: a process starts with the first call that needs it."""
        self._name = name
        self._limiter = CapacityLimiter(workers)
        self._timeout = timeout_seconds
        self._closed = False

    async def run(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        """What ``work`` returns for ``args``; both, and the result, must be picklable.

        Raises:
            EngineUnavailable: two workers died at it, it took too long, or the pool is closed.
            Exception: whatever ``work`` raises.
        """
        if self._closed:
            message = f"the {self._name} is closed"
            raise EngineUnavailable(message)
        async with self._limiter:
            with anyio.move_on_after(self._timeout):
                return await self._attempted(work, *args)
        message = f"the {self._name} took more than {self._timeout:g} seconds"
        raise EngineUnavailable(message)

    async def _attempted(self, work: Callable[[*Ts], T], *args: *Ts) -> T:
        died: Exception | None = None
        for _ in range(ATTEMPTS):
            try:
                return await anyio.to_process.run_sync(work, *args, cancellable=True, limiter=CapacityLimiter(1))
            except (BrokenWorkerProcess, ProcessLookupError) as error:  # the second: it died while it started
                died = error
        message = f"the process of the {self._name} died, and so did the next one"
        raise EngineUnavailable(message) from died

    async def aclose(self) -> None:
        """Take no further calls and wait until those that were taken are done; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        async with anyio.create_task_group() as group:
            for _ in range(int(self._limiter.total_tokens)):
                group.start_soon(self._limiter.acquire_on_behalf_of, object())
