"""Tasks and steps in SQLite: accepted with a charge; intent and reservation before a call, result and cost after it."""

import sqlite3
from collections.abc import Callable

from msgspec.structs import replace

from pb_adapters.storage.records import read_step
from pb_adapters.storage.rows import Rows, time_text
from pb_adapters.storage.sqlite.access import Access
from pb_adapters.storage.sqlite.billing import charge, move, totals
from pb_adapters.storage.sqlite.queue import TASKS, count_change, require_lease, task_of
from pb_adapters.storage.step_changes import StepChanges
from pb_core.domain.billing import Caps, SeenCall, require_room
from pb_core.domain.steps import StepChange, StepIntent, StepRecord, StepState, begun
from pb_core.domain.tasks import Idempotency, Lease, Task, TaskLine, TaskQuery, require_place
from pb_core.errors import IdempotencyMismatch, StepConflict
from pb_core.ports.storage import NO_CAPS

_INSERT = """
INSERT INTO tasks (id, key_id, kind, endpoint, public_url, created_at, status, started_at, completed_at, attempt,
                   version, not_before, waits_for, put_backs, queued_at, idempotency_key, idempotency_digest, callback,
                   error, result, work, accepted_uptime, parent)
VALUES (:id, :key_id, :kind, :endpoint, :public_url, :created_at, :status, :started_at, :completed_at, :attempt,
        :version, :not_before, :waits_for, :put_backs, :queued_at, :idempotency_key, :idempotency_digest, :callback,
        :error, :result, :work, :accepted_uptime, :parent)
"""
LINES = Rows(TaskLine)

_QUEUED = "SELECT count(*) FROM tasks WHERE status = 'pending' AND key_id = ?"


class Tasks(Access):
    """The duties of ``TaskStore`` that concern whole tasks."""

    async def accept(self, task: Task, idempotency: Idempotency | None = None, most_queued: int | None = None) -> Task:
        """Charge the task's units and insert it, or return the task accepted before under this idempotency key."""
        uptime = self._holder.uptime()
        return await self._write(lambda connection: _accept(connection, task, idempotency, most_queued, uptime))

    async def accepted_before(self, key_id: str, idempotency: Idempotency) -> Task | None:
        """The task accepted before under this idempotency key."""
        return await self._read(lambda connection: _accepted_before(connection, key_id, idempotency))

    async def task(self, task_id: str) -> Task | None:
        """The task as it is now."""
        return await self._read(lambda connection: _find(connection, task_id))

    async def task_line(self, task_id: str) -> TaskLine | None:
        """What a list tells of one task, as it is now."""
        return await self._read_recent(("task", task_id), lambda connection: _find_line(connection, task_id))

    async def list_tasks(self, key_id: str, query: TaskQuery) -> tuple[TaskLine, ...]:
        """The tasks of a key that a query asks for, the last accepted first."""
        wanted, values = _listed(key_id, query)
        return await self._read(lambda connection: tuple(map(LINES.decode, connection.execute(wanted, values))))


_COLUMNS = ", ".join(TaskLine.__struct_fields__)
_LINE = f"SELECT {_COLUMNS} FROM tasks WHERE id = ?"  # noqa: S608 - our own words
_OLDER = """
seq < (
    SELECT seq FROM tasks WHERE id = :before AND key_id = :key_id
    UNION ALL SELECT seq FROM past_tasks WHERE id = :before AND key_id = :key_id
)
"""


def _listed(key_id: str, query: TaskQuery) -> tuple[str, dict[str, object]]:
    """The question for a list: only the conditions that it has, so that each is answered by its index."""
    values = {
        "key_id": key_id, "before": query.before, "status": query.status, "kind": query.kind, "parent": query.parent
    }  # fmt: skip
    conditions = {
        "before": _OLDER, "status": "status = :status", "kind": "kind = :kind", "parent": "parent = :parent"
    }  # fmt: skip
    given = ["key_id = :key_id", *(text for name, text in conditions.items() if values[name] is not None)]
    where = " AND ".join(given)
    text = f"SELECT {_COLUMNS} FROM tasks WHERE {where} ORDER BY seq DESC LIMIT :limit"  # noqa: S608 - our own words
    return text, {**values, "limit": query.limit}


def _accept(
    connection: sqlite3.Connection,
    task: Task,
    idempotency: Idempotency | None,
    most_queued: int | None,
    uptime: float,
) -> Task:
    if idempotency and (earlier := _accepted_before(connection, task.key_id, idempotency)):
        return earlier
    charge(connection, task)
    if most_queued is not None:
        (queued,) = connection.execute(_QUEUED, (task.key_id,)).fetchone()
        require_place(queued, most_queued)
    connection.execute(
        _INSERT,
        {
            **TASKS.encode(task),
            "queued_at": time_text(task.queued_at),
            "idempotency_key": idempotency and idempotency.key,
            "idempotency_digest": idempotency and idempotency.digest,
            "accepted_uptime": uptime,
        },
    )
    return task


