"""The duties of ``TaskQueue`` on how old tasks are, and on those that are past their deadline."""

from datetime import timedelta

import pytest

from pb_core.domain.billing import KeyChange
from pb_core.domain.tasks import ClaimedTask, TaskStatus
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    LEASE,
    NOW,
    StoragePartContract,
    Uptime,
    after,
    running_task,
    sample_intent,
    sample_key,
    sample_task,
)

DEADLINE = timedelta(seconds=100)


class DeadlineContract(StoragePartContract):
    """Ages, and claims out of turn."""

    @pytest.mark.parametrize(("wall", "up", "age"), [(40, 40, 40), (3640, 40, 40), (40, 3640, 40), (-3600, 40, 0)])
    async def test_a_claim_tells_how_old_its_task_is(
        self, storage: Storage, uptime: Uptime, wall: int, up: int, age: int
    ) -> None:
        """By wall clock and uptime both: a wall clock that is put forward makes nothing older."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        uptime.advance(up)
        claimed = await storage.claim_task(after(wall), LEASE, "t0")
        assert claimed is not None
        assert claimed.age == timedelta(seconds=age)

    async def test_an_uptime_that_began_anew_tells_nothing(self, storage: Storage, uptime: Uptime) -> None:
        """As after a start of the machine: the wall clock alone counts."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        uptime.advance(-900)
        assert await storage.claim_overdue(after(99), LEASE, "t0", DEADLINE) is None
        claimed = await storage.claim_overdue(after(100), LEASE, "t0", DEADLINE)
        assert claimed is not None
        assert claimed.age == DEADLINE

    @pytest.mark.parametrize(("wall", "up"), [(99, 9999), (9999, 99)])
    async def test_a_task_is_overdue_once_both_clocks_say_so(
        self, storage: Storage, uptime: Uptime, wall: int, up: int
    ) -> None:
        """Not before."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        uptime.advance(up)
        assert await storage.claim_overdue(after(wall), LEASE, "t0", DEADLINE) is None

    @pytest.mark.parametrize("state", ["queued", "waiting", "held"])
    async def test_an_overdue_task_is_claimed_whatever_it_waits_for(
        self, storage: Storage, uptime: Uptime, state: str
    ) -> None:
        """As any claim: running under a lease, the attempt counted, waiting for nothing."""
        held = await running_task(storage)
        if state == "waiting":
            await storage.put_back(held.lease, after(9999), "The provider is down.")
        else:
            await storage.release_task(held.lease)
        if state == "held":
            await storage.change_key("key-1", KeyChange(active=False), NOW)
        uptime.advance(100)
        claimed = await storage.claim_overdue(after(100), LEASE, "t1", DEADLINE)
        assert isinstance(claimed, ClaimedTask)
        assert (claimed.task.status, claimed.task.attempt) == (TaskStatus.RUNNING, 1)
        assert (claimed.task.not_before, claimed.task.waits_for) == (None, None)
        await storage.renew_task(claimed.lease, LEASE)

    async def test_the_oldest_comes_first_and_nobody_elses(self, storage: Storage, uptime: Uptime) -> None:
        """What is held is not claimed."""
        await running_task(storage)
        for name, seconds in (("b", 2), ("a", 1)):
            await storage.accept(sample_task(name, seconds=seconds))
        uptime.advance(500)
        claims = [await storage.claim_overdue(after(500), LEASE, f"t{n}", DEADLINE) for n in (1, 2, 3)]
        assert [claimed and claimed.task.id for claimed in claims] == ["a", "b", None]

    async def test_a_task_whose_job_is_under_way_is_left_to_be_polled(self, storage: Storage, uptime: Uptime) -> None:
        """Until its step is over."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.submitted_step(held.lease, "plan", "job-7")
        await storage.release_task(held.lease)
        uptime.advance(500)
        assert await storage.claim_overdue(after(500), LEASE, "t1", DEADLINE) is None
        polled = await storage.claim_task(after(500), LEASE, "t1")
        assert polled is not None
        await storage.fail_step(polled.lease, "plan", "The job failed.", after(501))
        await storage.release_task(polled.lease)
        assert await storage.claim_overdue(after(500), LEASE, "t2", DEADLINE) is not None
