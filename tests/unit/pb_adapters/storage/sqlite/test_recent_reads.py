import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pb_adapters.storage.sqlite import recent_reads
from pb_adapters.storage.sqlite.recent_reads import UNREAD, RecentReads
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.billing import KeyChange
from pb_core.testing.contracts.storage_base import NOW, sample_key, sample_task


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "rows.db", isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE numbers (number INTEGER)")
        yield writer


@pytest.fixture
def recent(tmp_path: Path, writer: sqlite3.Connection) -> Iterator[RecentReads]:
    del writer  # who makes the database
    recent = RecentReads(sqlite3.connect(tmp_path / "rows.db", isolation_level=None))
    yield recent
    recent.close()


def read(recent: RecentReads, name: str, value: object) -> object:
    """What is in memory, else the value, which is then kept."""
    version = recent.version()
    found = recent.get(name, version)
    if found is UNREAD:
        recent.keep(name, value, version)
        return value
    return found


def test_a_value_is_kept_until_somebody_writes(recent: RecentReads, writer: sqlite3.Connection) -> None:
    assert [read(recent, "a", 1), read(recent, "a", 2), read(recent, "b", 3)] == [1, 1, 3]
    writer.execute("INSERT INTO numbers VALUES (1)")
    assert [read(recent, "a", 4), read(recent, "b", 5), read(recent, "a", 6)] == [4, 5, 4]


def test_what_was_read_around_a_write_is_not_kept(recent: RecentReads, writer: sqlite3.Connection) -> None:
    version = recent.version()
    assert recent.get("a", version) is UNREAD
    writer.execute("INSERT INTO numbers VALUES (1)")
    recent.keep("a", "of nobody knows when", version)
    assert read(recent, "a", 1) == 1


def test_what_another_reader_kept_before_a_write_is_no_answer_after_it(
    recent: RecentReads, writer: sqlite3.Connection
) -> None:
    earlier = recent.version()
    recent.get("a", earlier)
    writer.execute("INSERT INTO numbers VALUES (1)")
    assert read(recent, "b", "new") == "new"
    recent.keep("a", "old", earlier)
    assert recent.get("a", recent.version()) is UNREAD


def test_where_it_cannot_be_told_whether_somebody_wrote_nothing_is_taken_from_memory(recent: RecentReads) -> None:
    assert read(recent, "a", 1) == 1
    recent.close()
    assert recent.version() is None
    assert [read(recent, "a", 2), read(recent, "a", 3)] == [2, 3]


def test_no_more_values_are_kept_than_allowed(recent: RecentReads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_reads, "MOST_VALUES", 2)
    assert [read(recent, name, 1) for name in "aabbccc"] == [1] * 7
    assert (read(recent, "c", 2), read(recent, "a", 2)) == (1, 2)


async def test_the_store_reads_what_polls_need_once_until_it_writes(tmp_path: Path) -> None:
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        await storage.add_key(key := sample_key())
        task = await storage.accept(sample_task())
        reads = 0
        usual = storage._reader.run

        async def counting(unit: object) -> object:
            nonlocal reads
            reads += 1
            return await usual(unit)  # type: ignore[arg-type]

        storage._reader.run = counting  # type: ignore[method-assign,assignment]
        for _ in range(3):
            assert await storage.key_by_digest(key.digest) is not None
            assert await storage.task_line(task.id) is not None
        assert reads == 2
        await storage.change_key(key.id, KeyChange(active=False), NOW)
        assert await storage.key_by_digest(key.digest) is not None
        for _ in range(2):
            assert await storage.key_by_digest("of nobody") is None
        assert reads == 5
