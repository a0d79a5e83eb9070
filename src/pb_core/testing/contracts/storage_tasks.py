"""The duties of ``TaskStore`` that concern accepting, claiming and finishing."""

import anyio
import msgspec
import pytest
from msgspec.structs import replace

from pb_core.domain.billing import ApiKey, EntryKind
from pb_core.domain.requests import Canvas, DiagramType, MethodologyWork, OptimizeWork
from pb_core.domain.tasks import Idempotency, Task, TaskKind, TaskQuery, TaskStatus
from pb_core.errors import IdempotencyMismatch, KeyDisabled, KeyUnknown, PaperBananaError, QuotaExhausted
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    FAILED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    all_at_once,
    checked_ledger,
    delete_key,
    everything,
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


def _several(candidates: int) -> MethodologyWork:
    return MethodologyWork(caption="Überblick", source="An encoder.", canvas=Canvas(candidates=candidates))


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

    async def test_a_task_of_several_candidates_is_charged_a_unit_for_each(self, storage: Storage) -> None:
        """In one entry; the usage log has one line, as for every task."""
        await storage.add_key(sample_key(quota=5))
        task = await storage.accept(sample_task(work=_several(3)))
        assert await storage.task(task.id) == task
        entry = (await checked_ledger(storage))[-1]
        assert (entry.fact, entry.amount, entry.balance) == ("charge:task-1", -3, 2)
        assert await storage.key("key-1") == sample_key(quota=5, quota_remaining=2, total_used=3)
        assert [line.task_id for line in await storage.usage("key-1")] == ["task-1"]

    async def test_a_quota_that_is_short_refuses_all_units(self, storage: Storage) -> None:
        """None is taken, and the refusal says how many are left and how many were asked for."""
        await storage.add_key(sample_key(quota=2))
        before = await everything(storage, "task-1")
        with pytest.raises(QuotaExhausted, match=r"takes 3 units.* has 2 left"):
            await storage.accept(sample_task(work=_several(3)), Idempotency(key="i", digest="d"))
        assert await everything(storage, "task-1") == before
        await storage.accept(sample_task(work=_several(2)), Idempotency(key="i", digest="d"))
        assert await storage.key("key-1") == sample_key(quota=2, quota_remaining=0, total_used=2)

    async def test_an_unlimited_key_is_charged_without_a_balance(self, storage: Storage) -> None:
        """The charge is booked with balance ``None`` and counted."""
        await storage.add_key(sample_key(quota=None))
        for number in range(3):
            await storage.accept(sample_task(f"task-{number}", work=_several(number + 1)))
        charges = [(entry.amount, entry.balance) for entry in await checked_ledger(storage)][1:]
        assert charges == [(-1, None), (-2, None), (-3, None)]
        assert await storage.key("key-1") == sample_key(quota=None, total_used=6)

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

    async def test_a_quota_is_never_oversold_by_tasks_of_several_units(self, open_storage: OpenStorage) -> None:
        """Forty callers at once over two connections, each for one to four units of twenty: none is half served."""
        async with open_storage() as one, open_storage() as two:
            await one.add_key(sample_key(quota=20))
            asked = [sample_task(f"task-{number}", work=_several(number % 4 + 1)) for number in range(40)]
            outcomes = await all_at_once(*((one, two)[n % 2].accept(task) for n, task in enumerate(asked)))
            served = [outcome for outcome in outcomes if isinstance(outcome, Task)]
            entries, key = await checked_ledger(two), await one.key("key-1")
        assert all(isinstance(outcome, Task | QuotaExhausted) for outcome in outcomes)
        assert sorted((entry.task_id, entry.amount) for entry in entries[1:]) == sorted(
            (t.id, -t.units) for t in served
        )
        assert key is not None
        assert key.quota_remaining is not None
        assert key.quota_remaining == 20 - key.total_used
        assert 0 <= key.quota_remaining < 4

    async def test_the_same_request_for_several_units_again_is_free(self, storage: Storage) -> None:
        """Even where less is left than it takes."""
        await storage.add_key(sample_key(quota=5))
        again = Idempotency(key="i", digest="d")
        task = await storage.accept(sample_task(work=_several(4)), again)
        assert await storage.accept(sample_task("task-2", work=_several(4)), again) == task
        assert await storage.key("key-1") == sample_key(quota=5, quota_remaining=1, total_used=4)

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

    async def test_a_revision_names_the_task_that_it_revises(self, storage: Storage) -> None:
        """In the task and in lists, whatever becomes of the other one."""
        await storage.add_key(sample_key())
        task = msgspec.structs.replace(sample_task("task-2"), parent="task-1")
        await storage.accept(sample_task("task-1"))
        await storage.accept(task)
        assert await storage.task("task-2") == task
        lines = await storage.list_tasks("key-1", TaskQuery())
        assert [line.parent for line in lines] == ["task-1", None]

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


