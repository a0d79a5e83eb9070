"""Task: one accepted request, its status, the transitions that are legal, and its durable steps.

Every store applies the same rules of resuming and booking steps.
"""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.billing import Movement, Reservation, Spent, Usage, booking
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.pictures import Artifact
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import WishOutcome
from pb_core.domain.provenance import FigureText, Provenance
from pb_core.domain.requests import MethodologyWork, PlotWork, Work
from pb_core.errors import Billed, QueueFull, StepConflict

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


class TaskKind(StrEnum):
    """The workflows, as ``diagram_type`` spells them."""

    METHODOLOGY = "methodology"
    PROMPT_OPTIMIZATION = "prompt_optimization"
    STATISTICAL_PLOT = "statistical_plot"
    COMPOSITE = "composite"

    @property
    def is_short(self) -> bool:
        """Whether it is done in one step, so that it need not wait behind longer work."""
        return self in {TaskKind.PROMPT_OPTIMIZATION, TaskKind.COMPOSITE}


class TaskStatus(StrEnum):
    """The life of a task: pending, running, then completed or failed for good."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"

    @property
    def final(self) -> bool:
        """Whether nothing can follow."""
        return self in {TaskStatus.COMPLETED, TaskStatus.FAILED}


class PlotRecord(Struct, frozen=True, kw_only=True):
    """What stands behind a plot: how the data is shown, the proof that it is, and what became of the intent.

    ``unknown`` are the intent's words that were not understood. ``aspect_ratio`` is what it was drawn with, ``None``
    where none was asked for, or it was not kept.
    """

    spec: PlotSpec
    report: FaithfulnessReport
    wishes: tuple[WishOutcome, ...] = ()
    unknown: tuple[str, ...] = ()
    aspect_ratio: str | None = None


class DiagramRecord(Struct, frozen=True, kw_only=True):
    """What stands behind a diagram: the plan that was drawn, its look, and the verdict on each of its parts.

    ``engine`` drew or painted it; ``""`` where that was not kept. ``aspect_ratio`` is what it was drawn with, ``None``
    where none was asked for, or it was not kept.
    """

    spec: DiagramSpec
    styling: Styling
    support: SupportReport
    engine: str = ""
    aspect_ratio: str | None = None


def picture_name(fmt: str, candidate: int) -> str:
    """What a picture of a candidate is called among all pictures of its task."""
    return f"{_CANDIDATE}/{candidate}/{fmt}"


class TaskResult(Struct, frozen=True, kw_only=True):
    """What a completed task delivers; ``notes`` say in sentences what a reader should know of it.

    ``confidence``, 0 to 1, is the share of what a text lays out and repeats that its diagram shows; ``None`` for
    everything else, and where there is no text to tell. ``text`` is the figure in words and ``provenance`` what made
    it; ``None`` where an earlier version drew it. Where several ``candidates`` were asked for, those that were made
    stand there by their number, and the best of them is the result.
    """

    description: str
    artifacts: tuple[Artifact, ...] = ()
    notes: tuple[str, ...] = ()
    plot: PlotRecord | None = None
    diagram: DiagramRecord | None = None
    confidence: float | None = None
    text: FigureText | None = None
    provenance: Provenance | None = None
    candidates: "tuple[Candidate, ...]" = ()

    def artifact(self, fmt: str) -> Artifact | None:
        """The picture in this format, if there is one."""
        return next((artifact for artifact in self.artifacts if artifact.format == fmt), None)

    def candidate(self, number: int) -> "TaskResult | None":
        """The figure of a candidate, if it was made; an only figure is the first candidate."""
        if not self.candidates:
            return self if number == 1 else None
        return next((one.result for one in self.candidates if one.index == number), None)

    def pictures(self) -> dict[str, Artifact]:
        """Every picture by its name: its format, for a candidate's behind its number, as in ``candidate/2/png``."""
        own = {artifact.format: artifact for artifact in self.artifacts}
        return own | {
            picture_name(artifact.format, one.index): artifact
            for one in self.candidates
            for artifact in one.result.artifacts
        }


class Candidate(Struct, frozen=True, kw_only=True):
    """One of several figures of the same request; ``index`` counts from 1.

    ``score`` and ``accepted`` are what the critic's verdict comes to, ``None`` where nobody judged it; ``best`` marks
    the one that its task delivers. ``engine`` drew or painted it.
    """

    index: int
    result: TaskResult
    engine: str
    score: float | None = None
    accepted: bool | None = None
    best: bool = False


class Callback(Struct, frozen=True, kw_only=True):
    """Where to send the outcome, fixed when the task is accepted."""

    url: str
    include_image: bool = False


