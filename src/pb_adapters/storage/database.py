"""Opening the database file: settings, identity, version and migrations."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pb_core.errors import StorageError

SCHEMA_VERSION = 2
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


def open_writer(path: Path) -> sqlite3.Connection:
    """Open the one connection that writes, creating or upgrading the database.

    Raises ``StorageError`` when the file cannot be written, is not ours or is newer than this program.
    """
    try:
        path.touch(mode=0o600)
        return _prepared(path, connect(path))
    except (sqlite3.Error, OSError) as error:
        message = f"The database {path} cannot be opened: {error}."
        raise StorageError(message) from error


def open_reader(path: Path) -> sqlite3.Connection:
    """Open a connection that can only read a database prepared by ``open_writer``."""
    connection = connect(path)
    connection.execute("PRAGMA query_only = ON")
    return connection


def read_version(path: Path) -> int:
    """The number of migrations in a database that is there, found without changing it.

    Raises ``StorageError`` when the file cannot be read, is not ours or is newer than this program.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _require_ours(path, connection)
    except sqlite3.Error as error:
        message = f"The database {path} cannot be read: {error}."
        raise StorageError(message) from error


def connect(path: Path) -> sqlite3.Connection:
    """Open a bare connection with our settings; transactions are begun by statements only."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.row_factory = sqlite3.Row
    for setting in _SETTINGS:
        connection.execute(setting)
    return connection


def _prepared(path: Path, connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        _require_ours(path, connection)  # before anything is written to a file that is not
        _enter_wal(path, connection)
        connection.execute("BEGIN IMMEDIATE")
        if _require_ours(path, connection) < SCHEMA_VERSION:
            _migrate(connection)
        connection.execute("COMMIT")
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
        message = f"The database {path} belongs to another program."
        raise StorageError(message)
    if version > SCHEMA_VERSION:
        message = (
            f"The database {path} was written by a newer version of this program (schema {version}; this program"
            f" knows {SCHEMA_VERSION}). Install that version, or restore a backup."
        )
        raise StorageError(message)
    return int(version)


def _enter_wal(path: Path, connection: sqlite3.Connection) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        message = f"The database {path} lies on a file system that cannot share a write-ahead log."
        raise StorageError(message)


def _migrate(connection: sqlite3.Connection) -> None:
    # Imported here: a database that is up to date starts without paying for the library.
    from sqlite_utils import Database  # noqa: PLC0415 - see above

    from pb_adapters.storage.migrations import MIGRATIONS  # noqa: PLC0415 - see above

    MIGRATIONS.apply(Database(connection, use_counts_table=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
