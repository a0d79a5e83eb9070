"""What the running process gives: the time, names from the random source, and wake-ups within one event loop."""

import secrets
import string
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio

AHEAD_SECONDS = 0.1
"""How far timers may be ahead of the wall clock; more than that, and somebody has put it back."""


class SystemClock:
    """The machine's wall clock in UTC."""

    def now(self) -> datetime:
        """The time now."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait until the wall clock shows ``seconds`` more than now; one that is put back is not waited for."""
        until = self.now() + timedelta(seconds=seconds)
        await anyio.sleep(max(seconds, 0))
        # Timers run on the monotonic clock, which may be a little ahead of the wall clock.
        while 0 < (rest := (until - self.now()).total_seconds()) < AHEAD_SECONDS:  # noqa: ASYNC110 - it sends no event
            await anyio.sleep(rest)


_ALPHABET = string.ascii_letters + string.digits


class SecureIds:
    """Ids of 128 and keys of 190 random bits."""

    def fresh(self) -> str:
        """32 lowercase hex digits."""
        return secrets.token_hex(16)

    def api_key(self) -> str:
        """``pb_`` and 32 letters and digits."""
        return "pb_" + "".join(secrets.choice(_ALPHABET) for _ in range(32))


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
        for wakeup in self._subscribed.get(topic, ()):
            wakeup.notify()

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
