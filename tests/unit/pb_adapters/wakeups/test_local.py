"""What the suite cannot see of the local doorbell."""

import anyio

from pb_adapters.wakeups.local import LocalWakeups


async def test_topics_that_nobody_listens_to_are_forgotten() -> None:
    wakeups = LocalWakeups()
    async with wakeups.subscribe("a"), wakeups.subscribe("a"):
        await wakeups.ring("nobody")
    await wakeups.ring("a")
    assert wakeups._bells == {}


async def test_two_waiters_on_one_bell_hear_the_same_ring() -> None:
    wakeups = LocalWakeups()
    heard: list[bool] = []
    waiting = anyio.Event()
    async with wakeups.subscribe("a") as bell, anyio.create_task_group() as group:

        async def wait() -> None:
            waiting.set()
            heard.append(await bell.wait(60))

        group.start_soon(wait)
        group.start_soon(wait)
        await waiting.wait()
        await wakeups.ring("a")
    assert heard == [True, True]


async def test_a_negative_wait_is_a_look() -> None:
    wakeups = LocalWakeups()
    async with wakeups.subscribe("a") as bell:
        assert not await bell.wait(-1)
        await wakeups.ring("a")
        assert await bell.wait(-1)
