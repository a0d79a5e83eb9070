import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pb_adapters.storage.sqlite import retention
from pb_adapters.storage.sqlite.references import references
from pb_adapters.storage.sqlite.retention import PAGES_AT_ONCE, SPARE_PAGES
from pb_adapters.storage.sqlite.soundness import flawed_pages, flawed_rules
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.testing.contracts.storage_base import FAILED, NOW, after, sample_key, sample_task
from support.data_folders import filled

LARGE = 20 * 2**20


async def test_the_table_of_uses_names_what_the_rows_refer_to(tmp_path: Path) -> None:
    async with filled(tmp_path):
        with closing(sqlite3.connect(tmp_path / "paperbanana.db")) as beside:
            kept = set(beside.execute("SELECT key_id, digest, task_id FROM uses"))
            assert kept == {(found.owner, found.digest, found.task_id) for found in references(beside)}
            assert len(kept) == 5


def size(path: Path) -> int:
    """The bytes of a file."""
    return path.stat().st_size


def log_of(path: Path) -> Path:
    """The log of writes of a database."""
    return Path(f"{path}-wal")


async def _grown(path: Path, storage: SqliteStorage) -> None:
    """Many rows, and then none of them."""
    await storage.add_key(sample_key())
    await storage.accept(sample_task())
    await storage.cancel_task("task-1", FAILED, NOW)
    with closing(sqlite3.connect(path)) as beside:
        beside.execute("UPDATE tasks SET error = ?", ("x" * LARGE,))
        beside.commit()
    assert size(path) + size(log_of(path)) > LARGE
    await storage.retire_tasks(after(1), after(1))


async def test_the_file_shrinks_and_its_log_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    async with await SqliteStorage.open(path) as storage:
        await _grown(path, storage)
        steps = 0
        while await storage.give_back():
            steps += 1
        assert 2 < steps < LARGE / (PAGES_AT_ONCE * 4096) + 1
        assert size(path) < SPARE_PAGES * 4096 + LARGE / 4
        assert size(log_of(path)) == 0
        with closing(sqlite3.connect(path)) as beside:
            assert [*flawed_pages(beside), *flawed_rules(beside)] == []
        await storage.accept(sample_task("task-2"))


async def test_a_log_that_somebody_reads_is_cut_off_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "LONGEST_LOG", 0)
    path = tmp_path / "rows.db"
    async with await SqliteStorage.open(path) as storage:
        await storage.add_key(sample_key())
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM keys").fetchone()
            await storage.accept(sample_task())
            assert not await storage.give_back()
            assert size(log_of(path)) > 0
        assert not await storage.give_back()
        assert size(log_of(path)) == 0


async def test_a_file_of_an_earlier_version_learns_to_shrink(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "rows.db"
    async with await SqliteStorage.open(path) as storage:
        await storage.add_key(sample_key())
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("PRAGMA auto_vacuum = NONE")
        old.execute("VACUUM")
    async with await SqliteStorage.open(path) as storage:
        await _no_room_is_given_back(storage)
    monkeypatch.setattr("pb_adapters.storage.sqlite.store._migrate", lambda _: None)
    monkeypatch.setattr("pb_adapters.storage.sqlite.store.SCHEMA_VERSION", 10**6)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM keys").fetchone()
        monkeypatch.setattr("pb_adapters.storage.sqlite.store.BUSY_SECONDS", 0.0)
        async with await SqliteStorage.open(path):
            pass
    async with await SqliteStorage.open(path) as storage:
        assert await storage.key("key-1") is not None
    with closing(sqlite3.connect(path)) as beside:
        assert beside.execute("PRAGMA auto_vacuum").fetchone() == (2,)
    assert all("PRAGMA auto_vacuum = 2; VACUUM" in record.message for record in caplog.records)


async def _no_room_is_given_back(storage: SqliteStorage) -> None:
    assert not await storage.give_back()
