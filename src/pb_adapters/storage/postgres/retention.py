"""Retention in PostgreSQL: tasks leave as rows of the usage log, artifacts by a list of those that no task uses."""

from collections.abc import Sequence
from datetime import datetime

from pb_adapters.storage.postgres.access import Access, execute, first, rows
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.postgres.removal import erase_tasks, fitting
from pb_adapters.storage.rows import in_utc
from pb_core.ports.retention import ReleasedArtifact, Retired

_LOCK = f"SELECT pg_advisory_xact_lock({0x50426E62})"
"""Who releases artifacts follows each other: of two that each see the other's use, none would release."""

_ENDED = """
SELECT id FROM tasks
WHERE status IN ('completed', 'failed') AND completed_at < %(before)s
      AND NOT EXISTS (SELECT 1 FROM deliveries WHERE task_id = tasks.id AND state = 'pending')
ORDER BY completed_at, seq LIMIT %(most)s FOR UPDATE
"""
_USED = "SELECT DISTINCT key_id, digest FROM uses WHERE task_id = ANY(%s) ORDER BY key_id, digest"
_REMEMBER = """
INSERT INTO past_tasks (seq, id, key_id, endpoint, created_at)
SELECT seq, id, key_id, endpoint, created_at FROM tasks WHERE id = ANY(%s)
"""
_RELEASE = """
INSERT INTO released (key_id, digest, released_at) SELECT %(key_id)s, %(digest)s, %(now)s
WHERE NOT EXISTS (SELECT 1 FROM uses WHERE key_id = %(key_id)s AND digest = %(digest)s)
ON CONFLICT (key_id, digest) DO UPDATE SET released_at = excluded.released_at
"""
_RELEASED = """
SELECT key_id, digest, released_at FROM released
WHERE released_at < %(before)s
      AND NOT EXISTS (
          SELECT 1 FROM tasks
          WHERE status = 'running' AND tasks.key_id = released.key_id AND started_at <= released_at
      )
      AND NOT EXISTS (SELECT 1 FROM uses WHERE uses.key_id = released.key_id AND uses.digest = released.digest)
ORDER BY released_at, key_id, digest LIMIT %(most)s
"""
_FORGET = "DELETE FROM released WHERE key_id = %s AND digest = %s AND released_at = %s"


class Retention(Access):
    """The duties of ``RetentionStore``."""

    async def retire_tasks(self, ended_before: datetime, now: datetime, most: int = 100) -> Retired:
        """Delete tasks that ended longest ago, and release the artifacts that no other uses."""
        return await self._write(lambda connection: _retire(connection, ended_before, now, most))

    async def release(self, artifacts: Sequence[ReleasedArtifact]) -> None:
        """List artifacts as released that no task of their owner uses."""

        async def release(connection: Connection) -> None:
            await execute(connection, _LOCK)
            await _release(connection, artifacts)

        await self._write(release)

    async def is_retired(self, key_id: str, task_id: str) -> bool:
        """Whether this was a task of the key that was retired."""
        query = "SELECT 1 FROM past_tasks WHERE id = %s AND key_id = %s"
        return await self._read(lambda connection: first(connection, query, [task_id, key_id])) is not None

    async def used_artifacts(self) -> frozenset[tuple[str, str]]:
        """Owner and digest of every artifact that a task uses."""
        query = "SELECT DISTINCT key_id, digest FROM uses"
        found = await self._read(lambda connection: rows(connection, query))
        return frozenset((row["key_id"], row["digest"]) for row in found)

    async def released_artifacts(self, before: datetime, most: int = 500) -> tuple[ReleasedArtifact, ...]:
        """Artifacts that were released before a time and that no task has come to use since."""
        found = await self._read(lambda connection: rows(connection, _RELEASED, {"before": before, "most": most}))
        return tuple(
            ReleasedArtifact(owner=row["key_id"], digest=row["digest"], released_at=in_utc(row["released_at"]))
            for row in found
        )

    async def forget_released(self, artifacts: Sequence[ReleasedArtifact]) -> None:
        """Forget artifacts whose bytes are gone, or are somebody else's by now."""

        async def forget(connection: Connection) -> None:
            for one in sorted(artifacts, key=_name):
                await execute(connection, _FORGET, [one.owner, one.digest, one.released_at])

        await self._write(forget)

    async def give_back(self) -> bool:
        """Nothing is left to do: PostgreSQL uses the space of deleted rows again by itself (autovacuum)."""
        return False


async def _retire(connection: Connection, ended_before: datetime, now: datetime, most: int) -> Retired:
    await execute(connection, _LOCK)
    ended = await rows(connection, _ENDED, {"before": ended_before, "most": most})
    tasks = await fitting(connection, [row["id"] for row in ended])
    task_ids = [row["id"] for row in tasks]
    used = await rows(connection, _USED, [task_ids])
    await execute(connection, _REMEMBER, [task_ids])
    await erase_tasks(connection, tasks)
    free = [ReleasedArtifact(owner=row["key_id"], digest=row["digest"], released_at=now) for row in used]
    return Retired(tasks=len(tasks), released=await _release(connection, free))


async def _release(connection: Connection, artifacts: Sequence[ReleasedArtifact]) -> tuple[ReleasedArtifact, ...]:
    """List artifacts that no task uses, and return those."""
    free = []
    for one in sorted(artifacts, key=_name):
        values = {"key_id": one.owner, "digest": one.digest, "now": one.released_at}
        if (await execute(connection, _RELEASE, values)).rowcount:
            free.append(one)
    return tuple(free)


def _name(artifact: ReleasedArtifact) -> tuple[str, str]:
    return artifact.owner, artifact.digest
