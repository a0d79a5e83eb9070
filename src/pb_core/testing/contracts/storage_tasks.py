"""The duties of ``TaskStore`` that concern accepting, claiming and finishing."""

import anyio
import pytest
from msgspec.structs import replace

from pb_core.domain.billing import ApiKey, EntryKind
from pb_core.domain.requests import DiagramType, OptimizeWork
from pb_core.domain.tasks import ClaimedTask, Idempotency, Outcome, Task, TaskStatus
from pb_core.errors import IdempotencyMismatch, KeyDisabled, KeyUnknown, LeaseLost, PaperBananaError, QuotaExhausted
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    FAILED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    all_at_once,
    checked_ledger,
    everything,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)

_OPTIMIZE = OptimizeWork(
    description="A pipeline",
    source_context="",
    caption="",
    diagram_type=DiagramType.STATISTICAL_PLOT,
    guidelines="Bold.",
)


class AcceptContract(StoragePartContract):
    """Accepting: charge and task in one transaction."""

    async def test_an_accepted_task_is_stored_as_given(self, storage: Storage) -> None:
        """Accepting returns the stored task; every kind of work comes back equal."""
        await storage.add_key(sample_key())
        for task in (sample_task(), sample_task("task-2", work=_OPTIMIZE, callback=None)):
            assert await storage.accept(task) == task
            assert await storage.task(task.id) == task

    async def test_an_unknown_task_is_none(self, storage: Storage) -> None:
        """Looking up is no error."""
        assert await storage.task("task-1") is None
        assert (await storage.steps("task-1"), await storage.deliveries("task-1")) == ((), ())

    async def test_accepting_charges_one_unit(self, storage: Storage) -> None:
        """``charge:{task_id}``, amount -1; ``total_used`` counts it; reading costs nothing."""
        await storage.add_key(sample_key(quota=2))
        await storage.accept(sample_task(seconds=3))
        entry = (await checked_ledger(storage))[-1]
        assert (entry.kind, entry.fact, entry.task_id) == (EntryKind.CHARGE, "charge:task-1", "task-1")
        assert (entry.amount, entry.balance, entry.created_at) == (-1, 1, after(3))
        key = await storage.key("key-1")
        assert key == sample_key(quota=2, quota_remaining=1, total_used=1)

    async def test_an_unlimited_key_is_charged_without_a_balance(self, storage: Storage) -> None:
        """The charge is booked with balance ``None`` and counted."""
        await storage.add_key(sample_key(quota=None))
        for number in range(3):
            await storage.accept(sample_task(f"task-{number}"))
        assert [(entry.amount, entry.balance) for entry in await checked_ledger(storage)][1:] == [(-1, None)] * 3
        assert await storage.key("key-1") == sample_key(quota=None, total_used=3)

    @pytest.mark.parametrize(
        ("key", "error"),
        [
            (sample_key("key-9"), KeyUnknown),
            (sample_key(active=False), KeyDisabled),
            (sample_key(quota=0), QuotaExhausted),
            (sample_key(quota=0, active=False), KeyDisabled),
        ],
    )
    async def test_a_refused_task_leaves_nothing(
        self, storage: Storage, key: ApiKey, error: type[PaperBananaError]
    ) -> None:
        """No charge, no task, no usage, no memory of the idempotency key."""
        await storage.add_key(key)
        before = await everything(storage, "task-1")
        for _ in range(2):
            with pytest.raises(error):
                await storage.accept(sample_task(), Idempotency(key="i", digest="d"))
        assert await everything(storage, "task-1") == before
        assert await storage.claim_task(after(1), LEASE, "t0") is None

    async def test_a_task_id_is_charged_once(self, storage: Storage) -> None:
        """A second task of the same id is refused whole."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        before = await everything(storage, "task-1")
        with pytest.raises(PaperBananaError):
            await storage.accept(sample_task())
        assert await everything(storage, "task-1") == before

    async def test_a_quota_is_never_oversold(self, open_storage: OpenStorage) -> None:
        """Fifty callers at once over two connections on a quota of ten: ten are served."""
        async with open_storage() as one, open_storage() as two:
            await one.add_key(sample_key(quota=10))
            outcomes = await all_at_once(
                *((one, two)[number % 2].accept(sample_task(f"task-{number}")) for number in range(50))
            )
            assert sum(isinstance(outcome, Task) for outcome in outcomes) == 10
            assert sum(isinstance(outcome, QuotaExhausted) for outcome in outcomes) == 40
            assert len(await checked_ledger(two)) == 11
            assert await one.key("key-1") == sample_key(quota=10, quota_remaining=0, total_used=10)
            stored = [await two.task(f"task-{number}") for number in range(50)]
        assert [isinstance(outcome, Task) for outcome in outcomes] == [task is not None for task in stored]

    async def test_the_same_request_again_returns_the_first_task_free(self, storage: Storage) -> None:
        """Even when the quota is exhausted by now, and as the task is by now."""
        await storage.add_key(sample_key(quota=1))
        again = Idempotency(key="i", digest="d")
        await storage.accept(sample_task(), again)
        await storage.claim_task(NOW, LEASE, "t0")
        now = await storage.task("task-1")
        assert await storage.accept(sample_task("task-2"), again) == now
        assert await storage.task("task-2") is None
        assert len(await checked_ledger(storage)) == 2

    async def test_an_idempotency_key_with_another_request_is_a_mismatch(self, storage: Storage) -> None:
        """Nothing is charged or stored."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task(), Idempotency(key="i", digest="d"))
        before = await everything(storage, "task-1", "task-2")
        with pytest.raises(IdempotencyMismatch):
            await storage.accept(sample_task("task-2"), Idempotency(key="i", digest="other"))
        assert await everything(storage, "task-1", "task-2") == before

    async def test_a_task_accepted_before_is_found_by_its_idempotency_key(self, storage: Storage) -> None:
        """By its own API key and digest only; looking changes nothing."""
        await storage.add_key(sample_key())
        task = await storage.accept(sample_task(), Idempotency(key="i", digest="d"))
        before = await everything(storage, "task-1")
        assert await storage.accepted_before("key-1", Idempotency(key="i", digest="d")) == task
        assert await storage.accepted_before("key-1", Idempotency(key="j", digest="d")) is None
        assert await storage.accepted_before("key-2", Idempotency(key="i", digest="d")) is None
        with pytest.raises(IdempotencyMismatch):
            await storage.accepted_before("key-1", Idempotency(key="i", digest="other"))
        assert await everything(storage, "task-1") == before

    async def test_idempotency_keys_belong_to_their_api_key(self, storage: Storage) -> None:
        """Another caller may use the same word."""
        again = Idempotency(key="i", digest="d")
        for number in ("1", "2"):
            await storage.add_key(sample_key(f"key-{number}"))
            task = sample_task(f"task-{number}", f"key-{number}")
            assert await storage.accept(task, again) == task

    async def test_the_same_request_sent_many_times_at_once_is_charged_once(self, open_storage: OpenStorage) -> None:
        """Twenty callers over two connections all get the one task."""
        async with open_storage() as one, open_storage() as two:
            await one.add_key(sample_key())
            again = Idempotency(key="i", digest="d")
            outcomes = await all_at_once(
                *((one, two)[number % 2].accept(sample_task(f"task-{number}"), again) for number in range(20))
            )
            assert len({outcome.id for outcome in outcomes}) == 1
            assert len(await checked_ledger(one)) == 2

    async def test_a_cancelled_accept_is_applied_whole_or_not_at_all(self, storage: Storage) -> None:
        """The ledger agrees with the tasks, whenever the caller was cancelled."""
        await storage.add_key(sample_key(quota=100))
        async with anyio.create_task_group() as group:
            for number in range(40):
                group.start_soon(storage.accept, sample_task(f"task-{number}"))
                if number == 25:
                    await anyio.lowlevel.checkpoint()
            await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
        await storage.accept(sample_task("last"))
        charged = {entry.task_id for entry in await checked_ledger(storage)} - {None}
        used = {line.task_id for line in await storage.usage("key-1")}
        stored = {name for name in (f"task-{number}" for number in range(40)) if await storage.task(name)}
        assert charged == used == stored | {"last"}


