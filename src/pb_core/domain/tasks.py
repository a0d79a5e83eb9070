"""Task: one accepted request, its status, and how it stands in the queue."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.pictures import Artifact
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import WishOutcome
from pb_core.domain.provenance import FigureText, Provenance
from pb_core.domain.requests import MethodologyWork, PlotWork, Work
from pb_core.errors import QueueFull


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
    return f"candidate/{candidate}/{fmt}"


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
