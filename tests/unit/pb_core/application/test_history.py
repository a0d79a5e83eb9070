from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from pb_core.application.engines import Engines
from pb_core.application.history import Administration
from pb_core.application.intake import Intake
from pb_core.application.keyring import Keyring
from pb_core.application.service import CANCELLED, FigureService
from pb_core.domain.billing import KeyChange
from pb_core.domain.history import HistoryQuery
from pb_core.domain.history.activity import FailureCause
from pb_core.domain.history.deliveries import DeliveryQuery
from pb_core.domain.requests import UnreadableWork
from pb_core.domain.tasks import TaskStatus
from pb_core.errors import InvalidRequest, NotFound
from pb_core.ports.wakeups import TASKS
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    FAILED,
    LEASE,
    NOW,
    after,
    queue_delivery,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)
from pb_core.testing.memory import ManualClock, MemoryArtifacts, MemoryWakeups, SequentialIds
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm


class Desk:
    """An administration on adapters in memory."""

    def __init__(self) -> None:
        self.storage, self.clock, self.ids = MemoryStorage(), ManualClock(after(100)), SequentialIds()
        self.notifier, self.wakeups, artifacts = RecordingNotifier(), MemoryWakeups(self.clock), MemoryArtifacts()
        engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages())
        intake = Intake(engines=engines, artifacts=artifacts, pdf=InMemoryPdfReader(), tasks=self.storage)
        service = FigureService(
            storage=self.storage,
            artifacts=artifacts,
            intake=intake,
            wakeups=self.wakeups,
            clock=self.clock,
            ids=self.ids,
        )
        self.administration = Administration(
            storage=self.storage,
            service=service,
            keyring=Keyring(store=self.storage, artifacts=artifacts, ids=self.ids, clock=self.clock),
            notifier=self.notifier,
            wakeups=self.wakeups,
            clock=self.clock,
            ids=self.ids,
        )


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.storage.aclose()


async def accepted(desk: Desk, count: int) -> None:
    await desk.storage.add_key(sample_key(quota=None))
    for number in range(count):
        await desk.storage.accept(sample_task(f"task-{number}", seconds=number))


async def test_a_page_knows_how_many_there_are(desk: Desk) -> None:
    await accepted(desk, 5)
    page = await desk.administration.history(HistoryQuery(size=2, page=3))
    assert ([line.id for line in page.lines], page.pages, page.total.number, page.next) == (["task-0"], 3, 5, None)
    empty = await desk.administration.history(HistoryQuery(status=TaskStatus.FAILED))
    assert (empty.lines, empty.pages, empty.total.number) == ((), 0, 0)
    with pytest.raises(InvalidRequest, match="cursor"):
        await desk.administration.history(HistoryQuery(size=100, page=101))


async def test_all_lines_are_read_a_page_at_a_time(desk: Desk) -> None:
    await accepted(desk, 230)
    found = [line.id async for line in desk.administration.lines(HistoryQuery(size=3, until=after(229)))]
    assert found == [f"task-{number}" for number in reversed(range(229))]


async def test_a_task_is_told_with_its_key_steps_and_webhooks(desk: Desk) -> None:
    held = await running_task(desk.storage)
    await desk.storage.begin_step(held.lease, sample_intent())
    await desk.storage.finish_step(held.lease, "plan", b"{}", NOW, COST)
    await desk.storage.finish_task(held.lease, COMPLETED, after(1), sample_delivery())
    detail = await desk.administration.task("task-1")
    assert (detail.task.id, detail.key.id, detail.cost_micros) == ("task-1", "key-1", 450)
    assert ([step.name for step in detail.steps], [one.id for one in detail.webhooks]) == (["plan"], ["delivery-1"])
    for call in (desk.administration.task, desk.administration.cancel, desk.administration.run_again):
        with pytest.raises(NotFound, match="No such task"):
            await call("task-9")


async def test_an_operator_cancels_a_task_of_any_key(desk: Desk) -> None:
    await accepted(desk, 1)
    ended = await desk.administration.cancel("task-0")
    assert (ended.status, ended.error) == (TaskStatus.FAILED, CANCELLED)
    assert await desk.administration.cancel("task-0") == ended


