"""What every database's rows of tasks and steps come to: read as far as this version can, and how old they are."""

import logging
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from pb_adapters.storage.rows import UNREADABLE, Row, Rows
from pb_core.domain.requests import UnreadableWork
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import Task, TaskKind
from pb_core.errors import StepConflict

log = logging.getLogger(__name__)

_SUBSTITUTES = {
    "kind": TaskKind.METHODOLOGY,
    "work": UnreadableWork(),
    "created_at": datetime.fromtimestamp(0, UTC),
}


def read_task(form: Rows[Task], row: Row) -> Task:
    """The task of a row; of one that is not over, what cannot be read is left out and its work says so."""
    try:
        return form.decode(row)
    except UNREADABLE as error:
        if row["status"] == "completed":
            raise
        log.warning("task %s cannot be read by this version of the program: %s", row["id"], error)
        task, unread = form.decode_with(row, _SUBSTITUTES)
        return replace(task, work=UnreadableWork(fields=unread))


def read_step(form: Rows[StepRecord], row: Row) -> StepRecord:
    """The step of a row; raises ``StepConflict`` for one that this version cannot read."""
    try:
        return form.decode(row)
    except UNREADABLE as error:
        raise StepConflict(
            f"The record of step {row['name']} cannot be read by this version of the program: submit again"
        ) from error


def age_of(created_at: datetime, accepted_uptime: float | None, now: datetime, uptime: float) -> timedelta:
    """How long ago a task was accepted: what both clocks agree on at least; an uptime that began anew says nothing."""
    by_wall = max(now - created_at, timedelta())
    if accepted_uptime is None or accepted_uptime > uptime:
        return by_wall
    return min(by_wall, timedelta(seconds=uptime - accepted_uptime))
