"""The queue in SQLite: claims, leases by holder and uptime, and what becomes of tasks whose holder is gone."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from pb_adapters.storage.records import age_of, read_task
from pb_adapters.storage.rows import Rows, time_text
from pb_adapters.storage.sqlite.access import Access
from pb_adapters.storage.sqlite.billing import book_task
from pb_adapters.storage.sqlite.outbox import insert_delivery
from pb_core.domain.tasks import (
    SUSPECT_FAULTS,
    SUSPECT_PATIENCE,
    SUSPECT_REASON,
    SUSPECT_WAIT,
    ClaimedTask,
    Lease,
    Outcome,
    Task,
)
from pb_core.domain.webhooks import Delivery
from pb_core.errors import LeaseLost

TASKS = Rows(Task)

_HELD = "SELECT count(*), coalesce(max(faults), 0) FROM tasks WHERE status = 'running' AND lease_holder = ?"
_SUSPECT = """
SELECT seq, coalesce(not_before, created_at) AS due FROM tasks
WHERE status = 'pending' AND faults > 0 AND faults >= ? AND (not_before IS NULL OR not_before <= ?)
      AND (SELECT active FROM keys WHERE id = key_id)
ORDER BY created_at, seq LIMIT 1
"""
_NEXT = """
SELECT key_id, turn, weight, task AS seq FROM (
    SELECT queues.key_id, queues.turn, keys.weight, (
        SELECT tasks.seq FROM tasks
        WHERE status = 'pending' AND tasks.key_id = queues.key_id AND faults < :suspect
              AND (not_before IS NULL OR not_before <= :now)
        ORDER BY queued_at, seq LIMIT 1
    ) AS task
    FROM queues JOIN keys ON keys.id = queues.key_id
    WHERE keys.active AND (
        :most IS NULL
        OR (SELECT count(*) FROM tasks WHERE status = 'running' AND tasks.key_id = queues.key_id) < :most
    )
    ORDER BY queues.turn, queues.seq
) WHERE task IS NOT NULL LIMIT 1
"""
_OVERDUE = """
SELECT seq FROM tasks
WHERE status = 'pending' AND created_at <= :wall
      AND (accepted_uptime IS NULL OR accepted_uptime > :uptime OR accepted_uptime <= :uptime - :deadline)
      AND NOT (SELECT removed FROM keys WHERE id = key_id)
      AND NOT EXISTS (
          SELECT 1 FROM steps
          WHERE steps.task_id = tasks.id AND steps.state = 'started' AND steps.provider_ref IS NOT NULL
      )
ORDER BY created_at, seq LIMIT 1
"""
_HAD_TURN = """
UPDATE queues SET turn = max(turn, (SELECT turn FROM queue_clock WHERE id = 1)) + 1.0 / :weight WHERE key_id = :key_id
"""
_TURN = "UPDATE queue_clock SET turn = max(turn, :turn) WHERE id = 1"
_LEAVE = """
DELETE FROM queues
WHERE key_id = :key_id AND NOT EXISTS (SELECT 1 FROM tasks WHERE status = 'pending' AND key_id = :key_id)
"""
_TAKE = """
UPDATE tasks SET status = 'running', attempt = attempt + 1, version = version + 1,
                 started_at = coalesce(started_at, :now), lease_token = :token, lease_until = :until,
                 lease_holder = :holder, not_before = NULL, waits_for = NULL
WHERE seq = :seq
RETURNING *
"""
_HELD_BY_OTHERS = """
SELECT seq, 'tasks' AS kept_in, lease_holder, lease_until, faults FROM tasks
WHERE status = 'running' AND lease_holder IS NOT :holder
UNION ALL
SELECT seq, 'deliveries', lease_holder, lease_until, 0 FROM deliveries
WHERE lease_token IS NOT NULL AND lease_holder IS NOT :holder
"""
_RESCUE = """
UPDATE tasks SET status = 'pending', version = version + 1, lease_token = NULL, lease_until = NULL,
                 lease_holder = NULL, faults = :faults, not_before = :due, waits_for = :reason
WHERE seq = :seq
"""
_FREE = "UPDATE deliveries SET lease_token = NULL, lease_until = NULL, lease_holder = NULL WHERE seq = :seq"
_CLEAR = "UPDATE tasks SET faults = 0 WHERE status = 'pending' AND faults > 0"
_RENEW = "UPDATE tasks SET lease_until = :until, lease_holder = :holder WHERE id = :id AND lease_token = :token"
_RELEASE = """
UPDATE tasks SET status = 'pending', attempt = attempt - 1, version = version + 1,
                 lease_token = NULL, lease_until = NULL, lease_holder = NULL
