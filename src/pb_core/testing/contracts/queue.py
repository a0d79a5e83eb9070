"""The duties of ``TaskQueue``: distribute, work and cancel; the modules ``queue_…`` beside it have the others."""

import pytest
from msgspec.structs import replace

from pb_core.domain.billing import Spent
from pb_core.domain.tasks import ClaimedTask, Outcome, TaskStatus
from pb_core.errors import LeaseLost, PaperBananaError
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.queue_deadlines import DeadlineContract
from pb_core.testing.contracts.queue_fairness import FairnessContract
from pb_core.testing.contracts.queue_rescue import RescueContract
from pb_core.testing.contracts.queue_suspects import QuarantineContract
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    FAILED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    all_at_once,
    everything,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)


class DistributeContract(StoragePartContract):
    """Claiming: each task to one worker."""

    async def test_claiming_takes_the_oldest_pending_task(self, storage: Storage) -> None:
        """Of a key by creation, then by acceptance; ``None`` when there is none."""
        await storage.add_key(sample_key())
        for name, seconds in (("b", 2), ("a", 2), ("c", 1)):
            await storage.accept(sample_task(name, seconds=seconds))
        claimed = [await storage.claim_task(after(5), LEASE, f"t{number}") for number in range(4)]
        assert [one and one.task.id for one in claimed] == ["c", "b", "a", None]

    async def test_a_claim_is_counted_and_leased(self, storage: Storage) -> None:
        """Running, attempt 1, started now."""
        claimed = await running_task(storage)
        assert claimed.task == await storage.task("task-1")
        expected = replace(sample_task(), status=TaskStatus.RUNNING, attempt=1, started_at=NOW)
        assert replace(claimed.task, version=1) == expected
        assert (claimed.lease.holds, claimed.lease.token) == ("task-1", "t0")

    async def test_two_claims_never_take_the_same_task(self, open_storage: OpenStorage) -> None:
        """Sixteen workers over two connections on ten tasks."""
        async with open_storage() as one, open_storage() as two:
            await one.add_key(sample_key())
            for number in range(10):
                await one.accept(sample_task(f"task-{number}"))
            claims = await all_at_once(
                *((one, two)[number % 2].claim_task(NOW, LEASE, f"t{number}") for number in range(16))
            )
        taken = [claim.task.id for claim in claims if isinstance(claim, ClaimedTask)]
        assert sorted(taken) == sorted(f"task-{number}" for number in range(10))
        assert claims.count(None) == 6


class WorkContract(StoragePartContract):
    """Releasing, delaying and finishing under a lease."""

    async def test_a_released_task_is_pending_and_its_attempt_not_counted(self, storage: Storage) -> None:
        """It can be claimed at once; the next claim is the first attempt."""
        held = await running_task(storage)
        await storage.release_task(held.lease)
        task = await storage.task("task-1")
        assert task is not None
        assert (task.status, task.attempt, task.started_at) == (TaskStatus.PENDING, 0, NOW)
        again = await storage.claim_task(after(1), LEASE, "t1")
        assert again is not None
        assert (again.task.attempt, again.task.started_at) == (1, NOW)

    async def test_a_task_put_back_is_pending_and_says_what_it_waits_for(self, storage: Storage) -> None:
        """Its attempt is not counted, its putting back is, its lease is over, its version grew; it costs nothing."""
        held = await running_task(storage)
        paid = await storage.key("key-1"), await storage.ledger("key-1")
        await storage.put_back(held.lease, after(30), "The provider is down.")
        assert (await storage.key("key-1"), await storage.ledger("key-1")) == paid
        task = await storage.task("task-1")
        assert task is not None
        assert (task.status, task.attempt, task.error, task.completed_at) == (TaskStatus.PENDING, 0, None, None)
        assert (task.not_before, task.waits_for, task.put_backs) == (after(30), "The provider is down.", 1)
        assert task.version > held.task.version
        with pytest.raises(LeaseLost):
            await storage.put_back(held.lease, after(60), "The provider is down.")
        assert await storage.task("task-1") == task

    async def test_a_task_put_back_is_claimed_when_its_time_has_come(self, storage: Storage) -> None:
        """Not before, and younger tasks do not wait for it; once claimed it waits for nothing."""
        held = await running_task(storage)
        await storage.accept(sample_task("task-2", seconds=1))
        await storage.put_back(held.lease, after(30), "The provider is down.")
        other = await storage.claim_task(after(29), LEASE, "t1")
        assert other is not None
        assert other.task.id == "task-2"
        assert await storage.claim_task(after(29), LEASE, "t2") is None
        again = await storage.claim_task(after(30), LEASE, "t3")
        assert again is not None
        assert (again.task.id, again.task.attempt, again.task.put_backs) == ("task-1", 1, 1)
        assert (again.task.not_before, again.task.waits_for) == (None, None)
        await storage.put_back(again.lease, after(99), "Still.")
        task = await storage.task("task-1")
        assert task is not None
        assert (task.not_before, task.put_backs) == (after(99), 2)

    async def test_what_a_task_waits_for_outlives_closing(self, open_storage: OpenStorage) -> None:
        """The finished steps and reservations of a task put back too."""
        async with open_storage() as storage:
            held = await running_task(storage)
            await storage.begin_step(held.lease, sample_intent(estimate=7))
            await storage.submitted_step(held.lease, "plan", "job-1")
            await storage.put_back(held.lease, after(30), "The provider is down.")
            before = await everything(storage, "task-1")
        async with open_storage() as storage:
            assert await everything(storage, "task-1") == before
            assert await storage.claim_task(after(29), LEASE, "t1") is None
            assert await storage.claim_task(after(30), LEASE, "t1") is not None

    @pytest.mark.parametrize("outcome", [COMPLETED, FAILED])
    async def test_a_finished_task_keeps_its_outcome(self, storage: Storage, outcome: Outcome) -> None:
        """Status, result and error are set together and the task is never claimed again."""
        held = await running_task(storage)
        finished = await storage.finish_task(held.lease, outcome, after(7))
        assert finished == await storage.task("task-1")
        assert finished.status is outcome.status
        assert (finished.result, finished.error, finished.completed_at) == (outcome.result, outcome.error, after(7))
        assert await storage.deliveries("task-1") == ()
        assert await storage.claim_task(after(9999), LEASE, "t1") is None

    async def test_a_task_finishes_together_with_its_delivery(self, storage: Storage) -> None:
        """The delivery is stored as given."""
        held = await running_task(storage)
        await storage.finish_task(held.lease, COMPLETED, NOW, sample_delivery())
        assert await storage.deliveries("task-1") == (sample_delivery(),)

    async def test_a_task_does_not_finish_without_its_delivery(self, storage: Storage) -> None:
        """When the delivery cannot be stored, the task stays running under its lease."""
        first = await running_task(storage)
        await storage.finish_task(first.lease, COMPLETED, NOW, sample_delivery())
        second = await running_task(storage, "task-2", key=False)
        before = await everything(storage, "task-1", "task-2")
        with pytest.raises(PaperBananaError):
            await storage.finish_task(second.lease, COMPLETED, NOW, sample_delivery(task_id="task-2"))
        assert await everything(storage, "task-1", "task-2") == before
        await storage.finish_task(second.lease, COMPLETED, NOW, sample_delivery("delivery-2", "task-2"))

    async def test_tasks_outlive_closing(self, open_storage: OpenStorage) -> None:
        """Leases too: a worker that comes back with its token still holds the task."""
        async with open_storage() as storage:
            held = await running_task(storage)
            before = await everything(storage, "task-1")
        async with open_storage() as storage:
            assert await everything(storage, "task-1") == before
            assert await storage.claim_task(after(1), LEASE, "t1") is None
            await storage.finish_task(held.lease, COMPLETED, NOW)


