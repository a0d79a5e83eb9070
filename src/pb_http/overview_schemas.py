"""What the API answers administrators about the installation: what it does, its webhooks, and the ledgers of keys."""

from typing import Annotated

from msgspec import Meta, Struct

from pb_core.application.history import Overview
from pb_core.domain.billing import MICROS, EntryKind, LedgerEntry
from pb_core.domain.history import LedgerPage
from pb_core.domain.history.activity import FailureCause, HourCount, Latency
from pb_core.domain.history.deliveries import DeliveryLine, DeliveryLines, DeliveryReport, FailingReceiver
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import Attempt, DeliveryState, EventName
from pb_http.field_types import Day, Time, when
from pb_http.history_schemas import NextCursor
from pb_http.schemas import Cost
from pb_http.webhook_schemas import AttemptAnswer, attempt_answer


class HourAnswer(Struct, frozen=True, kw_only=True):
    """Tasks that were accepted in an hour, and that ended in it."""

    hour: Time
    accepted: int
    completed: int
    failed: int


class DayAnswer(Struct, frozen=True, kw_only=True):
    """What calls that began on a day cost."""

    day: Day
    cost_usd: Cost


class CauseAnswer(Struct, frozen=True, kw_only=True):
    """A cause of failures without what is particular to a task, and the last task that it failed."""

    cause: str
    tasks: int
    last_task_id: str


class LatencyAnswer(Struct, frozen=True, kw_only=True):
    """What half, and 95 of 100, of completed tasks did not pass; ``diagram_type`` is null for all of them.

    ``seconds`` from acceptance to the end, ``waited_seconds`` from acceptance until a worker began.
    """

    diagram_type: TaskKind | None
    tasks: int
    median_seconds: float
    p95_seconds: float
    median_waited_seconds: float
    p95_waited_seconds: float


class OverviewAnswer(Struct, frozen=True, kw_only=True):
    """``GET /api/admin/overview``: hours and days without anything are left out.

    ``failures`` are those among the last 1,000 failed tasks since ``since``, ``latencies`` those of the last 1,000
    tasks that ended.
    """

    now: Time
    since: Time
    tasks: Annotated[dict[str, int], Meta(description="By status, now.")]
    oldest_waiting_since: Time | None
    hours: tuple[HourAnswer, ...]
    costs: tuple[DayAnswer, ...]
    failures: tuple[CauseAnswer, ...]
    latencies: tuple[LatencyAnswer, ...]


class WebhookItem(Struct, frozen=True, kw_only=True):
    """A webhook in a list; ``last_attempt`` is null before the first."""

    id: str
    task_id: str
    key_id: str
    event: EventName
    url: str
    state: DeliveryState
    created_at: Time
    next_at: Time | None
    attempts: int
    last_attempt: AttemptAnswer | None


class FailingReceiverAnswer(Struct, frozen=True, kw_only=True):
    """A receiver that was not sent what it should have been; ``resting_until`` it is left alone."""

    key_id: str
    receiver: str
    pending: int
    failed: int
    last_tried_at: Time
    last_error: str
    resting_until: Time | None


class WebhooksAnswer(Struct, frozen=True, kw_only=True):
    """``GET /api/admin/webhooks``: ``counts`` by state end at 10,000, and are lower bounds where they say so."""

    items: tuple[WebhookItem, ...]
    size: int
    next_cursor: NextCursor
    counts: dict[str, int]
    counts_are_lower_bounds: bool
    failing_receivers: tuple[FailingReceiverAnswer, ...]


class WebhookTestAnswer(AttemptAnswer, frozen=True, kw_only=True):
    """``POST /api/admin/keys/{key}/webhook-test``: what came of the one try."""

    delivered: bool


class LedgerItem(Struct, frozen=True, kw_only=True):
    """An entry of a ledger: ``amount`` is the change in units, ``balance`` the quota after it; null for unlimited."""

    id: int
    kind: EntryKind
    amount: int | None
    balance: int | None
    task_id: str | None
    created_at: Time


