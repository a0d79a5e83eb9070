"""Durable steps of a task: what was asked of an engine, what became of it, and what that costs.

Every store applies the same rules of resuming and booking steps.
"""

import logging
from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.billing import Movement, Reservation, Spent, Usage, booking
from pb_core.errors import Billed, StepConflict

log = logging.getLogger(__name__)

_CANDIDATE = "candidate"


def candidate_step(number: int, name: str) -> str:
    """The name of a candidate's step; the first candidate's have the names that the steps of an only one have."""
    return name if number == 1 else f"{_CANDIDATE}/{number}/{name}"


class StepState(StrEnum):
    """Started means that the outcome of the last attempt is not known."""

    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"


class StepIntent(Struct, frozen=True, kw_only=True):
    """A step about to call its engine; ``name`` says what it means (``round/2/draw``), never a position.

    ``estimate_micros`` is what the call is expected to cost and is reserved for it, ``most_micros`` what it may cost at
    most.
    """

    name: str
    digest: str
    engine: str
    started_at: datetime
    estimate_micros: int = 0
    most_micros: int = 0

    @property
    def role(self) -> str:
        """What the step does, whatever round or candidate it is of: ``round/draw`` of ``candidate/2/round/1/draw``."""
        parts = [part for part in self.name.split("/") if not part.isdigit()]
        return "/".join(parts[1:] if parts[0] == _CANDIDATE else parts)


