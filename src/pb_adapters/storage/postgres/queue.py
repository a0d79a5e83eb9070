"""The queue in PostgreSQL: claims in turn, and what a lease lets its holder do.

Claims follow each other by a lock on the row of ``queue_clock``, since whose turn it is concerns all keys. Accepting
never waits for it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec
from psycopg.rows import DictRow

from pb_adapters.storage.postgres.access import CLOCK, UNTIL, DueTask, execute, first
from pb_adapters.storage.postgres.billing import book_tasks
from pb_adapters.storage.postgres.holders import Holders
from pb_adapters.storage.postgres.outbox import insert_delivery
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.postgres.transactions import BEGIN_CLAIM
from pb_adapters.storage.records import age_of, read_task
from pb_adapters.storage.rows import NATIVE_TIMES, Rows
from pb_core.domain.tasks import SUSPECT_FAULTS, SUSPECT_PATIENCE, ClaimedTask, Lease, Outcome, Task
from pb_core.domain.webhooks import Delivery
from pb_core.errors import LeaseLost

TASKS = Rows(Task, NATIVE_TIMES)

_STATE = """
SELECT held.count, held.faults, suspect.seq, suspect.due
FROM (
    SELECT count(*) AS count, coalesce(max(faults), 0) AS faults FROM tasks
    WHERE status = 'running' AND lease_holder = %(holder)s
) AS held
LEFT JOIN LATERAL (
    SELECT seq, coalesce(not_before, created_at) AS due FROM tasks
    WHERE status = 'pending' AND faults > 0 AND faults >= %(suspect)s AND (not_before IS NULL OR not_before <= %(now)s)
          AND (SELECT active FROM keys WHERE id = key_id)
    ORDER BY created_at, seq LIMIT 1
) AS suspect ON true
"""
_NEXT = """
SELECT task.seq, queues.key_id, queues.turn, keys.weight
FROM queues JOIN keys ON keys.id = queues.key_id
CROSS JOIN LATERAL (
    SELECT tasks.seq FROM tasks
    WHERE status = 'pending' AND tasks.key_id = queues.key_id AND faults < %(suspect)s
          AND (not_before IS NULL OR not_before <= %(now)s)
    ORDER BY queued_at, tasks.seq LIMIT 1
) AS task
WHERE keys.active AND (
    %(most)s::bigint IS NULL
    OR (SELECT count(*) FROM tasks WHERE status = 'running' AND tasks.key_id = queues.key_id) < %(most)s::bigint
)
ORDER BY queues.turn, queues.seq LIMIT 1
"""
_OVERDUE = f"""
SELECT seq, NULL::text AS key_id, 0::float8 AS turn, 1 AS weight FROM tasks
WHERE status = 'pending' AND created_at <= %(wall)s
      AND (accepted_at IS NULL OR accepted_at > {CLOCK} OR accepted_at <= {CLOCK} - %(deadline)s)
      AND NOT (SELECT removed FROM keys WHERE id = key_id)
      AND NOT EXISTS (
          SELECT 1 FROM steps
          WHERE steps.task_id = tasks.id AND steps.state = 'started' AND steps.provider_ref IS NOT NULL
      )
ORDER BY created_at, seq LIMIT 1
"""
_TAKE = f"""
WITH taken AS (
    UPDATE tasks SET status = 'running', attempt = attempt + 1, version = version + 1,
                     started_at = coalesce(started_at, %(now)s), lease_token = %(token)s, lease_until = {UNTIL},
                     lease_holder = %(holder)s, lost_by = NULL, not_before = NULL, waits_for = NULL
    WHERE seq = %(seq)s AND status = 'pending'
    RETURNING *
), clock AS (
    UPDATE queue_clock SET turn = greatest(turn, %(turn)s)
    WHERE id = 1 AND turn < %(turn)s AND EXISTS (SELECT 1 FROM taken)
), has_had_its_turn AS (
    UPDATE queues SET turn = greatest(turn, (SELECT turn FROM queue_clock WHERE id = 1)) + 1.0 / %(weight)s
    WHERE queues.key_id = %(key_id)s AND EXISTS (SELECT 1 FROM taken)
)
SELECT *, extract(epoch FROM accepted_at)::float8 AS accepted_seconds, extract(epoch FROM {CLOCK})::float8 AS seconds
FROM taken
"""
_RENEW = (
    f"UPDATE tasks SET lease_until = {UNTIL}, lease_holder = %(holder)s WHERE id = %(id)s AND lease_token = %(token)s"
)
_RELEASE = """
UPDATE tasks SET status = 'pending', attempt = attempt - 1, version = version + 1,
                 lease_token = NULL, lease_until = NULL, lease_holder = NULL
