"""Wake-ups within one event loop."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio


class LocalWakeup:
    """A subscription that keeps a notification until the next wait."""

    def __init__(self) -> None:
        self._notified = anyio.Event()

    def notify(self) -> None:
        """Wake those who wait, or let the next wait return at once."""
        self._notified.set()

    async def wait(self, seconds: float) -> bool:
        """Return true as soon as it was notified since the last wait, false after ``seconds`` without that."""
        notified = self._notified
        with anyio.move_on_after(seconds):
            await notified.wait()
        if notified.is_set() and self._notified is notified:
            self._notified = anyio.Event()
        return notified.is_set()


class LocalWakeups:
    """Notifications within one process; ``notify`` must be called on the event loop of the subscribers."""

    def __init__(self) -> None:
        self._subscribed: defaultdict[str, set[LocalWakeup]] = defaultdict(set)

    async def notify(self, topic: str) -> None:
        """Wake everyone who waits on the topic."""
        self.wake(topic)

    def wake(self, topic: str) -> None:
        """Wake everyone who waits on the topic."""
        for wakeup in self._subscribed.get(topic, ()):
            wakeup.notify()

    def wake_all(self) -> None:
        """Wake everyone on every topic."""
        for topic in self._subscribed:
            self.wake(topic)

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[LocalWakeup]:
        """Subscribe to a topic."""
        wakeup = LocalWakeup()
        self._subscribed[topic].add(wakeup)
        try:
            yield wakeup
        finally:
            self._subscribed[topic].discard(wakeup)
            if not self._subscribed[topic]:
                del self._subscribed[topic]
