"""Webhooks: the payload, when they are tried again, and every attempt."""

import base64
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pb_core.domain.tasks import Lease, Task, TaskKind, TaskStatus
from pb_core.domain.webhooks.receivers import origin_of

RETRY_DELAYS = (timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=60))
"""Waits before the second, third and fourth try (reference: Webhooks, Retry Policy)."""

TAIL_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240, 360, 600))
"""Waits before the tries of a slow tail, almost a day together, where one is asked for."""


class DeliveryState(StrEnum):
    """Whether a delivery still has tries left."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


KEPT_ATTEMPTS = 50
"""How many of its last attempts a delivery keeps: it may be asked for again any number of times."""

EXCERPT_CHARACTERS = 500


class Attempt(Struct, frozen=True, kw_only=True):
    """One try: the HTTP status that came back, or the error that prevented one.

    ``at`` is when it ended, after ``seconds``; ``excerpt`` is how the body of the answer began. Those that an earlier
    version made have neither.
    """

    number: int
    at: datetime
    status: int | None = None
    error: str | None = None
    seconds: float | None = None
    excerpt: str | None = None

    @property
    def delivered(self) -> bool:
        """Every status below 400 counts as delivered; redirects are not followed."""
        return self.status is not None and self.status < 400  # noqa: PLR2004 - the reference's own number


def excerpt_of(start: bytes) -> str | None:
    """The beginning of an answer's body as text, bounded; ``None`` for an answer without one."""
    return start.decode("utf-8", "replace")[:EXCERPT_CHARACTERS] or None


class Delivery(Struct, frozen=True, kw_only=True):
    """One callback to one URL, with the exact bytes that every try sends.

    ``tries_before`` is how many tries had been made when it was last asked for again: its retries count from there.
    """

    id: str
    task_id: str
    key_id: str
    url: str
    event: str
    body: bytes
    next_at: datetime
    created_at: datetime
    state: DeliveryState = DeliveryState.PENDING
    attempts: tuple[Attempt, ...] = ()
    tries_before: int = 0

    @property
    def tries(self) -> int:
        """How many tries were made so far."""
        return self.attempts[-1].number if self.attempts else 0

    @property
    def origin(self) -> str:
        """Which of its key's receivers it goes to."""
        return origin_of(self.url)


def tried(delivery: Delivery, attempt: Attempt, next_at: datetime | None) -> Delivery:
    """The delivery after one more attempt: delivered, else pending until ``next_at``, else failed for good."""
    if attempt.delivered:
        state = DeliveryState.DELIVERED
    else:
        state = DeliveryState.FAILED if next_at is None else DeliveryState.PENDING
    return msgspec.structs.replace(
        delivery,
        state=state,
        attempts=(*delivery.attempts, attempt)[-KEPT_ATTEMPTS:],
        next_at=next_at if next_at and state is DeliveryState.PENDING else delivery.next_at,
    )


def redelivered(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery asked for again: due now, whatever became of it, with all its retries before it."""
    return msgspec.structs.replace(delivery, state=DeliveryState.PENDING, next_at=now, tries_before=delivery.tries)


class ClaimedDelivery(Struct, frozen=True, kw_only=True):
    """A delivery with the lease under which it may be tried; ``secret`` signs it, if the key has one.

    ``next_secret`` signs it too while the secret is rotated.
    """

    delivery: Delivery
    lease: Lease
    secret: str | None
    next_secret: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that sign it, the old one first."""
        return tuple(secret for secret in (self.secret, self.next_secret) if secret)


EVENTS = ("task.completed", "task.failed", "webhook.test")
EventName = Annotated[str, Meta(extra_json_schema={"enum": list(EVENTS)})]
_Time = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]


class Payload(Struct, frozen=True, kw_only=True):
    """The webhook body of the reference, fields in its order; then those that it does not have."""

    event: EventName
    task_id: str
    status: TaskStatus
    diagram_type: TaskKind
    description: str | None
    image_url: str | None
    image_base64: str | None
    error: str | None
    created_at: _Time
    completed_at: _Time | None


def event_of(task: Task) -> str:
    """``task.completed`` or ``task.failed``."""
    return f"task.{task.status.value}"


def payload(task: Task, image: bytes | None) -> bytes:
    """Serialise the callback of a finished task; ``image`` is the PNG to include, if any."""
    result = task.result
    return msgspec.json.encode(
        Payload(
            event=event_of(task),
            task_id=task.id,
            status=task.status,
            diagram_type=task.kind,
            description=result.description if result else None,
            image_url=f"{task.public_url}/api/tasks/{task.id}/image" if result and result.artifacts else None,
            image_base64=base64.b64encode(image).decode("ascii") if image is not None else None,
            error=task.error,
            created_at=task.created_at.isoformat(),
            completed_at=task.completed_at.isoformat() if task.completed_at else None,
        )
    )


def next_try(attempt: Attempt, delays: tuple[timedelta, ...], tries_before: int = 0) -> datetime | None:
    """When to try again after a failed attempt, or ``None`` when the tries after ``tries_before`` are used up."""
    number = attempt.number - tries_before
    return attempt.at + delays[number - 1] if number <= len(delays) else None
