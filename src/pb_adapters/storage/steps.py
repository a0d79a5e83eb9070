"""Steps in SQLite: intent before the call, result after it, never a finished step changed."""

import sqlite3
from datetime import datetime

import msgspec

from pb_adapters.storage.access import Access
from pb_adapters.storage.rows import Rows
from pb_adapters.storage.tasks import count_change, require_lease
from pb_core.errors import StepConflict
from pb_core.ports.vlm import Usage
from pb_core.steps import StepIntent, StepRecord, StepState, begun
from pb_core.tasks import Lease

STEPS = Rows(StepRecord)

_INSERT = """
INSERT INTO steps (task_id, name, digest, engine, state, started_at, finished_at, attempts, abandoned, provider_ref,
                   error, usage, result)
VALUES (:task_id, :name, :digest, :engine, :state, :started_at, :finished_at, :attempts, :abandoned, :provider_ref,
        :error, :usage, :result)
"""
_UPDATE = """
UPDATE steps SET engine = :engine, state = :state, started_at = :started_at, finished_at = :finished_at,
                 attempts = :attempts, abandoned = :abandoned, provider_ref = :provider_ref, error = :error,
                 usage = :usage, result = :result
WHERE task_id = :task_id AND name = :name
"""


class Steps(Access):
    """The duties of ``TaskStore`` that concern steps."""

    async def begin_step(self, lease: Lease, intent: StepIntent) -> StepRecord:
        """Record that a step is about to call its engine, or return it if it finished before."""
        return await self._write(lambda connection: _begin(connection, lease, intent))

    async def submitted_step(self, lease: Lease, name: str, provider_ref: str) -> None:
        """Store the provider's job id of a started step."""
        await self._write(lambda connection: _change(connection, lease, name, provider_ref=provider_ref))

    async def finish_step(
        self, lease: Lease, name: str, result: bytes, finished_at: datetime, usage: Usage
    ) -> StepRecord:
        """Store the result of a started step."""
        return await self._write(
            lambda connection: _change(
                connection, lease, name, state=StepState.FINISHED, result=result, finished_at=finished_at, usage=usage
            )
        )

    async def fail_step(self, lease: Lease, name: str, error: str, finished_at: datetime) -> None:
        """Record that the call of a started step failed and is over."""
        await self._write(
            lambda connection: _change(
                connection, lease, name, state=StepState.FAILED, error=error, finished_at=finished_at
            )
        )

    async def steps(self, task_id: str) -> tuple[StepRecord, ...]:
        """All steps of a task in the order they were begun."""
        query = "SELECT * FROM steps WHERE task_id = ? ORDER BY seq"
        return await self._read(lambda connection: tuple(map(STEPS.decode, connection.execute(query, (task_id,)))))


def _find(connection: sqlite3.Connection, task_id: str, name: str) -> StepRecord | None:
    row = connection.execute("SELECT * FROM steps WHERE task_id = ? AND name = ?", (task_id, name)).fetchone()
    return None if row is None else STEPS.decode(row)


def _begin(connection: sqlite3.Connection, lease: Lease, intent: StepIntent) -> StepRecord:
    require_lease(connection, lease)
    stored = _find(connection, lease.holds, intent.name)
    record = begun(lease.holds, stored, intent)
    if record != stored:
        count_change(connection, lease)
        connection.execute(_INSERT if stored is None else _UPDATE, STEPS.encode(record))
    return record


def _change(connection: sqlite3.Connection, lease: Lease, name: str, **changes: object) -> StepRecord:
    count_change(connection, lease)
    stored = _find(connection, lease.holds, name)
    if stored is None or stored.state is not StepState.STARTED:
        message = f"Step {name} of task {lease.holds} is not under way."
        raise StepConflict(message)
    record = msgspec.structs.replace(stored, **changes)
    connection.execute(_UPDATE, STEPS.encode(record))
    return record
