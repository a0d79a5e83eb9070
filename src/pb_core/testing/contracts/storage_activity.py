"""The duties of ``HistoryStore`` that concern what tasks did, webhooks of all keys and ledgers."""

from datetime import timedelta
from typing import Any

from pb_core.domain.billing import KeyChange
from pb_core.domain.history.activity import DayCost, Duration, Failure, HourCount, StateCount
from pb_core.domain.history.deliveries import DeliveryQuery, FailingReceiver
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import Attempt, DeliveryState
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    FAILED,
    LEASE,
    NOW,
    StoragePartContract,
    after,
    claimed_task,
    delete_key,
    queue_delivery,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)


async def _accept_all(storage: Storage, count: int) -> None:
    await storage.add_key(sample_key(quota=None))
    for number in range(count):
        await storage.accept(sample_task(f"task-{number}", seconds=number))


class ActivityContract(StoragePartContract):
    """What tasks did of late."""

    async def test_an_idle_store_has_nothing_to_tell(self, storage: Storage) -> None:
        """No rows, nobody waiting."""
        activity = await storage.activity(NOW, after(1))
        assert (activity.states, activity.hours, activity.costs) == ((), (), ())
        assert (activity.oldest_waiting, activity.failures, activity.durations) == (None, (), ())

    async def test_tasks_are_counted_by_state_and_hour(self, storage: Storage) -> None:
        """Hours by the acceptance and the end of tasks; what became of them later changes no count of an hour."""
        await storage.add_key(sample_key(quota=None))
        for number in range(4):
            await storage.accept(sample_task(f"task-{number}", seconds=number * 1800))
        done, broken = await claimed_task(storage, "task-0"), await claimed_task(storage, "task-1")
        await storage.finish_task(done.lease, COMPLETED, after(3700))
        await storage.finish_task(broken.lease, FAILED, after(3800))
        await storage.cancel_task("task-2", FAILED, after(7300))
        activity = await storage.activity(NOW, after(8000))
        states = {(count.kind, count.status): count.tasks for count in activity.states}
        kind = TaskKind.METHODOLOGY
        assert states == {
            (kind, TaskStatus.PENDING): 1,
            (kind, TaskStatus.COMPLETED): 1,
            (kind, TaskStatus.FAILED): 2,
        }
        assert all(isinstance(count, StateCount) for count in activity.states)
        hours = (
            HourCount(hour=NOW, accepted=2),
            HourCount(hour=after(3600), accepted=2, completed=1, failed=1),
            HourCount(hour=after(7200), failed=1),
        )
        assert activity.hours == hours
        assert (await storage.activity(after(3650), after(8000))).hours == hours[1:]
        await storage.retire_tasks(after(9000), after(9001))
        await delete_key(storage, "key-1")
        later = await storage.activity(NOW, after(9999))
        assert (later.hours, later.states, later.oldest_waiting) == (hours, (), None)

    async def test_the_oldest_waiting_task_waits_for_nothing_but_a_worker(self, storage: Storage) -> None:
        """One that was put back until later does not, and one that runs does not."""
        await _accept_all(storage, 3)
        held = await claimed_task(storage, "task-0")
        later = await claimed_task(storage, "task-1")
        await storage.put_back(later.lease, after(100), "Away.")
        assert (await storage.activity(NOW, after(50))).oldest_waiting == after(2)
        assert (await storage.activity(NOW, after(100))).oldest_waiting == after(1)
        await storage.release_task(held.lease)
        assert (await storage.activity(NOW, after(100))).oldest_waiting == after(0)

    async def test_failures_and_durations_are_those_since_a_moment(self, storage: Storage) -> None:
        """The last one first."""
        await _accept_all(storage, 4)
        for number, outcome in enumerate((FAILED, COMPLETED, FAILED, COMPLETED)):
            held = await storage.claim_task(after(10), LEASE, f"t{number}")
            assert held is not None
            await storage.finish_task(held.lease, outcome, after(20 + number))
        activity = await storage.activity(after(21), after(99))
        assert activity.failures == (Failure(task_id="task-2", error=str(FAILED.error)),)
        assert activity.durations == tuple(
            Duration(kind=TaskKind.METHODOLOGY, waited_seconds=10 - number, seconds=20) for number in (3, 1)
        )

    async def test_costs_are_told_by_day(self, storage: Storage) -> None:
        """By the day on which a call began; earlier days are left out."""
        await _accept_all(storage, 1)
        held = await claimed_task(storage, "task-0")
        for days in range(3):
            began = timedelta(days=days).total_seconds()
            await storage.begin_step(held.lease, sample_intent(f"plan-{days}", seconds=began, estimate=500))
            await storage.finish_step(held.lease, f"plan-{days}", b"{}", after(began), COST)
        activity = await storage.activity(after(timedelta(days=1).total_seconds()), after(0))
        first = NOW.date()
        assert activity.costs == tuple(DayCost(day=first + timedelta(days=days), settled_micros=450) for days in (1, 2))