WHERE id = :id AND lease_token = :token
"""
_PUT_BACK = """
UPDATE tasks SET status = 'pending', attempt = attempt - 1, version = version + 1, put_backs = put_backs + 1,
                 lease_token = NULL, lease_until = NULL, lease_holder = NULL,
                 not_before = :not_before, waits_for = :reason,
                 faults = CASE WHEN :fault THEN max(faults + 1, :suspect) ELSE faults END
WHERE id = :id AND lease_token = :token
"""
_FINISH = """
UPDATE tasks SET status = :status, result = :result, error = :error, completed_at = :completed_at,
                 version = version + 1, lease_token = NULL, lease_until = NULL, lease_holder = NULL
WHERE id = :id AND lease_token = :token
RETURNING *
"""
_CANCEL = """
UPDATE tasks SET status = :status, error = :error, completed_at = :completed_at, version = version + 1,
                 lease_token = NULL, lease_until = NULL, lease_holder = NULL, not_before = NULL, waits_for = NULL
WHERE id = :id AND status IN ('pending', 'running')
RETURNING key_id
"""
_CHANGED = "UPDATE tasks SET version = version + 1 WHERE id = :id AND lease_token = :token RETURNING version"
_PROGRESS = """
UPDATE tasks SET version = version + 1, faults = 0 WHERE id = :id AND lease_token = :token RETURNING version
"""


class Queue(Access):
    """The duties of ``TaskQueue``."""

    async def claim_task(
        self, now: datetime, lease: timedelta, token: str, most_running: int | None = None
    ) -> ClaimedTask | None:
        """Take a task that is pending and due, of the key whose turn it is."""

        def find(connection: sqlite3.Connection) -> int | None:
            return _next(connection, self._entered(connection), now, most_running)

        return await self._claimed(find, now, lease, token)

    async def claim_overdue(
        self, now: datetime, lease: timedelta, token: str, deadline: timedelta
    ) -> ClaimedTask | None:
        """Take the oldest task that is pending past its deadline."""
        values = {"wall": time_text(now - deadline), "uptime": self._holder.uptime()}

        def find(connection: sqlite3.Connection) -> int | None:
            row = connection.execute(_OVERDUE, {**values, "deadline": deadline.total_seconds()}).fetchone()
            return row and int(row["seq"])

        if await self._read(find) is None:  # mostly there is none, and a write would hold up others
            return None
        return await self._claimed(find, now, lease, token)

    async def _claimed(
        self, find: Callable[[sqlite3.Connection], int | None], now: datetime, lease: timedelta, token: str
    ) -> ClaimedTask | None:
        row = await self._write(lambda connection: self._take(connection, find(connection), now, lease, token))
        if row is None:
            return None
        task = await self._read(lambda _: task_of(row))  # after the commit: what cannot be read stops nobody else
        age = age_of(task.created_at, row["accepted_uptime"], now, self._holder.uptime())
        return ClaimedTask(task=task, lease=Lease(holds=task.id, token=token), age=age)

    async def rescue(self, now: datetime) -> int:
        """Make pending what holders held who are gone, or who let their leases end."""
        gone, lost = await self._read(self._lost)
        if not gone and not lost:
            return 0
        rescued = await self._write(lambda connection: self._rescue(connection, now))
        for name in gone:
            self._holder.forget(name)
        return rescued

    async def renew_task(self, lease: Lease, duration: timedelta) -> None:
        """Let a lease last for ``duration`` from now on."""

        def renew(connection: sqlite3.Connection) -> None:
            held(connection, lease, _RENEW, until=self._until(duration), holder=self._entered(connection))

        await self._write(renew)

    async def release_task(self, lease: Lease) -> None:
        """Give a task back unfinished."""
        await self._write(lambda connection: held(connection, lease, _RELEASE))

    async def put_back(self, lease: Lease, not_before: datetime, reason: str, *, fault: bool = False) -> None:
        """Give a task back that cannot go on yet."""
        values = {"not_before": time_text(not_before), "reason": reason, "fault": fault, "suspect": SUSPECT_FAULTS}
        await self._write(lambda connection: held(connection, lease, _PUT_BACK, **values))

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

    def _take(
        self, connection: sqlite3.Connection, seq: int | None, now: datetime, lease: timedelta, token: str
    ) -> sqlite3.Row | None:
        if seq is None:
            return None
        holder = self._entered(connection)
        values = {"now": time_text(now), "token": token, "until": self._until(lease), "holder": holder, "seq": seq}
        row: sqlite3.Row = connection.execute(_TAKE, values).fetchone()
        connection.execute(_LEAVE, {"key_id": row["key_id"]})
        return row

    def _lost(self, connection: sqlite3.Connection) -> tuple[list[str], list[sqlite3.Row]]:
        """Who is gone, and what is held by those or under leases that have ended."""
        names = connection.execute("SELECT id FROM holders WHERE id <> ?", (self._holder.id,)).fetchall()
        gone = [name for (name,) in names if self._holder.is_gone(name)]
        uptime = self._holder.uptime()
        rows = connection.execute(_HELD_BY_OTHERS, {"holder": self._holder.id})
        lost = [row for row in rows if row["lease_holder"] in {None, *gone} or float(row["lease_until"]) <= uptime]
        return gone, lost

    def _rescue(self, connection: sqlite3.Connection, now: datetime) -> int:
        gone, lost = self._lost(connection)
        if gone:
            connection.execute(_CLEAR)
        for row in lost:
            if row["kept_in"] == "deliveries":
                connection.execute(_FREE, {"seq": row["seq"]})
                continue
            faults = row["faults"] + 1
            waits = faults >= SUSPECT_FAULTS
            due, reason = (time_text(now + SUSPECT_WAIT), SUSPECT_REASON) if waits else (None, None)
            connection.execute(_RESCUE, {"seq": row["seq"], "faults": faults, "due": due, "reason": reason})
        connection.executemany("DELETE FROM holders WHERE id = ?", [(name,) for name in gone])
        return len(lost)


def _next(connection: sqlite3.Connection, holder: str, now: datetime, most_running: int | None) -> int | None:
    """The task to claim next."""
    count, faults = connection.execute(_HELD, (holder,)).fetchone()
    if faults >= SUSPECT_FAULTS:
        return None
    suspect = connection.execute(_SUSPECT, (SUSPECT_FAULTS, time_text(now))).fetchone()
    if suspect is not None and not count:
        return int(suspect["seq"])
    if suspect is not None and suspect["due"] <= time_text(now - SUSPECT_PATIENCE):
        return None
    row = connection.execute(_NEXT, {"suspect": SUSPECT_FAULTS, "now": time_text(now), "most": most_running}).fetchone()
    if row is None:
        return None
    connection.execute(_TURN, {"turn": row["turn"]})
    connection.execute(_HAD_TURN, {"weight": row["weight"], "key_id": row["key_id"]})
    return int(row["seq"])


def task_of(row: sqlite3.Row) -> Task:
    """The task of a row, as far as this version can read it."""
    return read_task(TASKS, row)


def require_lease(connection: sqlite3.Connection, lease: Lease) -> None:
    """Raise ``LeaseLost`` unless the task is held under this lease."""
    query = "SELECT 1 FROM tasks WHERE id = ? AND lease_token = ?"
    if connection.execute(query, (lease.holds, lease.token)).fetchone() is None:
        raise _lease_lost(lease)


def count_change(connection: sqlite3.Connection, lease: Lease, *, progress: bool = False) -> int:
    """Let the version of a held task grow and return it; ``progress`` forgives its faults. Raises ``LeaseLost``."""
    values = {"id": lease.holds, "token": lease.token}
    row = connection.execute(_PROGRESS if progress else _CHANGED, values).fetchone()
    if row is None:
        raise _lease_lost(lease)
    return int(row["version"])


def held(connection: sqlite3.Connection, lease: Lease, update: str, **values: object) -> None:
    """Change a task that is held under this lease, or raise ``LeaseLost``."""
    if not connection.execute(update, {"id": lease.holds, "token": lease.token, **values}).rowcount:
        raise _lease_lost(lease)


def _lease_lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"Task {lease.holds} is no longer held under this lease.")


def _finish(
    connection: sqlite3.Connection, lease: Lease, outcome: Outcome, completed_at: datetime, delivery: Delivery | None
) -> Task:
    values = {
        "id": lease.holds,
        "token": lease.token,
        "status": outcome.status.value,
        "result": outcome.result and msgspec.json.encode(outcome.result).decode(),
        "error": outcome.error,
        "completed_at": time_text(completed_at),
    }
    row = connection.execute(_FINISH, values).fetchone()
    if row is None:
        raise _lease_lost(lease)
    book_task(connection, lease.holds)
    if delivery is not None:
        insert_delivery(connection, delivery)
    return task_of(row)


def _cancel(
    connection: sqlite3.Connection, task_id: str, outcome: Outcome, completed_at: datetime, delivery: Delivery | None
) -> bool:
    values = {
        "id": task_id,
        "status": outcome.status.value,
        "error": outcome.error,
        "completed_at": time_text(completed_at),
    }
    row = connection.execute(_CANCEL, values).fetchone()
    if row is None:
        return False
    book_task(connection, task_id)
    connection.execute(_LEAVE, {"key_id": row["key_id"]})
    if delivery is not None:
        insert_delivery(connection, delivery)
    return True
