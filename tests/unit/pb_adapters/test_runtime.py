"""What the suite cannot see of the local doorbell."""

import anyio

from pb_adapters.runtime import LocalWakeups


async def test_topics_that_nobody_listens_to_are_forgotten() -> None:
    wakeups = LocalWakeups()
    async with wakeups.subscribe("a"), wakeups.subscribe("a"):
        await wakeups.notify("nobody")
    await wakeups.notify("a")
    assert wakeups._subscribed == {}


async def test_two_waiters_on_one_bell_hear_the_same_ring() -> None:
    wakeups = LocalWakeups()
    heard: list[bool] = []
    waiting = anyio.Event()
    async with wakeups.subscribe("a") as wakeup, anyio.create_task_group() as group:

        async def wait() -> None:
            waiting.set()
            heard.append(await wakeup.wait(60))

        group.start_soon(wait)
        group.start_soon(wait)
        await waiting.wait()
        await wakeups.notify("a")
    assert heard == [True, True]


async def test_a_negative_wait_is_a_look() -> None:
    wakeups = LocalWakeups()
    async with wakeups.subscribe("a") as wakeup:
        assert not await wakeup.wait(-1)
        await wakeups.notify("a")
        assert await wakeup.wait(-1)
