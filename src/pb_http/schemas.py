"""What the API answers, fields in the order of the reference, and the bodies of the admin endpoints."""

from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from pb_core.application.estimates import Estimate, Range
from pb_core.application.panels import UploadedPanel
from pb_core.domain.billing import MAX_QUOTA, MAX_WEIGHT, MICROS, ApiKey, CostSource, Spent, UsageEntry
from pb_core.domain.steps import StepRecord, StepState
from pb_core.domain.tasks import Task, TaskKind, TaskLine, TaskStatus
from pb_http.field_types import Base64Png, Time, when
from pb_http.picture_schemas import ArtifactLink, CandidateAnswer, Confidence, Damaged, candidate_answer, link_to
from pb_http.provenance_schemas import AltText, LongDescription, ProvenanceAnswer, figure_words

Quota = Annotated[int, Meta(ge=0, le=MAX_QUOTA)]
KeyName = Annotated[str, Meta(min_length=1, max_length=200, description="A label that people read.")]
WebhookUrl = Annotated[str, Meta(max_length=2_048, description="Empty: none.")]
WebhookSecret = Annotated[str, Meta(max_length=1_000, description="Signs webhooks with HMAC-SHA256; empty: none.")]
Weight = Annotated[
    int, Meta(ge=1, le=MAX_WEIGHT, description="How many tasks of the key are begun while others have one begun.")
]
Rotating = Annotated[bool, Meta(description="Whether two secrets sign webhooks until the old one is given up.")]
Cost = Annotated[float, Meta(description="US dollars that calls of engines have cost.")]
SourceOfCost = Annotated[
    CostSource,
    Meta(description="Who says what a step cost: the provider, our table of prices, or nobody: then the upper bound."),
]
SubmissionKind = Literal["generate", "generate-from-pdf", "optimize-prompt", "plot", "composite"]
CheckOutcome = Literal["ok", "failed"]
Warnings = Annotated[tuple[str, ...], Meta(description="Fields of the body that were ignored, a sentence each.")]


class Problem(Struct, frozen=True, kw_only=True):
    """Every error."""

    detail: str


class Health(Struct, frozen=True, kw_only=True):
    """``GET /api/health``."""

    status: Literal["ok"]
    version: str


class Ready(Struct, frozen=True, kw_only=True):
    """``GET /api/ready``: each check is ``ok`` or ``failed``; ``detail`` says which failed.

    ``pending`` tasks wait for a worker or to be tried again; the oldest that may begin does so since
    ``oldest_waiting_seconds``. Null where that cannot be read.
    """

    status: Literal["ready", "not_ready"]
    checks: dict[str, CheckOutcome]
    pending: int | None
    oldest_waiting_seconds: float | None
    detail: str | UnsetType = UNSET


class Accepted(Struct, frozen=True, kw_only=True):
    """The answer to a submission; ``warnings`` only when there are some."""

    task_id: str
    status: TaskStatus
    warnings: Warnings | UnsetType = UNSET


class StepProgress(Struct, frozen=True, kw_only=True):
    """One step of a task: ``state`` is started, finished or failed; ``cost_usd`` is null where nothing is billed.

    ``engine`` was asked, or a chain of engines; ``model`` is ``provider/model`` that answered, null before.
    """

    name: str
    state: StepState
    engine: str
    model: str | None = None
    started_at: Time
    finished_at: Time | None
    cost_usd: Cost | None
    cost_source: SourceOfCost | None = None


class Waiting(Struct, frozen=True, kw_only=True):
    """What a task waits for that was put back, a sentence, and until when at least."""

    reason: str
    until: Time


PlotAnswer = Annotated[
    dict[str, Any],
    Meta(
        description="Of completed plots: spec tells how the data is shown, report proves it, wishes answer the intent."
    ),
]


Candidates = Annotated[
    tuple[CandidateAnswer, ...], Meta(description="Where several were asked for: those that could be made.")
]


