"""A snapshot of the rows in PostgreSQL, beside the programs that write them."""

import os
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import psycopg
import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.storage.flaws import LEDGER_RULE, PAGES, ROWS
from pb_adapters.storage.postgres import PostgresStorage, snapshot
from pb_adapters.storage.postgres.snapshot import SharedRows, reading_shared
from pb_adapters.storage.sqlite.soundness import read_snapshot
from pb_adapters.verification import verify_rows
from pb_core.errors import StorageError
from pb_core.testing.contracts.storage_base import NOW, sample_task
from support.data_folders import DIGESTS, OWNER, fill, filled

pytestmark = pytest.mark.anyio
DAY = 86_400


@pytest.fixture
async def storage(database_url: str, tmp_path: Path) -> AsyncGenerator[PostgresStorage]:
    """A filled database, open as by a server; its artifacts lie in the folder of the test."""
    async with await PostgresStorage.open(database_url) as opened:
        await fill(opened, FileArtifacts(tmp_path))
        yield opened


async def test_both_databases_tell_the_same(storage: PostgresStorage, tmp_path: Path) -> None:
    (tmp_path / "embedded").mkdir()
    async with filled(tmp_path / "embedded"):
        embedded = read_snapshot(tmp_path / "embedded" / "paperbanana.db")
    shared = await SharedRows(storage.pool).snapshot()
    assert (shared.rows, shared.flaws, shared.running_since) == (9, (), {OWNER: NOW})
    assert shared.needed == embedded.needed
    assert shared.is_whole


async def test_batches_go_on_to_the_last_row(storage: PostgresStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "BATCH", 2)
    assert (await SharedRows(storage.pool).snapshot()).rows == 9
    assert {found.digest for found in await SharedRows(storage.pool).references()} == set(DIGESTS.values())


async def test_all_is_read_of_one_moment(storage: PostgresStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = snapshot.flawed_rules

    async def accepted_meanwhile(connection: object) -> object:
        await storage.accept(sample_task("task-3", callback=None))
        return await rules(connection)  # type: ignore[arg-type]  # as it comes

    monkeypatch.setattr(snapshot, "flawed_rules", accepted_meanwhile)
    found = await SharedRows(storage.pool).snapshot()
    assert (found.rows, found.flaws) == (9, ())


@pytest.mark.parametrize(
    ("statement", "checks", "sentence"),
    [
        ("UPDATE tasks SET kind = 'opera' WHERE id = 'task-1'", {ROWS, "history"}, "the row task-1 of tasks cannot"),
        ("UPDATE steps SET result = '{' WHERE name = 'extract'", {ROWS}, "the row task-1 of steps cannot be read"),
        ("UPDATE keys SET quota_remaining = 4", {LEDGER_RULE}, "key key-1 has another balance than its last entry"),
        ("UPDATE steps SET reservation = '?'", {ROWS, PAGES}, "the rows cannot be read to their end"),
    ],
)
async def test_what_is_wrong_is_told(
    storage: PostgresStorage, database_url: str, statement: str, checks: set[str], sentence: str
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement.encode())
    found = await SharedRows(storage.pool).snapshot()
    assert {flaw.check for flaw in found.flaws} <= checks
    assert any(sentence in flaw.text for flaw in found.flaws)


async def test_repair_takes_servers_to_be_at_work(storage: PostgresStorage, tmp_path: Path) -> None:
    artifacts = FileArtifacts(tmp_path)
    for text, age in (("old", 2 * DAY), ("young", 0)):
        path = artifacts.location("key-2", await artifacts.put("key-2", text.encode()))
        os.utime(path, (time.time() - age,) * 2)
    found = await verify_rows(SharedRows(storage.pool), artifacts, repair=True)
    assert (found.rows, found.artifacts, found.flaws) == (9, 5, ())
    assert (found.orphans, found.recent, found.removed) == (0, 1, 1)


async def test_a_database_is_opened_to_be_read(storage: PostgresStorage, database_url: str) -> None:
    async with reading_shared(database_url) as rows:
        assert (await rows.snapshot()).rows == 9
    await storage.aclose()
    with pytest.raises(StorageError, match="cannot be opened"):
        async with reading_shared("postgresql://127.0.0.1:1/nowhere"):
            raise AssertionError
