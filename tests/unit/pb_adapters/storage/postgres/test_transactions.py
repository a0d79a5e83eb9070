"""Transactions: repeated where that is safe, undone whole where it is not, over connections that come and go."""

import traceback
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from secrets import token_hex

import anyio
import psycopg
import pytest
from psycopg import AsyncConnection

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.pool import Connection, Pool, open_pool
from pb_adapters.storage.postgres.transactions import OutcomeUnknown, run, snapshot
from pb_core.errors import RowRefused, StorageError
from support.postgres import own_server, shared_server, standing_still

pytestmark = pytest.mark.anyio


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    with shared_server().own_database("template0") as url:
        async with await open_pool(url) as pool:
            await run(pool, lambda connection: connection.execute("CREATE TABLE counts (name text UNIQUE, number int)"))
            await run(pool, lambda connection: connection.execute("INSERT INTO counts VALUES ('a', 0), ('b', 0)"))
            yield pool


async def _count(connection: Connection, name: str) -> None:
    await connection.execute("UPDATE counts SET number = number + 1 WHERE name = %s", [name])


async def _numbers(pool: Pool) -> list[int]:
    async with pool.connection() as connection:
        rows = await (await connection.execute("SELECT number FROM counts ORDER BY name")).fetchall()
    return [row["number"] for row in rows]


async def _end(pool: Pool, *, others: Connection | None = None) -> None:
    """Cut off all connections of a pool, but for ``others``."""
    async with await AsyncConnection.connect(pool.conninfo, autocommit=True) as connection:
        mine = [connection.info.backend_pid, *([] if others is None else [others.info.backend_pid])]
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> ALL(%s)",
            [mine],
        )


async def test_a_unit_that_raises_changes_nothing(pool: Pool) -> None:
    async def broken(connection: Connection) -> None:
        await _count(connection, "a")
        message = "enough"
        raise ValueError(message)

    with pytest.raises(ValueError, match="enough"):
        await run(pool, broken)
    assert await _numbers(pool) == [0, 0]


async def test_a_row_that_breaks_a_rule_is_refused(pool: Pool) -> None:
    with pytest.raises(RowRefused, match="duplicate key"):
        await run(pool, lambda connection: connection.execute("INSERT INTO counts VALUES ('a', 1)"))


async def test_transactions_that_wait_for_each_other_are_repeated(pool: Pool) -> None:
    """Many at once that lock two rows in both orders: each is applied once."""

    async def both(first: str, second: str) -> None:
        async def unit(connection: Connection) -> None:
            await _count(connection, first)
            await anyio.lowlevel.checkpoint()
            await _count(connection, second)

        await run(pool, unit)

    async with anyio.create_task_group() as group:
        for number in range(12):
            group.start_soon(both, *(("a", "b") if number % 2 else ("b", "a")))
    assert await _numbers(pool) == [12, 12]


async def test_a_transaction_whose_connection_was_lost_before_its_end_is_repeated(pool: Pool) -> None:
    """Once the pool has others: nothing was applied before."""
    runs = 0

    async def unit(connection: Connection) -> None:
        nonlocal runs
        runs += 1
        await _count(connection, "a")
        if runs == 1:
            await _end(pool)
        await _count(connection, "b")

    await run(pool, unit)
    assert (runs, await _numbers(pool)) == (2, [1, 1])


async def test_connections_that_a_pool_kept_and_lost_do_no_harm(pool: Pool) -> None:
    """All of them, as after a restart of the server."""
    async with anyio.create_task_group() as group:
        for _ in range(10):
            group.start_soon(run, pool, lambda connection: connection.execute("SELECT pg_sleep(0.01)"))
    await _end(pool)
    await run(pool, lambda connection: _count(connection, "a"))
    await _end(pool)
    await snapshot(pool, lambda connection: connection.execute("SELECT 1"))
    assert await _numbers(pool) == [1, 0]


