"""What only a clock that a test advances can promise."""

import anyio

from pb_core.testing.memory import ManualClock


async def test_only_who_is_due_wakes_the_earliest_first() -> None:
    clock = ManualClock()
    woken: list[int] = []

    async def sleep(seconds: int) -> None:
        await clock.sleep(seconds)
        woken.append(seconds)

    async with anyio.create_task_group() as group:
        for seconds in (30, 10, 20):
            group.start_soon(sleep, seconds)
        await clock.until_asleep(3)
        clock.advance(20)
        await anyio.wait_all_tasks_blocked()
        assert woken == [10, 20]
        assert clock.sleepers == 1
        clock.advance(10)
    assert woken == [10, 20, 30]


async def test_a_cancelled_sleeper_is_forgotten() -> None:
    clock = ManualClock()
    async with anyio.create_task_group() as group:
        group.start_soon(clock.sleep, 10)
        await clock.until_asleep()
        group.cancel_scope.cancel()
    assert clock.sleepers == 0
    clock.advance(10)


async def test_time_stands_still_by_itself() -> None:
    clock = ManualClock()
    before = clock.now()
    await anyio.wait_all_tasks_blocked()
    assert clock.now() == before
