"""The embedded store: one SQLite file in WAL mode, opened and checked here; one writer, group commit."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from anyio import to_thread

from pb_adapters.storage.rows import Rows
from pb_adapters.storage.sqlite.access import Access
from pb_adapters.storage.sqlite.billing import Keys, Spending
from pb_adapters.storage.sqlite.group_commit import ConnectionThread, commit_together, read_each
from pb_adapters.storage.sqlite.history import History
from pb_adapters.storage.sqlite.holders import Holder, Uptime
from pb_adapters.storage.sqlite.outbox import Deliveries
from pb_adapters.storage.sqlite.queue import Queue
from pb_adapters.storage.sqlite.recent_reads import RecentReads
from pb_adapters.storage.sqlite.removal import Removal
from pb_adapters.storage.sqlite.retention import Retention
from pb_adapters.storage.sqlite.tasks import CALLS, Steps, Tasks
from pb_adapters.storage.sqlite.webhook_lists import WebhookLists
from pb_core.domain.billing import SeenCall
from pb_core.domain.questions.vision_probe import VisionRecord
from pb_core.errors import StorageError

log = logging.getLogger(__name__)

SCHEMA_VERSION = 16
"""The number of migrations that this program knows."""

APPLICATION_ID = 0x50426E61
"""The mark in the file's header that says whose database it is ("PBna")."""

BUSY_SECONDS = 30.0
"""How long a unit of work waits for another process that is writing."""

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA journal_size_limit = 67108864",
)


_CAN_SHRINK = "PRAGMA auto_vacuum = INCREMENTAL"
"""Takes effect in a file that has no pages yet, and else with the next ``VACUUM``."""


def open_writer(path: Path) -> sqlite3.Connection:
    """Open the one connection that writes, creating or upgrading the database.

    Raises ``StorageError`` when the file cannot be written, is not ours or is newer than this program.
    """
    try:
        path.touch(mode=0o600)
        return _prepared(path, connect(path))
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"The database {path} cannot be opened: {error}.") from error


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a connection that can only read a database prepared by ``open_writer``; raises ``StorageError``."""
    try:
        connection = connect(path)
        connection.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        raise StorageError(f"The database {path} cannot be opened: {error}.") from error
    return connection


def read_version(path: Path) -> int:
    """The number of migrations in a database that is there, found without changing it.

    Raises ``StorageError`` when the file cannot be read, is not ours or is newer than this program.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _require_ours(path, connection)
    except sqlite3.Error as error:
        raise StorageError(f"The database {path} cannot be read: {error}.") from error


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Read a database of this version as it is at one moment, beside whoever writes it; nothing is changed.

    Raises ``StorageError`` when it cannot be read, is not ours or is of another version.
    """
    version = read_version(path)
    if version != SCHEMA_VERSION:
        raise StorageError(
            f"The database {path} is of an older version (schema {version}; this program works with {SCHEMA_VERSION}):"
            " start the server once, which brings it up to date."
        )
    uri = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("BEGIN")
            yield connection
    except sqlite3.Error as error:
        raise StorageError(f"The database {path} cannot be read: {error}.") from error


_PAID = """
SELECT most_micros, reserved_micros, coalesce(usage ->> 'cost_micros', 0) AS cost_micros,
       round((julianday(finished_at) - julianday(started_at)) * 86400.0, 3) AS seconds
FROM steps WHERE state = 'finished' AND most_micros > 0 ORDER BY seq DESC LIMIT ?
"""


def read_paid_calls(path: Path, limit: int = 200) -> tuple[SeenCall, ...]:
    """The newest calls that cost money of a database that is there, found without changing it, newest first.

    Raises ``StorageError`` when the file cannot be read; a database of an older version has none to tell.
    """
    if read_version(path) < SCHEMA_VERSION:
        return ()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return tuple(map(CALLS.decode, connection.execute(_PAID, (limit,))))
    except sqlite3.Error as error:
        raise StorageError(f"The database {path} cannot be read: {error}.") from error


def connect(path: Path) -> sqlite3.Connection:
    """Open a bare connection with our settings; transactions are begun by statements only."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.row_factory = sqlite3.Row
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
    except BaseException:  # the file is no database
        connection.close()
        raise
    return connection


