"""Steps in PostgreSQL: intent and reservation before a call, result and cost after it."""

from collections.abc import Callable
from contextlib import suppress

import msgspec
from msgspec.structs import replace
from psycopg.rows import DictRow

from pb_adapters.storage.postgres.access import Access, execute, first, only, rows
from pb_adapters.storage.postgres.billing import hold, move, totals
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.postgres.queue import lease_lost
from pb_adapters.storage.postgres.transactions import OutcomeUnknown
from pb_adapters.storage.records import read_step
from pb_adapters.storage.rows import NATIVE_TIMES, Rows
from pb_adapters.storage.step_changes import StepChanges
from pb_core.domain.billing import Caps, SeenCall, Usage, require_room
from pb_core.domain.steps import StepChange, StepIntent, StepRecord, StepState, begun
from pb_core.domain.tasks import Lease
from pb_core.errors import StepConflict
from pb_core.ports.storage import NO_CAPS

STEPS = Rows(StepRecord, NATIVE_TIMES)
_USAGE = msgspec.json.Decoder(Usage)

_HOLD = "SELECT key_id FROM tasks WHERE id = %s AND lease_token = %s FOR NO KEY UPDATE"
_CHANGED = "UPDATE tasks SET version = version + 1 WHERE id = %s RETURNING version"
_PROGRESS = "UPDATE tasks SET version = version + 1, faults = 0 WHERE id = %s RETURNING version"
_INSERT = """
INSERT INTO steps (task_id, name, digest, engine, answered_by, state, started_at, finished_at, attempts, abandoned,
                   provider_ref, error, usage, result, reservation, booked_micros, role, most_micros, reserved_micros,
                   version)
VALUES (%(task_id)s, %(name)s, %(digest)s, %(engine)s, %(answered_by)s, %(state)s, %(started_at)s, %(finished_at)s,
        %(attempts)s, %(abandoned)s, %(provider_ref)s, %(error)s, %(usage)s, %(result)s, %(reservation)s,
        %(booked_micros)s, %(role)s, %(most_micros)s, %(reserved_micros)s, %(version)s)
"""
_UPDATE = """
UPDATE steps SET digest = %(digest)s, engine = %(engine)s, answered_by = %(answered_by)s, state = %(state)s,
                 started_at = %(started_at)s, finished_at = %(finished_at)s, attempts = %(attempts)s,
                 abandoned = %(abandoned)s, provider_ref = %(provider_ref)s, error = %(error)s, usage = %(usage)s,
                 result = %(result)s, reservation = %(reservation)s, booked_micros = %(booked_micros)s, role = %(role)s,
                 most_micros = %(most_micros)s, reserved_micros = %(reserved_micros)s, version = %(version)s
WHERE task_id = %(task_id)s AND name = %(name)s
"""
_CALLS = """
SELECT usage, most_micros, reserved_micros, started_at, finished_at FROM steps
WHERE state = 'finished' AND engine = %s AND role = %s ORDER BY seq DESC LIMIT %s
"""


class Steps(StepChanges, Access):
    """The duties of ``TaskStore`` that concern steps."""

    async def begin_step(self, lease: Lease, intent: StepIntent, caps: Caps = NO_CAPS) -> StepRecord:
        """Record that a step is about to call its engine, or return it if it finished before."""
        with suppress(OutcomeUnknown):
            return await self._write(lambda connection: _begin(connection, lease, intent, caps))
        return await self._write(lambda connection: _begin_again(connection, lease, intent, caps))

    async def _change_step(self, lease: Lease, name: str, change: Callable[[StepRecord], StepChange]) -> StepRecord:
        return await self._write(lambda connection: _change(connection, lease, name, change))

    async def steps(self, task_id: str) -> tuple[StepRecord, ...]:
        """All steps of a task in the order they were begun."""
        query = "SELECT * FROM steps WHERE task_id = %s ORDER BY seq"
        found = await self._read(lambda connection: rows(connection, query, [task_id]))
        return tuple(read_step(STEPS, row) for row in found)

    async def calls_seen(self, engine: str, role: str, limit: int = 200) -> tuple[SeenCall, ...]:
        """What the newest finished steps of an engine in a role cost and how long they took."""
        found = await self._read(lambda connection: rows(connection, _CALLS, [engine, role, limit]))
        return tuple(map(_seen, found))


def _seen(row: DictRow) -> SeenCall:
    return SeenCall(
        most_micros=row["most_micros"],
        reserved_micros=row["reserved_micros"],
        cost_micros=_USAGE.decode(row["usage"]).cost_micros or 0,
        seconds=round((row["finished_at"] - row["started_at"]).total_seconds(), 3),
    )


async def _hold(connection: Connection, lease: Lease) -> str:
    """Keep the task from others until the transaction ends, and return its key; raises ``LeaseLost``."""
    row = await first(connection, _HOLD, [lease.holds, lease.token])
    if row is None:
        raise lease_lost(lease)
    return str(row["key_id"])


async def _find(connection: Connection, task_id: str, name: str) -> StepRecord | None:
    row = await first(connection, "SELECT * FROM steps WHERE task_id = %s AND name = %s", [task_id, name])
    return None if row is None else read_step(STEPS, row)


async def _store(connection: Connection, statement: str, record: StepRecord) -> None:
    await execute(connection, statement, {**STEPS.encode(record), "answered_by": record.answered_by})


async def _begin(connection: Connection, lease: Lease, intent: StepIntent, caps: Caps) -> StepRecord:
    key_id = await _hold(connection, lease)
    stored = await _find(connection, lease.holds, intent.name)
    change = begun(lease.holds, stored, intent)
    if stored is not None and change.record is stored:
        return stored
    if change.reserves and caps != NO_CAPS:
        day = intent.started_at.date()
        await hold(connection, key_id, [day, *(movement.day for movement in change.movements)])
        require_room(caps, await totals(connection, key_id, lease.holds, day), day, change.movements)
    record = replace(change.record, version=await only(connection, _CHANGED, [lease.holds]))
    await _store(connection, _INSERT if stored is None else _UPDATE, record)
    await move(connection, key_id, change.movements)
    return record


async def _begin_again(connection: Connection, lease: Lease, intent: StepIntent, caps: Caps) -> StepRecord:
    """As ``_begin``, after a commit whose answer was lost: what it stored is no attempt that was given up."""
    await _hold(connection, lease)
    stored = await _find(connection, lease.holds, intent.name)
    if stored is not None and (stored.digest, stored.started_at) == (intent.digest, intent.started_at):
        return stored
    return await _begin(connection, lease, intent, caps)


async def _change(
    connection: Connection, lease: Lease, name: str, change: Callable[[StepRecord], StepChange]
) -> StepRecord:
    key_id = await _hold(connection, lease)
    stored = await _find(connection, lease.holds, name)
    if stored is None:
        raise StepConflict(f"Step {name} of task {lease.holds} was not begun.")
    changed = change(stored)
    if changed.record is stored:
        return stored
    is_progress = changed.record.state is StepState.FINISHED
    version = await only(connection, _PROGRESS if is_progress else _CHANGED, [lease.holds])
    record = replace(changed.record, version=version)
    await _store(connection, _UPDATE, record)
    await move(connection, key_id, changed.movements)
    return record