class ClaimContract(StoragePartContract):
    """Claiming, renewing, releasing and finishing under a lease."""

    async def test_claiming_takes_the_oldest_pending_task(self, storage: Storage) -> None:
        """By creation, then by acceptance; ``None`` when there is none."""
        await storage.add_key(sample_key())
        for name, seconds in (("b", 2), ("a", 2), ("c", 1)):
            await storage.accept(sample_task(name, seconds=seconds))
        claimed = [await storage.claim_task(after(5), LEASE, f"t{number}") for number in range(4)]
        assert [one and one.task.id for one in claimed] == ["c", "b", "a", None]

    async def test_a_claim_is_counted_and_leased(self, storage: Storage) -> None:
        """Running, attempt 1, started now, with a lease of the asked length."""
        claimed = await running_task(storage)
        assert claimed.task == await storage.task("task-1")
        expected = replace(sample_task(), status=TaskStatus.RUNNING, attempt=1, started_at=NOW)
        assert replace(claimed.task, version=1) == expected
        assert (claimed.lease.holds, claimed.lease.token, claimed.lease.until) == ("task-1", "t0", NOW + LEASE)

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

    async def test_a_held_task_is_taken_over_once_its_lease_is_over(self, storage: Storage) -> None:
        """Not before; the second claim is a second attempt, ``started_at`` stays the first."""
        await running_task(storage)
        assert await storage.claim_task(after(59), LEASE, "t1") is None
        taken = await storage.claim_task(after(60), LEASE, "t1")
        assert taken is not None
        assert (taken.task.attempt, taken.task.started_at, taken.task.status) == (2, NOW, TaskStatus.RUNNING)
        assert (taken.lease.token, taken.lease.until) == ("t1", after(120))

    async def test_an_abandoned_task_goes_before_younger_ones(self, storage: Storage) -> None:
        """Age decides, not whether a task was tried before."""
        await running_task(storage)
        await storage.accept(sample_task("task-2", seconds=1))
        taken = await storage.claim_task(after(61), LEASE, "t1")
        assert taken is not None
        assert taken.task.id == "task-1"

    async def test_a_renewed_lease_lasts_longer(self, storage: Storage) -> None:
        """The renewed lease holds the same task under the same token."""
        held = await running_task(storage)
        renewed = await storage.renew_task(held.lease, after(100))
        assert renewed == replace(held.lease, until=after(100))
        assert await storage.claim_task(after(99), LEASE, "t1") is None
        assert await storage.claim_task(after(100), LEASE, "t1") is not None

    async def test_an_expired_lease_that_nobody_took_over_is_valid(self, storage: Storage) -> None:
        """Only the token decides, the store reads no clock."""
        held = await running_task(storage)
        await storage.renew_task(held.lease, after(-1000))
        finished = await storage.finish_task(held.lease, COMPLETED, after(5000))
        assert finished.status is TaskStatus.COMPLETED

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
        """Its attempt is not counted, its putting back is, its lease is over and its version grew."""
        held = await running_task(storage)
        await storage.put_back(held.lease, after(30), "The provider is down.")
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
