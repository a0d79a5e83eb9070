"""Shared artifacts: whether programs on one database look for its figures in one place; nothing makes them do so."""

from collections.abc import Awaitable, Callable

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import rows
from pb_adapters.storage.postgres.pool import Pool
from pb_core.errors import ArtifactMissing
from pb_core.ports.artifacts import ArtifactStore

ADVICE = (
    "none of the latest figures of the database is in %s: let all programs have one PAPERBANANA_ARTIFACTS_URL, or one "
    "data folder that all machines mount"
)
"""What to do about it, with where they were looked for."""

_MOST = 5
_LATEST = """
SELECT key_id, digest FROM uses
WHERE task_id = ANY(ARRAY(SELECT id FROM tasks WHERE status = 'completed' ORDER BY seq DESC LIMIT %s))
ORDER BY digest LIMIT %s
"""

Holds = Callable[[str, str], Awaitable[bool]]
"""Whether a store has the blob of an owner."""


async def are_elsewhere(pool: Pool, holds: Holds) -> bool:
    """Whether the database names figures and a store has none of the latest; raises ``StorageError``."""
    latest = await transactions.read(pool, lambda connection: rows(connection, _LATEST, [_MOST, _MOST]))
    for row in latest:
        if await holds(row["key_id"], row["digest"]):
            return False
    return bool(latest)


def held_by(artifacts: ArtifactStore | None) -> Holds:
    """Asks a store, by what it can tell at once or else by reading the blob; ``None`` is one that is not there yet."""

    async def holds(owner: str, digest: str) -> bool:
        if artifacts is None:
            return False
        try:
            return artifacts.stamp(owner, digest) is not None or await artifacts.verify(owner, digest)
        except ArtifactMissing:
            return False

    return holds
