"""Durable steps: intent before every engine call, results replayed on resume, never a call twice."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import Struct

from pb_core.errors import EngineError, StepConflict
from pb_core.ports.clock import Clock
from pb_core.ports.vlm import Usage
from pb_core.tasks import Lease

if TYPE_CHECKING:
    from pb_core.ports.storage import TaskStore

T = TypeVar("T")

MAX_CALLS = 3
"""How often one step calls its engine while the errors are retryable."""
BACKOFF_SECONDS = 1.0


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


class Done(Struct, frozen=True):
    """What an engine call returns to the journal: the value to store and what it cost."""

    value: object
    usage: Usage = Usage()


class StepSubmission:
    """The ``Submission`` of one started step: remembers a provider's job id across crashes."""

    def __init__(self, store: "TaskStore", lease: Lease, record: StepRecord) -> None:
        self._store, self._lease, self._name = store, lease, record.name
        self.provider_ref = record.provider_ref

    async def submitted(self, provider_ref: str) -> None:
        """Commit the job id."""
        await self._store.submitted_step(self._lease, self._name, provider_ref)
        self.provider_ref = provider_ref


EngineCall = Callable[[StepSubmission], Awaitable[Done]]


class Journal:
    """The steps of one task under one lease.

    ``changed`` is awaited after every stored change, to wake those who watch the task.
    """

    def __init__(self, store: "TaskStore", lease: Lease, clock: Clock, changed: Callable[[], Awaitable[None]]) -> None:
        self._store, self._lease, self._clock, self._changed = store, lease, clock, changed

    async def step(
        self,
        name: str,
        engine: str,
        request: object,
        answer: type[T],
        call: Callable[[StepSubmission], Awaitable[Done]],
    ) -> T:
        """Return the step's answer: the stored one if it finished before, else from one engine call.

        ``request`` is what the answer depends on; its digest must be the same on every resume, else
        ``StepConflict``. An ``EngineError`` of the call is recorded, tried again up to ``MAX_CALLS`` times
        while it is retryable, and raised on. A cancelled call leaves the intent as it is: its outcome
        is unknown.
        """
        intent = self._intent(name, engine, request)
        for remaining in reversed(range(MAX_CALLS)):
            record = await self._store.begin_step(self._lease, intent)
            if record.state is StepState.FINISHED:
                break
            await self._changed()
            try:
                record = await self._perform(record, call)
                break
            except EngineError as error:
                if not error.retryable or not remaining:
                    raise
                await self._clock.sleep(BACKOFF_SECONDS * (MAX_CALLS - remaining))
            finally:
                await self._changed()
        return msgspec.json.decode(record.result or b"", type=answer)

    async def _perform(self, record: StepRecord, call: EngineCall) -> StepRecord:
        try:
            done = await call(StepSubmission(self._store, self._lease, record))
        except EngineError as error:
            await self._store.fail_step(self._lease, record.name, str(error), self._clock.now())
            raise
        result = msgspec.json.encode(done.value)
        return await self._store.finish_step(self._lease, record.name, result, self._clock.now(), done.usage)

    def _intent(self, name: str, engine: str, request: object) -> StepIntent:
        digest = hashlib.sha256(msgspec.json.encode([engine, request], order="deterministic")).hexdigest()
        return StepIntent(name=name, digest=digest, engine=engine, started_at=self._clock.now())
