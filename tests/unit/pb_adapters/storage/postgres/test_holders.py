"""Holders: who is gone, what its end means for what it held and did not hold, and claims whose end is not known."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import anyio
import psycopg
import pytest

from pb_adapters.storage.postgres import PostgresStorage, transactions
from pb_adapters.storage.postgres.access import DueTask
from pb_adapters.storage.postgres.pool import Connection
from pb_core.domain.tasks import TaskStatus
from pb_core.errors import LeaseLost, StorageError
from pb_core.testing.contracts.storage_base import (
    LEASE,
    NOW,
    Uptime,
    after,
    queue_delivery,
    running_task,
    sample_delivery,
    sample_key,
    sample_task,
)

pytestmark = pytest.mark.anyio

Open = Callable[[], Awaitable[PostgresStorage]]


@pytest.fixture
def uptime() -> Uptime:
    return Uptime()


@pytest.fixture
async def opened(database_url: str, uptime: Uptime) -> AsyncIterator[Open]:
    async with AsyncExitStack() as stack:

        async def open_one() -> PostgresStorage:
            return await stack.enter_async_context(await PostgresStorage.open(database_url, uptime=uptime))

        yield open_one


def _holders(url: str) -> int:
    with psycopg.connect(url) as connection:
        (count,) = connection.execute("SELECT count(*) FROM holders").fetchone() or (None,)
    return int(count)


async def _faults(storage: PostgresStorage, task_id: str) -> int:
    task = await storage.task(task_id)
    assert task is not None
    return task.faults


async def test_leases_end_by_the_clock_of_the_database(database_url: str) -> None:
    """Of two programs whose own clocks may say anything."""
    async with await PostgresStorage.open(database_url) as one, await PostgresStorage.open(database_url) as two:
        held = await running_task(one)
        assert await two.rescue(after(10**8)) == 0
        with psycopg.connect(database_url) as connection:
            connection.execute("UPDATE tasks SET lease_until = now() - interval '1 second'")
        assert await two.rescue(after(-(10**8))) == 1
        with pytest.raises(LeaseLost):
            await one.renew_task(held.lease, LEASE)


async def test_clocks_that_differ_by_minutes_keep_nobody_from_a_task_and_end_none_early(database_url: str) -> None:
    """A task of a machine that is ahead is taken by one that is behind, and is not overdue for one that is ahead."""
    minutes = 600
    async with await PostgresStorage.open(database_url) as one, await PostgresStorage.open(database_url) as two:
        await one.add_key(sample_key())
        await one.accept(sample_task(seconds=minutes))
        assert await two.claim_overdue(after(10 * minutes), LEASE, "ahead", timedelta(seconds=minutes)) is None
        assert await two.claim_task(after(-minutes), LEASE, "behind") is not None


async def test_a_program_that_was_killed_is_gone_when_its_leases_have_ended(
    opened: Open, uptime: Uptime, database_url: str
) -> None:
    """It is not closed, so nobody hears of its end before; what it did not hold is cleared then."""
    killed, other = await opened(), await opened()
    await running_task(killed)
    await killed.accept(sample_task("task-2"))
    claimed = await killed.claim_task(NOW, LEASE, "t2")
    assert claimed is not None
    await killed.put_back(claimed.lease, NOW, "A fault.", fault=True)
    uptime.advance(59)
    assert (await other.rescue(after(59)), await _faults(other, "task-2")) == (0, 2)
    uptime.advance(1)
    assert (await other.rescue(after(60)), await _faults(other, "task-2")) == (1, 0)
    assert (await _faults(other, "task-1"), _holders(database_url)) == (1, 0)


async def test_a_task_that_was_lost_before_its_holder_was_gone_is_not_cleared(opened: Open, uptime: Uptime) -> None:
    """Leases of one program end one after the other; each of its tasks has a fault all the same."""
    killed, other = await opened(), await opened()
    await running_task(killed)
    uptime.advance(30)
    await killed.accept(sample_task("task-2"))
    assert await killed.claim_task(NOW, LEASE, "t2") is not None
    uptime.advance(30)
    assert (await other.rescue(after(60)), await _faults(other, "task-1")) == (1, 1)
    uptime.advance(30)
    assert await other.rescue(after(90)) == 1
    assert (await _faults(other, "task-1"), await _faults(other, "task-2")) == (1, 1)


async def test_a_holder_that_finds_nothing_is_there_as_long_as_it_asks(
    opened: Open, uptime: Uptime, database_url: str
) -> None:
    """However long it holds nothing; it writes that down twice in the time of a lease at most."""
    idle, other = await opened(), await opened()
    await idle.add_key(sample_key())
    for _ in range(20):
        assert await idle.claim_task(NOW, LEASE, "t0") is None
        assert await idle.claim_delivery(NOW, LEASE, "d0") is None
        uptime.advance(31)
        assert await idle.claim_task(NOW, LEASE, "t0") is None
        uptime.advance(10)
        await other.rescue(NOW)
        assert _holders(database_url) == 1
    uptime.advance(60)
    await other.rescue(NOW)
    assert _holders(database_url) == 0


async def test_a_claim_whose_end_is_not_known_is_taken_back(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the next claim of its program, since nobody knows of its lease: tasks and webhooks alike."""
    storage = await opened()
    await queue_delivery(storage, sample_delivery())
    await storage.accept(sample_task("task-2"))
    transact = transactions._transact

    async def answer_lost(connection: Connection, unit: object, begin: bytes) -> object:
        await transact(connection, unit, begin)  # type: ignore[arg-type]  # as it comes
        message = "The answer was lost."
        raise transactions.OutcomeUnknown(message)

    with monkeypatch.context() as patch:
        patch.setattr(transactions, "_transact", answer_lost)
        for claim in (storage.claim_task(NOW, LEASE, "lost"),):
            with pytest.raises(StorageError):
                await claim
    stuck = await storage.task("task-2")
    assert stuck is not None
    assert stuck.status is TaskStatus.RUNNING
    again = await storage.claim_task(NOW, LEASE, "t2")
    assert again is not None
    assert (again.task.id, again.task.attempt) == ("task-2", 1)
    with monkeypatch.context() as patch:
        patch.setattr(transactions, "_transact", answer_lost)
        with pytest.raises(StorageError):
            await storage.claim_delivery(NOW, LEASE, "lost too")
    assert await storage.claim_delivery(NOW, LEASE, "d2") is not None


