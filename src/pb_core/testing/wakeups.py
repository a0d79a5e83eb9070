"""A doorbell that waits by any clock, and the duties of every ``Wakeups``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from pb_core.ports.clock import Clock
from pb_core.ports.wakeups import Wakeups
from pb_core.testing.clock import Elapse
from pb_core.testing.duties import Duties

LONG = 60.0


class MemoryBell:
    """A subscription; waits run out by the clock it was given."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = anyio.Event()

    def ring(self) -> None:
        """Wake those who wait, or let the next wait return at once."""
        self._rung.set()

    async def wait(self, seconds: float) -> bool:
        """Return true when it rings, false after ``seconds`` of the clock."""
        rung = self._rung
        async with anyio.create_task_group() as group:
            group.start_soon(self._run_out, seconds, group.cancel_scope)
            await rung.wait()
            group.cancel_scope.cancel()
        if rung.is_set() and self._rung is rung:
            self._rung = anyio.Event()
        return rung.is_set()

    async def _run_out(self, seconds: float, scope: anyio.CancelScope) -> None:
        await self._clock.sleep(seconds)
        scope.cancel()


class MemoryWakeups:
    """Rings within one event loop; with a ``ManualClock``, polls run out when the test says so."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bells: list[tuple[str, MemoryBell]] = []

    async def ring(self, topic: str) -> None:
        """Wake everyone who waits on the topic."""
        for listened, bell in self._bells:
            if listened == topic:
                bell.ring()

    @asynccontextmanager
    async def subscribe(self, topic: str) -> AsyncIterator[MemoryBell]:
        """Listen to a topic."""
        entry = (topic, MemoryBell(self._clock))
        self._bells.append(entry)
        try:
            yield entry[1]
        finally:
            self._bells.remove(entry)


class WakeupsContract(Duties):
    """Bind it by a subclass with a fixture ``wakeups``; one that waits by a manual clock overrides ``elapse`` too."""

    @pytest.fixture
    def elapse(self) -> Elapse:
        """Real time passes by itself."""
        return anyio.sleep

    async def test_a_ring_wakes_a_waiter(self, wakeups: Wakeups) -> None:
        """Who waits returns true when it rings."""
        async with wakeups.subscribe("a") as bell, anyio.create_task_group() as group:
            group.start_soon(wakeups.ring, "a")
            assert await bell.wait(LONG)

    async def test_a_ring_before_the_wait_is_kept(self, wakeups: Wakeups) -> None:
        """A ring between two waits, or before the first, is not missed, even with no time to wait."""
        async with wakeups.subscribe("a") as bell:
            await wakeups.ring("a")
            assert await bell.wait(0)
            await wakeups.ring("a")
            assert await bell.wait(LONG)

    async def test_a_ring_counts_once(self, wakeups: Wakeups) -> None:
        """A wait that returned true has used up the rings before it."""
        async with wakeups.subscribe("a") as bell:
            await wakeups.ring("a")
            await wakeups.ring("a")
            assert await bell.wait(LONG)
            assert not await bell.wait(0)

    async def test_a_wait_runs_out(self, wakeups: Wakeups, elapse: Elapse) -> None:
        """Without a ring a wait returns false after its seconds."""
        async with wakeups.subscribe("a") as bell, anyio.create_task_group() as group:
            group.start_soon(elapse, 0.01)
            assert not await bell.wait(0.01)

    async def test_a_ring_after_a_wait_ran_out_is_kept(self, wakeups: Wakeups) -> None:
        """Running out does not deafen a bell."""
        async with wakeups.subscribe("a") as bell:
            assert not await bell.wait(0)
            await wakeups.ring("a")
            assert await bell.wait(LONG)

    async def test_a_ring_during_a_cancelled_wait_is_kept(self, wakeups: Wakeups) -> None:
        """A waiter that was cancelled has not heard the ring; the next wait does."""
        async with wakeups.subscribe("a") as bell:
            with anyio.CancelScope() as scope:
                scope.cancel()
                await bell.wait(LONG)
            await wakeups.ring("a")
            assert await bell.wait(LONG)

    async def test_everyone_on_a_topic_hears_it(self, wakeups: Wakeups) -> None:
        """Each subscription hears each ring."""
        async with wakeups.subscribe("a") as first, wakeups.subscribe("a") as second:
            await wakeups.ring("a")
            assert await first.wait(LONG)
            assert await second.wait(LONG)

    async def test_other_topics_are_not_heard(self, wakeups: Wakeups) -> None:
        """A ring reaches its topic only."""
        async with wakeups.subscribe("a") as bell:
            await wakeups.ring("b")
            assert not await bell.wait(0)

    async def test_a_ring_before_the_subscription_is_not_heard(self, wakeups: Wakeups) -> None:
        """A subscription starts silent."""
        await wakeups.ring("a")
        async with wakeups.subscribe("a") as bell:
            assert not await bell.wait(0)

    async def test_a_ring_does_not_wait_for_listeners(self, wakeups: Wakeups) -> None:
        """``ring`` returns although nobody takes what it rang."""
        async with wakeups.subscribe("a"):
            with anyio.fail_after(LONG):
                for _ in range(1000):
                    await wakeups.ring("a")

    async def test_who_left_is_forgotten(self, wakeups: Wakeups) -> None:
        """After its context a subscription hears nothing, and the others still do."""
        async with wakeups.subscribe("a") as stays:
            async with wakeups.subscribe("a") as left:
                pass
            await wakeups.ring("a")
            assert await stays.wait(LONG)
            assert not await left.wait(0)
