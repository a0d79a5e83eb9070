"""Many units of work, one commit; each whole or not at all."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from threading import Event

import anyio
import pytest

from pb_adapters.storage.sqlite.group_commit import LARGEST_BATCH, ConnectionThread, commit_together, read_each
from pb_adapters.storage.sqlite.store import connect
from pb_core.errors import NotFound, StorageError

SCHEMA = """
CREATE TABLE notes (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)
"""


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(tmp_path / "notes.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute(SCHEMA)
    yield connection
    connection.close()


@asynccontextmanager
async def serving(connection: sqlite3.Connection) -> AsyncIterator[ConnectionThread]:
    thread = ConnectionThread(connection, commit_together, "test-writer")
    try:
        yield thread
    finally:
        await thread.aclose()


def insert(number: int, parent: int | None = None) -> Callable[[sqlite3.Connection], int]:
    def unit(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO notes VALUES (?, ?)", (number, parent))
        return number

    return unit


def insert_and_raise(connection: sqlite3.Connection) -> None:
    insert(99)(connection)
    message = "after the insert"
    raise NotFound(message)


def stored(connection: sqlite3.Connection) -> list[int]:
    return [number for (number,) in connection.execute("SELECT id FROM notes ORDER BY id")]


def stored_in(path: Path) -> list[int]:
    """What another connection sees."""
    with closing(connect(path)) as connection:
        return stored(connection)


async def after_a_held_unit(thread: ConnectionThread, *units: Callable[[sqlite3.Connection], object]) -> list[object]:
    """Queue units, a large batch in each turn of the loop, while the thread is busy; return their outcomes."""
    entered, leave = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def hold(_connection: sqlite3.Connection) -> None:
        loop.call_soon_threadsafe(entered.set)
        leave.wait()

    first = asyncio.create_task(thread.run(hold))
    await entered.wait()
    others: list[asyncio.Task[object]] = []
    for start in range(0, len(units), LARGEST_BATCH):
        others += [asyncio.create_task(thread.run(unit)) for unit in units[start : start + LARGEST_BATCH]]
        for _ in range(3):
            await anyio.lowlevel.checkpoint()
    leave.set()
    await first
    return list(await asyncio.gather(*others, return_exceptions=True))


async def test_units_that_wait_together_are_committed_once(connection: sqlite3.Connection) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    async with serving(connection) as thread:
        outcomes = await after_a_held_unit(thread, *(insert(number) for number in range(20)))
    assert outcomes == list(range(20))
    assert statements.count("BEGIN IMMEDIATE") == statements.count("COMMIT") == 2


async def test_a_batch_is_bounded(connection: sqlite3.Connection) -> None:
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    async with serving(connection) as thread:
        await after_a_held_unit(thread, *(insert(number) for number in range(LARGEST_BATCH + 1)))
    assert statements.count("COMMIT") == 3


async def test_a_unit_that_raises_takes_back_only_itself(connection: sqlite3.Connection, tmp_path: Path) -> None:
    async with serving(connection) as thread:
        one, refused, clash, two = await after_a_held_unit(thread, insert(1), insert_and_raise, insert(1), insert(2))
        assert (one, two) == (1, 2)
        assert isinstance(refused, NotFound)
        assert isinstance(clash, StorageError)
        assert stored_in(tmp_path / "notes.db") == [1, 2]


async def test_a_commit_that_fails_acknowledges_nothing(connection: sqlite3.Connection, tmp_path: Path) -> None:
    async with serving(connection) as thread:
        outcomes = await after_a_held_unit(thread, insert(1), insert(2, parent=77), insert(3))
        assert [type(outcome) for outcome in outcomes] == [StorageError] * 3
        assert stored_in(tmp_path / "notes.db") == []
        assert await thread.run(insert(4)) == 4


async def test_a_connection_that_breaks_fails_its_callers_and_hangs_nobody(connection: sqlite3.Connection) -> None:
    async with serving(connection) as thread:
        connection.close()
        for _ in range(2):
            with pytest.raises(StorageError, match="closed"):
                await thread.run(insert(1))


async def test_a_database_that_stays_busy_is_an_error_and_then_works(
    connection: sqlite3.Connection, tmp_path: Path
) -> None:
    other = connect(tmp_path / "notes.db")
    other.execute("BEGIN IMMEDIATE")
    async with serving(connection) as thread:
        with pytest.raises(StorageError, match="locked"):
            await thread.run(insert(1))
        other.execute("ROLLBACK")
        assert await thread.run(insert(1)) == 1
    other.close()


async def test_a_unit_cancelled_while_it_waits_is_left_out(connection: sqlite3.Connection, tmp_path: Path) -> None:
    entered, leave = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def hold(connection: sqlite3.Connection) -> None:
        insert(1)(connection)
        loop.call_soon_threadsafe(entered.set)
        leave.wait()

    async with serving(connection) as thread:
        running = asyncio.create_task(thread.run(hold))
        await entered.wait()
        waiting = asyncio.create_task(thread.run(insert(2)))
        await anyio.lowlevel.checkpoint()
        for task in (running, waiting):
            task.cancel()
        await asyncio.gather(running, waiting, return_exceptions=True)
        leave.set()
        assert await thread.run(insert(3)) == 3
        assert stored_in(tmp_path / "notes.db") == [1, 3]


async def test_closing_runs_what_is_queued(connection: sqlite3.Connection, tmp_path: Path) -> None:
    thread = ConnectionThread(connection, commit_together, "test-writer")
    queued = [asyncio.create_task(thread.run(insert(number))) for number in range(5)]
    await anyio.lowlevel.checkpoint()
    await thread.aclose()
    await thread.aclose()
    assert await asyncio.gather(*queued) == list(range(5))
    assert stored_in(tmp_path / "notes.db") == list(range(5))
    with pytest.raises(StorageError, match="closed"):
        await thread.run(insert(9))


async def test_reads_answer_each_for_itself(connection: sqlite3.Connection) -> None:
    insert(1)(connection)
    thread = ConnectionThread(connection, read_each, "test-reader")
    good, bad = await after_a_held_unit(thread, stored, lambda connection: connection.execute("SELECT * FROM nowhere"))
    await thread.aclose()
    assert good == [1]
    assert isinstance(bad, StorageError)