def _prepared(path: Path, connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        _require_ours(path, connection)  # before anything is written to a file that is not
        if not path.stat().st_size:
            connection.execute(_CAN_SHRINK)
        _enter_wal(path, connection)
        connection.execute("BEGIN IMMEDIATE")
        is_older = _require_ours(path, connection) < SCHEMA_VERSION
        if is_older:
            _migrate(connection)
        connection.execute("COMMIT")
        if is_older:
            _let_shrink(path, connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _require_ours(path: Path, connection: sqlite3.Connection) -> int:
    """Return the database's version, 0 for an empty one, unless it is another program's or a newer one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (filled,) = connection.execute("SELECT EXISTS (SELECT 1 FROM sqlite_schema)").fetchone()
    if application != APPLICATION_ID and (application or version or filled):
        raise StorageError(f"The database {path} belongs to another program.")
    if version > SCHEMA_VERSION:
        raise StorageError(
            f"The database {path} was written by a newer version of this program (schema {version}; this program"
            f" knows {SCHEMA_VERSION}). Install that version, or restore a backup."
        )
    return int(version)


def _enter_wal(path: Path, connection: sqlite3.Connection) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StorageError(f"The database {path} lies on a file system that cannot share a write-ahead log.")


def _migrate(connection: sqlite3.Connection) -> None:
    # Imported here: a database that is up to date starts without paying for the library.
    from sqlite_utils import Database  # noqa: PLC0415 - see above

    from pb_adapters.storage.sqlite.migrations import MIGRATIONS  # noqa: PLC0415 - see above

    MIGRATIONS.apply(Database(connection, use_counts_table=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _let_shrink(path: Path, connection: sqlite3.Connection) -> None:
    """Write a file anew, once, that an earlier version made without the means to give free pages back."""
    (can,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    if can:
        return
    try:
        connection.execute(_CAN_SHRINK)
        connection.execute("VACUUM")
    except sqlite3.Error as error:
        log.warning(
            "the database %s cannot give back the space of deleted rows (%s); with the server stopped and space for "
            'another copy of it, run: sqlite3 %s "PRAGMA auto_vacuum = 2; VACUUM"',
            path,
            error,
            path,
        )


VISION_RECORDS = Rows(VisionRecord)

_RECORD = """
INSERT INTO vision (provider, model, sees, checked_at) VALUES (:provider, :model, :sees, :checked_at)
ON CONFLICT (provider, model) DO UPDATE SET sees = excluded.sees, checked_at = excluded.checked_at
"""
_FIND = "SELECT * FROM vision WHERE provider = ? AND model = ?"


class Vision(Access):
    """The duties of ``VisionStore``."""

    async def vision(self, provider: str, model: str) -> VisionRecord | None:
        """What the last probe of a model found."""
        row = await self._read(lambda connection: connection.execute(_FIND, (provider, model)).fetchone())
        return None if row is None else VISION_RECORDS.decode(row)

    async def record_vision(self, record: VisionRecord) -> None:
        """Keep what a probe found."""
        await self._write(lambda connection: connection.execute(_RECORD, VISION_RECORDS.encode(record)).rowcount)


class SqliteStorage(Keys, Removal, Queue, Tasks, Steps, Deliveries, Retention, Spending, History, WebhookLists, Vision):
    """``Storage`` in one SQLite file; several processes may open the same file.

    Open it with ``await SqliteStorage.open(path)``; ``async with`` closes it. The folder must exist.
    """

    @classmethod
    async def open(cls, path: Path | str, *, uptime: Uptime = time.monotonic) -> Self:
        """Open, create or upgrade a database; ``uptime`` is the clock by which leases end.

        Raises ``StorageError`` when the file cannot be written, is not ours or is newer than this program.
        """
        file = Path(path)
        with ExitStack() as opened:
            writer = await to_thread.run_sync(open_writer, file)
            opened.callback(writer.close)
            reader = await to_thread.run_sync(open_reader, file)
            opened.callback(reader.close)
            recent = RecentReads(await to_thread.run_sync(open_reader, file))
            opened.pop_all()
        return cls(
            ConnectionThread(writer, commit_together, "storage-writer"),
            ConnectionThread(reader, read_each, "storage-reader"),
            recent,
            Holder(file, uptime),
        )

    async def aclose(self) -> None:
        """Finish what was queued and close all connections; idempotent."""
        self._recent.close()
        await self._reader.aclose()
        await self._writer.aclose()
        self._holder.leave()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
