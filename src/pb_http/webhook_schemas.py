"""What the API answers about webhooks: the delivery and its attempts."""

from typing import Annotated

from msgspec import Meta, Struct

from pb_core.domain.webhooks import Attempt, Delivery, DeliveryState, EventName
from pb_http.field_types import Time, when


class AttemptAnswer(Struct, frozen=True, kw_only=True):
    """One try: ``at`` is when it ended, after ``seconds``.

    ``status`` is what the receiver answered, or ``error`` says why no status came; ``answer`` is how its body began.
    """

    number: int
    at: Time
    seconds: float | None
    status: int | None
    error: str | None
    answer: str | None


class WebhookAnswer(Struct, frozen=True, kw_only=True):
    """A webhook: pending until ``next_at`` at least, delivered, or failed once its retries are used up."""

    id: Annotated[str, Meta(description="What the receiver is sent as webhook-id.")]
    task_id: str
    event: EventName
    url: str
    state: DeliveryState
    created_at: Time
    next_at: Time | None
    attempts: Annotated[tuple[AttemptAnswer, ...], Meta(description="The last 50, oldest first.")]


def webhook_answer(delivery: Delivery) -> WebhookAnswer:
    """Tell of a webhook; times are UTC with ``+00:00``."""
    return WebhookAnswer(
        id=delivery.id,
        task_id=delivery.task_id,
        event=delivery.event,
        url=delivery.url,
        state=delivery.state,
        created_at=when(delivery.created_at),
        next_at=when(delivery.next_at) if delivery.state is DeliveryState.PENDING else None,
        attempts=tuple(map(attempt_answer, delivery.attempts)),
    )


def attempt_answer(attempt: Attempt) -> AttemptAnswer:
    """Tell of a try."""
    return AttemptAnswer(
        number=attempt.number,
        at=when(attempt.at),
        seconds=attempt.seconds,
        status=attempt.status,
        error=attempt.error,
        answer=attempt.excerpt,
    )
