"""So many starts in so many seconds, in the order in which they were asked for."""

from collections import deque
from collections.abc import Awaitable, Callable

import anyio


class Limiter:
    """A sliding window: at most ``calls`` starts within any ``seconds``."""

    def __init__(
        self,
        calls: int,
        seconds: float,
        *,
        now: Callable[[], float] = anyio.current_time,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._starts: deque[float] = deque(maxlen=calls)
        self._calls, self._seconds = calls, seconds
        self._now, self._sleep = now, sleep
        self._queue = anyio.Lock()

    async def take(self) -> None:
        """Wait for a place in the window and take it."""
        async with self._queue:
            if len(self._starts) == self._calls:
                await self._sleep(max(self._starts[0] + self._seconds - self._now(), 0.0))
            self._starts.append(self._now())
