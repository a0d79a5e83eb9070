"""One delivery after the other: what is sent, and when it is tried again."""

import base64
import hmac
from datetime import datetime, timedelta

import anyio
import pytest

from pb_core.application.outbox import Outbox, OutboxConfig
from pb_core.domain.tasks import Lease, Outcome, TaskResult
from pb_core.domain.webhooks import Attempt, Delivery, DeliveryState
from pb_core.domain.webhooks.rotation import RotationBegun
from pb_core.domain.webhooks.signatures import signature
from pb_core.errors import StorageError
from pb_core.ports.notifier import Answer
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


async def test_while_a_secret_is_rotated_both_sign_and_the_reference_s_header_keeps_the_old_one() -> None:
    case = Deliveries()
    await case.finish_a_task("old")
    await case.storage.change_key("key-1", RotationBegun(secret="whsec_bmV3"), after(60))
    await case.outbox.run_once()

    (notice,) = case.notifier.notices
    headers, at = dict(notice.headers), str(int(after(100).timestamp()))
    assert headers["X-PaperBanana-Signature"] == signature(notice.body, "old")
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("delivery-1", at)
    content = b".".join((b"delivery-1", at.encode(), notice.body))
    digests = [base64.b64encode(hmac.digest(key, content, "sha256")).decode() for key in (b"old", b"new")]
    assert headers["webhook-signature"] == f"v1,{digests[0]} v1,{digests[1]}"


async def test_a_retry_keeps_its_id_and_tells_its_own_time() -> None:
    case = Deliveries()
    await case.finish_a_task("hush")
    case.notifier.answers[(await case.delivery()).url] = 503
    await case.outbox.run_once()
    case.clock.advance(5)
    await case.outbox.run_once()

    first, second = (dict(notice.headers) for notice in case.notifier.notices)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 5
    assert first["webhook-signature"] != second["webhook-signature"]
    assert first["X-PaperBanana-Signature"] == second["X-PaperBanana-Signature"]


async def test_an_attempt_tells_how_long_it_took_and_how_the_answer_began() -> None:
    case = Deliveries()
    await case.finish_a_task()
    case.notifier.start = b"Thank you \xff" + b"!" * 2000
    post = case.notifier.post

    async def slowly(url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Answer:
        case.clock.advance(1.25)
        return await post(url, headers, body)

    case.notifier.post = slowly  # type: ignore[method-assign]  # a receiver that takes its time
    await case.outbox.run_once()

    (attempt,) = (await case.delivery()).attempts
    assert (attempt.seconds, attempt.at) == (1.25, after(101.25))
    assert attempt.excerpt == "Thank you \ufffd" + "!" * 489


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


async def test_an_attempt_that_cannot_be_recorded_is_held_and_not_made_again() -> None:
    case = Deliveries()
    await case.finish_a_task()
    record, refusals = case.storage.record_attempt, [StorageError("database is locked")] * 3

    async def refusing(
        lease: Lease, attempt: Attempt, next_at: datetime | None, rest_until: datetime | None = None
    ) -> Delivery:
        if refusals:
            raise refusals.pop()
        return await record(lease, attempt, next_at, rest_until)

    case.storage.record_attempt = refusing  # type: ignore[method-assign]  # a database that is locked for a while
    async with anyio.create_task_group() as group:
        group.start_soon(case.outbox.run_once)
        for _ in range(3):
            await case.clock.elapse(15)

    assert (await case.delivery()).state is DeliveryState.DELIVERED
    assert len(case.notifier.notices) == 1


async def test_a_delivery_that_was_under_way_when_its_outbox_stopped_is_due() -> None:
    case = Deliveries()
    await case.finish_a_task()
    post, sending = case.notifier.post, anyio.Event()

    async def hanging(*_: object) -> int:
        sending.set()
        await anyio.sleep_forever()
        raise AssertionError

    case.notifier.post = hanging  # type: ignore[method-assign]  # a receiver that does not answer
    async with anyio.create_task_group() as group:
        group.start_soon(case.outbox.run_once)
        await sending.wait()
        group.cancel_scope.cancel()
    case.notifier.post = post  # type: ignore[method-assign]  # it does again

    assert await case.outbox.run_once()
    delivery = await case.delivery()
    assert (delivery.state, len(delivery.attempts)) == (DeliveryState.DELIVERED, 1)
