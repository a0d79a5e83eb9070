"""The duties of every ``Clock``."""

from collections.abc import Callable, Coroutine
from datetime import timedelta

import anyio
import anyio.lowlevel
import pytest

from pb_core.ports.clock import Clock
from pb_core.testing.contracts import Contract

Elapse = Callable[[float], Coroutine[None, None, None]]
"""Lets so many seconds pass for the adapter under test, after it began to wait."""


class ClockContract(Contract):
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
