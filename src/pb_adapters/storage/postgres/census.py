"""Census of a database in PostgreSQL, the same for every program that works on it, and whether it takes a write now."""

from datetime import datetime

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import first
from pb_adapters.storage.postgres.pool import Pool
from pb_core.domain.census import Census

_TASKS = """
SELECT count(*) FILTER (WHERE status = 'pending') AS pending, count(*) FILTER (WHERE status = 'running') AS running,
       count(*) FILTER (WHERE not_before > %(now)s) AS put_back,
       min(created_at) FILTER (WHERE status = 'pending' AND (not_before IS NULL OR not_before <= %(now)s))
       AS oldest_waiting
FROM tasks WHERE status IN ('pending', 'running')
"""
_DELIVERIES = """
SELECT count(*) AS deliveries, count(*) FILTER (WHERE failed) AS retried,
       count(DISTINCT key_id || ' ' || origin) FILTER (WHERE failed) AS failing_receivers
FROM (
    SELECT key_id, origin, substring(attempts FROM '.*"number":([0-9]+)')::bigint > tries_before AS failed
    FROM deliveries WHERE state = 'pending'
) AS pending
"""
"""What a receiver answered stands in its attempts, and the database's own JSON refuses some texts: they are no JSON to
it. Quotes that are not escaped stand around names and values only."""
_COUNT = f"SELECT * FROM ({_TASKS}) AS tasks CROSS JOIN ({_DELIVERIES}) AS deliveries"
_WRITES = "SELECT 1 AS one FROM paperbanana_schema WHERE version = 1 FOR NO KEY UPDATE"
"""Taking a lock on a row is a write, which a server that can only be read refuses; nobody else locks this one."""


class PostgresCensus:
    """Looks at a database through a pool, beside what works in it; a look ends with whoever looks, at any moment."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def census(self, now: datetime) -> Census:
        """Count what is open; raises ``StorageError``."""
        row = await transactions.read(self._pool, lambda connection: first(connection, _COUNT, {"now": now}))
        return Census(**(row or {}))

    async def require_writable(self) -> bool:
        """Lock a row and let it go; raises ``StorageError`` where the database is away or can only be read."""
        return await transactions.read(self._pool, lambda connection: first(connection, _WRITES)) is not None
