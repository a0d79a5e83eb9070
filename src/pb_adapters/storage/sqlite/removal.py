"""Keys that go: at once for everybody, and row by row in transactions that hold nobody up."""

import sqlite3
from collections.abc import Sequence

from pb_adapters.storage.sqlite.access import Access
from pb_adapters.storage.sqlite.billing import book_task, no_key
from pb_core.ports.storage import MOST_ROWS

_REMOVE = "UPDATE keys SET removed = 1, active = 0 WHERE id = ? AND NOT removed"
_LET_GO = """
UPDATE tasks SET status = 'pending', version = version + 1, lease_token = NULL, lease_until = NULL, lease_holder = NULL
WHERE status = 'running' AND key_id = ?
"""
_LEFT = (
    "DELETE FROM ledger WHERE id IN (SELECT id FROM ledger WHERE key_id = ? ORDER BY id DESC LIMIT ?)",
    "DELETE FROM past_tasks WHERE seq IN (SELECT seq FROM past_tasks WHERE key_id = ? LIMIT ?)",
    """
    DELETE FROM spent_by_key
    WHERE (key_id, day) IN (SELECT key_id, day FROM spent_by_key WHERE key_id = ? LIMIT ?)
    """,
    """
    DELETE FROM released
    WHERE (key_id, digest) IN (SELECT key_id, digest FROM released WHERE key_id = ? LIMIT ?)
    """,
    """
    DELETE FROM history_counts
    WHERE (key_id, kind, status) IN (SELECT key_id, kind, status FROM history_counts WHERE key_id = ? LIMIT ?)
    """,
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
        return await self._read(lambda connection: tuple(name for (name,) in connection.execute(query)))

    async def clear_key(self, key_id: str) -> bool:
        """Delete some rows of a removed key; return whether there may be more."""
        return await self._write(lambda connection: _clear(connection, key_id))

    async def forget_key(self, key_id: str) -> None:
        """Delete the last row of a removed key."""
        query = "DELETE FROM keys WHERE id = ? AND removed"
        await self._write(lambda connection: connection.execute(query, (key_id,)).rowcount)


def _remove(connection: sqlite3.Connection, key_id: str) -> None:
    if not connection.execute(_REMOVE, (key_id,)).rowcount:
        raise no_key(key_id)
    running = connection.execute("SELECT id FROM tasks WHERE status = 'running' AND key_id = ?", (key_id,)).fetchall()
    for (task_id,) in running:
        book_task(connection, task_id)
    connection.execute(_LET_GO, (key_id,))


def _clear(connection: sqlite3.Connection, key_id: str) -> bool:
    if connection.execute("SELECT 1 FROM keys WHERE id = ? AND removed", (key_id,)).fetchone() is None:
        return False
    tasks = connection.execute("SELECT id FROM tasks WHERE key_id = ? LIMIT ?", (key_id, MOST_ROWS)).fetchall()
    left = MOST_ROWS - erase_tasks(connection, fitting(connection, [task_id for (task_id,) in tasks]))
    if not tasks:
        for statement in _LEFT:
            left -= connection.execute(statement, (key_id, left)).rowcount
    return left < MOST_ROWS


_OF_TASK = """
SELECT 1 + (SELECT count(*) FROM steps WHERE task_id = :id) + (SELECT count(*) FROM deliveries WHERE task_id = :id)
         + (SELECT count(*) FROM uses WHERE task_id = :id)
"""


def fitting(connection: sqlite3.Connection, task_ids: Sequence[str]) -> list[str]:
    """The first of these tasks whose rows are ``MOST_ROWS`` together at most; one in any case."""
    fit: list[str] = []
    total = 0
    for task_id in task_ids:
        (rows,) = connection.execute(_OF_TASK, {"id": task_id}).fetchone()
        total += rows
        if fit and total > MOST_ROWS:
            break
        fit.append(task_id)
    return fit


def erase_tasks(connection: sqlite3.Connection, task_ids: Sequence[str]) -> int:
    """Delete tasks with what hangs on them; return how many rows went.

    What steps under way had reserved counts as spent.
    """
    erased = 0
    for task_id in task_ids:
        (rows,) = connection.execute(_OF_TASK, {"id": task_id}).fetchone()
        book_task(connection, task_id)
        connection.execute("DELETE FROM tasks WHERE id = ?", (task_id,))  # the others by their foreign keys
        erased += rows
    return erased
