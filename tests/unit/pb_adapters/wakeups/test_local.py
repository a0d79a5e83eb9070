"""What the contract suites cannot see of wake-ups within one process."""

import anyio

from pb_adapters.wakeups.local import LocalWakeups


async def test_topics_that_nobody_waits_on_are_forgotten() -> None:
    wakeups = LocalWakeups()
    async with wakeups.subscribe("a"), wakeups.subscribe("a"):
        await wakeups.notify("nobody")
    await wakeups.notify("a")
    assert wakeups._subscribed == {}


async def test_two_waiters_on_one_subscription_get_the_same_notification() -> None:
    wakeups = LocalWakeups()
    woken: list[bool] = []
    waiting = anyio.Event()
    async with wakeups.subscribe("a") as wakeup, anyio.create_task_group() as group:

        async def wait() -> None:
            waiting.set()
            woken.append(await wakeup.wait(60))

        group.start_soon(wait)
        group.start_soon(wait)
        await waiting.wait()
        await wakeups.notify("a")
    assert woken == [True, True]


async def test_a_negative_wait_returns_at_once() -> None:
    wakeups = LocalWakeups()
    async with wakeups.subscribe("a") as wakeup:
        assert not await wakeup.wait(-1)
        await wakeups.notify("a")
        assert await wakeup.wait(-1)


async def test_everybody_can_be_woken() -> None:
    wakeups = LocalWakeups()
    async with wakeups.subscribe("a") as first, wakeups.subscribe("b") as second:
        wakeups.wake_all()
        assert await first.wait(0)
        assert await second.wait(0)
