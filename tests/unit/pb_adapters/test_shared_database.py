"""A database is set up by the first program, and brought up to date when its owner says so."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from secrets import token_hex

import anyio
import psycopg
import pytest

from pb_adapters import shared_database
from pb_adapters.shared_database import (
    Inspected,
    Migrated,
    SharedDatabase,
    inspect,
    migrate,
    open_shared_database,
    prepare,
)
from pb_adapters.storage.postgres.migrations import SCHEMA_VERSION
from pb_core.errors import QuotaExhausted, StorageError
from pb_core.ports.wakeups import TASKS
from pb_core.testing.contracts.storage_base import LEASE, NOW, sample_key, sample_task
from support.postgres import shared_server

LONG = 60.0


@pytest.fixture
def empty_url() -> Iterator[str]:
    with shared_server().own_database("template0") as url:
        yield url


@pytest.fixture
async def both(database_url: str) -> AsyncIterator[tuple[SharedDatabase, SharedDatabase]]:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(open_shared_database(database_url))
        yield first, await stack.enter_async_context(open_shared_database(database_url))


def value(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


async def test_an_empty_database_is_set_up_by_those_who_come_first(empty_url: str) -> None:
    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(prepare, empty_url)
    assert value(empty_url, "SELECT count(*) FROM tasks") == 0
    assert value(empty_url, "SELECT count(*) FROM procrastinate_jobs") == 0
    assert value(empty_url, "SELECT max(version) FROM paperbanana_schema") == SCHEMA_VERSION


async def test_a_database_with_keys_is_brought_up_to_date_by_its_owner(empty_url: str) -> None:
    await migrate(empty_url)
    async with open_shared_database(empty_url) as shared:
        await shared.storage.add_key(sample_key())
    with psycopg.connect(empty_url) as connection:
        connection.execute("DELETE FROM paperbanana_procrastinate")
    with pytest.raises(StorageError, match="run pb migrate"):
        await prepare(empty_url)


async def test_migrating_says_what_it_did_and_does_nothing_twice(empty_url: str) -> None:
    first = await migrate(empty_url)
    assert (first.before, first.after, first.tickets) == (0, SCHEMA_VERSION, 1)
    again = await migrate(empty_url)
    assert again == Migrated(place=first.place, before=SCHEMA_VERSION, after=SCHEMA_VERSION, tickets=0)


@pytest.mark.parametrize("use", [prepare, migrate, inspect])
async def test_a_user_that_may_not_use_a_database_is_told(
    empty_url: str, use: Callable[[str], Awaitable[object]]
) -> None:
    """In a sentence that names the way out."""
    await prepare(empty_url)
    guest = f"guest_{token_hex(4)}"
    with psycopg.connect(empty_url) as connection:
        connection.execute(f"CREATE ROLE {guest} LOGIN".encode())
        connection.commit()
        try:
            with pytest.raises(StorageError, match=r"belongs to another user \(permission denied .*\): name that one"):
                await use(empty_url.replace("postgres@", f"{guest}@"))
        finally:
            connection.execute(f"DROP ROLE {guest}".encode())


async def test_tables_of_another_program_s_procrastinate_are_left_alone(empty_url: str) -> None:
    with psycopg.connect(empty_url) as connection:
        connection.execute("CREATE TABLE procrastinate_jobs (id bigint)")
    with pytest.raises(StorageError, match="use a database of this program's own"):
        await prepare(empty_url)


async def test_what_is_accepted_has_a_ticket_and_what_is_refused_has_none(
    both: tuple[SharedDatabase, SharedDatabase], database_url: str
) -> None:
    storage = both[0].storage
    await storage.add_key(sample_key(quota=1))
    await storage.accept(sample_task("task-1"))
    with pytest.raises(QuotaExhausted):
        await storage.accept(sample_task("task-2"))
    assert value(database_url, "SELECT array_agg(args ->> 'task_id') FROM procrastinate_jobs") == ["task-1"]


async def test_wakeups_cross_and_those_for_tasks_do_not(both: tuple[SharedDatabase, SharedDatabase]) -> None:
    first, second = both
    await first.wakeups.hears.wait()
    await second.wakeups.hears.wait()
    async with second.wakeups.subscribe("a") as wakeup, second.wakeups.subscribe(TASKS) as work:
        await first.wakeups.notify(TASKS)
        await first.wakeups.notify("a")
        assert await wakeup.wait(LONG)
        assert not await work.wait(0)


async def test_tasks_of_one_program_are_worked_on_by_another(both: tuple[SharedDatabase, SharedDatabase]) -> None:
    first, second = both
    await first.storage.add_key(sample_key())
    served, stopping = anyio.Event(), anyio.Event()

    async def serve() -> bool:
        claimed = await second.storage.claim_task(NOW, LEASE, "token")
        if claimed is not None:
            served.set()
        return False

    async with anyio.create_task_group() as group:
        group.start_soon(second.distributor.distribute, serve, 1, stopping)
        await first.storage.accept(sample_task())
        await served.wait()
        stopping.set()


async def test_a_look_changes_nothing(empty_url: str) -> None:
    found = await inspect(empty_url)
    assert (found.is_current, found.has_keys, found.hears) == (False, False, True)
    assert value(empty_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


async def test_a_look_finds_that_notifications_do_not_arrive(
    database_url: str, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_database, "HEARING_SECONDS", 0.5)
    found = await inspect(database_url, listen_url=empty_url)
    assert found == Inspected(place=found.place, server=found.server, is_current=True, has_keys=False, hears=False)