Parent = Annotated[str, Meta(description="The task whose figure this one revises; only of revisions.")]


class TaskAnswer(Struct, frozen=True, kw_only=True):
    """``GET /api/tasks/{task_id}``: the documented fields, then the additional ones."""

    task_id: str
    status: TaskStatus
    diagram_type: TaskKind
    image_base64: Base64Png | None
    artifacts: dict[str, ArtifactLink]
    description: str | None
    error: str | None
    created_at: Time
    completed_at: Time | None
    steps: tuple[StepProgress, ...]
    notes: tuple[str, ...]
    confidence: Confidence | None = None
    alt_text: AltText | None = None
    long_description: LongDescription | None = None
    provenance: ProvenanceAnswer | None = None
    plot: PlotAnswer | UnsetType = UNSET
    waiting: Waiting | UnsetType = UNSET
    damaged: Damaged | UnsetType = UNSET
    parent: Parent | UnsetType = UNSET
    candidates: Candidates | UnsetType = UNSET


class TaskLineAnswer(Struct, frozen=True, kw_only=True):
    """A task in a list, in an event, or just cancelled: without its figure and its steps."""

    task_id: str
    status: TaskStatus
    diagram_type: TaskKind
    error: str | None
    created_at: Time
    completed_at: Time | None
    waiting: Waiting | UnsetType = UNSET
    parent: Parent | UnsetType = UNSET


class TaskList(Struct, frozen=True, kw_only=True):
    """``GET /api/tasks``: ``next`` is what to send as ``before`` for the next page, null where there is none."""

    tasks: tuple[TaskLineAnswer, ...]
    next: str | None


class EstimateBody(Struct, frozen=True, kw_only=True):
    """``POST /api/estimate``: what would be sent to ``/api/{kind}``."""

    kind: Annotated[SubmissionKind, Meta(description="The submission, as its address ends.")]
    body: Annotated[dict[str, Any], Meta(description="The body of that submission.")]


class RangeAnswer(Struct, frozen=True, kw_only=True):
    """From the least to the most of something."""

    least: float
    most: float


class StepEstimateAnswer(Struct, frozen=True, kw_only=True):
    """One kind of step; ``seen`` is how many calls the figures rest on, 0 for bounds and guesses."""

    role: str
    engine: str
    calls: RangeAnswer
    cost_usd: RangeAnswer
    seconds: RangeAnswer
    seen: int


class PanelAnswer(Struct, frozen=True, kw_only=True):
    """A picture that was uploaded; ``source_task_ids`` of a composite takes its ``panel_id``."""

    panel_id: str
    format: Literal["png", "jpeg", "svg", "pdf"]
    media_type: str
    size: Annotated[int, Meta(description="Bytes.")]
    width: Annotated[int, Meta(description="Pixels, of vectors at 300 an inch.")]
    height: int
    kept_until: Annotated[Time, Meta(description="Until then, where no composite uses it.")]


class EstimateAnswer(Struct, frozen=True, kw_only=True):
    """What a submission would cost and how long its work would take; nothing was charged."""

    kind: Annotated[str, Meta(extra_json_schema={"enum": list(get_args(SubmissionKind))})]
    cost_usd: RangeAnswer
    seconds: RangeAnswer
    steps: tuple[StepEstimateAnswer, ...]
    warnings: Warnings | UnsetType = UNSET


class UsageLine(Struct, frozen=True, kw_only=True):
    """One accepted task in the usage log of a key."""

    id: int
    task_id: str
    endpoint: str
    created_at: Time


class KeyAnswer(Struct, frozen=True, kw_only=True):
    """An API key; ``key`` is masked except in the answer that creates it. ``null`` quotas mean unlimited."""

    key: str
    name: str
    quota_remaining: int | None
    quota_total: int | None
    total_used: int
    active: bool
    created_at: Time
    webhook_url: str | None
    id: str
    secret_rotating: Rotating | UnsetType = UNSET
    warnings: Warnings | UnsetType = UNSET