async def test_a_commit_without_an_answer_says_so(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not repeated, as it may have been applied."""
    runs = 0

    async def unit(connection: Connection) -> None:
        nonlocal runs
        runs += 1
        await _count(connection, "a")
        commit = connection.commit

        async def cut_off() -> None:
            await commit()
            message = "server closed the connection unexpectedly"
            raise psycopg.OperationalError(message)

        monkeypatch.setattr(connection, "commit", cut_off)

    with pytest.raises(OutcomeUnknown, match="look before doing it again"):
        await run(pool, unit)
    monkeypatch.undo()
    assert (runs, await _numbers(pool)) == (1, [1, 0])


async def test_a_server_that_is_the_primary_no_more_is_left_for_the_one_that_is(pool: Pool) -> None:
    """After a failover, connections to the old one may still be there."""
    async with pool.connection() as connection:
        await connection.execute("SET default_transaction_read_only = on")
    await run(pool, lambda connection: _count(connection, "a"))
    assert await _numbers(pool) == [1, 0]


async def test_a_call_that_was_cancelled_is_applied_whole_or_not_at_all(pool: Pool) -> None:
    """And its connection serves the next one."""

    async def both(connection: Connection) -> None:
        await _count(connection, "a")
        await _count(connection, "b")

    for _ in range(20):
        with anyio.move_on_after(0.001):
            await run(pool, both)
    one, other = await _numbers(pool)
    assert one == other
    assert pool.get_stats()["pool_size"] <= pool.get_stats()["pool_max"]


async def test_a_server_that_is_away_is_told_and_one_that_is_back_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without opening anything anew."""
    monkeypatch.setattr("pb_adapters.storage.postgres.pool.WAIT_SECONDS", 0.5)
    with own_server() as server:
        async with await open_pool(server.url()) as pool:
            await run(pool, lambda connection: connection.execute("CREATE TABLE counts (name text, number int)"))
            await run(pool, lambda connection: connection.execute("INSERT INTO counts VALUES ('a', 1)"))
            server.stop()
            with pytest.raises(StorageError):
                await run(pool, lambda connection: _count(connection, "a"))
            server.start()
            for _ in range(100):  # until the pool has looked again
                with suppress(StorageError):
                    await transactions.read(pool, lambda connection: connection.execute("SELECT 1"))
                    break
            assert await _numbers(pool) == [1]


@pytest.mark.parametrize("ends", [False, True])
async def test_a_database_that_stands_still_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch, *, ends: bool
) -> None:
    """Whoever is to stop could not, else; before the end of a transaction it is certain that nothing is changed."""
    monkeypatch.setattr(transactions, "SILENCE_SECONDS", 0.3)
    with own_server() as server, ExitStack() as still:
        async with await open_pool(server.url()) as pool:
            await run(pool, lambda connection: connection.execute("CREATE TABLE counts (name text, number int)"))
            await run(pool, lambda connection: connection.execute("INSERT INTO counts VALUES ('a', 0)"))

            async def unit(connection: Connection) -> None:
                if ends:
                    await _count(connection, "a")
                still.enter_context(standing_still(connection.info.backend_pid, 20))
                if not ends:
                    await _count(connection, "a")

            with pytest.raises(StorageError, match="did not say" if ends else "has not answered for 0.3 seconds"):
                await run(pool, unit)
            still.close()
            await run(pool, lambda connection: connection.execute("UPDATE counts SET number = number + 10"))
            numbers = await _numbers(pool)
    assert numbers in ([10], [11]) if ends else numbers == [10]


async def test_a_refused_row_is_not_quoted(pool: Pool) -> None:
    """Neither in the sentence nor in what a log shows of its cause: there are secrets in rows."""
    await run(pool, lambda connection: connection.execute("ALTER TABLE counts ADD CHECK (number < 9)"))
    secret = token_hex(8)
    with pytest.raises(RowRefused, match="violates check constraint") as refused:
        await run(pool, lambda connection: connection.execute("INSERT INTO counts VALUES (%s, 9)", [secret]))
    assert secret not in "".join(traceback.format_exception(refused.value))