WHERE id = %(id)s AND lease_token = %(token)s
"""
_PUT_BACK = """
UPDATE tasks SET status = 'pending', attempt = attempt - 1, version = version + 1, put_backs = put_backs + 1,
                 lease_token = NULL, lease_until = NULL, lease_holder = NULL,
                 not_before = %(not_before)s, waits_for = %(reason)s,
                 faults = CASE WHEN %(fault)s THEN greatest(faults + 1, %(suspect)s) ELSE faults END
WHERE id = %(id)s AND lease_token = %(token)s
"""
_FINISH = """
UPDATE tasks SET status = %(status)s, result = %(result)s, error = %(error)s, completed_at = %(completed_at)s,
                 version = version + 1, lease_token = NULL, lease_until = NULL, lease_holder = NULL
WHERE id = %(id)s AND lease_token = %(token)s
RETURNING *
"""
_CANCEL = """
UPDATE tasks SET status = %(status)s, error = %(error)s, completed_at = %(completed_at)s, version = version + 1,
                 lease_token = NULL, lease_until = NULL, lease_holder = NULL, not_before = NULL, waits_for = NULL
WHERE id = %(id)s AND status IN ('pending', 'running')
RETURNING key_id
"""

Find = Callable[[Connection], Awaitable[DictRow | None]]
"""Finds the task to claim: its number, and the key whose turn it takes, if it takes one."""


class Queue(Holders):
    """The duties of ``TaskQueue`` but rescue."""

    async def claim_task(
        self, now: datetime, lease: timedelta, token: str, most_running: int | None = None
    ) -> ClaimedTask | None:
        """Take a task that is pending and due, of the key whose turn it is."""

        async def find(connection: Connection) -> DictRow | None:
            return await _next(connection, self._holder_id, now, most_running)

        async def claim(connection: Connection) -> DictRow | None:
            row = await self._take(connection, find, now, lease, token)
            if row is None:
                await self._enter_if_stale(connection, lease)
            return row

        return self._claimed(await self._claim(claim, token, BEGIN_CLAIM), now, token)

    async def claim_overdue(
        self, now: datetime, lease: timedelta, token: str, deadline: timedelta
    ) -> ClaimedTask | None:
        """Take the oldest task that is pending past its deadline."""

        async def find(connection: Connection) -> DictRow | None:
            return await first(connection, _OVERDUE, {"wall": now - deadline, "deadline": deadline, **self._clock()})

        if await self._read(find) is None:  # mostly there is none, and a claim would hold up others
            return None

        async def claim(connection: Connection) -> DictRow | None:
            return await self._take(connection, find, now, lease, token)

        row = await self._claim(claim, token, BEGIN_CLAIM)
        return self._claimed(row, now, token)

    async def renew_task(self, lease: Lease, duration: timedelta) -> None:
        """Let a lease last for ``duration`` from now on."""

        async def renew(connection: Connection) -> None:
            await self._enter(connection, duration)
            await held(connection, lease, _RENEW, {"holder": self._holder_id, **self._until(duration)})

        await self._write(renew)

    async def release_task(self, lease: Lease) -> None:
        """Give a task back unfinished."""

        async def release(connection: Connection) -> None:
            await held(connection, lease, _RELEASE)
            await self._tell_due(connection, [DueTask(lease.holds, None)])

        await self._write(release)

    async def put_back(self, lease: Lease, not_before: datetime, reason: str, *, fault: bool = False) -> None:
        """Give a task back that cannot go on yet."""
        values = {"not_before": not_before, "reason": reason, "fault": fault, "suspect": SUSPECT_FAULTS}

        async def put_back(connection: Connection) -> None:
            await held(connection, lease, _PUT_BACK, values)
            await self._tell_due(connection, [DueTask(lease.holds, not_before)])

        await self._write(put_back)

    async def finish_task(
        self, lease: Lease, outcome: Outcome, completed_at: datetime, delivery: Delivery | None = None
    ) -> Task:
        """Set the outcome, drop the lease and insert the delivery, in one transaction."""
        return await self._write(lambda connection: _finish(connection, lease, outcome, completed_at, delivery))

    async def cancel_task(
        self, task_id: str, outcome: Outcome, completed_at: datetime, delivery: Delivery | None = None
    ) -> bool:
        """End a task that is not over, whoever holds it."""
        return await self._write(lambda connection: _cancel(connection, task_id, outcome, completed_at, delivery))

    async def _take(
        self, connection: Connection, find: Find, now: datetime, lease: timedelta, token: str
    ) -> DictRow | None:
        """Claim what is found; what was ended since it was found is left, and the next one is looked for."""
        while (found := await find(connection)) is not None:
            await self._enter(connection, lease)
            values = {"now": now, "token": token, "holder": self._holder_id, **found, **self._until(lease)}
            if (row := await first(connection, _TAKE, values)) is not None:
                return row
        return None

    def _claimed(self, row: DictRow | None, now: datetime, token: str) -> ClaimedTask | None:
        if row is None:
            return None
        task = task_of(row)  # after the commit: what cannot be read stops nobody else
        age = age_of(task.created_at, row["accepted_seconds"], now, row["seconds"])
        return ClaimedTask(task=task, lease=Lease(holds=task.id, token=token), age=age)


async def _next(connection: Connection, holder: str, now: datetime, most_running: int | None) -> DictRow | None:
    """The task to claim next."""
    state = await first(connection, _STATE, {"holder": holder, "suspect": SUSPECT_FAULTS, "now": now})
    assert state is not None  # noqa: S101 - a count has a row in any case
    if state["faults"] >= SUSPECT_FAULTS:
        return None
    if state["seq"] is not None:
        if not state["count"]:
            return {"seq": state["seq"], "key_id": None, "turn": 0.0, "weight": 1}
        if state["due"] <= now - SUSPECT_PATIENCE:
            return None
    return await first(connection, _NEXT, {"suspect": SUSPECT_FAULTS, "now": now, "most": most_running})


def task_of(row: DictRow) -> Task:
    """The task of a row, as far as this version can read it."""
    return read_task(TASKS, row)


async def held(connection: Connection, lease: Lease, update: str, values: dict[str, object] | None = None) -> None:
    """Change a task that is held under this lease, or raise ``LeaseLost``."""
    cursor = await execute(connection, update, {"id": lease.holds, "token": lease.token, **(values or {})})
    if not cursor.rowcount:
        raise lease_lost(lease)


def lease_lost(lease: Lease) -> LeaseLost:
    """The refusal of who does not hold a task any more."""
    return LeaseLost(f"Task {lease.holds} is no longer held under this lease.")


async def _finish(
    connection: Connection, lease: Lease, outcome: Outcome, completed_at: datetime, delivery: Delivery | None
) -> Task:
    values = {
        "id": lease.holds,
        "token": lease.token,
        "status": outcome.status.value,
        "result": outcome.result and msgspec.json.encode(outcome.result).decode(),
        "error": outcome.error,
        "completed_at": completed_at,
    }
    row = await first(connection, _FINISH, values)
    if row is None:
        raise lease_lost(lease)
    await book_tasks(connection, row["key_id"], [lease.holds])
    if delivery is not None:
        await insert_delivery(connection, delivery)
    return task_of(row)


async def _cancel(
    connection: Connection, task_id: str, outcome: Outcome, completed_at: datetime, delivery: Delivery | None
) -> bool:
    values = {"id": task_id, "status": outcome.status.value, "error": outcome.error, "completed_at": completed_at}
    row = await first(connection, _CANCEL, values)
    if row is None:
        return False
    await book_tasks(connection, row["key_id"], [task_id])
    if delivery is not None:
        await insert_delivery(connection, delivery)
    return True
