"""A clock that tests turn by hand, and the duties of every ``Clock``."""

import heapq
import itertools
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta

import anyio
import anyio.lowlevel
import pytest

from pb_core.ports.clock import Clock
from pb_core.testing.duties import Duties

Elapse = Callable[[float], Coroutine[None, None, None]]
"""Lets so many seconds pass for the adapter under test, after it began to wait."""


class ManualClock:
    """Stands still until ``advance`` is called; sleepers whose time has come wake up."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
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


class ClockContract(Duties):
    """Bind it by a subclass with a fixture ``clock``; a clock turned by hand overrides ``elapse`` too."""

    @pytest.fixture
    def elapse(self) -> Elapse:
        """Real time passes by itself."""
        return anyio.sleep

    def test_now_is_utc(self, clock: Clock) -> None:
        """Times are aware and in UTC."""
        assert clock.now().utcoffset() == timedelta(0)

    async def test_a_sleeper_wakes_no_earlier_than_it_asked(self, clock: Clock, elapse: Elapse) -> None:
        """After ``sleep`` the clock shows at least ``seconds`` more."""
        before = clock.now()
        async with anyio.create_task_group() as group:
            group.start_soon(elapse, 0.01)
            await clock.sleep(0.01)
        assert clock.now() - before >= timedelta(seconds=0.01)

    async def test_a_sleeper_can_be_cancelled(self, clock: Clock) -> None:
        """Cancellation ends a sleep at once."""
        asleep = anyio.Event()

        async def sleep() -> None:
            asleep.set()
            await clock.sleep(3600)

        async with anyio.create_task_group() as group:
            group.start_soon(sleep)
            await asleep.wait()
            group.cancel_scope.cancel()
        assert group.cancel_scope.cancelled_caught

    @pytest.mark.parametrize("seconds", [0.0, -1.0])
    async def test_nothing_to_wait_for_is_no_wait(self, clock: Clock, seconds: float) -> None:
        """A moment that has passed is returned from at once."""
        with anyio.fail_after(10):
            await clock.sleep(seconds)

    async def test_the_others_run_while_one_sleeps(self, clock: Clock, elapse: Elapse) -> None:
        """A sleep gives way to other tasks."""
        ran = anyio.Event()

        async def run() -> None:
            ran.set()
            await elapse(0.01)

        async with anyio.create_task_group() as group:
            group.start_soon(run)
            await clock.sleep(0.01)
        assert ran.is_set()
