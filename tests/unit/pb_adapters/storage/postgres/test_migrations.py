"""The schema: applied once however many programs start, and never an older one's work on a newer database."""

from collections.abc import Iterator

import anyio
import psycopg
import pytest

from pb_adapters.storage.postgres import PostgresStorage, migrations
from pb_adapters.storage.postgres.migrations import MIGRATIONS, SCHEMA_VERSION, Migration, migrate
from pb_adapters.storage.postgres.pool import Connection, connect
from pb_core.errors import StorageError
from support.postgres import shared_server

_WAITING = """
SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
"""

pytestmark = pytest.mark.anyio


@pytest.fixture
def empty_url() -> Iterator[str]:
    with shared_server().own_database("template0") as url:
        yield url


def _versions(url: str) -> list[tuple[int, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT version, name FROM paperbanana_schema ORDER BY version").fetchall()


async def _bring_up_to_date(connection: Connection, applied: list[int]) -> None:
    applied.append(await migrations.bring_up_to_date(connection, "here"))


async def test_an_empty_database_is_brought_up_to_date_once(empty_url: str) -> None:
    assert await migrate(empty_url) == SCHEMA_VERSION
    assert await migrate(empty_url) == 0
    assert _versions(empty_url) == [(number, one.name) for number, one in enumerate(MIGRATIONS, start=1)]


@pytest.mark.parametrize("table", ["sessions", "keys", "history"])
async def test_nothing_is_made_in_a_database_of_another_program(empty_url: str, table: str) -> None:
    """Whichever table of ours it has."""
    with psycopg.connect(empty_url) as connection:
        connection.execute(f"CREATE TABLE {table} (number integer)".encode())
    with pytest.raises(StorageError, match=f"belongs to another program, which has a table {table}: create one"):
        await migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [(table,)]


async def test_programs_that_start_together_apply_each_migration_once(empty_url: str) -> None:
    applied: list[int] = []

    async def start() -> None:
        applied.append(await migrate(empty_url))

    async with anyio.create_task_group() as group:
        for _ in range(6):
            group.start_soon(start)
    assert sum(applied) == SCHEMA_VERSION
    assert len(_versions(empty_url)) == SCHEMA_VERSION


async def test_one_that_waited_for_another_sees_what_that_one_did(empty_url: str) -> None:
    """Though it was told before the wait that there is nothing."""
    waiting = await connect(empty_url)
    assert await migrations.require_ours(waiting, "here") == 0
    with psycopg.connect(empty_url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [migrations._LOCK])
        async with anyio.create_task_group() as group:
            group.start_soon(_bring_up_to_date, waiting, applied := [])
            while not other.execute(_WAITING).fetchone():  # noqa: ASYNC110 - the database tells nobody
                await anyio.sleep(0.01)
            other.execute(migrations._VERSIONS.encode())
            for number, one in enumerate(MIGRATIONS, start=1):
                other.execute("INSERT INTO paperbanana_schema (version, name) VALUES (%s, %s)", (number, one.name))
            other.commit()
    assert applied == [0]
    await waiting.close()


async def test_a_database_of_an_earlier_version_gets_what_is_missing(
    database_url: str, empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that is only to be required is refused until then."""
    await migrate(empty_url)
    more = (*MIGRATIONS, Migration("more", ("CREATE TABLE more (number integer)",)))
    monkeypatch.setattr(migrations, "MIGRATIONS", more)
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(StorageError, match=r"is not up to date .* with pb migrate"):
        await PostgresStorage.open(database_url, migrates=False)
    assert await migrate(empty_url) == 1
    async with await PostgresStorage.open(empty_url, migrates=False) as storage:
        assert await storage.keys() == ()


async def test_a_migration_that_fails_leaves_nothing(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = (*MIGRATIONS, Migration("broken", ("CREATE TABLE more (number integer)", "SELECT 1 / 0")))
    monkeypatch.setattr(migrations, "MIGRATIONS", broken)
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    with pytest.raises(StorageError, match="division by zero"):
        await migrate(empty_url)
    assert len(_versions(empty_url)) == SCHEMA_VERSION
    with psycopg.connect(empty_url) as connection:
        assert connection.execute("SELECT to_regclass('more')").fetchone() == (None,)


async def test_a_newer_database_is_used_as_long_as_it_admits_this_version(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One whose last migrations only expand, and none that says that it was made for later programs."""
    expands = Migration("expands", ("CREATE TABLE more (number integer)",))
    contracts = Migration("contracts", ("DROP TABLE more",), admits_from=SCHEMA_VERSION + 1)
    for newer in ((*MIGRATIONS, expands), (*MIGRATIONS, expands, contracts)):
        with monkeypatch.context() as later:
            later.setattr(migrations, "MIGRATIONS", newer)
            later.setattr(migrations, "SCHEMA_VERSION", len(newer))
            await migrate(empty_url)
        if newer[-1] is expands:
            async with await PostgresStorage.open(empty_url, migrates=False) as storage:
                assert await storage.keys() == ()
            assert await migrate(empty_url) == 0
        else:
            with pytest.raises(StorageError, match=r"newer version of this program .* install that version"):
                await PostgresStorage.open(empty_url)
            with pytest.raises(StorageError, match=r"newer version of this program .* install that version"):
                await migrate(empty_url)


async def test_a_database_that_does_not_say_whom_it_admits_yet_is_taught_to(empty_url: str) -> None:
    await migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        connection.execute("ALTER TABLE paperbanana_schema DROP COLUMN admits_from")
        connection.execute("DELETE FROM paperbanana_schema WHERE version = %s", [SCHEMA_VERSION])
        connection.execute("DROP FUNCTION pb_accept")
    assert await migrate(empty_url) == 1
    with psycopg.connect(empty_url) as connection:
        assert connection.execute("SELECT sum(admits_from) FROM paperbanana_schema").fetchone() == (0,)


async def test_another_programs_database_is_refused(empty_url: str) -> None:
    with psycopg.connect(empty_url) as connection:
        connection.execute("CREATE TABLE tasks (name text)")
    with pytest.raises(StorageError, match="belongs to another program"):
        await PostgresStorage.open(empty_url)


async def test_a_user_who_may_not_change_the_schema_is_told_what_to_grant(empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader LOGIN")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        try:
            with pytest.raises(StorageError, match="GRANT CREATE ON SCHEMA public"):
                await migrate(empty_url.replace("postgres@", "reader@"))
        finally:
            connection.execute("DROP ROLE reader")
