"""The limiter: no more calls reach a provider within a time than it allows, however unevenly the network takes them."""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import anyio

MARGIN = 0.05
"""The share of the window that a place stays taken longer, since the provider's clock is another one."""


class Starts(Protocol):
    """How many calls may start at a provider: those of this process, or of all that share it."""

    def place(self) -> AbstractAsyncContextManager[Callable[[], None]]:
        """Wait for a place and hold it around one call; yields what to call once the provider has accepted it."""


class Limiter:
    """A sliding window: at most ``calls`` calls reach the provider within any ``seconds``.

    A call reaches it at some moment between its start and its acceptance. So its place is free again ``seconds`` after
    it was accepted or is over: counted from the starts, calls that were slow on their way came together with those
    that were started a window later.
    """

    def __init__(
        self,
        calls: int,
        seconds: float,
        *,
        now: Callable[[], float] = anyio.current_time,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._calls, self._seconds = calls, seconds * (1 + MARGIN)
        self._now, self._sleep = now, sleep
        self._on_the_way = 0
        self._free_at: deque[float] = deque()
        self._accepted = anyio.Event()
        self._queue = anyio.Lock()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Callable[[], None]]:
        """Wait for a place and hold it around one call; yields what to call once the provider has accepted it."""
        await self._take()
        is_held = True

        def accepted() -> None:
            nonlocal is_held
            if is_held:
                is_held = False
                self._give()

        try:
            yield accepted
        finally:
            accepted()

    async def _take(self) -> None:
        async with self._queue:
            while self._on_the_way + self._taken() >= self._calls:
                if self._free_at:
                    await self._sleep(max(self._free_at[0] - self._now(), 0.0))
                else:
                    await self._accepted.wait()
            self._on_the_way += 1

    def _taken(self) -> int:
        """How many calls were accepted within the window."""
        while self._free_at and self._free_at[0] <= self._now():
            self._free_at.popleft()
        return len(self._free_at)

    def _give(self) -> None:
        self._on_the_way -= 1
        self._free_at.append(self._now() + self._seconds)
        self._accepted.set()
        self._accepted = anyio.Event()
