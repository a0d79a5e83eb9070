"""A doorbell within one process and one event loop."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio


class LocalBell:
    """A subscription whose rings are kept until the next wait."""

    def __init__(self) -> None:
        self._rung = anyio.Event()

    def ring(self) -> None:
        """Wake those who wait, or let the next wait return at once."""
        self._rung.set()

    async def wait(self, seconds: float) -> bool:
        """Return true as soon as it rang since the last wait, false after ``seconds`` without a ring."""
        rung = self._rung
        with anyio.move_on_after(seconds):
            await rung.wait()
        if rung.is_set() and self._rung is rung:
            self._rung = anyio.Event()
        return rung.is_set()


class LocalWakeups:
    """Rings the bells of this process; ``ring`` must be called on the event loop of the listeners."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, set[LocalBell]] = defaultdict(set)

    async def ring(self, topic: str) -> None:
        """Wake everyone who waits on the topic."""
        for bell in self._bells.get(topic, ()):
            bell.ring()

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[LocalBell]:
        """Listen to a topic."""
        bell = LocalBell()
        self._bells[topic].add(bell)
        try:
            yield bell
        finally:
            self._bells[topic].discard(bell)
            if not self._bells[topic]:
                del self._bells[topic]
