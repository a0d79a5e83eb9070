"""One delivery after the other: what is sent, and when it is tried again."""

from datetime import timedelta

import pytest

from pb_core.application.outbox import Outbox, OutboxConfig
from pb_core.domain.tasks import Outcome, TaskResult
from pb_core.domain.webhooks import Delivery, DeliveryState, signature
from pb_core.testing.contracts.storage_base import after, running_task, sample_delivery, sample_key
from pb_core.testing.memory import ManualClock, MemoryWakeups, SequentialIds
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.storage import MemoryStorage


class Deliveries:
    """One finished task whose delivery is due, and an outbox with one retry after five seconds."""

    def __init__(self) -> None:
        self.storage, self.notifier = MemoryStorage(), RecordingNotifier()
        self.clock = ManualClock(after(100))
        self.outbox = Outbox(
            store=self.storage,
            notifier=self.notifier,
            wakeups=MemoryWakeups(self.clock),
            clock=self.clock,
            ids=SequentialIds(),
            config=OutboxConfig(retry_delays=(timedelta(seconds=5),), version="1.2"),
        )

    async def finish_a_task(self, secret: str | None = None) -> None:
        await self.storage.add_key(sample_key(webhook_secret=secret))
        claimed = await running_task(self.storage, key=False)
        outcome = Outcome(result=TaskResult(description="A figure."))
        await self.storage.finish_task(claimed.lease, outcome, after(50), sample_delivery())

    async def delivery(self) -> Delivery:
        (delivery,) = await self.storage.deliveries("task-1")
        return delivery


async def test_nothing_due_is_no_attempt() -> None:
    assert not await Deliveries().outbox.run_once()


@pytest.mark.parametrize("secret", [None, "hush"])
async def test_a_delivery_is_sent_with_its_event_and_signed_where_there_is_a_secret(secret: str | None) -> None:
    case = Deliveries()
    await case.finish_a_task(secret)

    assert await case.outbox.run_once()

    delivery, (notice,) = await case.delivery(), case.notifier.notices
    assert (notice.url, notice.body) == (delivery.url, delivery.body)
    headers = dict(notice.headers)
    assert headers["X-PaperBanana-Event"] == delivery.event
    assert headers["User-Agent"] == "PaperBanana-Webhook/1.2"
    assert headers.get("X-PaperBanana-Signature") == (signature(notice.body, secret) if secret else None)
    assert delivery.state is DeliveryState.DELIVERED


async def test_a_refused_delivery_waits_is_tried_again_and_then_given_up() -> None:
    case = Deliveries()
    await case.finish_a_task()
    case.notifier.answers[(await case.delivery()).url] = 503

    assert await case.outbox.run_once()
    assert not await case.outbox.run_once()
    case.clock.advance(5)
    assert await case.outbox.run_once()

    delivery = await case.delivery()
    assert [attempt.status for attempt in delivery.attempts] == [503, 503]
    assert delivery.state is DeliveryState.FAILED


async def test_a_failure_is_recorded_with_its_sentence() -> None:
    case = Deliveries()
    await case.finish_a_task()
    case.notifier.answers[(await case.delivery()).url] = "The receiver could not be connected to."

    await case.outbox.run_once()

    (attempt,) = (await case.delivery()).attempts
    assert (attempt.status, attempt.error) == (None, "The receiver could not be connected to.")
