"""What the server answers, as values. Fields that a newer server adds are passed over."""

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field

Status = Literal["pending", "running", "completed", "failed"]
Kind = Literal["methodology", "prompt_optimization", "statistical_plot", "composite"]


class Accepted(Struct, frozen=True, kw_only=True):
    """A submission that was stored and charged."""

    id: str = field(name="task_id")
    status: str
    warnings: tuple[str, ...] = ()


class ArtifactLink(Struct, frozen=True, kw_only=True):
    """A picture and where to download it."""

    format: str
    media_type: str
    download_url: str


class Step(Struct, frozen=True, kw_only=True):
    """One step of a task; ``cost_usd`` is ``None`` where nothing is billed."""

    name: str
    state: Literal["started", "finished", "failed"]
    engine: str
    started_at: datetime
    finished_at: datetime | None
    cost_usd: float | None
    model: str | None = None
    cost_source: str | None = None


class Waiting(Struct, frozen=True, kw_only=True):
    """Why a task waits to be tried again, and until when at least."""

    reason: str
    until: datetime


class TaskLine(Struct, frozen=True, kw_only=True):
    """A task in a list, without its figure and steps. ``parent`` is the task that it revises."""

    id: str = field(name="task_id")
    status: Status
    kind: Kind = field(name="diagram_type")
    error: str | None
    created_at: datetime
    completed_at: datetime | None
    waiting: Waiting | None = None
    parent: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen to it."""
        return self.status in {"completed", "failed"}


class Candidate(Struct, frozen=True, kw_only=True):
    """One of several figures of a task; ``best`` marks the one that the task itself tells of."""

    index: int
    best: bool
    score: float | None
    accepted: bool | None
    engine: str
    description: str
    notes: tuple[str, ...]
    confidence: float | None
    alt_text: str | None
    image_url: str | None
    artifacts: dict[str, ArtifactLink]
    damaged: tuple[str, ...] = ()


class Task(TaskLine, frozen=True, kw_only=True):
    """A task with what became of it. ``notes`` are sentences that a reader of the figure should know."""

    description: str | None
    artifacts: dict[str, ArtifactLink]
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    confidence: float | None = None
    plot: dict[str, Any] | None = None
    damaged: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    alt_text: str | None = None
    long_description: str | None = None
    provenance: dict[str, Any] | None = None

    @property
    def cost_usd(self) -> float:
        """What its steps cost so far."""
        return sum(step.cost_usd or 0.0 for step in self.steps)


class FigureOfTask:
    """What both clients know of a finished figure without asking."""

    def __init__(self, task: Task) -> None:
        self.task = task

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id}, {', '.join(self.formats) or 'text'})"

    @property
    def id(self) -> str:
        """The task's id."""
        return self.task.id

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it has."""
        return tuple(self.task.artifacts)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the figure should know."""
        return self.task.notes


class Panel(Struct, frozen=True, kw_only=True):
    """A picture that was uploaded for composites; its sides are in pixels, of vectors at 300 an inch.

    It is kept until ``kept_until``, and longer where a composite uses it.
    """

    id: str = field(name="panel_id")
    format: str
    media_type: str
    size: int
    width: int
    height: int
    kept_until: datetime


class KeyStanding(Struct, frozen=True, kw_only=True):
    """The key that a client has: units left (``None``: unlimited) and used, and what its tasks have cost."""

    name: str
    quota_remaining: int | None
    quota_total: int | None
    total_used: int
    cost_usd: float


class TaskPage(Struct, frozen=True, kw_only=True):
    """A page of tasks, newest first; ``next`` asks for the page behind it."""

    tasks: tuple[TaskLine, ...]
    next: str | None


class Range(Struct, frozen=True, kw_only=True):
    """From the least to the most of something."""

    least: float
    most: float


class StepEstimate(Struct, frozen=True, kw_only=True):
    """One kind of step; ``seen`` is how many calls the figures rest on."""

    role: str
    engine: str
    calls: Range
    cost_usd: Range
    seconds: Range
    seen: int


class Estimate(Struct, frozen=True, kw_only=True):
    """What a submission would cost, and how long its work would take."""

    kind: str
    cost_usd: Range
    seconds: Range
    steps: tuple[StepEstimate, ...]
    warnings: tuple[str, ...] = ()


class Health(Struct, frozen=True, kw_only=True):
    """That the server is online, and its version."""

    status: str
    version: str
