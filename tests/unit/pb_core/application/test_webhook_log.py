import pytest
from msgspec.structs import replace

from pb_core.application.webhook_log import WebhookLog
from pb_core.domain.tasks import TaskStatus
from pb_core.domain.webhooks import Attempt, DeliveryState
from pb_core.errors import NotFound
from pb_core.ports.wakeups import DELIVERIES
from pb_core.testing.contracts.storage_base import LEASE, NOW, after, queue_delivery, sample_delivery, sample_task
from pb_core.testing.memory import ManualClock, MemoryWakeups
from pb_core.testing.memory.storage import MemoryStorage


class Case:
    """A log of one webhook that was given up."""

    def __init__(self) -> None:
        self.storage, self.clock = MemoryStorage(), ManualClock(after(100))
        self.wakeups = MemoryWakeups(self.clock)
        self.log = WebhookLog(store=self.storage, wakeups=self.wakeups, clock=self.clock)

    async def give_up(self) -> None:
        await queue_delivery(self.storage, sample_delivery())
        claimed = await self.storage.claim_delivery(after(1), LEASE, "d0")
        assert claimed is not None
        await self.storage.record_attempt(claimed.lease, Attempt(number=1, at=after(2), error="Away."), None)


async def test_a_webhook_is_found_by_its_id_and_by_its_task() -> None:
    case = Case()
    await case.give_up()
    assert (await case.log.find("delivery-1")) == (await case.log.find("task-1"))
    ended = replace(sample_task(), status=TaskStatus.COMPLETED)
    assert (await case.log.of_task(ended)).id == "delivery-1"


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        (sample_task(callback=None, status=TaskStatus.COMPLETED), "no webhook_url was given"),
        (sample_task(status=TaskStatus.RUNNING), "The task is running, so it has no webhook yet"),
        (sample_task("task-9", status=TaskStatus.FAILED), "no longer in the store"),
    ],
)
async def test_why_a_task_has_no_webhook_is_said(task: object, sentence: str) -> None:
    with pytest.raises(NotFound, match=sentence):
        await Case().log.of_task(task)  # type: ignore[arg-type]  # parametrised
    with pytest.raises(NotFound, match="No such webhook"):
        await Case().log.find("task-9")


async def test_a_webhook_that_is_sent_again_is_due_and_wakes_the_outbox() -> None:
    case = Case()
    await case.give_up()
    async with case.wakeups.subscribe(DELIVERIES) as wakeup:
        again = await case.log.redeliver(await case.log.find("task-1"))
        assert await wakeup.wait(1)
    assert (again.state, again.next_at, again.tries_before) == (DeliveryState.PENDING, after(100), 1)
    assert await case.storage.claim_delivery(NOW, LEASE, "d1") is None
    assert await case.storage.claim_delivery(after(100), LEASE, "d2") is not None
