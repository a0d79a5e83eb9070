"""Room: how many bytes work may hold at a time; what does not fit waits in order, but not without end."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from pb_core.errors import EngineThrottled

COME_BACK_SECONDS = 5.0


class _Waiting:
    """Work that waits for so many bytes."""

    def __init__(self, size: int) -> None:
        self.size, self.admitted = size, anyio.Event()


class Room:
    """At most ``total_bytes`` at work; as many may wait for them, each for ``wait_seconds`` at most.

    ``name`` says in errors whose room it is. Work that is larger than the room is at work alone. The order is that of
    arrival: small work does not overtake large work, which would else wait for ever.
    """

    def __init__(self, name: str, total_bytes: int, wait_seconds: float) -> None:
        self._name, self._total, self._wait_seconds = name, total_bytes, wait_seconds
        self._free = total_bytes
        self._waiting: deque[_Waiting] = deque()

    @asynccontextmanager
    async def holding(self, size: int) -> AsyncIterator[None]:
        """Hold so many bytes while inside.

        Raises:
            EngineThrottled: too much waits already, or the wait was too long.
        """
        size = min(size, self._total)
        if self._waiting or size > self._free:
            await self._admitted(_Waiting(size))
        else:
            self._free -= size
        try:
            yield
        finally:
            self._give_back(size)

    async def _admitted(self, work: _Waiting) -> None:
        if sum(other.size for other in self._waiting) + work.size > self._total:
            raise self._busy()
        self._waiting.append(work)
        try:
            with anyio.fail_after(self._wait_seconds):
                await work.admitted.wait()
        except BaseException as error:
            if work.admitted.is_set():
                self._give_back(work.size)
            else:
                self._waiting.remove(work)
                self._admit()
            if isinstance(error, TimeoutError):
                raise self._busy() from None
            raise

    def _give_back(self, size: int) -> None:
        self._free += size
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self._waiting[0].size <= self._free:
            work = self._waiting.popleft()
            self._free -= work.size
            work.admitted.set()

    def _busy(self) -> EngineThrottled:
        return EngineThrottled(
            f"The {self._name} has as much to read as it may hold: try again later", retry_after=COME_BACK_SECONDS
        )
