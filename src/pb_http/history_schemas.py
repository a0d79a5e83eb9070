"""What the API answers administrators about tasks of all keys: lines of the history, and all of one task."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from pb_core.application.history import HistoryPage, TaskDetail
from pb_core.domain.billing import MICROS
from pb_core.domain.diagrams.support import Support
from pb_core.domain.history import HistoryLine
from pb_core.domain.pictures import Artifact
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import DiagramRecord, PlotRecord, TaskKind, TaskResult, TaskStatus
from pb_core.domain.webhooks import Delivery, DeliveryState
from pb_http.field_types import Time, when
from pb_http.schemas import Cost, StepProgress, Waiting, step_progress, waiting_of
from pb_http.webhook_schemas import WebhookAnswer, webhook_answer

LONGEST_TEXT, LONGEST_LIST = 2_000, 100
"""Characters of a text, and members of a list, that are told of a request."""

LONGEST_BODY = 10_000
"""Characters that are told of the body of a webhook."""

NextCursor = Annotated[str | None, Meta(description="What to send as cursor for what follows; null at the end.")]


class HistoryItem(Struct, frozen=True, kw_only=True):
    """A task in the history; ``title`` is its caption, or how its request begins.

    ``seconds`` passed from acceptance to its end. ``webhook`` is pending, delivered or failed; null: there is none.
    """

    task_id: str
    key_id: str
    key_name: str
    status: TaskStatus
    diagram_type: TaskKind
    title: str
    created_at: Time
    started_at: Time | None
    completed_at: Time | None
    seconds: float | None
    engines: tuple[str, ...]
    cost_usd: Cost
    error: str | None
    webhook: DeliveryState | None


class HistoryAnswer(Struct, frozen=True, kw_only=True):
    """``GET /api/admin/history``; a page that a cursor leads to has no number.

    What no number is kept of is counted up to 10,000: ``total`` is a lower bound then.
    """

    items: tuple[HistoryItem, ...]
    page: int | None
    size: int
    pages: int
    total: int
    total_is_lower_bound: bool
    next_cursor: NextCursor


class KeyReference(Struct, frozen=True, kw_only=True):
    """Whose a task is; ``key`` is masked."""

    id: str
    key: str
    name: str


class ArtifactDetail(Struct, frozen=True, kw_only=True):
    """A picture as it is stored: its SHA-256, bytes and pixels."""

    format: str
    media_type: str
    digest: str
    size: int
    width: int
    height: int


class VerdictCount(Struct, frozen=True, kw_only=True):
    """How many parts of a diagram have a verdict: stated, sequence, seen or unsupported."""

    verdict: Support
    parts: int


class PlanVerdicts(Struct, frozen=True, kw_only=True):
    """What is known of the plan: verdicts on a diagram's parts, or what of a plot was compared with the data.

    ``doubts`` are sentences: unsupported parts, mismatches, and wishes that are not followed.
    """

    counts: tuple[VerdictCount, ...] = ()
    values_compared: int | None = None
    doubts: tuple[str, ...] = ()


class ResultDetail(Struct, frozen=True, kw_only=True):
    """What a completed task delivered, without its pictures."""

    description: str
    artifacts: tuple[ArtifactDetail, ...]
    notes: tuple[str, ...]
    confidence: float | None
    verdicts: PlanVerdicts | None


class StepDetail(StepProgress, frozen=True, kw_only=True):
    """A step with how often it was tried; ``abandoned`` tries were lost without an answer. ``spent_usd`` is of all."""

    attempts: int
    abandoned: int
    error: str | None
    spent_usd: Cost


class WebhookDetail(WebhookAnswer, frozen=True, kw_only=True):
    """A webhook with what every try sends; a long ``body`` is cut, ``body_bytes`` are all of it."""

    body: str
    body_bytes: int


class TaskDetailAnswer(Struct, frozen=True, kw_only=True):
    """``GET /api/admin/tasks/{task_id}``: ``request`` is what the task keeps of it, long texts cut."""

    task_id: str
    key: KeyReference
    status: TaskStatus
    diagram_type: TaskKind
    endpoint: str
    created_at: Time
    started_at: Time | None
    completed_at: Time | None
    attempts: int
    faults: int
    put_backs: int
    cost_usd: Cost
    error: str | None
    request: dict[str, Any]
    result: ResultDetail | None
    steps: tuple[StepDetail, ...]
    webhooks: tuple[WebhookDetail, ...]
    waiting: Waiting | UnsetType = UNSET


def history_answer(page: HistoryPage, *, by_cursor: bool) -> HistoryAnswer:
    """Answer with a page of the history."""
    return HistoryAnswer(
        items=tuple(map(history_item, page.lines)),
        page=None if by_cursor else page.page,
        size=page.size,
        pages=page.pages,
        total=page.total.number,
        total_is_lower_bound=page.total.is_lower_bound,
        next_cursor=None if page.next is None else str(page.next),
    )


def history_item(line: HistoryLine) -> HistoryItem:
    """Tell of a task in the history."""
    return HistoryItem(
        task_id=line.id,
        key_id=line.key_id,
        key_name=line.key_name,
        status=line.status,
        diagram_type=line.kind,
        title=line.title,
        created_at=when(line.created_at),
        started_at=when(line.started_at) if line.started_at else None,
        completed_at=when(line.completed_at) if line.completed_at else None,
        seconds=line.seconds,
        engines=line.engines,
        cost_usd=line.cost_micros / MICROS,
        error=line.error,
        webhook=line.webhook,
    )


def task_detail(detail: TaskDetail) -> TaskDetailAnswer:
    """Tell all that is kept of a task."""
    task, key = detail.task, detail.key
    return TaskDetailAnswer(
        task_id=task.id,
        key=KeyReference(id=key.id, key=f"{key.prefix}...", name=key.name),
        status=task.status,
        diagram_type=task.kind,
        endpoint=task.endpoint,
        created_at=when(task.created_at),
        started_at=when(task.started_at) if task.started_at else None,
        completed_at=when(task.completed_at) if task.completed_at else None,
        attempts=task.attempt,
        faults=task.faults,
        put_backs=task.put_backs,
        cost_usd=detail.cost_micros / MICROS,
        error=task.error,
        request=shortened(msgspec.to_builtins(task.work)),
        result=_result(task.result) if task.result else None,
        steps=tuple(map(_step, detail.steps)),
        webhooks=tuple(map(_webhook, detail.webhooks)),
        waiting=waiting_of(task),
    )


def shortened(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same with long texts and lists cut, and a word on what is missing."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}… ({len(value):,} characters)"
    if isinstance(value, Mapping):
        return {name: shortened(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        kept = [shortened(member) for member in value[:LONGEST_LIST]]
        return kept if len(value) <= LONGEST_LIST else [*kept, f"… ({len(value):,} in all)"]
    return value


def verdicts_of(result: TaskResult) -> PlanVerdicts | None:
    """What is known of the plan behind a result; ``None`` where there is none."""
    if result.diagram is not None:
        return _diagram_verdicts(result.diagram)
    return None if result.plot is None else _plot_verdicts(result.plot)


def _diagram_verdicts(record: DiagramRecord) -> PlanVerdicts:
    counts: dict[Support, int] = {}
    for part in record.support.parts:
        counts[part.support] = counts.get(part.support, 0) + 1
    return PlanVerdicts(
        counts=tuple(VerdictCount(verdict=verdict, parts=parts) for verdict, parts in counts.items()),
        doubts=tuple(f"{part.subject}: {part.why}" for part in record.support.unsupported),
    )


def _plot_verdicts(record: PlotRecord) -> PlanVerdicts:
    unfollowed = (f"{outcome.words}: {outcome.note}" for outcome in record.wishes if not outcome.followed)
    return PlanVerdicts(values_compared=record.report.points, doubts=(*record.report.mismatches, *unfollowed))


def _result(result: TaskResult) -> ResultDetail:
    return ResultDetail(
        description=shortened(result.description),
        artifacts=tuple(map(_artifact, result.artifacts)),
        notes=result.notes,
        confidence=result.confidence,
        verdicts=verdicts_of(result),
    )


def _artifact(artifact: Artifact) -> ArtifactDetail:
    return ArtifactDetail(**{name: getattr(artifact, name) for name in ArtifactDetail.__struct_fields__})


def _step(step: StepRecord) -> StepDetail:
    return StepDetail(
        **msgspec.structs.asdict(step_progress(step)),
        attempts=step.attempts,
        abandoned=step.abandoned,
        error=step.error,
        spent_usd=step.spent.settled_micros / MICROS,
    )


def _webhook(delivery: Delivery) -> WebhookDetail:
    body = delivery.body[: 4 * LONGEST_BODY].decode("utf-8", "replace")[:LONGEST_BODY]
    shown = msgspec.structs.asdict(webhook_answer(delivery))
    return WebhookDetail(**shown, body=body, body_bytes=len(delivery.body))
