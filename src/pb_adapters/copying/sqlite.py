"""A data folder as source or target of a copy: its database, with nobody else at work."""

import shutil
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path

from anyio import to_thread

from pb_adapters.built_in import prepare
from pb_adapters.copying.ports import Batch
from pb_adapters.copying.tables import NUMBERED, TEXT, TIME, WORDS, Record, Table, Value
from pb_adapters.data_folder import DATABASE, UNFINISHED_COPY, require_database
from pb_adapters.folder_lock import locked
from pb_adapters.storage.references import Reference
from pb_adapters.storage.rows import time_text
from pb_adapters.storage.sqlite.references import references
from pb_adapters.storage.sqlite.store import SqliteStorage, connect, open_writer
from pb_adapters.whole_file import sync_disks
from pb_core.domain.webhooks.receivers import origin_of
from pb_core.errors import StorageError

BATCH = 200
"""How many rows are in memory at once."""

_READ_AS = {
    ("tasks", "queued_at"): "CASE WHEN queued_at = '' THEN created_at ELSE queued_at END",
    ("steps", "answered_by"): "coalesce(CASE WHEN json_valid(usage) THEN usage ->> 'engine' END, engine)",
    ("deliveries", "origin"): "coalesce(origin, origin_of(url))",
}
"""What an older version wrote otherwise, and what PostgreSQL keeps beside."""

_FROM = {"hours": "history_hours", "numbers": "(SELECT name, seq AS last FROM sqlite_sequence)"}
_INTO = {"hours": "history_hours"}
_WAYS = {"uses": "INSERT OR IGNORE", "receivers": "INSERT OR REPLACE"}
"""Triggers have written some of these rows already."""

_GUARD = "ledger_equals_the_balance"
"""The trigger that holds an entry against the balance of its key as it is at that time."""


class SqliteSource:
    """The rows of a data folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def batches(self, table: Table) -> AsyncGenerator[Batch]:
        """The rows of a table, in order."""
        return _batches(self._connection, table)

    async def references(self) -> list[Reference]:
        """Which artifacts the rows refer to."""
        return await to_thread.run_sync(lambda: list(references(self._connection)))


@asynccontextmanager
async def reading_folder(folder: Path) -> AsyncGenerator[SqliteSource]:
    """Keep everybody else from a data folder and read its database, once its history has all its lines.

    Raises ``FolderInUse`` while a server is at work, and ``StorageError`` where there is no database.
    """
    require_database(folder)
    if not (folder / DATABASE).exists():
        raise StorageError(f"there is no database in {folder}: name the data folder that is to be copied")
    with locked(folder, "pb copy"):
        async with await SqliteStorage.open(folder / DATABASE) as storage:
            while await storage.write_history():
                pass
        with closing(connect(folder / DATABASE)) as connection:
            _prepare(connection)
            yield SqliteSource(connection)
            connection.execute("ROLLBACK")


class SqliteTarget:
    """A new database, which lies in a folder of its own until it is whole."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, guard: str, *, is_continued: bool) -> None:
        self._folder, self._connection, self._guard = folder, connection, guard
        self.is_continued = is_continued

    def batches(self, table: Table) -> AsyncGenerator[Batch]:
        """The rows that were written of a table, in order."""
        return _batches(self._connection, table)

    async def write(self, table: Table, batches: AsyncIterable[Batch]) -> None:
        """Write the rows of a table."""
        async for batch in batches:
            await to_thread.run_sync(_write, self._connection, table, batch)

    async def commit(self) -> None:
        """Put the database into its place."""
        self._connection.execute(self._guard)
        self._connection.execute("COMMIT")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()
        sync_disks()
        (self._folder / UNFINISHED_COPY / DATABASE).replace(self._folder / DATABASE)
        sync_disks()
        shutil.rmtree(self._folder / UNFINISHED_COPY)


@asynccontextmanager
async def filling_folder(folder: Path) -> AsyncGenerator[SqliteTarget]:
    """Make a database for a data folder that has none; raises ``StorageError`` where there is one."""
    prepare(folder)
    with locked(folder, "pb copy"):
        is_continued = _emptied(folder)
        with closing(open_writer(folder / UNFINISHED_COPY / DATABASE)) as connection:
            (guard,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (_GUARD,)).fetchone()
            _prepare(connection)
            connection.execute(f"DROP TRIGGER {_GUARD}")
            yield SqliteTarget(folder, connection, guard, is_continued=is_continued)


def _emptied(folder: Path) -> bool:
    """Mark a folder in which a copy begins, and clear what an interrupted one left: whether there was one."""
    workspace = folder / UNFINISHED_COPY
    is_continued = workspace.exists()
    if not is_continued and (folder / DATABASE).exists():
        raise StorageError(f"there is a database in {folder} already: copy into a new folder")
    workspace.mkdir(mode=0o700, exist_ok=True)
    for left in (*workspace.glob(f"{DATABASE}*"), *folder.glob(f"{DATABASE}*")):  # the latter of its last step
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    return is_continued


def _prepare(connection: sqlite3.Connection) -> None:
    """Begin the one transaction, which keeps other writers away."""
    connection.row_factory = None
    connection.create_function("origin_of", 1, origin_of, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")


async def _batches(connection: sqlite3.Connection, table: Table) -> AsyncGenerator[Batch]:
    columns = [_READ_AS.get((table.name, name)) or table.read_as.get(name, name) for name in table.columns]
    question = f"SELECT {', '.join(columns)} FROM {_FROM.get(table.name, table.name)} ORDER BY {', '.join(table.order)}"  # noqa: S608 - our own tables
    kinds = tuple(table.columns.values())
    with closing(connection.execute(question)) as cursor:
        while rows := await to_thread.run_sync(cursor.fetchmany, BATCH):
            yield [tuple(map(_value, kinds, row)) for row in rows]


def _value(kind: str, value: Value) -> Value:
    if not isinstance(value, str):
        return value
    if kind == TIME:
        return time_text(datetime.fromisoformat(value))
    return (
        value.replace("\0", "\N{REPLACEMENT CHARACTER}") if kind in {TEXT, WORDS} else value
    )  # as PostgreSQL keeps it


def _write(connection: sqlite3.Connection, table: Table, batch: Batch) -> None:
    if table.name == "numbers":
        connection.executemany("DELETE FROM sqlite_sequence WHERE name = ?", [(name,) for name in NUMBERED])
        connection.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", batch)
        return
    places = [number for number, name in enumerate(table.columns) if (table.name, name) != ("steps", "answered_by")]
    names = [list(table.columns)[place] for place in places]
    records: list[Record] = [tuple(record[place] for place in places) for record in batch]
    way, into = _WAYS.get(table.name, "INSERT"), _INTO.get(table.name, table.name)
    marks = ", ".join("?" * len(names))
    connection.executemany(f"{way} INTO {into} ({', '.join(names)}) VALUES ({marks})", records)
