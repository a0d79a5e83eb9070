"""A copy of a database as it is at one moment, made beside its server, in which nobody holds anything."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from pb_adapters.storage.references import Name
from pb_adapters.storage.sqlite.census import fault_of_pages
from pb_adapters.storage.sqlite.references import references
from pb_adapters.storage.sqlite.store import reading
from pb_core.errors import StorageError

Tell = Callable[[str], None]
"""Hears how far it is."""

_PAGES = 25_600
"""Pages, 100 MB, after which it is told how far it is."""

_GIVE_BACK = (
    """
    UPDATE tasks SET status = 'pending', attempt = attempt - 1, version = version + 1,
                     lease_token = NULL, lease_until = NULL, lease_holder = NULL
    WHERE status = 'running'
    """,
    """
    UPDATE deliveries SET lease_token = NULL, lease_until = NULL, lease_holder = NULL WHERE lease_token IS NOT NULL
    """,
    "DELETE FROM holders",
)
"""What a server does that stops: the one that the copy is given to goes on with each task at the step it was in."""


class Snapshot(Struct, frozen=True, kw_only=True):
    """What is in a copy: ``needed`` are the artifacts that it refers to, in order."""

    keys: int
    tasks: int
    needed: tuple[Name, ...]


def copy_database(database: Path, copy: Path, tell: Tell) -> Snapshot:
    """Copy a database into a new file beside whoever writes it, and read what the copy needs.

    Raises ``StorageError`` for one that is damaged or of another version.
    """
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(copy, isolation_level=None)) as target:
        with reading(database) as source:
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the moment: from here on nothing changes
            source.backup(target, pages=_PAGES, progress=lambda _status, left, pages: _progress(tell, left, pages))
        _require_sound(database, target)
        target.execute("BEGIN")
        for statement in _GIVE_BACK:
            target.execute(statement)
        target.execute("COMMIT")
        target.execute("PRAGMA journal_mode = DELETE")  # one file, whatever else is made of a log
        (keys,) = target.execute("SELECT count(*) FROM keys WHERE NOT removed").fetchone()
        (tasks,) = target.execute("SELECT count(*) FROM tasks").fetchone()
        needed = {(found.owner, found.digest) for found in references(target)}
    return Snapshot(keys=keys, tasks=tasks, needed=tuple(sorted(needed)))


def _progress(tell: Tell, left: int, pages: int) -> None:
    if pages > _PAGES:
        tell(f"{pages - left} of {pages} pages of the database")


def _require_sound(database: Path, copy: sqlite3.Connection) -> None:
    """Refuse what would replace an earlier backup by a damaged one."""
    fault = fault_of_pages(copy)
    if fault is not None:
        raise StorageError(
            f"the database {database} is damaged ({fault}), so no backup of it is made: pb verify tells more"
        )