class LedgerAnswer(Struct, frozen=True, kw_only=True):
    """``GET /api/admin/keys/{key}/ledger``: the last entry first."""

    items: tuple[LedgerItem, ...]
    size: int
    next_cursor: NextCursor


def overview_answer(overview: Overview) -> OverviewAnswer:
    """Answer with what the installation does."""
    tasks = {status.value: 0 for status in TaskStatus}
    for state in overview.states:
        tasks[state.status.value] += state.tasks
    return OverviewAnswer(
        now=when(overview.now),
        since=when(overview.since),
        tasks=tasks,
        oldest_waiting_since=when(overview.oldest_waiting) if overview.oldest_waiting else None,
        hours=tuple(map(_hour, overview.hours)),
        costs=tuple(
            DayAnswer(day=cost.day.isoformat(), cost_usd=cost.settled_micros / MICROS) for cost in overview.costs
        ),
        failures=tuple(map(_cause, overview.failures)),
        latencies=tuple(map(_latency, overview.latencies)),
    )


def webhooks_answer(found: DeliveryLines, report: DeliveryReport, size: int) -> WebhooksAnswer:
    """Answer with webhooks and the receivers that fail."""
    return WebhooksAnswer(
        items=tuple(map(_webhook, found.lines)),
        size=size,
        next_cursor=None if found.next is None else str(found.next),
        counts={"pending": report.pending, "delivered": report.delivered, "failed": report.failed},
        counts_are_lower_bounds=report.is_lower_bound,
        failing_receivers=tuple(map(_failing, report.failing)),
    )


def webhook_test_answer(attempt: Attempt) -> WebhookTestAnswer:
    """Answer with what came of a test."""
    told = attempt_answer(attempt)
    fields = {name: getattr(told, name) for name in AttemptAnswer.__struct_fields__}
    return WebhookTestAnswer(**fields, delivered=attempt.delivered)


def ledger_answer(page: LedgerPage, size: int) -> LedgerAnswer:
    """Answer with a page of a ledger."""
    return LedgerAnswer(
        items=tuple(map(_entry, page.entries)), size=size, next_cursor=None if page.next is None else str(page.next)
    )


def _hour(count: HourCount) -> HourAnswer:
    return HourAnswer(hour=when(count.hour), accepted=count.accepted, completed=count.completed, failed=count.failed)


def _cause(cause: FailureCause) -> CauseAnswer:
    return CauseAnswer(cause=cause.cause, tasks=cause.tasks, last_task_id=cause.task_id)


def _latency(latency: Latency) -> LatencyAnswer:
    return LatencyAnswer(
        diagram_type=latency.kind,
        tasks=latency.tasks,
        median_seconds=latency.median_seconds,
        p95_seconds=latency.p95_seconds,
        median_waited_seconds=latency.median_waited_seconds,
        p95_waited_seconds=latency.p95_waited_seconds,
    )


def _webhook(line: DeliveryLine) -> WebhookItem:
    last = line.attempts[-1] if line.attempts else None
    return WebhookItem(
        id=line.id,
        task_id=line.task_id,
        key_id=line.key_id,
        event=line.event,
        url=line.url,
        state=line.state,
        created_at=when(line.created_at),
        next_at=when(line.next_at) if line.state is DeliveryState.PENDING else None,
        attempts=last.number if last else 0,
        last_attempt=attempt_answer(last) if last else None,
    )


def _failing(receiver: FailingReceiver) -> FailingReceiverAnswer:
    return FailingReceiverAnswer(
        key_id=receiver.key_id,
        receiver=receiver.origin,
        pending=receiver.pending,
        failed=receiver.failed,
        last_tried_at=when(receiver.last_tried),
        last_error=receiver.last_error,
        resting_until=when(receiver.rests_until) if receiver.rests_until else None,
    )


def _entry(entry: LedgerEntry) -> LedgerItem:
    return LedgerItem(
        id=entry.id,
        kind=entry.kind,
        amount=entry.amount,
        balance=entry.balance,
        task_id=entry.task_id,
        created_at=when(entry.created_at),
    )