class StepRecord(Struct, frozen=True, kw_only=True):
    """One step as stored; ``result`` is the answer as JSON once finished.

    ``attempts`` counts calls begun, ``abandoned`` those among them whose outcome was lost. ``reservation`` is what is
    reserved for the call under way, ``booked_micros`` what all other attempts cost or may have cost. ``role``,
    ``most_micros`` and ``reserved_micros`` are the last attempt's, for the estimates of later ones. ``version`` is that
    of the task since which the step is as it is.
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
    reservation: Reservation | None = None
    booked_micros: int = 0
    role: str = ""
    most_micros: int = 0
    reserved_micros: int = 0
    version: int = 0

    @property
    def answered_by(self) -> str:
        """``provider/model`` that answered; of a chain that has not answered yet, all of its engines."""
        return self.usage.engine or self.engine

    @property
    def is_kept(self) -> bool:
        """Whether nothing of it is to be bought any more: it has its answer, or a job that is polled for it."""
        has_job = self.state is StepState.STARTED and self.provider_ref is not None
        return has_job or self.state is StepState.FINISHED

    @property
    def spent(self) -> Spent:
        """What the step cost so far and may still cost."""
        return Spent(settled_micros=self.booked_micros, reserved_micros=_reserved(self))


class StepChange(Struct, frozen=True, kw_only=True):
    """A step as it is to be stored, and what that moves; both belong into one transaction."""

    record: StepRecord
    movements: tuple[Movement, ...] = ()

    @property
    def reserves(self) -> bool:
        """Whether more is reserved or spent after it than before."""
        return sum(movement.settled_micros + movement.reserved_micros for movement in self.movements) > 0


def begun(task_id: str, stored: StepRecord | None, intent: StepIntent) -> StepChange:
    """A step that is about to call its engine: the resume rule that every store applies.

    A finished step stays ``stored`` itself, whatever is asked now: later steps were built on its result. A started
    one with a provider's job id goes on with that job, which began when it was ordered, unless another engine is asked
    now. Every other started attempt is given up and booked as possibly paid.
    """
    fresh = StepRecord(
        task_id=task_id,
        name=intent.name,
        digest=intent.digest,
        engine=intent.engine,
        state=StepState.STARTED,
        started_at=intent.started_at,
        role=intent.role,
        most_micros=intent.most_micros,
        reserved_micros=max(intent.estimate_micros, 0),
    )
    if stored is None:
        return _reserved_for(fresh, intent)
    if stored.digest != intent.digest:
        log.warning(
            "step %s (%s) was begun with another request, as after an upgrade: %s",
            stored.name,
            stored.state.value,
            "its result is kept" if stored.state is StepState.FINISHED else "it goes on with the new one",
            extra={"task_id": task_id},
        )
    if stored.state is StepState.FINISHED:
        return StepChange(record=stored)
    lost = stored.state is StepState.STARTED
    again = replace(fresh, attempts=stored.attempts + 1, abandoned=stored.abandoned + lost)
    if lost and stored.provider_ref is not None and stored.engine == intent.engine:
        kept = replace(
            again,
            started_at=stored.started_at,
            provider_ref=stored.provider_ref,
            reservation=stored.reservation,
            booked_micros=stored.booked_micros,
            most_micros=stored.most_micros,
            reserved_micros=stored.reserved_micros,
        )
        return StepChange(record=kept)
    given_up = abandoned(stored)
    change = _reserved_for(replace(again, booked_micros=given_up.record.booked_micros), intent)
    return replace(change, movements=(*given_up.movements, *change.movements))


def submitted(stored: StepRecord, provider_ref: str) -> StepChange:
    """A started step whose provider has named a job. Raises ``StepConflict`` if the step is not under way."""
    _require_under_way(stored)
    return StepChange(record=replace(stored, provider_ref=provider_ref))


def finished(stored: StepRecord, result: bytes, finished_at: datetime, usage: Usage) -> StepChange:
    """A started step whose call succeeded; one whose cost nobody reports costs what it may cost at most.

    Told again, as after a commit whose answer was lost, it changes nothing. Raises ``StepConflict`` if the step is not
    under way.
    """
    if stored.state is StepState.FINISHED and stored.result == result:
        return StepChange(record=stored)
    _require_under_way(stored)
    if usage.cost_micros is None and stored.reservation is not None:
        cost = max(stored.reservation.micros, stored.most_micros)
        usage = replace(usage, cost_micros=cost, cost_source="estimate")
    record = replace(stored, state=StepState.FINISHED, result=result, finished_at=finished_at, usage=usage)
    return _settled(record, usage.cost_micros or 0)


def failed(stored: StepRecord, error: str, finished_at: datetime, billed: Billed) -> StepChange:
    """A started step whose call failed; one that may have been billed costs what was reserved.

    Told again, it changes nothing. Raises ``StepConflict`` if the step is not under way.
    """
    if stored.state is StepState.FAILED and stored.error == error:
        return StepChange(record=stored)
    _require_under_way(stored)
    cost = 0 if billed is Billed.NO else _reserved(stored)
    usage = Usage(cost_micros=cost, cost_source="estimate") if cost else Usage()
    record = replace(stored, state=StepState.FAILED, error=error, finished_at=finished_at, usage=usage)
    return _settled(record, cost)


def abandoned(stored: StepRecord) -> StepChange:
    """A step whose attempt under way, if there is one, is given up and counts as paid."""
    return _settled(stored, _reserved(stored))


def _require_under_way(stored: StepRecord) -> None:
    if stored.state is not StepState.STARTED:
        raise StepConflict(f"Step {stored.name} of task {stored.task_id} is not under way.")


def _reserved_for(record: StepRecord, intent: StepIntent) -> StepChange:
    if intent.estimate_micros <= 0:
        return StepChange(record=record)
    reservation = Reservation(micros=intent.estimate_micros, day=intent.started_at.date())
    movement = Movement(day=reservation.day, reserved_micros=reservation.micros)
    return StepChange(record=replace(record, reservation=reservation), movements=(movement,))


def _settled(record: StepRecord, cost: int) -> StepChange:
    reserved = _reserved(record)
    if not cost and not reserved:
        return StepChange(record=record)
    day = record.reservation.day if record.reservation else record.started_at.date()
    return StepChange(
        record=replace(record, reservation=None, booked_micros=record.booked_micros + cost),
        movements=(booking(day, reserved, cost),),
    )


def _reserved(record: StepRecord) -> int:
    return record.reservation.micros if record.reservation else 0
