"""Rescue in PostgreSQL: what holders held who are gone, or who let their leases end, becomes pending again."""

from collections.abc import Sequence
from datetime import datetime

from pb_adapters.storage.postgres.access import CLOCK, DueTask, execute, only, rows
from pb_adapters.storage.postgres.holders import GONE, Holders
from pb_adapters.storage.postgres.pool import Connection
from pb_core.domain.tasks import SUSPECT_FAULTS, SUSPECT_REASON, SUSPECT_WAIT

_LOST = f"""
lease_token IS NOT NULL AND lease_holder IS DISTINCT FROM %(holder)s
AND (lease_holder IS NULL OR lease_holder = ANY(%(gone)s) OR lease_until <= {CLOCK})
"""
_IS_ANY_LOST = f"""
SELECT EXISTS (SELECT 1 FROM holders WHERE {GONE})
    OR EXISTS (SELECT 1 FROM tasks WHERE status = 'running' AND {_LOST})
    OR EXISTS (SELECT 1 FROM deliveries WHERE {_LOST})
"""
_GONE = f"SELECT id FROM holders WHERE {GONE} ORDER BY id FOR UPDATE SKIP LOCKED"
_CLEAR = """
WITH cleared AS MATERIALIZED (
    SELECT seq FROM tasks
    WHERE status = 'pending' AND faults > 0 AND (lost_by IS NULL OR lost_by <> ALL(%s)) ORDER BY seq FOR UPDATE
)
UPDATE tasks SET faults = 0 FROM cleared WHERE tasks.seq = cleared.seq
"""
_RESCUE = f"""
WITH lost AS MATERIALIZED (
    SELECT seq FROM tasks WHERE status = 'running' AND {_LOST} ORDER BY seq FOR UPDATE SKIP LOCKED
)
UPDATE tasks SET status = 'pending', version = version + 1, lost_by = lease_holder, lease_token = NULL,
                 lease_until = NULL, lease_holder = NULL, faults = faults + 1,
                 not_before = CASE WHEN faults + 1 >= %(suspect)s THEN %(due)s END,
                 waits_for = CASE WHEN faults + 1 >= %(suspect)s THEN %(reason)s END
FROM lost WHERE tasks.seq = lost.seq
RETURNING id, not_before
"""
_FREE = f"""
WITH lost AS MATERIALIZED (SELECT seq FROM deliveries WHERE {_LOST} ORDER BY seq FOR UPDATE SKIP LOCKED)
UPDATE deliveries SET lease_token = NULL, lease_until = NULL, lease_holder = NULL
FROM lost WHERE deliveries.seq = lost.seq
"""


class Rescue(Holders):
    """The duty of ``TaskQueue`` that concerns leases which have ended."""

    async def rescue(self, now: datetime) -> int:
        """Make pending what holders held who are gone, or who let their leases end."""
        await self._take_back_doubtful()
        values = {"holder": self._holder_id, "gone": [], **self._clock()}
        if not await self._read(lambda connection: only(connection, _IS_ANY_LOST, values)):
            return 0
        return await self._write(lambda connection: self._rescue(connection, now))

    async def _rescue(self, connection: Connection, now: datetime) -> int:
        mine = {"holder": self._holder_id, **self._clock()}
        gone = [row["id"] for row in await rows(connection, _GONE, mine)]
        if gone:
            await execute(connection, _CLEAR, [gone])
        lost = {**mine, "gone": gone}
        waits = {"suspect": SUSPECT_FAULTS, "due": now + SUSPECT_WAIT, "reason": SUSPECT_REASON}
        tasks = await rows(connection, _RESCUE, {**lost, **waits})
        freed = (await execute(connection, _FREE, lost)).rowcount
        await execute(connection, "DELETE FROM holders WHERE id = ANY(%s)", [gone])
        await self._tell_due(connection, _due(tasks))
        return len(tasks) + freed


def _due(tasks: Sequence[dict[str, datetime | None]]) -> list[DueTask]:
    return [DueTask(str(row["id"]), row["not_before"]) for row in tasks]
