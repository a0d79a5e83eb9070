"""Retention in SQLite: tasks leave as rows of the usage log, artifacts by a list of those that no task uses."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pb_adapters.storage.rows import time_text
from pb_adapters.storage.sqlite.access import Access
from pb_adapters.storage.sqlite.removal import erase_tasks, fitting
from pb_core.ports.retention import ReleasedArtifact, Retired

SPARE_PAGES = 1_024
"""Free pages, 4 MB, that a database keeps for what comes next."""

PAGES_AT_ONCE = 1_024
"""Pages, 4 MB, that one transaction gives back."""

LONGEST_LOG = 4 * 2**20
"""Bytes of the log of writes above which it is cut off."""

_ENDED = """
SELECT id FROM tasks
WHERE status IN ('completed', 'failed') AND completed_at < :before
      AND NOT EXISTS (SELECT 1 FROM deliveries WHERE task_id = tasks.id AND state = 'pending')
ORDER BY completed_at, seq LIMIT :most
"""
_REMEMBER = """
INSERT INTO past_tasks (seq, id, key_id, endpoint, created_at)
SELECT seq, id, key_id, endpoint, created_at FROM tasks WHERE id = ?
"""
_RELEASE = """
INSERT OR REPLACE INTO released (key_id, digest, released_at) SELECT :key_id, :digest, :now
WHERE NOT EXISTS (SELECT 1 FROM uses WHERE key_id = :key_id AND digest = :digest)
"""
_RELEASED = """
SELECT key_id, digest, released_at FROM released
WHERE released_at < :before AND NOT EXISTS (
    SELECT 1 FROM tasks
    WHERE status = 'running' AND tasks.key_id = released.key_id AND started_at <= released_at
)
ORDER BY released_at LIMIT :most
"""
_FORGET = "DELETE FROM released WHERE key_id = ? AND digest = ? AND released_at = ?"


class Retention(Access):
    """The duties of ``RetentionStore``."""

    async def retire_tasks(self, ended_before: datetime, now: datetime, most: int = 100) -> Retired:
        """Delete tasks that ended longest ago, and release the artifacts that no other uses."""
        return await self._write(lambda connection: _retire(connection, ended_before, now, most))

    async def release(self, artifacts: Sequence[ReleasedArtifact]) -> None:
        """List artifacts as released that no task of their owner uses."""
        await self._write(lambda connection: _release(connection, artifacts))

    async def is_retired(self, key_id: str, task_id: str) -> bool:
        """Whether this was a task of the key that was retired."""
        query = "SELECT 1 FROM past_tasks WHERE id = ? AND key_id = ?"
        return await self._read(lambda connection: connection.execute(query, (task_id, key_id)).fetchone() is not None)

    async def used_artifacts(self) -> frozenset[tuple[str, str]]:
        """Owner and digest of every artifact that a task uses."""
        query = "SELECT DISTINCT key_id, digest FROM uses"
        return await self._read(lambda connection: frozenset(map(tuple, connection.execute(query))))

    async def released_artifacts(self, before: datetime, most: int = 500) -> tuple[ReleasedArtifact, ...]:
        """Artifacts that were released before a time and that no task has come to use since."""
        values = {"before": time_text(before), "most": most}
        rows = await self._read(lambda connection: connection.execute(_RELEASED, values).fetchall())
        return tuple(
            ReleasedArtifact(owner=owner, digest=digest, released_at=datetime.fromisoformat(since))
            for owner, digest, since in rows
        )

    async def forget_released(self, artifacts: Sequence[ReleasedArtifact]) -> None:
        """Forget artifacts whose bytes are gone, or are somebody else's by now."""
        rows = [(artifact.owner, artifact.digest, time_text(artifact.released_at)) for artifact in artifacts]
        await self._write(lambda connection: connection.executemany(_FORGET, rows).rowcount)

    async def give_back(self) -> bool:
        """Shorten the database by some of its free pages, and its log of writes."""
        if await self._read(_free_pages) > SPARE_PAGES:
            await self._write(_shorten)
            if await self._read(_free_pages) > SPARE_PAGES:
                return True
        await self._read(_cut_log)
        return False


def _shorten(connection: sqlite3.Connection) -> None:
    """Give pages back one by one: SQLite gives a row for each page, and the module of Python stops at the first."""
    for _ in range(PAGES_AT_ONCE):
        connection.execute("PRAGMA incremental_vacuum(1)")


def _retire(connection: sqlite3.Connection, ended_before: datetime, now: datetime, most: int) -> Retired:
    ended = connection.execute(_ENDED, {"before": time_text(ended_before), "most": most}).fetchall()
    task_ids = fitting(connection, [task_id for (task_id,) in ended])
    used: set[tuple[str, str]] = set()
    for task_id in task_ids:
        names = connection.execute("SELECT key_id, digest FROM uses WHERE task_id = ?", (task_id,))
        used.update((owner, digest) for owner, digest in names)
        connection.execute(_REMEMBER, (task_id,))
    erase_tasks(connection, task_ids)
    free = [ReleasedArtifact(owner=owner, digest=digest, released_at=now) for owner, digest in sorted(used)]
    return Retired(tasks=len(task_ids), released=_release(connection, free))


def _release(connection: sqlite3.Connection, artifacts: Sequence[ReleasedArtifact]) -> tuple[ReleasedArtifact, ...]:
    """List artifacts that no task uses, and return those."""
    return tuple(
        artifact
        for artifact in artifacts
        if connection.execute(
            _RELEASE,
            {"key_id": artifact.owner, "digest": artifact.digest, "now": time_text(artifact.released_at)},
        ).rowcount
    )


def _free_pages(connection: sqlite3.Connection) -> int:
    """Free pages that can be given back: none in a file that was made without the means for it."""
    (can,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    return int(free) if can else 0


def _cut_log(connection: sqlite3.Connection) -> None:
    """Move what is in the log of writes into the database and cut it off, unless somebody is at work just now."""
    (_, _, path) = connection.execute("PRAGMA database_list").fetchone()
    log = Path(f"{path}-wal")
    if not log.exists() or log.stat().st_size <= LONGEST_LOG:
        return
    (waits,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {waits}")
