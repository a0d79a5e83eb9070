"""Tasks in PostgreSQL: accepted with a charge, found, and listed by key."""

from collections.abc import Mapping
from contextlib import suppress

from pb_adapters.storage.postgres.accept_schema import ACCEPTED, QUEUE_FULL
from pb_adapters.storage.postgres.access import CLOCK, Access, DueTask, first, only, rows
from pb_adapters.storage.postgres.billing import find_key, refusal
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.postgres.queue import TASKS, task_of
from pb_adapters.storage.postgres.transactions import OutcomeUnknown
from pb_adapters.storage.rows import NATIVE_TIMES, Rows
from pb_core.domain.tasks import Idempotency, Task, TaskLine, TaskQuery, require_place
from pb_core.errors import IdempotencyMismatch, RowRefused

_STORED = (
    *("id", "key_id", "kind", "endpoint", "public_url", "created_at", "queued_at", "status", "started_at"),
    *("completed_at", "attempt", "version", "not_before", "waits_for", "put_backs", "faults", "idempotency_key"),
    *("idempotency_digest", "parent", "callback", "error", "result", "work"),
)
_GIVEN = ", ".join(f"new_{name} => %({name})s" for name in _STORED)
_ACCEPT = f"""
SELECT pb_accept({_GIVEN}, new_accepted_at => {CLOCK}, units => %(units)s, most_queued => %(most_queued)s)
"""
LINES = Rows(TaskLine, NATIVE_TIMES)

_COLUMNS = ", ".join(TaskLine.__struct_fields__)
_LINE = f"SELECT {_COLUMNS} FROM tasks WHERE id = %s"
_OLDER = """
seq < (
    SELECT seq FROM tasks WHERE id = %(before)s AND key_id = %(key_id)s
    UNION ALL SELECT seq FROM past_tasks WHERE id = %(before)s AND key_id = %(key_id)s
)
"""


class Tasks(Access):
    """The duties of ``TaskStore`` that concern whole tasks."""

    async def accept(self, task: Task, idempotency: Idempotency | None = None, most_queued: int | None = None) -> Task:
        """Charge the task's units and insert it, or return the task accepted before under this idempotency key."""
        values = {
            **TASKS.encode(task),
            **self._clock(),
            "queued_at": task.queued_at,
            "idempotency_key": idempotency and idempotency.key,
            "idempotency_digest": idempotency and idempotency.digest,
            "units": task.units,
            "most_queued": most_queued,
        }
        verdict = await self._accept(task, values)
        if idempotency and verdict != ACCEPTED and (earlier := await self.accepted_before(task.key_id, idempotency)):
            return earlier
        if verdict == QUEUE_FULL and most_queued is not None:
            require_place(most_queued, most_queued)
        if verdict != ACCEPTED:
            raise refusal(await self._read(lambda connection: find_key(connection, task.key_id)), task.units)
        return task

    async def _accept(self, task: Task, values: Mapping[str, object]) -> str:
        """What became of a task: whether it is stored is certain, though answers of the database may be lost."""

        async def accept(connection: Connection) -> str:
            verdict = await only(connection, _ACCEPT, values)
            if verdict == ACCEPTED:
                await self._tell_due(connection, [DueTask(task.id, None)])
            return str(verdict)

        how = self._write_at_once if self._on_due is None else self._write
        with suppress(OutcomeUnknown):
            return await how(accept)
        try:
            verdict = await how(accept)
        except RowRefused:
            verdict = ""
            if await self.task(task.id) is None:
                raise
        if verdict != ACCEPTED and await self.task(task.id) is not None:
            return ACCEPTED  # the first time: its answer was lost, and nothing is taken twice
        return verdict

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
