"""Task: one accepted request, its status and the transitions that are legal."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from pb_core.figures import Artifact
from pb_core.plot.faithfulness import FaithfulnessReport
from pb_core.plot.grammar import PlotSpec
from pb_core.requests import Work
from pb_core.roles.answers import Wish


class TaskKind(StrEnum):
    """The workflows, as ``diagram_type`` spells them."""

    METHODOLOGY = "methodology"
    PROMPT_OPTIMIZATION = "prompt_optimization"
    STATISTICAL_PLOT = "statistical_plot"
    COMPOSITE = "composite"


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
    """What stands behind a plot: how the data is shown, the proof that it is, and what became of the intent."""

    spec: PlotSpec
    report: FaithfulnessReport
    wishes: tuple[Wish, ...] = ()


class TaskResult(Struct, frozen=True, kw_only=True):
    """What a completed task delivers; ``notes`` say in sentences what a reader should know of it."""

    description: str
    artifacts: tuple[Artifact, ...] = ()
    notes: tuple[str, ...] = ()
    plot: PlotRecord | None = None

    def artifact(self, fmt: str) -> Artifact | None:
        """The picture in this format, if there is one."""
        return next((artifact for artifact in self.artifacts if artifact.format == fmt), None)


class Callback(Struct, frozen=True, kw_only=True):
    """Where to send the outcome, fixed when the task is accepted."""

    url: str
    include_image: bool = False


class Task(Struct, frozen=True, kw_only=True):
    """One accepted request.

    ``public_url`` is the address under which the caller reached the service; links are built on it.
    ``attempt`` counts claims by workers; ``version`` grows with every change of the task or its steps.
    ``started_at`` is the first claim. Times are UTC.
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


class Idempotency(Struct, frozen=True, kw_only=True):
    """A caller's idempotency key and the digest of the request that it stands for."""

    key: str
    digest: str


class Lease(Struct, frozen=True, kw_only=True):
    """A worker's hold on a task or delivery; every write carries the token as its fence."""

    holds: str
    token: str
    until: datetime


class ClaimedTask(Struct, frozen=True, kw_only=True):
    """A task together with the lease under which it may be worked on."""

    task: Task
    lease: Lease


class Outcome(Struct, frozen=True, kw_only=True):
    """How a task ends: exactly one of ``result`` and ``error`` is set."""

    result: TaskResult | None = None
    error: str | None = None

    @property
    def status(self) -> TaskStatus:
        """The final status that this outcome means."""
        return TaskStatus.FAILED if self.result is None else TaskStatus.COMPLETED
