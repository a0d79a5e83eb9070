"""Keys that go, in PostgreSQL: at once for everybody, and row by row in transactions that hold nobody up."""

from collections.abc import Sequence

from psycopg.rows import DictRow

from pb_adapters.storage.postgres.access import Access, execute, first, rows
from pb_adapters.storage.postgres.billing import book_tasks, no_key
from pb_adapters.storage.postgres.pool import Connection
from pb_core.ports.storage import MOST_ROWS

_REMOVE = "UPDATE keys SET removed = true, active = false WHERE id = %s AND NOT removed"
_NO_CLAIMS = "SELECT 1 FROM queue_clock WHERE id = 1 FOR NO KEY UPDATE"
_RUNNING = "SELECT id FROM tasks WHERE status = 'running' AND key_id = %s ORDER BY seq FOR NO KEY UPDATE"
_LET_GO = """
UPDATE tasks SET status = 'pending', version = version + 1, lease_token = NULL, lease_until = NULL, lease_holder = NULL
WHERE id = ANY(%s)
"""
_SIZED = """
SELECT id, key_id, 1 + (SELECT count(*) FROM steps WHERE task_id = tasks.id)
                     + (SELECT count(*) FROM deliveries WHERE task_id = tasks.id)
                     + (SELECT count(*) FROM uses WHERE task_id = tasks.id) AS size
FROM tasks WHERE id = ANY(%s) ORDER BY array_position(%s::text[], id)
"""
_LEFT = (
    "DELETE FROM ledger WHERE id IN (SELECT id FROM ledger WHERE key_id = %s ORDER BY id DESC LIMIT %s)",
    "DELETE FROM past_tasks WHERE seq IN (SELECT seq FROM past_tasks WHERE key_id = %s LIMIT %s)",
    "DELETE FROM spent_by_key WHERE (key_id, day) IN (SELECT key_id, day FROM spent_by_key WHERE key_id = %s LIMIT %s)",
    "DELETE FROM released WHERE (key_id, digest) IN (SELECT key_id, digest FROM released WHERE key_id = %s LIMIT %s)",
)
"""What is left of a key without tasks; each takes its id and how many rows may go."""


class Removal(Access):
    """The duties of ``KeyStore`` that concern keys which are removed."""

    async def remove_key(self, key_id: str) -> None:
        """Let a key be gone for everybody."""
        await self._write(lambda connection: _remove(connection, key_id))

    async def removed_keys(self) -> tuple[str, ...]:
        """The keys that are gone for everybody and not yet forgotten."""
        query = "SELECT id FROM keys WHERE removed ORDER BY seq"
        return tuple(row["id"] for row in await self._read(lambda connection: rows(connection, query)))

    async def clear_key(self, key_id: str) -> bool:
        """Delete some rows of a removed key; return whether there may be more."""
        return await self._write(lambda connection: _clear(connection, key_id))

    async def forget_key(self, key_id: str) -> None:
        """Delete the last row of a removed key."""
        query = "DELETE FROM keys WHERE id = %s AND removed"
        await self._write(lambda connection: execute(connection, query, [key_id]))


async def _remove(connection: Connection, key_id: str) -> None:
    if not (await execute(connection, _REMOVE, [key_id])).rowcount:
        raise no_key(key_id)
    await execute(connection, _NO_CLAIMS)  # a claim that is under way is not overlooked
    running = [row["id"] for row in await rows(connection, _RUNNING, [key_id])]
    if running:
        await execute(connection, _LET_GO, [running])
        await book_tasks(connection, key_id, running)


async def _clear(connection: Connection, key_id: str) -> bool:
    held = "SELECT 1 FROM keys WHERE id = %s AND removed FOR UPDATE"  # who clears it too waits for this one
    if await first(connection, held, [key_id]) is None:
        return False
    query = "SELECT id FROM tasks WHERE key_id = %s ORDER BY seq LIMIT %s FOR UPDATE"
    tasks = [row["id"] for row in await rows(connection, query, [key_id, MOST_ROWS])]
    left = MOST_ROWS - await erase_tasks(connection, await fitting(connection, tasks))
    if not tasks:
        for statement in _LEFT:
            left -= (await execute(connection, statement, [key_id, left])).rowcount
    return left < MOST_ROWS


async def fitting(connection: Connection, task_ids: Sequence[str]) -> list[DictRow]:
    """The first of these tasks whose rows are ``MOST_ROWS`` together at most, one in any case: id, key and size."""
    fit: list[DictRow] = []
    total = 0
    for row in await rows(connection, _SIZED, [list(task_ids), list(task_ids)]):
        total += row["size"]
        if fit and total > MOST_ROWS:
            break
        fit.append(row)
    return fit


async def erase_tasks(connection: Connection, tasks: Sequence[DictRow]) -> int:
    """Delete tasks with what hangs on them; return how many rows went.

    What steps under way had reserved counts as spent.
    """
    by_key: dict[str, list[str]] = {}
    for row in tasks:
        by_key.setdefault(row["key_id"], []).append(row["id"])
    for key_id, task_ids in sorted(by_key.items()):
        await book_tasks(connection, key_id, task_ids)
    await execute(connection, "DELETE FROM tasks WHERE id = ANY(%s)", [[row["id"] for row in tasks]])
    return sum(row["size"] for row in tasks)