async def test_a_task_is_run_again_for_a_unit_of_its_key(desk: Desk) -> None:
    held = await running_task(desk.storage)
    await desk.storage.finish_task(held.lease, FAILED, after(1))
    async with desk.wakeups.subscribe(TASKS) as wakeup:
        again = await desk.administration.run_again("task-1")
        assert await wakeup.wait(1)
    same = replace(held.task, status=TaskStatus.PENDING, attempt=0, version=1, started_at=None)
    assert again == replace(same, id=again.id, created_at=after(100))
    assert again.id != "task-1"
    key = await desk.storage.key("key-1")
    assert key is not None
    assert (key.total_used, key.quota_remaining) == (2, 8)
    claimed = await desk.storage.claim_task(after(101), LEASE, "again")
    assert claimed is not None
    assert claimed.task.id == again.id


@pytest.mark.parametrize(
    ("change", "sentence"),
    [(KeyChange(active=False), "disabled"), (KeyChange(quota_remaining=0), "quota")],
)
async def test_a_key_that_cannot_be_charged_runs_nothing_again(desk: Desk, change: KeyChange, sentence: str) -> None:
    await accepted(desk, 1)
    await desk.storage.change_key("key-1", change, after(1))
    with pytest.raises(InvalidRequest, match=f"cannot be run again: .*{sentence}"):
        await desk.administration.run_again("task-0")


async def test_what_cannot_be_read_is_not_run_again(desk: Desk) -> None:
    await desk.storage.add_key(sample_key())
    await desk.storage.accept(sample_task(work=UnreadableWork(fields=("work",))))
    with pytest.raises(InvalidRequest, match="submit it anew"):
        await desk.administration.run_again("task-1")


async def test_an_overview_counts_the_last_days(desk: Desk) -> None:
    await accepted(desk, 3)
    for number in range(2):
        held = await desk.storage.claim_task(after(10), LEASE, f"t{number}")
        assert held is not None
        await desk.storage.finish_task(held.lease, COMPLETED if number else FAILED, after(20))
    overview = await desk.administration.overview(2)
    assert (overview.now, overview.since, overview.oldest_waiting) == (after(100), after(100 - 2 * 86400), after(2))
    assert [(hour.accepted, hour.completed, hour.failed) for hour in overview.hours] == [(3, 1, 1)]
    assert overview.failures == (FailureCause(cause=str(FAILED.error), tasks=1, task_id="task-0"),)
    assert [(latency.tasks, latency.median_seconds) for latency in overview.latencies] == [(1, 19), (1, 19)]
    assert sum(state.tasks for state in overview.states) == 3


@pytest.mark.parametrize("days", [0, 367])
async def test_an_overview_is_of_a_bounded_time(desk: Desk, days: int) -> None:
    with pytest.raises(InvalidRequest, match="days must be"):
        await desk.administration.overview(days)


async def test_webhooks_and_ledgers_are_read_page_by_page(desk: Desk) -> None:
    await queue_delivery(desk.storage, sample_delivery())
    assert [line.id for line in (await desk.administration.webhooks(DeliveryQuery())).lines] == ["delivery-1"]
    assert (await desk.administration.webhook_report()).pending == 1
    page = await desk.administration.ledger("key-1", size=1)
    assert [entry.fact for entry in page.entries] == ["charge:task-1"]
    assert [entry.fact for entry in (await desk.administration.ledger("key-1", page.next)).entries] == ["grant:key-1"]
    for size in (0, 101):
        with pytest.raises(InvalidRequest, match="size"):
            await desk.administration.webhooks(DeliveryQuery(size=size))
        with pytest.raises(InvalidRequest, match="size"):
            await desk.administration.ledger("key-1", size=size)
    with pytest.raises(NotFound):
        await desk.administration.ledger("key-9")


async def test_a_webhook_is_tested_for_a_key(desk: Desk) -> None:
    await desk.storage.add_key(sample_key(webhook_url="https://caller.example/hook"))
    attempt = await desk.administration.test_webhook("key-1")
    assert (attempt.status, len(desk.notifier.notices)) == (200, 1)


async def test_providers_are_those_of_the_store(desk: Desk) -> None:
    held = await running_task(desk.storage)
    await desk.storage.begin_step(held.lease, sample_intent())
    await desk.storage.finish_step(held.lease, "plan", b"{}", NOW, COST)
    assert await desk.administration.providers() == ("offline",)