class KeyDetail(Struct, frozen=True, kw_only=True):
    """An API key with its newest accepted tasks."""

    key: str
    name: str
    quota_remaining: int | None
    quota_total: int | None
    total_used: int
    active: bool
    created_at: Time
    usage_log: tuple[UsageLine, ...]
    webhook_url: str | None
    id: str
    cost_usd: Cost
    weight: Weight
    secret_rotating: Rotating


class OwnKeyAnswer(Struct, frozen=True, kw_only=True):
    """What an API key learns of itself; ``null`` quotas mean unlimited."""

    name: str
    quota_remaining: int | None
    quota_total: int | None
    total_used: int
    cost_usd: Cost


class CreateKeyBody(Struct, frozen=True, kw_only=True):
    """``POST /api/admin/keys``."""

    name: KeyName
    quota: Annotated[Quota, Meta(description="Omitted: unlimited.")] | None = None
    webhook_url: WebhookUrl | None = None
    webhook_secret: WebhookSecret | None = None


class ChangeKeyBody(Struct, frozen=True, kw_only=True):
    """``PATCH /api/admin/keys/{key}``: only the fields sent change; a ``null`` quota makes the key unlimited."""

    quota_remaining: Quota | UnsetType | None = UNSET
    quota_total: Quota | UnsetType | None = UNSET
    active: bool | None = None
    webhook_url: WebhookUrl | None = None
    webhook_secret: WebhookSecret | None = None
    weight: Weight | None = None


class RotateSecretBody(Struct, frozen=True, kw_only=True):
    """``POST /api/admin/keys/{key}/secret-rotation``: the secret that signs beside the old one from now on."""

    webhook_secret: Annotated[str, Meta(min_length=1, max_length=1_000, description="The new secret.")]


def accepted(task: Task, warnings: tuple[str, ...]) -> Accepted:
    """Answer a submission."""
    return Accepted(task_id=task.id, status=task.status, warnings=warnings or UNSET)


def task_answer(
    task: Task, steps: tuple[StepRecord, ...], address: str, image: str | None, damaged: tuple[str, ...] = ()
) -> TaskAnswer:
    """Answer a read of a task; ``image`` is its PNG in base64, links begin at ``address`` and none is ``damaged``.

    What is damaged is named as in ``TaskResult.pictures``.
    """
    result = task.result
    whole = [made for made in result.artifacts if made.format not in damaged] if result else []
    lost = tuple(made.format for made in result.artifacts if made.format in damaged) if result else ()
    return TaskAnswer(
        task_id=task.id,
        status=task.status,
        diagram_type=task.kind,
        image_base64=image,
        artifacts={made.format: link_to(task, made, address) for made in whole},
        description=result.description if result else None,
        error=task.error,
        created_at=when(task.created_at),
        completed_at=when(task.completed_at) if task.completed_at else None,
        steps=tuple(step_progress(step) for step in steps),
        notes=result.notes if result else (),
        confidence=result.confidence if result else None,
        plot=msgspec.to_builtins(result.plot) if result and result.plot else UNSET,
        waiting=waiting_of(task),
        damaged=lost or UNSET,
        parent=task.parent or UNSET,
        candidates=tuple(candidate_answer(task, one, address, damaged) for one in result.candidates) or UNSET
        if result
        else UNSET,
        **msgspec.structs.asdict(figure_words(task)),
    )


def task_line(task: Task | TaskLine) -> TaskLineAnswer:
    """Tell of a task in a list."""
    return TaskLineAnswer(
        task_id=task.id,
        status=task.status,
        diagram_type=task.kind,
        error=task.error,
        created_at=when(task.created_at),
        completed_at=when(task.completed_at) if task.completed_at else None,
        waiting=waiting_of(task),
        parent=task.parent or UNSET,
    )