def _accepted_before(connection: sqlite3.Connection, key_id: str, idempotency: Idempotency) -> Task | None:
    query = "SELECT * FROM tasks WHERE key_id = ? AND idempotency_key = ?"
    row = connection.execute(query, (key_id, idempotency.key)).fetchone()
    if row is None:
        return None
    if row["idempotency_digest"] != idempotency.digest:
        raise IdempotencyMismatch("This idempotency key was used before with another request.")
    return task_of(row)


def _find(connection: sqlite3.Connection, task_id: str) -> Task | None:
    row = connection.execute("SELECT * FROM tasks WHERE id = ?", (task_id,)).fetchone()
    return None if row is None else task_of(row)


def _find_line(connection: sqlite3.Connection, task_id: str) -> TaskLine | None:
    row = connection.execute(_LINE, (task_id,)).fetchone()
    return None if row is None else LINES.decode(row)


STEPS, CALLS = Rows(StepRecord), Rows(SeenCall)

_INSERT_STEP = """
INSERT INTO steps (task_id, name, digest, engine, state, started_at, finished_at, attempts, abandoned, provider_ref,
                   error, usage, result, reservation, booked_micros, role, most_micros, reserved_micros, version)
VALUES (:task_id, :name, :digest, :engine, :state, :started_at, :finished_at, :attempts, :abandoned, :provider_ref,
        :error, :usage, :result, :reservation, :booked_micros, :role, :most_micros, :reserved_micros, :version)
"""
_UPDATE = """
UPDATE steps SET digest = :digest, engine = :engine, state = :state, started_at = :started_at,
                 finished_at = :finished_at, attempts = :attempts, abandoned = :abandoned,
                 provider_ref = :provider_ref, error = :error, usage = :usage, result = :result,
                 reservation = :reservation, booked_micros = :booked_micros, role = :role,
                 most_micros = :most_micros, reserved_micros = :reserved_micros, version = :version
WHERE task_id = :task_id AND name = :name
"""
_CALLS = """
SELECT most_micros, reserved_micros, coalesce(usage ->> 'cost_micros', 0) AS cost_micros,
       round((julianday(finished_at) - julianday(started_at)) * 86400.0, 3) AS seconds
FROM steps WHERE state = 'finished' AND engine = ? AND role = ? ORDER BY seq DESC LIMIT ?
"""


class Steps(StepChanges, Access):
    """The duties of ``TaskStore`` that concern steps."""

    async def begin_step(self, lease: Lease, intent: StepIntent, caps: Caps = NO_CAPS) -> StepRecord:
        """Record that a step is about to call its engine, or return it if it finished before."""
        return await self._write(lambda connection: _begin(connection, lease, intent, caps))

    async def _change_step(self, lease: Lease, name: str, change: Callable[[StepRecord], StepChange]) -> StepRecord:
        return await self._write(lambda connection: _change(connection, lease, name, change))

    async def steps(self, task_id: str) -> tuple[StepRecord, ...]:
        """All steps of a task in the order they were begun."""
        query = "SELECT * FROM steps WHERE task_id = ? ORDER BY seq"
        return await self._read(lambda connection: tuple(map(_step_of, connection.execute(query, (task_id,)))))

    async def calls_seen(self, engine: str, role: str, limit: int = 200) -> tuple[SeenCall, ...]:
        """What the newest finished steps of an engine in a role cost and how long they took."""
        values = (engine, role, limit)
        return await self._read(lambda connection: tuple(map(CALLS.decode, connection.execute(_CALLS, values))))


def _find_step(connection: sqlite3.Connection, task_id: str, name: str) -> StepRecord | None:
    row = connection.execute("SELECT * FROM steps WHERE task_id = ? AND name = ?", (task_id, name)).fetchone()
    return None if row is None else _step_of(row)


def _step_of(row: sqlite3.Row) -> StepRecord:
    return read_step(STEPS, row)


def _begin(connection: sqlite3.Connection, lease: Lease, intent: StepIntent, caps: Caps) -> StepRecord:
    require_lease(connection, lease)
    stored = _find_step(connection, lease.holds, intent.name)
    change = begun(lease.holds, stored, intent)
    if stored is not None and change.record is stored:
        return stored
    if change.reserves:
        day = intent.started_at.date()
        require_room(caps, totals(connection, lease.holds, day), day, change.movements)
    record = replace(change.record, version=count_change(connection, lease))
    connection.execute(_INSERT_STEP if stored is None else _UPDATE, STEPS.encode(record))
    move(connection, lease.holds, change.movements)
    return record


def _change(
    connection: sqlite3.Connection, lease: Lease, name: str, change: Callable[[StepRecord], StepChange]
) -> StepRecord:
    require_lease(connection, lease)
    stored = _find_step(connection, lease.holds, name)
    if stored is None:
        raise StepConflict(f"Step {name} of task {lease.holds} was not begun.")
    changed = change(stored)
    if changed.record is stored:
        return stored
    version = count_change(connection, lease, progress=changed.record.state is StepState.FINISHED)
    record = replace(changed.record, version=version)
    connection.execute(_UPDATE, STEPS.encode(record))
    move(connection, lease.holds, changed.movements)
    return record