class DeliveryListContract(StoragePartContract):
    """Webhooks of all keys."""

    async def _tried(self, storage: Storage, name: str, seconds: float, status: int, *, last: bool = True) -> None:
        claimed = await storage.claim_delivery(after(0), LEASE, f"token of {name}")
        assert claimed is not None
        assert claimed.delivery.id == name
        attempt = Attempt(number=1, at=after(seconds), status=status, excerpt="Well.")
        await storage.record_attempt(claimed.lease, attempt, None if last else after(500), None if last else after(400))

    async def _queued(self, storage: Storage) -> None:
        for number in range(5):
            key, host = f"key-{1 + number % 2}", ("a", "b")[number % 2]
            delivery = sample_delivery(
                f"delivery-{number}", f"task-{number}", -9 + number, key, f"https://{host}.example/hook?n={number}"
            )
            await queue_delivery(storage, delivery)

    async def test_webhooks_are_listed_by_state_and_key(self, storage: Storage) -> None:
        """The last one first, page by page, without their bodies."""
        await self._queued(storage)
        await self._tried(storage, "delivery-0", 1, 204)
        await self._tried(storage, "delivery-1", 2, 500)
        lines = (await storage.list_deliveries(DeliveryQuery())).lines
        assert [line.id for line in lines] == [f"delivery-{number}" for number in (4, 3, 2, 1, 0)]
        delivery = await storage.delivery("delivery-1")
        assert delivery is not None
        shared = [name for name in lines[3].__struct_fields__ if name != "place"]
        assert [getattr(lines[3], name) for name in shared] == [getattr(delivery, name) for name in shared]
        assert await self._names(storage, state=DeliveryState.FAILED) == ["delivery-1"]
        assert await self._names(storage, key_id="key-1") == ["delivery-4", "delivery-2", "delivery-0"]
        assert await self._names(storage, key_id="key-1", state=DeliveryState.PENDING) == ["delivery-4", "delivery-2"]
        page = await storage.list_deliveries(DeliveryQuery(size=2, key_id="key-1"))
        assert [line.id for line in page.lines] == ["delivery-4", "delivery-2"]
        assert await self._names(storage, key_id="key-1", before=page.next) == ["delivery-0"]
        assert (await storage.list_deliveries(DeliveryQuery(size=5))).next is None

    async def _names(self, storage: Storage, **asked: Any) -> list[str]:  # noqa: ANN401 - the fields of a query
        return [line.id for line in (await storage.list_deliveries(DeliveryQuery(**asked))).lines]

    async def test_the_report_counts_webhooks_and_names_failing_receivers(self, storage: Storage) -> None:
        """Those that are tried again and those that were given up; one that takes what it is sent is not named."""
        await self._queued(storage)
        await self._tried(storage, "delivery-0", 1, 503, last=False)
        await self._tried(storage, "delivery-1", 2, 500)
        report = await storage.delivery_report()
        assert (report.pending, report.delivered, report.failed, report.is_lower_bound) == (4, 0, 1, False)
        assert report.failing == (
            FailingReceiver(
                key_id="key-2",
                origin="https://b.example:443",
                pending=0,
                failed=1,
                last_tried=after(2),
                last_error="HTTP 500",
            ),
            FailingReceiver(
                key_id="key-1",
                origin="https://a.example:443",
                pending=1,
                failed=0,
                last_tried=after(1),
                last_error="HTTP 503",
                rests_until=after(400),
            ),
        )

    async def test_webhooks_of_a_removed_key_are_not_told(self, storage: Storage) -> None:
        """Neither in a list nor in the report."""
        await self._queued(storage)
        await self._tried(storage, "delivery-0", 1, 500)
        await storage.remove_key("key-1")
        assert await self._names(storage) == ["delivery-3", "delivery-1"]
        assert (await storage.delivery_report()).failing == ()


class LedgerPageContract(StoragePartContract):
    """Ledgers by the page."""

    async def test_a_ledger_is_told_page_by_page(self, storage: Storage) -> None:
        """The last entry first; of one key only."""
        for key in ("key-1", "key-2"):
            await storage.add_key(sample_key(key))
        for number in range(3):
            await storage.accept(sample_task(f"task-{number}"))
            await storage.accept(sample_task(f"other-{number}", "key-2"))
        await storage.change_key("key-1", KeyChange(quota_remaining=50), after(5))
        entries = tuple(reversed(await storage.ledger("key-1")))
        first = await storage.ledger_page("key-1", size=3)
        second = await storage.ledger_page("key-1", first.next, 3)
        assert (first.entries, second.entries, second.next) == (entries[:3], entries[3:], None)
        assert (await storage.ledger_page("key-9")).entries == ()