class CancelContract(StoragePartContract):
    """Ending a task from outside."""

    @pytest.mark.parametrize("state", ["pending", "waiting", "running"])
    async def test_a_task_that_is_not_over_is_ended(self, storage: Storage, state: str) -> None:
        """With its delivery, and what its steps had reserved counts as spent; nobody claims it, nobody holds it."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent(estimate=7))
        if state == "pending":
            await storage.release_task(held.lease)
        if state == "waiting":
            await storage.put_back(held.lease, after(5), "Waiting.")
        before = await storage.task("task-1")
        assert before is not None
        assert await storage.cancel_task("task-1", FAILED, after(9), sample_delivery())
        task = await storage.task("task-1")
        assert task is not None
        assert (task.status, task.error, task.completed_at) == (TaskStatus.FAILED, FAILED.error, after(9))
        assert (task.not_before, task.waits_for, task.result) == (None, None, None)
        assert task.version > before.version
        assert await storage.deliveries("task-1") == (sample_delivery(),)
        assert await storage.spent() == Spent(settled_micros=7)
        assert await storage.claim_task(after(99), LEASE, "t1") is None
        with pytest.raises(LeaseLost):
            await storage.finish_task(held.lease, COMPLETED, after(10))

    async def test_a_task_that_is_over_stays_as_it_is(self, storage: Storage) -> None:
        """And one that is not there is no error."""
        held = await running_task(storage)
        await storage.finish_task(held.lease, COMPLETED, NOW)
        before = await everything(storage, "task-1")
        for name in ("task-1", "task-9"):
            assert not await storage.cancel_task(name, FAILED, after(9), sample_delivery())
        assert await everything(storage, "task-1") == before

    async def test_cancelling_twice_ends_once(self, open_storage: OpenStorage) -> None:
        """However many ask at once."""
        async with open_storage() as one, open_storage() as two:
            await one.add_key(sample_key())
            await one.accept(sample_task())
            calls = [
                (one, two)[number % 2].cancel_task("task-1", FAILED, NOW, sample_delivery(f"delivery-{number}"))
                for number in range(8)
            ]
            assert sorted(await all_at_once(*calls)) == [False] * 7 + [True]
            assert len(await one.deliveries("task-1")) == 1


class QueueContract(
    DistributeContract,
    FairnessContract,
    RescueContract,
    QuarantineContract,
    WorkContract,
    CancelContract,
    DeadlineContract,
):
    """Every duty of ``pb_core.ports.queue``."""
