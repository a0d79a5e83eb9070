"""Opening: what is created, what is refused and with which sentence."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from pb_adapters.storage.sqlite.migrations import MIGRATIONS
from pb_adapters.storage.sqlite.store import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    SqliteStorage,
    open_reader,
    open_writer,
    read_paid_calls,
)
from pb_core.errors import StorageError


def created(path: Path) -> Path:
    open_writer(path).close()
    return path


def altered(path: Path, statement: str) -> Path:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    return path


def test_the_program_knows_as_many_versions_as_there_are_migrations(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "rows.db")
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert len(MIGRATIONS.applied(Database(connection))) == SCHEMA_VERSION
    assert MIGRATIONS.pending(Database(connection)) == []
    connection.close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("application_id", APPLICATION_ID),
    ],
)
def test_the_writer_is_set_for_durability(tmp_path: Path, setting: str, value: object) -> None:
    connection = open_writer(tmp_path / "rows.db")
    assert connection.execute(f"PRAGMA {setting}").fetchone()[0] == value
    connection.close()


def test_every_table_is_strict(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "rows.db")
    rows = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
    ).fetchall()
    assert {name for (name,) in rows} <= {"_sqlite_migrations", "sqlite_schema", "sqlite_sequence"}
    connection.close()


def test_the_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    assert created(tmp_path / "rows.db").stat().st_mode & 0o777 == 0o600


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = created(tmp_path / "rows.db")
    before = path.read_bytes()
    created(path)
    assert path.read_bytes() == before


def test_a_current_database_is_opened_without_the_migration_library(tmp_path: Path) -> None:
    path = created(tmp_path / "rows.db")
    program = (
        "import sys, pathlib\n"
        "from pb_adapters.storage.sqlite.store import open_writer\n"
        "open_writer(pathlib.Path(sys.argv[1])).close()\n"
        "sys.exit('sqlite_utils' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, path], check=False).returncode == 0  # noqa: S603 - our own


def test_many_programs_may_create_the_database_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        connections = list(pool.map(open_writer, [tmp_path / "rows.db"] * 8))
    for connection in connections:
        connection.close()


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = created(tmp_path / "rows.db")
    tables = "SELECT name FROM sqlite_schema ORDER BY name"
    with closing(open_reader(path)) as reader:
        before = reader.execute(tables).fetchall()
    broken = Migrations("paperbanana")
    broken._migrations = [*MIGRATIONS._migrations]
    monkeypatch.setattr("pb_adapters.storage.sqlite.migrations.MIGRATIONS", broken)
    monkeypatch.setattr("pb_adapters.storage.sqlite.store.SCHEMA_VERSION", SCHEMA_VERSION + 1)

    @broken(name="9999_broken")
    def broken_half_way(db: Database) -> None:
        db.execute("CREATE TABLE half (done)")
        db.execute("CREATE NONSENSE")

    with pytest.raises(StorageError, match="syntax error"):
        open_writer(path)
    with closing(open_reader(path)) as after:
        assert after.execute(tables).fetchall() == before
        assert after.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    connection = open_reader(created(tmp_path / "rows.db"))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM keys")
    connection.close()


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = altered(created(tmp_path / "rows.db"), f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StorageError, match=rf"newer version of this program \(schema {SCHEMA_VERSION + 1}; "):
        open_writer(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE notes (text)", "PRAGMA application_id = 7", "PRAGMA user_version = 9"]
)
def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path, statement: str) -> None:
    path = altered(tmp_path / "other.db", statement)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="belongs to another program"):
        open_writer(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    path.write_text("Dear diary, " * 100)
    with pytest.raises(StorageError, match="not a database"):
        open_writer(path)
    assert path.read_text() == "Dear diary, " * 100


@pytest.mark.parametrize("place", ["missing/rows.db", "a-file/rows.db", "."])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(StorageError, match="cannot be opened"):
        open_writer(tmp_path / place)


async def test_the_store_refuses_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        await SqliteStorage.open(tmp_path / "missing" / "rows.db")


def test_a_fault_while_the_reader_is_opened_is_a_refusal_that_may_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr("pb_adapters.storage.sqlite.store.connect", fail)
    with pytest.raises(StorageError, match="cannot be opened: disk I/O error"):
        open_reader(tmp_path / "rows.db")


def test_the_bills_of_a_file_that_is_no_database_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "rows.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="cannot be read"):
        read_paid_calls(tmp_path / "rows.db")
