"""Steps in SQLite: intent and reservation before the call, result and cost after it."""

import sqlite3
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from pb_adapters.storage.access import Access
from pb_adapters.storage.rows import Rows
from pb_adapters.storage.spending import move, totals
from pb_adapters.storage.tasks import count_change, require_lease
from pb_core.errors import Billed, StepConflict
from pb_core.ports.storage import NO_CAPS
from pb_core.ports.vlm import Usage
from pb_core.spending import Caps, require_room
from pb_core.steps import StepChange, StepIntent, StepRecord, StepState, begun, failed, finished
from pb_core.tasks import Lease

STEPS = Rows(StepRecord)

_INSERT = """
INSERT INTO steps (task_id, name, digest, engine, state, started_at, finished_at, attempts, abandoned, provider_ref,
                   error, usage, result, reservation, booked_micros)
VALUES (:task_id, :name, :digest, :engine, :state, :started_at, :finished_at, :attempts, :abandoned, :provider_ref,
        :error, :usage, :result, :reservation, :booked_micros)
"""
_UPDATE = """
UPDATE steps SET digest = :digest, engine = :engine, state = :state, started_at = :started_at,
                 finished_at = :finished_at, attempts = :attempts, abandoned = :abandoned,
                 provider_ref = :provider_ref, error = :error, usage = :usage, result = :result,
                 reservation = :reservation, booked_micros = :booked_micros
WHERE task_id = :task_id AND name = :name
"""


class Steps(Access):
    """The duties of ``TaskStore`` that concern steps."""

    async def begin_step(self, lease: Lease, intent: StepIntent, caps: Caps = NO_CAPS) -> StepRecord:
        """Record that a step is about to call its engine, or return it if it finished before."""
        return await self._write(lambda connection: _begin(connection, lease, intent, caps))

    async def submitted_step(self, lease: Lease, name: str, provider_ref: str) -> None:
        """Store the provider's job id of a started step."""

        def submitted(step: StepRecord) -> StepChange:
            return StepChange(record=replace(step, provider_ref=provider_ref))

        await self._write(lambda connection: _change(connection, lease, name, submitted))

    async def finish_step(
        self, lease: Lease, name: str, result: bytes, finished_at: datetime, usage: Usage
    ) -> StepRecord:
        """Store the result of a started step and settle what it had reserved."""

        def end(step: StepRecord) -> StepChange:
            return finished(step, result, finished_at, usage)

        return await self._write(lambda connection: _change(connection, lease, name, end))

    async def fail_step(
        self, lease: Lease, name: str, error: str, finished_at: datetime, billed: Billed = Billed.UNKNOWN
    ) -> None:
        """Record that the call of a started step failed and is over."""

        def end(step: StepRecord) -> StepChange:
            return failed(step, error, finished_at, billed)

        await self._write(lambda connection: _change(connection, lease, name, end))

    async def steps(self, task_id: str) -> tuple[StepRecord, ...]:
        """All steps of a task in the order they were begun."""
        query = "SELECT * FROM steps WHERE task_id = ? ORDER BY seq"
        return await self._read(lambda connection: tuple(map(STEPS.decode, connection.execute(query, (task_id,)))))


def _find(connection: sqlite3.Connection, task_id: str, name: str) -> StepRecord | None:
    row = connection.execute("SELECT * FROM steps WHERE task_id = ? AND name = ?", (task_id, name)).fetchone()
    return None if row is None else STEPS.decode(row)


def _begin(connection: sqlite3.Connection, lease: Lease, intent: StepIntent, caps: Caps) -> StepRecord:
    require_lease(connection, lease)
    stored = _find(connection, lease.holds, intent.name)
    change = begun(lease.holds, stored, intent)
    if stored is not None and change.record is stored:
        return stored
    if change.reserves:
        require_room(caps, totals(connection, lease.holds, intent.started_at.date()), intent.estimate_micros)
    count_change(connection, lease)
    connection.execute(_INSERT if stored is None else _UPDATE, STEPS.encode(change.record))
    move(connection, lease.holds, change.movements)
    return change.record


def _change(
    connection: sqlite3.Connection, lease: Lease, name: str, change: Callable[[StepRecord], StepChange]
) -> StepRecord:
    count_change(connection, lease)
    stored = _find(connection, lease.holds, name)
    if stored is None or stored.state is not StepState.STARTED:
        message = f"Step {name} of task {lease.holds} is not under way."
        raise StepConflict(message)
    changed = change(stored)
    connection.execute(_UPDATE, STEPS.encode(changed.record))
    move(connection, lease.holds, changed.movements)
    return changed.record
