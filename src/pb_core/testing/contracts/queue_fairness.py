"""The duties of a queue to keys: they take turns, by their weight and within their limits."""

from typing import Any

import pytest

from pb_core.domain.billing import KeyChange
from pb_core.domain.tasks import Idempotency, TaskKind
from pb_core.errors import QueueFull
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    everything,
    sample_key,
    sample_task,
)


async def _claimed(storage: Storage, count: int, most_running: int | None = None) -> list[str]:
    """The keys of the tasks that are claimed one after another; ``-`` where there is none."""
    claims = [await storage.claim_task(after(99), LEASE, f"c{number}", most_running) for number in range(count)]
    return ["-" if claimed is None else claimed.task.key_id.removeprefix("key-") for claimed in claims]


async def _fill(storage: Storage, key: str, count: int, **fields: Any) -> None:  # noqa: ANN401 - fields of the key
    """Make a key and accept some tasks of it, unless it is there."""
    if await storage.key(f"key-{key}") is None:
        await storage.add_key(sample_key(f"key-{key}", None, **fields))
    for _ in range(count):
        number = len(await storage.usage(f"key-{key}", 9999))
        await storage.accept(sample_task(f"task-{key}-{number}", f"key-{key}", number))


class FairnessContract(StoragePartContract):
    """Keys take turns."""

    async def test_keys_take_turns(self, storage: Storage) -> None:
        """However many tasks the first has, and whoever came first."""
        await _fill(storage, "a", 6)
        await _fill(storage, "b", 2)
        await _fill(storage, "c", 1)
        assert await _claimed(storage, 10) == ["a", "b", "c", "a", "b", "a", "a", "a", "a", "-"]

    async def test_a_key_that_comes_late_waits_for_one_turn(self, storage: Storage) -> None:
        """And has nothing in arrears, neither at its first time nor at a later one."""
        await _fill(storage, "a", 30)
        assert await _claimed(storage, 10) == ["a"] * 10
        await _fill(storage, "b", 3)
        assert await _claimed(storage, 4) == ["b", "a", "b", "a"]
        assert await _claimed(storage, 4) == ["b", "a", "a", "a"]
        await _fill(storage, "b", 2)
        assert sorted(await _claimed(storage, 4)) == ["a", "a", "b", "b"]

    async def test_a_key_whose_tasks_waited_has_nothing_in_arrears(self, storage: Storage) -> None:
        """Once they are due, it has a turn like everybody else."""
        await _fill(storage, "a", 2)
        for number in range(2):
            held = await storage.claim_task(after(0), LEASE, f"w{number}")
            assert held is not None
            await storage.put_back(held.lease, after(50), "Waiting.")
        await _fill(storage, "b", 9)
        early = [await storage.claim_task(after(9), LEASE, f"e{number}") for number in range(5)]
        assert {claim and claim.task.key_id for claim in early} == {"key-b"}
        assert sorted(await _claimed(storage, 4)) == ["a", "a", "b", "b"]

    async def test_a_key_has_as_many_turns_as_it_weighs(self, storage: Storage) -> None:
        """Three while others have one; a changed weight counts from then on."""
        await _fill(storage, "a", 20, weight=3)
        await _fill(storage, "b", 20)
        first = await _claimed(storage, 12)
        assert (first.count("a"), first.count("b")) == (9, 3)
        await storage.change_key("key-a", KeyChange(weight=1), NOW)
        assert sorted(await _claimed(storage, 8)) == ["a"] * 4 + ["b"] * 4

    async def test_short_work_goes_before_what_came_a_minute_earlier(self, storage: Storage) -> None:
        """Not before what came earlier than that, so that long work is never left behind."""
        await storage.add_key(sample_key())
        for name, seconds in (("old", 0), ("young", 20)):
            await storage.accept(sample_task(name, seconds=seconds))
        await storage.accept(sample_task("short", seconds=70, kind=TaskKind.COMPOSITE))
        claims = [await storage.claim_task(after(99), LEASE, f"t{number}") for number in range(3)]
        assert [claim and claim.task.id for claim in claims] == ["old", "short", "young"]

    async def test_no_more_of_a_key_run_than_it_may(self, open_storage: OpenStorage) -> None:
        """Over all holders; the tasks of others go on."""
        async with open_storage() as one, open_storage() as two:
            await _fill(one, "a", 3)
            await _fill(one, "b", 1)
            held = await two.claim_task(after(99), LEASE, "t1", 1)
            assert held is not None
            assert held.task.key_id == "key-a"
            assert await _claimed(one, 2, 1) == ["b", "-"]
            await two.finish_task(held.lease, COMPLETED, NOW)
            assert await _claimed(one, 2, 1) == ["a", "-"]

    async def test_a_disabled_key_holds_its_queue(self, storage: Storage) -> None:
        """What runs goes on; what waits does so until the key is enabled, suspects too."""
        await _fill(storage, "a", 3)
        held = await storage.claim_task(NOW, LEASE, "t0")
        assert held is not None
        suspect = await storage.claim_task(NOW, LEASE, "t1")
        assert suspect is not None
        await storage.put_back(suspect.lease, NOW, "A fault.", fault=True)
        await storage.change_key("key-a", KeyChange(active=False), NOW)
        await storage.finish_task(held.lease, COMPLETED, NOW)
        assert await _claimed(storage, 1) == ["-"]
        await storage.change_key("key-a", KeyChange(active=True), NOW)
        assert await _claimed(storage, 1) == ["a"]

    async def test_no_more_of_a_key_wait_than_may(self, storage: Storage) -> None:
        """One more leaves nothing: no charge, no task. Those that run do not count."""
        await storage.add_key(sample_key())
        again = Idempotency(key="i", digest="d")
        first = await storage.accept(sample_task(), again, 2)
        await storage.accept(sample_task("task-2"), None, 2)
        before = await everything(storage, "task-1", "task-2", "task-3")
        with pytest.raises(QueueFull):
            await storage.accept(sample_task("task-3"), None, 2)
        assert await storage.accept(sample_task("task-3"), again, 2) == first
        assert await everything(storage, "task-1", "task-2", "task-3") == before
        await storage.claim_task(NOW, LEASE, "t0")
        assert await storage.accept(sample_task("task-3"), None, 2) == sample_task("task-3")
