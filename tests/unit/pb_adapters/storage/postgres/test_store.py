"""The open store: its pool, and how it ends."""

import anyio
import pytest

from pb_adapters.storage.postgres import PostgresStorage, holders, transactions
from pb_adapters.storage.postgres.pool import Pool, open_pool
from pb_adapters.storage.postgres.store import prepare
from pb_core.domain.billing import Spent
from pb_core.domain.tasks import TaskStatus
from pb_core.errors import RowRefused, StorageError
from pb_core.testing.contracts.storage_base import (
    LEASE,
    checked_ledger,
    running_task,
    sample_intent,
    sample_key,
    sample_task,
)
from support.postgres import own_server

pytestmark = pytest.mark.anyio


async def test_a_store_on_a_pool_that_others_use_leaves_it_open(database_url: str) -> None:
    await prepare(database_url)
    async with await open_pool(database_url) as pool:
        async with PostgresStorage.on_pool(pool) as storage:
            await storage.add_key(sample_key())
        async with PostgresStorage.on_pool(pool) as storage:
            assert await storage.keys() == (sample_key(),)
        assert storage.pool is pool
        assert not pool.closed


async def test_a_task_whose_acceptance_was_not_answered_is_accepted_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for again, and found to be there, or accepted now."""
    async with await PostgresStorage.open(database_url) as storage:
        await storage.add_key(sample_key())
        at_once = transactions.run_at_once
        losses = ["before", "", "after", "", ""]

        async def lossy(pool: Pool, unit: transactions.Unit[object]) -> object:
            loss = losses.pop(0)
            value = None if loss == "before" else await at_once(pool, unit)
            if loss:
                message = "The answer was lost."
                raise transactions.OutcomeUnknown(message)
            return value

        monkeypatch.setattr(transactions, "run_at_once", lossy)
        assert await storage.accept(sample_task()) == sample_task()
        assert await storage.accept(sample_task("task-2")) == sample_task("task-2")
        with pytest.raises(RowRefused):
            await storage.accept(sample_task("task-2"))
        assert [entry.fact for entry in await checked_ledger(storage)][1:] == ["charge:task-1", "charge:task-2"]


async def test_closing_ends_although_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its leases end by themselves then."""
    monkeypatch.setattr(holders, "LEAVE_SECONDS", 0.1)
    with own_server() as server:
        storage = await PostgresStorage.open(server.url())
        held = await running_task(storage)
        await storage.renew_task(held.lease, LEASE)  # a claim alone need not outlast a crash
        server.stop()
        with anyio.fail_after(120):
            await storage.aclose()
        server.start()
        async with await PostgresStorage.open(server.url()) as other:
            task = await other.task("task-1")
            assert task is not None
            assert task.status is TaskStatus.RUNNING


@pytest.mark.parametrize("fills", ["quota", "queue"])
async def test_a_task_that_took_the_last_place_and_was_not_answered_is_accepted(
    database_url: str, monkeypatch: pytest.MonkeyPatch, fills: str
) -> None:
    """Asked for again, there is nothing left for it, as it has that itself: it is charged and not refused."""
    async with await PostgresStorage.open(database_url) as storage:
        await storage.add_key(sample_key(quota=1 if fills == "quota" else None))
        at_once = transactions.run_at_once
        answers = [False, True]

        async def lossy(pool: Pool, unit: transactions.Unit[object]) -> object:
            value = await at_once(pool, unit)
            if answers.pop(0):
                return value
            message = "The answer was lost."
            raise transactions.OutcomeUnknown(message)

        monkeypatch.setattr(transactions, "run_at_once", lossy)
        most = 1 if fills == "queue" else None
        assert await storage.accept(sample_task(), most_queued=most) == sample_task()
        assert [entry.fact for entry in await checked_ledger(storage)][1:] == ["charge:task-1"]


async def test_a_step_whose_beginning_was_not_answered_is_begun_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its call was not made yet, so that nothing is booked of it: neither where it was stored nor where it was not."""
    async with await PostgresStorage.open(database_url) as storage:
        lease = (await running_task(storage)).lease
        write = storage._write

        async def lossy(unit: transactions.Unit[object]) -> object:
            loss = losses.pop(0)
            value = None if loss == "before" else await write(unit)
            if loss:
                message = "The answer was lost."
                raise transactions.OutcomeUnknown(message)
            return value

        with monkeypatch.context() as patch:
            patch.setattr(storage, "_write", lossy)
            for name, lost in (("plan", "after"), ("style", "before")):
                losses = [lost, ""]
                record = await storage.begin_step(lease, sample_intent(name, estimate=70))
                assert (record.attempts, record.abandoned, record.booked_micros) == (1, 0, 0)
        assert await storage.spent() == Spent(settled_micros=0, reserved_micros=140)


async def test_closing_finishes_what_was_begun(database_url: str) -> None:
    """What was asked before is stored; what is asked after it is refused."""
    storage = await PostgresStorage.open(database_url)
    async with anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(storage.add_key, sample_key(f"key-{number}"))
        await anyio.lowlevel.checkpoint()
        await storage.aclose()
    with pytest.raises(StorageError, match="closed"):
        await storage.keys()
    async with await PostgresStorage.open(database_url) as storage:
        assert len(await storage.keys()) == 20