def panel_answer(panel: UploadedPanel) -> PanelAnswer:
    """Answer with a picture that was uploaded."""
    return PanelAnswer(
        panel_id=panel.id,
        format=panel.picture.format,  # type: ignore[arg-type]  # the composer's formats are these
        media_type=panel.picture.media_type,
        size=panel.picture.size,
        width=panel.width,
        height=panel.height,
        kept_until=when(panel.kept_until),
    )


def estimate_answer(kind: str, estimate: Estimate, warnings: tuple[str, ...]) -> EstimateAnswer:
    """Answer with an estimate, amounts in dollars, rounded to what can be said of them."""
    steps = tuple(
        StepEstimateAnswer(
            role=step.role,
            engine=step.engine,
            calls=_range(step.calls),
            cost_usd=_range(step.cost_micros, MICROS, 6),
            seconds=_range(step.seconds, 1, 2),
            seen=step.seen,
        )
        for step in estimate.steps
    )
    return EstimateAnswer(
        kind=kind,
        cost_usd=_range(estimate.cost_micros, MICROS, 6),
        seconds=_range(estimate.seconds, 1, 2),
        steps=steps,
        warnings=warnings or UNSET,
    )


def _range(found: Range, unit: int = 1, decimals: int = 0) -> RangeAnswer:
    return RangeAnswer(least=round(found.least / unit, decimals), most=round(found.most / unit, decimals))


def key_answer(key: ApiKey, *, full: str | None = None, warnings: tuple[str, ...] = ()) -> KeyAnswer:
    """Answer with a key, masked unless its ``full`` value is given."""
    return KeyAnswer(
        key=full or f"{key.prefix}...",
        name=key.name,
        quota_remaining=key.quota_remaining,
        quota_total=key.quota_total,
        total_used=key.total_used,
        active=key.active,
        created_at=when(key.created_at),
        webhook_url=key.webhook_url,
        id=key.id,
        secret_rotating=True if key.next_webhook_secret else UNSET,
        warnings=warnings or UNSET,
    )


def own_key_answer(key: ApiKey, spent: Spent) -> OwnKeyAnswer:
    """Answer a key with itself."""
    return OwnKeyAnswer(
        name=key.name,
        quota_remaining=key.quota_remaining,
        quota_total=key.quota_total,
        total_used=key.total_used,
        cost_usd=spent.settled_micros / MICROS,
    )


def key_detail(key: ApiKey, usage: tuple[UsageEntry, ...], spent: Spent) -> KeyDetail:
    """Answer with a key, its usage log and what its tasks have cost."""
    shown = msgspec.structs.asdict(key_answer(key))
    del shown["warnings"]
    shown["secret_rotating"] = key.next_webhook_secret is not None
    lines = tuple(_usage_line(line) for line in usage)
    return KeyDetail(**shown, usage_log=lines, cost_usd=spent.settled_micros / MICROS, weight=key.weight)


def waiting_of(task: Task | TaskLine) -> Waiting | UnsetType:
    """What a task waits for that was put back."""
    if task.not_before is None:
        return UNSET
    return Waiting(reason=task.waits_for or "", until=when(task.not_before))


def step_progress(step: StepRecord) -> StepProgress:
    """Tell of a step."""
    return StepProgress(
        name=step.name,
        state=step.state,
        engine=step.engine,
        model=step.answered_by if step.state is StepState.FINISHED else None,
        started_at=when(step.started_at),
        finished_at=when(step.finished_at) if step.finished_at else None,
        cost_usd=None if step.usage.cost_micros is None else step.usage.cost_micros / MICROS,
        cost_source=step.usage.cost_source,
    )


def _usage_line(line: UsageEntry) -> UsageLine:
    return UsageLine(id=line.id, task_id=line.task_id, endpoint=line.endpoint, created_at=when(line.created_at))
