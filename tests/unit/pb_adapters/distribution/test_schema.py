"""The schema of procrastinate is applied once, and brought up to date by its own migrations."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
import psycopg
import pytest
from procrastinate import App, PsycopgConnector
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

from pb_adapters.distribution import schema
from pb_adapters.distribution.schema import bring_schema_up_to_date, schema_is_current
from pb_core.errors import StorageError
from support.postgres import shared_server


async def opened(url: str) -> AsyncConnection[DictRow]:
    return await AsyncConnection.connect(url, autocommit=True, row_factory=dict_row)


@pytest.fixture
def url() -> Iterator[str]:
    with shared_server().own_database("template0") as url:
        yield url


@pytest.fixture
async def connection(url: str) -> AsyncIterator[AsyncConnection[DictRow]]:
    connection = await opened(url)
    async with connection:
        yield connection


async def test_it_is_applied_once(connection: AsyncConnection[DictRow], url: str) -> None:
    assert not await schema_is_current(connection)
    assert await bring_schema_up_to_date(connection) == 1
    assert await schema_is_current(connection)
    assert await bring_schema_up_to_date(connection) == 0
    async with App(connector=PsycopgConnector(conninfo=url)).open_async() as app:
        assert await app.check_connection_async()


async def test_programs_that_start_together_apply_it_once(url: str) -> None:
    applied: list[int] = []

    async def apply() -> None:
        async with await opened(url) as connection:
            applied.append(await bring_schema_up_to_date(connection))

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(apply)
    assert sorted(applied) == [0, 0, 0, 1]


def newer_migrations(folder: Path) -> tuple[list[Path], list[Path]]:
    """Those of one later version, and the first one of the version after that."""
    first, then = folder / "98.00.00_01_pre_first.sql", folder / "98.00.00_50_post_then.sql"
    first.write_text("CREATE TABLE of_a_newer_version (id bigint); SELECT 1")
    then.write_text("ALTER TABLE of_a_newer_version ADD COLUMN note text DEFAULT '100%'")
    last = folder / "99.00.00_01_pre_last.sql"
    last.write_text("SELECT note FROM of_a_newer_version")
    return [first, then], [last]


async def test_a_schema_is_upgraded_by_the_migrations_that_it_lacks_and_those_that_bar_wait_for_the_next_version(
    connection: AsyncConnection[DictRow], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await bring_schema_up_to_date(connection)
    known, (newer, newest) = schema._migrations(), newer_migrations(tmp_path)
    monkeypatch.setattr(schema, "_migrations", lambda: known + newer)
    assert not await schema_is_current(connection)
    assert await bring_schema_up_to_date(connection) == 1
    assert await schema_is_current(connection)
    assert await bring_schema_up_to_date(connection) == 0
    with pytest.raises(psycopg.errors.UndefinedColumn):
        await connection.execute("SELECT note FROM of_a_newer_version")
    monkeypatch.setattr(schema, "_migrations", lambda: known + newer + newest)
    assert await bring_schema_up_to_date(connection) == 2
    await connection.execute("SELECT note FROM of_a_newer_version")


async def test_the_version_before_goes_on_until_a_migration_bars_it(
    connection: AsyncConnection[DictRow], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await bring_schema_up_to_date(connection)
    known, (newer, newest) = schema._migrations(), newer_migrations(tmp_path)
    for migrations, admits in ((known + newer, True), (known + newer + newest, False)):
        monkeypatch.setattr(schema, "_migrations", lambda migrations=migrations: migrations)
        await bring_schema_up_to_date(connection)
        monkeypatch.setattr(schema, "_migrations", lambda: known)
        if admits:
            assert await schema_is_current(connection)
            assert await bring_schema_up_to_date(connection) == 0
        else:
            with pytest.raises(StorageError, match="install the version of this program that did so"):
                await schema_is_current(connection)


async def test_a_migration_that_fails_changes_nothing(
    connection: AsyncConnection[DictRow], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await bring_schema_up_to_date(connection)
    broken = tmp_path / "98.00.00_01_pre_broken.sql"
    broken.write_text("CREATE TABLE half (id bigint); SELECT * FROM nowhere")
    known = schema._migrations()
    monkeypatch.setattr(schema, "_migrations", lambda: [*known, broken])
    with pytest.raises(psycopg.Error):
        await bring_schema_up_to_date(connection)
    assert not await schema_is_current(connection)
    with pytest.raises(psycopg.errors.UndefinedTable):
        await connection.execute("SELECT * FROM half")
