"""Tasks in PostgreSQL: accepted with a charge, found, and listed by key."""

from pb_adapters.storage.postgres.access import CLOCK, Access, DueTask, first, only, rows
from pb_adapters.storage.postgres.billing import charge
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.postgres.queue import TASKS, task_of
from pb_adapters.storage.rows import NATIVE_TIMES, Rows
from pb_core.domain.tasks import Idempotency, Task, TaskLine, TaskQuery, require_place
from pb_core.errors import IdempotencyMismatch, KeyDisabled, QueueFull, QuotaExhausted

_INSERT = f"""
INSERT INTO tasks (id, key_id, kind, endpoint, public_url, created_at, status, started_at, completed_at, attempt,
                   version, not_before, waits_for, put_backs, queued_at, idempotency_key, idempotency_digest, callback,
                   error, result, work, accepted_at, parent)
VALUES (%(id)s, %(key_id)s, %(kind)s, %(endpoint)s, %(public_url)s, %(created_at)s, %(status)s, %(started_at)s,
        %(completed_at)s, %(attempt)s, %(version)s, %(not_before)s, %(waits_for)s, %(put_backs)s, %(queued_at)s,
        %(idempotency_key)s, %(idempotency_digest)s, %(callback)s, %(error)s, %(result)s, %(work)s, {CLOCK}, %(parent)s)
ON CONFLICT (key_id, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
RETURNING seq
"""
LINES = Rows(TaskLine, NATIVE_TIMES)

_QUEUED = "SELECT count(*) FROM tasks WHERE status = 'pending' AND key_id = %s"
_COLUMNS = ", ".join(TaskLine.__struct_fields__)
_LINE = f"SELECT {_COLUMNS} FROM tasks WHERE id = %s"
_OLDER = """
seq < (
    SELECT seq FROM tasks WHERE id = %(before)s AND key_id = %(key_id)s
    UNION ALL SELECT seq FROM past_tasks WHERE id = %(before)s AND key_id = %(key_id)s
)
"""


class _AcceptedBefore(Exception):
    """Another transaction has accepted the request meanwhile, so that this one is to be undone."""


class Tasks(Access):
    """The duties of ``TaskStore`` that concern whole tasks."""

    async def accept(self, task: Task, idempotency: Idempotency | None = None, most_queued: int | None = None) -> Task:
        """Charge the task's units and insert it, or return the task accepted before under this idempotency key."""

        async def accept(connection: Connection) -> Task:
            await charge(connection, task)  # from here on, no other task of this key is accepted at the same time
            if most_queued is not None:
                require_place(await only(connection, _QUEUED, [task.key_id]), most_queued)
            values = {
                **TASKS.encode(task),
                **self._clock(),
                "queued_at": task.queued_at,
                "idempotency_key": idempotency and idempotency.key,
                "idempotency_digest": idempotency and idempotency.digest,
            }
            if await first(connection, _INSERT, values) is None:
                raise _AcceptedBefore
            await self._tell_due(connection, [DueTask(task.id, None)])
            return task

        if idempotency is None:
            return await self._write(accept)
        if earlier := await self.accepted_before(task.key_id, idempotency):
            return earlier
        try:
            return await self._write(accept)
        except (_AcceptedBefore, QuotaExhausted, KeyDisabled, QueueFull):
            if earlier := await self.accepted_before(task.key_id, idempotency):
                return earlier
            raise

    async def accepted_before(self, key_id: str, idempotency: Idempotency) -> Task | None:
        """The task accepted before under this idempotency key."""
        query = "SELECT * FROM tasks WHERE key_id = %s AND idempotency_key = %s"
        row = await self._read(lambda connection: first(connection, query, [key_id, idempotency.key]))
        if row is None:
            return None
        if row["idempotency_digest"] != idempotency.digest:
            raise IdempotencyMismatch("This idempotency key was used before with another request.")
        return task_of(row)

    async def task(self, task_id: str) -> Task | None:
        """The task as it is now."""
        row = await self._read(lambda connection: first(connection, "SELECT * FROM tasks WHERE id = %s", [task_id]))
        return None if row is None else task_of(row)

    async def task_line(self, task_id: str) -> TaskLine | None:
        """What a list tells of one task, as it is now."""
        row = await self._read(lambda connection: first(connection, _LINE, [task_id]))
        return None if row is None else LINES.decode(row)

    async def list_tasks(self, key_id: str, query: TaskQuery) -> tuple[TaskLine, ...]:
        """The tasks of a key that a query asks for, the last accepted first."""
        wanted, values = _listed(key_id, query)
        return tuple(map(LINES.decode, await self._read(lambda connection: rows(connection, wanted, values))))


def _listed(key_id: str, query: TaskQuery) -> tuple[str, dict[str, object]]:
    """The question for a list: only the conditions that it has, so that each is answered by its index."""
    conditions = {
        "before": _OLDER,
        "status": "status = %(status)s",
        "kind": "kind = %(kind)s",
        "parent": "parent = %(parent)s",
    }
    values = {name: value for name in conditions if (value := getattr(query, name)) is not None}
    where = " AND ".join(["key_id = %(key_id)s", *(conditions[name] for name in values)])
    text = f"SELECT {_COLUMNS} FROM tasks WHERE {where} ORDER BY seq DESC LIMIT %(limit)s"
    return text, {**values, "key_id": key_id, "limit": query.limit}