class Task(Struct, frozen=True, kw_only=True):
    """One accepted request.

    ``public_url`` is the address under which the caller reached the service; links are built on it.
    ``attempt`` counts claims by workers, ``faults`` how often a run of it ended unexpectedly since its last finished
    step; ``version`` grows with every change of the task or its steps. ``started_at`` is the first claim. ``waits_for``
    is a sentence that says why a task is not claimed before ``not_before``, ``put_backs`` how often it was put back so.
    ``parent`` is the task whose figure it revises. Times are UTC.
    """

    id: str
    key_id: str
    kind: TaskKind
    endpoint: str
    work: Work
    public_url: str
    created_at: datetime
    status: TaskStatus = TaskStatus.PENDING
    started_at: datetime | None = None
    completed_at: datetime | None = None
    callback: Callback | None = None
    result: TaskResult | None = None
    error: str | None = None
    attempt: int = 0
    version: int = 1
    not_before: datetime | None = None
    waits_for: str | None = None
    put_backs: int = 0
    faults: int = 0
    parent: str | None = None

    @property
    def units(self) -> int:
        """What it is charged: a unit, or one for each of the candidates that are made of its figure."""
        return self.work.canvas.candidates if isinstance(self.work, MethodologyWork | PlotWork) else 1

    @property
    def queued_at(self) -> datetime:
        """By what it stands in line among the tasks of its key: short work goes before what came a minute earlier."""
        return self.created_at - (SHORT_HEAD_START if self.kind.is_short else timedelta())

    @property
    def is_suspect(self) -> bool:
        """Whether it runs alone next, so that no other task is blamed for its faults, nor it for another's."""
        return self.faults >= SUSPECT_FAULTS

    @property
    def is_to_blame(self) -> bool:
        """Whether it has ended two runs alone unexpectedly, so that it is not begun again."""
        return self.faults >= SUSPECT_FAULTS + RUNS_ALONE

    @property
    def stops_programs(self) -> bool:
        """Whether so many programs stopped under it while it ran alone that it is not begun again."""
        return self.faults >= SUSPECT_FAULTS + STOPS_ALONE


SHORT_HEAD_START = timedelta(minutes=1)
SUSPECT_FAULTS, RUNS_ALONE = 2, 2
STOPS_ALONE = 4
"""How many programs must stop under a suspect that runs alone before it is given up.

More than of its own errors: machines stop more often than a task stops its program, as what is risky runs in processes
of its own.
"""
SUSPECT_WAIT = timedelta(seconds=15)
"""How long a task waits whose worker was lost under it for the second time, or again."""
SUSPECT_PATIENCE = timedelta(seconds=30)
"""How long a suspect that is due lets others be claimed while its worker is not idle."""
SUSPECT_REASON = "The program that worked on it stopped more than once: it runs alone next"


def require_place(queued: int, most_queued: int) -> None:
    """Raise ``QueueFull`` where a key has as many tasks pending as it may."""
    if queued >= most_queued:
        raise QueueFull(f"This API key has {most_queued} tasks waiting, as many as it may have: try again later")


class TaskLine(Struct, frozen=True, kw_only=True):
    """What a list tells of a task: all but its request, its result and its steps; the fields are the task's."""

    id: str
    key_id: str
    kind: TaskKind
    status: TaskStatus
    created_at: datetime
    completed_at: datetime | None = None
    error: str | None = None
    not_before: datetime | None = None
    waits_for: str | None = None
    version: int = 1
    parent: str | None = None


class TaskQuery(Struct, frozen=True, kw_only=True):
    """Which tasks of a key to list, the newest first: at most ``limit``, older than the task ``before``.

    With ``parent`` those that revise the figure of this task.
    """

    limit: int = 20
    before: str | None = None
    status: TaskStatus | None = None
    kind: TaskKind | None = None
    parent: str | None = None


class Idempotency(Struct, frozen=True, kw_only=True):
    """A caller's idempotency key and the digest of the request that it stands for."""

    key: str
    digest: str


class Lease(Struct, frozen=True, kw_only=True):
    """A worker's hold on a task or delivery; every write carries the token as its fence. The store knows its end."""

    holds: str
    token: str


class ClaimedTask(Struct, frozen=True, kw_only=True):
    """A task together with the lease under which it may be worked on.

    ``age`` is how long ago it was accepted. No change of the wall clock makes it longer than it is.
    """

    task: Task
    lease: Lease
    age: timedelta = timedelta()


class Outcome(Struct, frozen=True, kw_only=True):
    """How a task ends: exactly one of ``result`` and ``error`` is set."""

    result: TaskResult | None = None
    error: str | None = None

    @property
    def status(self) -> TaskStatus:
        """The final status that this outcome means."""
        return TaskStatus.FAILED if self.result is None else TaskStatus.COMPLETED
