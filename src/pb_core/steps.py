"""Steps as they are stored, and the resume rule that every store applies to them."""

from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec import Struct

from pb_core.errors import StepConflict
from pb_core.ports.vlm import Usage


class StepState(StrEnum):
    """Started means that the outcome of the last attempt is not known."""

    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"


class StepIntent(Struct, frozen=True, kw_only=True):
    """A step about to call its engine; ``name`` says what it means (``round/2/draw``), never a position."""

    name: str
    digest: str
    engine: str
    started_at: datetime


class StepRecord(Struct, frozen=True, kw_only=True):
    """One step as stored; ``result`` is the answer as JSON once finished.

    ``attempts`` counts calls begun, ``abandoned`` those among them whose outcome was lost.
    """

    task_id: str
    name: str
    digest: str
    engine: str
    state: StepState
    started_at: datetime
    finished_at: datetime | None = None
    attempts: int = 1
    abandoned: int = 0
    provider_ref: str | None = None
    result: bytes | None = None
    error: str | None = None
    usage: Usage = Usage()


def begun(task_id: str, stored: StepRecord | None, intent: StepIntent) -> StepRecord:
    """The record of a step that is about to call its engine: the resume rule that every store applies.

    Returns ``stored`` itself when it is finished. Raises ``StepConflict`` when its digest is another.
    """
    fresh = StepRecord(
        task_id=task_id,
        name=intent.name,
        digest=intent.digest,
        engine=intent.engine,
        state=StepState.STARTED,
        started_at=intent.started_at,
    )
    if stored is None:
        return fresh
    if stored.digest != intent.digest:
        message = f"Step {intent.name} of task {task_id} was begun with another request."
        raise StepConflict(message)
    if stored.state is StepState.FINISHED:
        return stored
    lost = stored.state is StepState.STARTED
    return msgspec.structs.replace(
        fresh,
        attempts=stored.attempts + 1,
        abandoned=stored.abandoned + lost,
        provider_ref=stored.provider_ref if lost else None,
    )