class ListContract(StoragePartContract):
    """Lists of a key's tasks."""

    async def test_a_list_is_of_one_key_and_newest_first(self, storage: Storage) -> None:
        """By acceptance, page by page; a line says what the task does."""
        for key in ("key-1", "key-2"):
            await storage.add_key(sample_key(key))
        for number in range(5):
            await storage.accept(sample_task(f"task-{number}", seconds=-number))
            await storage.accept(sample_task(f"other-{number}", "key-2"))
        pages, before = [], None
        while page := await storage.list_tasks("key-1", TaskQuery(limit=2, before=before)):
            pages.append([line.id for line in page])
            before = page[-1].id
        assert pages == [["task-4", "task-3"], ["task-2", "task-1"], ["task-0"]]
        assert await storage.list_tasks("key-1", TaskQuery(before="other-4")) == ()
        assert await storage.list_tasks("key-1", TaskQuery(before="nothing")) == ()
        assert await storage.list_tasks("key-9", TaskQuery()) == ()

    async def test_a_line_is_what_the_task_is_now(self, open_storage: OpenStorage) -> None:
        """Whoever changed it, and however often it was asked for before."""
        async with open_storage() as storage, open_storage() as other:
            await storage.add_key(sample_key())
            task = await storage.accept(sample_task())
            for number in range(3):
                assert await storage.task_line(task.id) == (await storage.list_tasks("key-1", TaskQuery()))[0]
                held = await other.claim_task(NOW, LEASE, f"t{number}")
                assert held is not None
                line = await storage.task_line(task.id)
                assert line is not None
                assert (line.status, line.version) == (TaskStatus.RUNNING, held.task.version)
                await other.put_back(held.lease, NOW, "Waiting.")
                line = await storage.task_line(task.id)
                assert line is not None
                assert (line.status, line.waits_for) == (TaskStatus.PENDING, "Waiting.")
                assert line.version > held.task.version
            await storage.cancel_task(task.id, FAILED, after(3))
            line = await storage.task_line(task.id)
            assert line is not None
            assert (line.error, line.completed_at) == (FAILED.error, after(3))
            await delete_key(other, "key-1")
            assert await storage.task_line(task.id) is None

    async def test_a_list_can_be_of_a_status_and_a_kind(self, storage: Storage) -> None:
        """Of both as well, and from a task on that has another."""
        await storage.add_key(sample_key())
        for number in range(4):
            kind = TaskKind.COMPOSITE if number % 2 else TaskKind.METHODOLOGY
            await storage.accept(sample_task(f"task-{number}", kind=kind))
        held = await storage.claim_task(NOW, LEASE, "t0")
        assert held is not None
        await storage.put_back(held.lease, after(9), "Waiting.")
        await storage.cancel_task("task-2", FAILED, after(3))
        failed = await storage.list_tasks("key-1", TaskQuery(status=TaskStatus.FAILED))
        assert [(line.id, line.error, line.completed_at) for line in failed] == [("task-2", FAILED.error, after(3))]
        composites = await storage.list_tasks("key-1", TaskQuery(kind=TaskKind.COMPOSITE))
        assert [line.id for line in composites] == ["task-3", "task-1"]
        older = TaskQuery(kind=TaskKind.COMPOSITE, status=TaskStatus.PENDING, before="task-2")
        (line,) = await storage.list_tasks("key-1", older)
        assert (line.id, line.not_before, line.waits_for) == ("task-1", after(9), "Waiting.")

    async def test_a_list_can_be_of_what_revises_a_figure(self, storage: Storage) -> None:
        """Of the key alone, whatever another key says of its own tasks."""
        for key in ("key-1", "key-2"):
            await storage.add_key(sample_key(key))
        await storage.accept(sample_task("first"))
        for name, parent in (("second", "first"), ("third", "second"), ("fourth", "first")):
            await storage.accept(replace(sample_task(name), parent=parent))
        await storage.accept(replace(sample_task("foreign", "key-2"), parent="first"))
        found = await storage.list_tasks("key-1", TaskQuery(parent="first"))
        assert [(line.id, line.parent) for line in found] == [("fourth", "first"), ("second", "first")]
        assert await storage.list_tasks("key-1", TaskQuery(parent="fourth")) == ()
