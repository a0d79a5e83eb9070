"""The duties of a queue to tasks whose holder is gone: rescue them, and count it as their fault."""

from pb_core.domain.tasks import SUSPECT_REASON, SUSPECT_WAIT, TaskStatus
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    Uptime,
    after,
    running_task,
    sample_intent,
    sample_key,
    sample_task,
)


class RescueContract(StoragePartContract):
    """Leases that end, and holders that are gone."""

    async def test_what_is_held_is_not_claimed(self, storage: Storage, uptime: Uptime) -> None:
        """Whatever wall clock and uptime say: a holder never loses to itself."""
        await running_task(storage)
        uptime.advance(9999)
        assert await storage.rescue(after(9999)) == 0
        assert await storage.claim_task(after(9999), LEASE, "t1") is None

    async def test_a_lease_that_ended_is_rescued_by_another_holder(
        self, storage: Storage, open_storage: OpenStorage, uptime: Uptime
    ) -> None:
        """Not before; the second claim is a second attempt, ``started_at`` stays the first, a fault is counted."""
        await running_task(storage)
        async with open_storage() as other:
            uptime.advance(59)
            assert await other.rescue(after(9999)) == 0
            uptime.advance(1)
            assert await other.rescue(after(60)) == 1
            assert await other.rescue(after(60)) == 0
            pending = await storage.task("task-1")
            assert pending is not None
            assert (pending.status, pending.attempt, pending.faults) == (TaskStatus.PENDING, 1, 1)
            taken = await other.claim_task(after(60), LEASE, "t1")
        assert taken is not None
        assert (taken.task.attempt, taken.task.started_at, taken.task.status) == (2, NOW, TaskStatus.RUNNING)

    async def test_the_wall_clock_ends_no_lease(self, storage: Storage, open_storage: OpenStorage) -> None:
        """Turned by an hour or a year, forward or back."""
        held = await running_task(storage)
        async with open_storage() as other:
            for seconds in (3600, -3600, 3e7):
                assert await other.rescue(after(seconds)) == 0
                assert await other.claim_task(after(seconds), LEASE, "t1") is None
        await storage.finish_task(held.lease, COMPLETED, after(-3600))

    async def test_a_holder_that_is_gone_is_rescued_at_once(self, open_storage: OpenStorage) -> None:
        """By the next one, without waiting for the end of any lease."""
        async with open_storage() as storage:
            await running_task(storage)
        async with open_storage() as storage:
            assert await storage.rescue(after(1)) == 1
            again = await storage.claim_task(after(1), LEASE, "t1")
        assert again is not None
        assert again.task.id == "task-1"

    async def test_a_renewed_lease_lasts_longer(
        self, storage: Storage, open_storage: OpenStorage, uptime: Uptime
    ) -> None:
        """From the renewal on, under the same token."""
        held = await running_task(storage)
        uptime.advance(50)
        await storage.renew_task(held.lease, LEASE)
        async with open_storage() as other:
            uptime.advance(59)
            assert await other.rescue(after(109)) == 0
            uptime.advance(1)
            assert await other.rescue(after(110)) == 1

    async def test_an_expired_lease_that_nobody_took_over_is_valid(self, storage: Storage, uptime: Uptime) -> None:
        """Only the token decides."""
        held = await running_task(storage)
        uptime.advance(5000)
        finished = await storage.finish_task(held.lease, COMPLETED, after(5000))
        assert finished.status is TaskStatus.COMPLETED

    async def test_an_abandoned_task_goes_before_younger_ones(self, open_storage: OpenStorage) -> None:
        """Age decides, not whether a task was tried before."""
        async with open_storage() as storage:
            await running_task(storage)
            await storage.accept(sample_task("task-2", seconds=1))
        async with open_storage() as storage:
            await storage.rescue(after(61))
            taken = await storage.claim_task(after(61), LEASE, "t1")
        assert taken is not None
        assert taken.task.id == "task-1"

    async def test_faults_grow_with_every_holder_that_is_gone(self, open_storage: OpenStorage) -> None:
        """From the second on the task waits, and a sentence says why."""
        for number, seconds in enumerate((0, 100, 200)):
            async with open_storage() as storage:
                if not number:
                    await storage.add_key(sample_key())
                    await storage.accept(sample_task())
                await storage.rescue(after(seconds))
                claimed = await storage.claim_task(after(seconds + 50), LEASE, f"t{number}")
                assert claimed is not None
                assert claimed.task.faults == number
        async with open_storage() as storage:
            await storage.rescue(after(300))
            task = await storage.task("task-1")
        assert task is not None
        assert (task.faults, task.not_before, task.waits_for) == (3, after(300) + SUSPECT_WAIT, SUSPECT_REASON)

    async def test_a_finished_step_forgives_faults(self, open_storage: OpenStorage) -> None:
        """A started or a failed one does not."""
        async with open_storage() as storage:
            await running_task(storage)
        async with open_storage() as storage:
            await storage.rescue(after(1))
            held = await storage.claim_task(after(1), LEASE, "t1")
            assert held is not None
            await storage.begin_step(held.lease, sample_intent())
            await storage.fail_step(held.lease, "plan", "Broken.", NOW)
            await storage.begin_step(held.lease, sample_intent())
            task = await storage.task("task-1")
            assert task is not None
            assert task.faults == 1
            await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
            task = await storage.task("task-1")
            assert task is not None
            assert task.faults == 0

    async def test_a_task_that_was_not_held_by_who_is_gone_is_cleared(self, open_storage: OpenStorage) -> None:
        """Its holder stopped without it."""
        async with open_storage() as storage:
            await storage.add_key(sample_key())
            await storage.accept(sample_task())
            held = await storage.claim_task(NOW, LEASE, "t0")
            assert held is not None
            await storage.put_back(held.lease, after(30), "A fault.", fault=True)
        async with open_storage() as storage:
            await storage.rescue(after(1))
            task = await storage.task("task-1")
        assert task is not None
        assert (task.faults, task.not_before) == (0, after(30))
