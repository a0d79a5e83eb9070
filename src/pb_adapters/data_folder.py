"""The data folder: what lies in it under which name, and what must be so before its tasks are worked on."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pb_adapters.folder_lock import locked
from pb_adapters.storage.sqlite.census import fault_of_pages
from pb_core.errors import StorageError

DATABASE, ARTIFACTS = "paperbanana.db", "artifacts"

UNFINISHED_COPY = "unfinished-copy"
"""A folder that is there while a database is copied into the data folder, and stays if that is interrupted."""


@contextmanager
def claimed(folder: Path, program: str = "") -> Iterator[None]:
    """Hold a data folder alone, whose tasks are to be worked on, once the pages of its database were found sound.

    Raises:
        FolderInUse: another program works on its tasks; the sentence says which.
        StorageError: the folder cannot be used, or pages of its database are damaged.
    """
    with locked(folder, program):
        _require_sound_pages(folder / DATABASE)
        yield


def require_database(folder: Path) -> None:
    """Refuse a folder that has artifacts, or a log of writes, and no database with rows to which they belong.

    Raises ``StorageError``: a new database there would hide what was lost. A copy that has not finished is refused too.
    """
    if (folder / UNFINISHED_COPY).exists():
        raise StorageError(
            f"the data folder {folder} is the target of a copy that has not finished: run pb copy again, or remove it"
        )
    database = folder / DATABASE
    if database.exists() and not _is_empty(database):
        return
    left = next((name for name in (ARTIFACTS, f"{DATABASE}-wal") if _is_filled(folder / name)), None)
    if left is not None:
        raise StorageError(
            f"the database {database} is {'empty' if database.exists() else 'missing'}, but {left} beside it is not: "
            f"restore the database from a backup, or move {folder / left} away to begin anew"
        )


def require_no_artifacts(folder: Path, url: str) -> None:
    """Refuse a folder that has artifacts where those of its database are looked for in a bucket.

    Raises ``StorageError``: every one of them would seem to be lost.
    """
    if _is_filled(folder / ARTIFACTS):
        raise StorageError(
            f"{folder / ARTIFACTS} has artifacts that would be looked for in {url}: copy them there and move the "
            "folder away, or leave PAPERBANANA_ARTIFACTS_URL unset"
        )


def _is_empty(database: Path) -> bool:
    """Whether a database has no table yet; one that cannot be read is not empty."""
    try:
        if not database.stat().st_size:
            return True
        with closing(_opened(database, "ro")) as connection:
            (filled,) = connection.execute("SELECT EXISTS (SELECT 1 FROM sqlite_schema)").fetchone()
            return not filled
    except (OSError, sqlite3.Error):
        return False


def _is_filled(path: Path) -> bool:
    """Whether a file has bytes, or a folder entries that are not hidden."""
    if path.is_dir():
        return any(not entry.name.startswith(".") for entry in path.iterdir())
    return path.exists() and path.stat().st_size > 0


def _require_sound_pages(database: Path) -> None:
    """Read every page of a database, about a gigabyte a second; a database that is not there yet has none.

    What a transaction left half done in a rollback journal is undone, which SQLite lets only a writer do.
    """
    if not database.exists():
        return
    half_done = database.with_name(f"{database.name}-journal").exists()
    try:
        with closing(_opened(database, "rw" if half_done else "ro")) as connection:
            fault = fault_of_pages(connection)
    except sqlite3.DatabaseError as error:  # of a file that cannot be opened
        fault = str(error)
    if fault is not None:
        raise StorageError(
            f"the database {database} is damaged ({fault}): "
            "restore it from a backup; what is left of it can be read with SQLite's .recover"
        )


def _opened(database: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode={mode}", uri=True)