async def test_a_claim_that_is_lost_while_another_is_taken_back_is_taken_back_too(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its task would be held for as long as its program lives, by a lease that nobody knows."""
    storage = await opened()
    await storage.add_key(sample_key())
    for number in (1, 2):
        await storage.accept(sample_task(f"task-{number}"))
    transact, is_lost, has_taken_back, go_on = transactions._transact, [True], anyio.Event(), anyio.Event()

    async def answered_late(connection: Connection, unit: object, begin: bytes) -> object:
        value = await transact(connection, unit, begin)  # type: ignore[arg-type]  # as it comes
        if is_lost.pop(0):
            message = "The answer was lost."
            raise transactions.OutcomeUnknown(message)
        has_taken_back.set()
        await go_on.wait()
        return value

    with monkeypatch.context() as patch:
        patch.setattr(transactions, "_transact", answered_late)
        with pytest.raises(StorageError):
            await storage.claim_task(NOW, LEASE, "first")
        is_lost += [False, True, False, False]
        async with anyio.create_task_group() as group:
            group.start_soon(storage.claim_task, NOW, LEASE, "third")
            await has_taken_back.wait()
            patch.setattr(storage, "_take_back_doubtful", _nothing)  # begun before that one raised
            with pytest.raises(StorageError):
                await storage.claim_task(NOW, LEASE, "second")
            go_on.set()
    assert await storage.claim_task(NOW, LEASE, "fourth") is not None


async def _nothing() -> None:
    pass


async def test_tasks_that_become_pending_are_told_within_their_transaction(database_url: str, uptime: Uptime) -> None:
    """On its connection: what is written with them is undone with them."""
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS told (task_id text)")
    heard: list[DueTask] = []
    refuses = False

    async def hear(connection: Connection, due: object) -> None:
        for one in due:  # type: ignore[attr-defined]  # a sequence
            heard.append(one)
            await connection.execute("INSERT INTO told VALUES (%s)", [one.task_id])
        if refuses:
            message = "not now"
            raise ValueError(message)

    async with (
        await PostgresStorage.open(database_url, uptime=uptime, on_due=hear) as storage,
        await PostgresStorage.open(database_url, uptime=uptime, on_due=hear) as other,
    ):
        held = await running_task(storage)
        await storage.put_back(held.lease, after(5), "Waiting.")
        for number in (1, 2):
            again = await storage.claim_task(after(9), LEASE, f"t{number}")
            assert again is not None
            if number == 1:
                await storage.release_task(again.lease)
        uptime.advance(60)
        assert await other.rescue(after(99)) == 1
        refuses = True
        with pytest.raises(ValueError, match="not now"):
            await storage.accept(sample_task("task-2"))
        assert await storage.task("task-2") is None
    assert heard == [
        DueTask("task-1", None),
        DueTask("task-1", after(5)),
        DueTask("task-1", None),
        DueTask("task-1", None),
        DueTask("task-2", None),
    ]
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM told").fetchone() == (4,)
        connection.execute("DROP TABLE told")


async def test_accepting_does_not_wait_for_a_claim(opened: Open, database_url: str) -> None:
    """Nor for anything else that holds the clock of the queue, or a row of its own key's queue."""
    storage = await opened()
    await storage.add_key(sample_key())
    await storage.accept(sample_task())
    with psycopg.connect(database_url) as connection:
        connection.execute("SELECT turn FROM queue_clock FOR NO KEY UPDATE")
        connection.execute("UPDATE queues SET turn = turn + 1")
        with anyio.fail_after(10):
            await storage.accept(sample_task("task-2"))
