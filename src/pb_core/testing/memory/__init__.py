"""Adapters in memory for every port, for tests and short-lived embedding; they import without pytest.

Here are the small ones: artifacts, a clock turned by hand, ids that count, and wake-ups within one event loop.
"""

import hashlib
import heapq
import itertools
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio
import anyio.lowlevel

from pb_core.errors import ArtifactMissing
from pb_core.ports.artifacts import StoredBlob
from pb_core.ports.clock import Clock

START = datetime(2026, 1, 1, tzinfo=UTC)


class MemoryArtifacts:
    """Blobs in a dictionary, gone with the process; ``now`` says when they are stored."""

    def __init__(self, now: Callable[[], datetime] = lambda: START) -> None:
        self._blobs: dict[tuple[str, str], bytes] = {}
        self._stored: dict[tuple[str, str], tuple[int, datetime]] = {}
        self._numbers, self._now = itertools.count(), now

    async def put(self, owner: str, data: bytes) -> str:
        """Store the bytes and return their digest."""
        await anyio.lowlevel.checkpoint()
        digest = hashlib.sha256(data).hexdigest()
        self._blobs[owner, digest] = bytes(data)
        self._stored[owner, digest] = (next(self._numbers), self._now())
        return digest

    async def get(self, owner: str, digest: str, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes from ``start`` to before ``stop`` (default: all), once the whole blob has its digest."""
        if start < 0 or (stop is not None and stop < start):
            raise ValueError("a range must not be negative")
        data = await self._blob(owner, digest)
        if max(start, stop or 0) > len(data):
            raise ArtifactMissing("An artifact is damaged, it is shorter than its record says: submit again.")
        if hashlib.sha256(data).hexdigest() != digest:
            raise ArtifactMissing(
                "An artifact is damaged, its bytes are no longer those that were stored: submit again."
            )
        return data[start:stop]

    async def verify(self, owner: str, digest: str) -> bool:
        """Whether the stored bytes still have their digest."""
        return hashlib.sha256(await self._blob(owner, digest)).hexdigest() == digest

    def stamp(self, owner: str, digest: str) -> Hashable:
        """The number of the last change of a blob."""
        number, _ = self._stored.get((owner, digest), (None, None))
        return number

    def location(self, owner: str, digest: str) -> str:
        """A name for the record; nothing can be opened by it."""
        return f"memory:{owner}/{digest}"

    async def blobs(self, owner: str | None = None) -> AsyncGenerator[StoredBlob]:
        """Every blob, or those of an owner."""
        await anyio.lowlevel.checkpoint()
        for (whose, digest), data in list(self._blobs.items()):
            if owner in {None, whose}:
                number, when = self._stored[whose, digest]
                yield StoredBlob(owner=whose, digest=digest, size=len(data), stored_at=when, stamp=number)

    async def remove(self, owner: str, digest: str, stamp: Hashable = None) -> bool:
        """Remove one blob, with a ``stamp`` only if it still has that one; return whether it did."""
        await anyio.lowlevel.checkpoint()
        if stamp is not None and stamp != self.stamp(owner, digest):
            return False
        self._stored.pop((owner, digest), None)
        return self._blobs.pop((owner, digest), None) is not None

    async def remove_owner(self, owner: str) -> None:
        """Remove every blob of an owner; idempotent."""
        await anyio.lowlevel.checkpoint()
        for whose, digest in [name for name in self._blobs if name[0] == owner]:
            del self._blobs[whose, digest], self._stored[whose, digest]

    def damage(self, owner: str, digest: str) -> None:
        """Change the first byte of a blob, for tests of those who read it."""
        data = self._blobs[owner, digest]
        self._blobs[owner, digest] = bytes([data[0] ^ 0xFF]) + data[1:]
        self._stored[owner, digest] = (next(self._numbers), self._stored[owner, digest][1])

    async def _blob(self, owner: str, digest: str) -> bytes:
        await anyio.lowlevel.checkpoint()
        try:
            return self._blobs[owner, digest]
        except KeyError as error:
            raise ArtifactMissing("An artifact is missing from the store: submit again.") from error


class ManualClock:
    """Stands still until ``advance`` is called; sleepers whose time has come wake up."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._order = itertools.count()
        self._sleepers: list[tuple[datetime, int, anyio.Event]] = []
        self._changed = anyio.Event()

    def now(self) -> datetime:
        """The time that the clock was turned to."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was advanced by ``seconds``."""
        if seconds <= 0:
            await anyio.lowlevel.checkpoint()
            return
        sleeper = (self._now + timedelta(seconds=seconds), next(self._order), anyio.Event())
        heapq.heappush(self._sleepers, sleeper)
        self._changed.set()
        try:
            await sleeper[2].wait()
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)
                heapq.heapify(self._sleepers)

    def advance(self, seconds: float) -> None:
        """Turn the clock forward and wake whoever is due, the earliest first."""
        self._now += timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            heapq.heappop(self._sleepers)[2].set()

    @property
    def sleepers(self) -> int:
        """How many sleep now."""
        return len(self._sleepers)

    async def until_asleep(self, count: int = 1) -> None:
        """Wait until at least ``count`` sleep: the moment to advance."""
        while self.sleepers < count:
            self._changed = anyio.Event()
            await self._changed.wait()

    async def elapse(self, seconds: float) -> None:
        """Advance as soon as somebody sleeps."""
        await self.until_asleep()
        self.advance(seconds)


class SequentialIds:
    """Counts: the first name of a source is always the same, which makes tests repeatable. Not for production."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def fresh(self) -> str:
        """32 lowercase hex digits: the next number."""
        return f"{next(self._numbers):032x}"

    def api_key(self) -> str:
        """``pb_`` and 32 letters and digits that begin with the next number."""
        return "pb_" + f"{next(self._numbers):06x}".ljust(32, "z")


class MemoryWakeup:
    """A subscription; waits run out by the clock it was given."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._notified = anyio.Event()

    def notify(self) -> None:
        """Wake those who wait, or let the next wait return at once."""
        self._notified.set()

    async def wait(self, seconds: float) -> bool:
        """Return true when it is notified, false after ``seconds`` of the clock."""
        notified = self._notified
        async with anyio.create_task_group() as group:
            group.start_soon(self._run_out, seconds, group.cancel_scope)
            await notified.wait()
            group.cancel_scope.cancel()
        if notified.is_set() and self._notified is notified:
            self._notified = anyio.Event()
        return notified.is_set()

    async def _run_out(self, seconds: float, scope: anyio.CancelScope) -> None:
        await self._clock.sleep(seconds)
        scope.cancel()


class MemoryWakeups:
    """Notifications within one event loop; with a ``ManualClock``, polls run out when the test says so."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._subscribed: list[tuple[str, MemoryWakeup]] = []

    async def notify(self, topic: str) -> None:
        """Wake everyone who waits on the topic."""
        for subscribed, wakeup in self._subscribed:
            if subscribed == topic:
                wakeup.notify()

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[MemoryWakeup]:
        """Subscribe to a topic."""
        entry = (topic, MemoryWakeup(self._clock))
        self._subscribed.append(entry)
        try:
            yield entry[1]
        finally:
            self._subscribed.remove(entry)
