import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pb_adapters.data_folder import DATABASE
from pb_adapters.storage.flaws import ENDS, HISTORY, LEDGER_RULE, PAGES, ROWS, SPENDING
from pb_adapters.storage.sqlite.soundness import read_snapshot
from pb_core.domain.billing import KeyChange
from pb_core.errors import StorageError
from pb_core.testing.contracts.storage_base import NOW, sample_key, sample_task
from support.data_folders import DIGESTS, OWNER, filled


@pytest.fixture
async def database(tmp_path: Path) -> Path:
    """A database with tasks, a limited and an unlimited key, and changes of balances."""
    async with filled(tmp_path) as (storage, _):
        await storage.add_key(sample_key("key-2", quota=None))
        await storage.accept(sample_task("task-3", "key-2", callback=None))
        await storage.change_key("key-2", KeyChange(quota_remaining=5), NOW)
        await storage.accept(sample_task("task-4", "key-2", callback=None))
        await storage.change_key("key-2", KeyChange(quota_remaining=None), NOW)
        await storage.change_key(OWNER, KeyChange(quota_remaining=3), NOW)
        await storage.write_history()
    return tmp_path / DATABASE


@contextmanager
def unguarded(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection that breaks every rule it is told to."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        yield connection


async def test_a_database_that_only_the_program_wrote_is_sound(database: Path) -> None:
    told: list[str] = []
    found = read_snapshot(database, told.append)
    assert (found.flaws, found.is_whole) == ((), True)
    assert found.rows == 2 + 9 + 4 + 2 + 1
    assert found.needed.keys() == {(OWNER, digest) for digest in DIGESTS.values()}
    assert found.running_since == {OWNER: NOW}
    assert told == ["the pages of the database"]


@pytest.mark.parametrize(
    ("statement", "check", "sentence"),
    [
        (
            "UPDATE tasks SET kind = 'opera' WHERE id = 'task-1'",
            ROWS,
            "the row task-1 of tasks cannot be read: 'opera'",
        ),
        ("UPDATE steps SET result = x'7b' WHERE name = 'extract'", ROWS, "the row task-1 of steps cannot be read"),
        (
            "UPDATE ledger SET amount = -2 WHERE fact = 'charge:task-1'",
            LEDGER_RULE,
            "charge:task-1 of key key-1 does not",
        ),
        ("UPDATE keys SET quota_remaining = 4 WHERE id = 'key-1'", LEDGER_RULE, "key key-1 has another balance"),
        ("UPDATE keys SET total_used = 3 WHERE id = 'key-1'", LEDGER_RULE, "key key-1 has used 3 units"),
        ("DELETE FROM ledger WHERE fact = 'charge:task-3'", LEDGER_RULE, "task task-3 was accepted without a charge"),
        ("DELETE FROM ledger WHERE kind = 'grant' AND key_id = 'key-2'", LEDGER_RULE, "the entry charge:task-3 of key"),
        ("UPDATE spent_by_key SET reserved = 7", SPENDING, "key key-1 has reserved another amount on 2026-01-31"),
        ("UPDATE spent_by_day SET reserved = 7", SPENDING, "on 2026-01-31 the whole server has reserved another"),
        ("UPDATE steps SET booked_micros = 10000", SPENDING, "key key-1 has steps that cost more than is booked"),
        ("UPDATE tasks SET result = NULL WHERE id = 'task-1'", ENDS, "task task-1 is completed, and result, error"),
        (
            "UPDATE tasks SET completed_at = NULL WHERE id = 'task-1'",
            ENDS,
            "task task-1 is completed, and result, error",
        ),
        ("DELETE FROM deliveries", ENDS, "task task-1 has ended, and the webhook that it asked for is not there"),
        ("UPDATE history SET status = 'failed' WHERE seq = 1", HISTORY, "task task-1 stands otherwise in the history"),
        ("UPDATE history SET cost_micros = 1", HISTORY, "task task-1 stands otherwise in the history"),
        ("UPDATE history_counts SET tasks = 9", HISTORY, "another number of tasks methodology, completed than it has"),
        ("DELETE FROM history_providers", HISTORY, "another number of tasks with offline than it has"),
        ("DELETE FROM keys WHERE id = 'key-2'", PAGES, "refers to a row of keys that is not there"),
    ],
)
async def test_whatever_does_not_hold_is_named(database: Path, statement: str, check: str, sentence: str) -> None:
    with unguarded(database) as connection:
        assert connection.execute(statement).rowcount > 0
    found = read_snapshot(database)
    assert [flaw for flaw in found.flaws if flaw.check == check and sentence in flaw.text], found.flaws
    assert found.is_whole == (check not in {PAGES, ROWS})


def overwrite(database: Path, table: str) -> None:
    """Damage the first page of a table."""
    with closing(sqlite3.connect(database)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


async def test_damaged_pages_are_named_and_what_is_left_is_read(database: Path) -> None:
    overwrite(database, "deliveries")
    found = read_snapshot(database)
    assert {flaw.check for flaw in found.flaws} == {PAGES}
    assert "the rows cannot be read to their end" in found.flaws[-1].text
    assert not found.is_whole


async def test_progress_is_told(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pb_adapters.storage.snapshots.STEP", 10)
    told: list[str] = []
    read_snapshot(database, told.append)
    assert told == ["the pages of the database", "10 rows"]


async def test_a_database_of_another_version_is_not_judged(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 7")
    with pytest.raises(StorageError, match=r"older version \(schema 7; .*start the server once"):
        read_snapshot(database)
