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

    async def test_a_notification_wakes_a_waiter(self, wakeups: Wakeups) -> None:
        """A wait returns true when the topic is notified."""
        async with wakeups.subscribe("a") as wakeup, anyio.create_task_group() as group:
            group.start_soon(wakeups.notify, "a")
            assert await wakeup.wait(LONG)

    async def test_a_notification_before_the_wait_is_kept(self, wakeups: Wakeups) -> None:
        """A notification between two waits, or before the first, is not missed, even with no time to wait."""
        async with wakeups.subscribe("a") as wakeup:
            await wakeups.notify("a")
            assert await wakeup.wait(0)
            await wakeups.notify("a")
            assert await wakeup.wait(LONG)

    async def test_a_notification_counts_once(self, wakeups: Wakeups) -> None:
        """A wait that returned true has used up the notifications before it."""
        async with wakeups.subscribe("a") as wakeup:
            await wakeups.notify("a")
            await wakeups.notify("a")
            assert await wakeup.wait(LONG)
            assert not await wakeup.wait(0)

    async def test_a_wait_runs_out(self, wakeups: Wakeups, elapse: Elapse) -> None:
        """Without a notification a wait returns false after its seconds."""
        async with wakeups.subscribe("a") as wakeup, anyio.create_task_group() as group:
            group.start_soon(elapse, 0.01)
            assert not await wakeup.wait(0.01)

    async def test_a_notification_after_a_wait_ran_out_is_kept(self, wakeups: Wakeups) -> None:
        """A wait that ran out does not end the subscription."""
        async with wakeups.subscribe("a") as wakeup:
            assert not await wakeup.wait(0)
            await wakeups.notify("a")
            assert await wakeup.wait(LONG)

    async def test_a_notification_during_a_cancelled_wait_is_kept(self, wakeups: Wakeups) -> None:
        """A waiter that was cancelled has not taken the notification; the next wait does."""
        async with wakeups.subscribe("a") as wakeup:
            with anyio.CancelScope() as scope:
                scope.cancel()
                await wakeup.wait(LONG)
            await wakeups.notify("a")
            assert await wakeup.wait(LONG)

    async def test_everyone_on_a_topic_hears_it(self, wakeups: Wakeups) -> None:
        """Each subscription gets each notification."""
        async with wakeups.subscribe("a") as first, wakeups.subscribe("a") as second:
            await wakeups.notify("a")
            assert await first.wait(LONG)
            assert await second.wait(LONG)

    async def test_other_topics_are_not_heard(self, wakeups: Wakeups) -> None:
        """A notification reaches its topic only."""
        async with wakeups.subscribe("a") as wakeup:
            await wakeups.notify("b")
            assert not await wakeup.wait(0)

    async def test_a_notification_before_the_subscription_does_not_count(self, wakeups: Wakeups) -> None:
        """A subscription begins without a notification."""
        await wakeups.notify("a")
        async with wakeups.subscribe("a") as wakeup:
            assert not await wakeup.wait(0)

    async def test_notify_does_not_wait_for_subscribers(self, wakeups: Wakeups) -> None:
        """``notify`` returns although nobody waits."""
        async with wakeups.subscribe("a"):
            with anyio.fail_after(LONG):
                for _ in range(1000):
                    await wakeups.notify("a")

    async def test_a_subscription_ends_with_its_context(self, wakeups: Wakeups) -> None:
        """After its context a subscription gets nothing, and the others still do."""
        async with wakeups.subscribe("a") as stays:
            async with wakeups.subscribe("a") as left:
                pass
            await wakeups.notify("a")
            assert await stays.wait(LONG)
            assert not await left.wait(0)
