"""The duties of every ``Wakeups``."""

import anyio
import pytest

from pb_core.ports.wakeups import Wakeups
from pb_core.testing.contracts import Contract
from pb_core.testing.contracts.clock import Elapse

LONG = 60.0


class WakeupsContract(Contract):
    """Bind it by a subclass with a fixture ``wakeups``; one that waits by a manual clock overrides ``elapse`` too."""

    @pytest.fixture
    def elapse(self) -> Elapse:
        """Real time passes by itself."""
        return anyio.sleep

    async def test_a_ring_wakes_a_waiter(self, wakeups: Wakeups) -> None:
        """Who waits returns true when it rings."""
        async with wakeups.subscribe("a") as wakeup, anyio.create_task_group() as group:
            group.start_soon(wakeups.notify, "a")
            assert await wakeup.wait(LONG)

    async def test_a_ring_before_the_wait_is_kept(self, wakeups: Wakeups) -> None:
        """A ring between two waits, or before the first, is not missed, even with no time to wait."""
        async with wakeups.subscribe("a") as wakeup:
            await wakeups.notify("a")
            assert await wakeup.wait(0)
            await wakeups.notify("a")
            assert await wakeup.wait(LONG)

    async def test_a_ring_counts_once(self, wakeups: Wakeups) -> None:
        """A wait that returned true has used up the rings before it."""
        async with wakeups.subscribe("a") as wakeup:
            await wakeups.notify("a")
            await wakeups.notify("a")
            assert await wakeup.wait(LONG)
            assert not await wakeup.wait(0)

    async def test_a_wait_runs_out(self, wakeups: Wakeups, elapse: Elapse) -> None:
        """Without a ring a wait returns false after its seconds."""
        async with wakeups.subscribe("a") as wakeup, anyio.create_task_group() as group:
            group.start_soon(elapse, 0.01)
            assert not await wakeup.wait(0.01)

    async def test_a_ring_after_a_wait_ran_out_is_kept(self, wakeups: Wakeups) -> None:
        """Running out does not deafen a bell."""
        async with wakeups.subscribe("a") as wakeup:
            assert not await wakeup.wait(0)
            await wakeups.notify("a")
            assert await wakeup.wait(LONG)

    async def test_a_ring_during_a_cancelled_wait_is_kept(self, wakeups: Wakeups) -> None:
        """A waiter that was cancelled has not heard the ring; the next wait does."""
        async with wakeups.subscribe("a") as wakeup:
            with anyio.CancelScope() as scope:
                scope.cancel()
                await wakeup.wait(LONG)
            await wakeups.notify("a")
            assert await wakeup.wait(LONG)

    async def test_everyone_on_a_topic_hears_it(self, wakeups: Wakeups) -> None:
        """Each subscription hears each ring."""
        async with wakeups.subscribe("a") as first, wakeups.subscribe("a") as second:
            await wakeups.notify("a")
            assert await first.wait(LONG)
            assert await second.wait(LONG)

    async def test_other_topics_are_not_heard(self, wakeups: Wakeups) -> None:
        """A ring reaches its topic only."""
        async with wakeups.subscribe("a") as wakeup:
            await wakeups.notify("b")
            assert not await wakeup.wait(0)

    async def test_a_ring_before_the_subscription_is_not_heard(self, wakeups: Wakeups) -> None:
        """A subscription starts silent."""
        await wakeups.notify("a")
        async with wakeups.subscribe("a") as wakeup:
            assert not await wakeup.wait(0)

    async def test_a_ring_does_not_wait_for_listeners(self, wakeups: Wakeups) -> None:
        """``ring`` returns although nobody takes what it rang."""
        async with wakeups.subscribe("a"):
            with anyio.fail_after(LONG):
                for _ in range(1000):
                    await wakeups.notify("a")

    async def test_who_left_is_forgotten(self, wakeups: Wakeups) -> None:
        """After its context a subscription hears nothing, and the others still do."""
        async with wakeups.subscribe("a") as stays:
            async with wakeups.subscribe("a") as left:
                pass
            await wakeups.notify("a")
            assert await stays.wait(LONG)
            assert not await left.wait(0)
