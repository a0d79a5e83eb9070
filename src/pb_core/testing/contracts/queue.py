"""The duties of ``TaskQueue``: distribute, fairness, work, delay, rescue, quarantine, cancel."""

from typing import Any

import pytest
from msgspec.structs import replace

from pb_core.domain.billing import KeyChange, Spent
from pb_core.domain.tasks import (
    SUSPECT_PATIENCE,
    SUSPECT_REASON,
    SUSPECT_WAIT,
    ClaimedTask,
    Idempotency,
    Outcome,
    TaskKind,
    TaskStatus,
)
from pb_core.errors import LeaseLost, PaperBananaError, QueueFull
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.queue_deadlines import DeadlineContract
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    FAILED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    Uptime,
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


async def _suspect(storage: Storage, name: str = "task-1", seconds: float = 0) -> None:
    """Make a pending task, the only one, a suspect that is due ``seconds`` after ``NOW``."""
    held = await storage.claim_task(NOW, LEASE, f"s-{name}")
    assert held is not None
    assert held.task.id == name
    await storage.put_back(held.lease, after(seconds), "A fault.", fault=True)


class QuarantineContract(StoragePartContract):
    """Suspects run alone."""

    async def test_a_fault_makes_a_suspect(self, storage: Storage) -> None:
        """At once, and each one more counts; the attempt is not counted, the putting back is."""
        held = await running_task(storage)
        for faults in (2, 3, 4):
            await storage.put_back(held.lease, after(1), "A fault.", fault=True)
            task = await storage.task("task-1")
            assert task is not None
            assert (task.faults, task.is_suspect, task.attempt, task.put_backs) == (faults, True, 0, faults - 1)
            again = await storage.claim_task(after(1), LEASE, f"t{faults}")
            assert again is not None
            held = again

    async def test_an_idle_holder_claims_a_suspect_first_and_nothing_beside_it(
        self, storage: Storage, open_storage: OpenStorage
    ) -> None:
        """Other holders go on."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task(seconds=9))
        await _suspect(storage)
        for number in (2, 3):
            await storage.accept(sample_task(f"task-{number}"))
        first = await storage.claim_task(after(1), LEASE, "t1")
        assert first is not None
        assert first.task.id == "task-1"
        assert await storage.claim_task(after(1), LEASE, "t2") is None
        async with open_storage() as other:
            assert await other.claim_task(after(1), LEASE, "t3") is not None
        await storage.finish_task(first.lease, FAILED, after(2))
        assert await storage.claim_task(after(2), LEASE, "t4") is not None

    async def test_a_busy_holder_leaves_a_suspect_until_its_patience_ends(self, storage: Storage) -> None:
        """Then it claims nothing, until it is idle."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        await _suspect(storage)
        for number in (2, 3, 4):
            await storage.accept(sample_task(f"task-{number}", seconds=-1))
        held = await storage.claim_task(after(-1), LEASE, "t1")  # the suspect is not due yet
        assert held is not None
        assert held.task.id == "task-2"
        other = await storage.claim_task(after(1), LEASE, "t2")
        assert other is not None
        assert other.task.id == "task-3"
        late = NOW + SUSPECT_PATIENCE
        assert await storage.claim_task(late, LEASE, "t3") is None
        for claimed in (held, other):
            await storage.finish_task(claimed.lease, COMPLETED, late)
        alone = await storage.claim_task(late, LEASE, "t4")
        assert alone is not None
        assert alone.task.id == "task-1"


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
