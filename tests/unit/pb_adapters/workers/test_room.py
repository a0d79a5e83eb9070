"""How work waits for room, and what it leaves when it does not get it."""

import asyncio

import anyio
import pytest

from pb_adapters.workers.room import Room
from pb_core.errors import EngineThrottled


class Workers:
    """Work that holds room until it is told to end."""

    def __init__(self, room: Room) -> None:
        self.room, self.begun, self.ends = room, list[str](), dict[str, anyio.Event]()

    async def work(self, name: str, size: int) -> None:
        self.ends[name] = anyio.Event()
        async with self.room.holding(size):
            self.begun.append(name)
            await self.ends[name].wait()


async def test_what_does_not_fit_waits_in_order_and_is_not_overtaken() -> None:
    workers = Workers(Room("reader", 10, wait_seconds=30))
    async with anyio.create_task_group() as group:
        for name, size in (("first", 6), ("large", 7), ("small", 3)):
            group.start_soon(workers.work, name, size)
            await anyio.wait_all_tasks_blocked()
        assert workers.begun == ["first"]
        workers.ends["first"].set()
        await anyio.wait_all_tasks_blocked()
        assert workers.begun == ["first", "large", "small"]
        workers.ends["large"].set()
        workers.ends["small"].set()


async def test_work_larger_than_the_room_is_alone() -> None:
    workers = Workers(Room("reader", 10, wait_seconds=30))
    async with anyio.create_task_group() as group:
        group.start_soon(workers.work, "huge", 1_000)
        await anyio.wait_all_tasks_blocked()
        group.start_soon(workers.work, "small", 1)
        await anyio.wait_all_tasks_blocked()
        assert workers.begun == ["huge"]
        workers.ends["huge"].set()
        await anyio.wait_all_tasks_blocked()
        workers.ends["small"].set()
    assert workers.begun == ["huge", "small"]


async def test_as_much_may_wait_as_be_at_work_and_no_more() -> None:
    room = Room("reader", 10, wait_seconds=30)
    workers = Workers(room)
    async with anyio.create_task_group() as group:
        for name in ("at work", "waiting"):
            group.start_soon(workers.work, name, 10)
            await anyio.wait_all_tasks_blocked()
        with pytest.raises(EngineThrottled, match="The reader has as much to read") as caught:
            await workers.work("refused", 1)
        assert caught.value.retry_after == 5
        for name in ("at work", "waiting"):
            workers.ends[name].set()
            await anyio.wait_all_tasks_blocked()


@pytest.mark.parametrize("cancelled", [False, True])
async def test_work_that_gives_up_waiting_leaves_its_place_to_the_next(*, cancelled: bool) -> None:
    workers = Workers(Room("reader", 10, wait_seconds=30 if cancelled else 0.01))
    async with anyio.create_task_group() as group:
        group.start_soon(workers.work, "at work", 6)
        await anyio.wait_all_tasks_blocked()
        if cancelled:
            async with anyio.create_task_group() as leaving:
                leaving.start_soon(workers.work, "large", 9)
                await anyio.wait_all_tasks_blocked()
                group.start_soon(workers.work, "small", 1)
                await anyio.wait_all_tasks_blocked()
                assert workers.begun == ["at work"]
                leaving.cancel_scope.cancel()
        else:
            with pytest.raises(EngineThrottled):
                await workers.work("large", 9)
            group.start_soon(workers.work, "small", 1)
        await anyio.wait_all_tasks_blocked()
        assert workers.begun == ["at work", "small"]
        for name in ("at work", "small"):
            workers.ends[name].set()


async def test_work_that_is_cancelled_as_it_is_admitted_gives_its_room_back() -> None:
    room = Room("reader", 10, wait_seconds=30)
    workers = Workers(room)
    async with room.holding(10):
        leaving = asyncio.create_task(workers.work("second", 10))
        await anyio.wait_all_tasks_blocked()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert workers.begun == []
    assert room._free == 10
