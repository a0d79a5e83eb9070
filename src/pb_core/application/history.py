"""Administration: what an operator reads and does across all keys; pages and routes of administrators call it."""

import hashlib
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.keyring import Keyring
from pb_core.application.service import FigureService
from pb_core.application.webhook_test import WebhookTest
from pb_core.domain.billing import ApiKey
from pb_core.domain.history import LARGEST_PAGE, HistoryLine, HistoryLines, HistoryQuery, LedgerPage, Total
from pb_core.domain.history.activity import (
    DayCost,
    FailureCause,
    HourCount,
    Latency,
    StateCount,
    causes,
    latencies,
)
from pb_core.domain.history.deliveries import DeliveryLines, DeliveryQuery, DeliveryReport
from pb_core.domain.requests import UnreadableWork
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import Idempotency, Task
from pb_core.domain.webhooks import Attempt, Delivery
from pb_core.errors import InvalidRequest, KeyDisabled, KeyUnknown, NotFound, QuotaExhausted
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.notifier import Notifier
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import TASKS, Wakeups

LONGEST_OVERVIEW = 366
"""Days that an overview reaches back at most."""


class HistoryPage(Struct, frozen=True, kw_only=True):
    """Lines of the history with what all pages of the question have together; ``next`` is where to go on."""

    lines: tuple[HistoryLine, ...]
    page: int
    size: int
    total: Total
    next: int | None = None

    @property
    def pages(self) -> int:
        """How many pages there are, as far as they are counted."""
        return -(-self.total.number // self.size)


class TaskDetail(Struct, frozen=True, kw_only=True):
    """All that is kept of a task: its key, its steps, and its webhooks with every attempt, oldest first."""

    task: Task
    key: ApiKey
    steps: tuple[StepRecord, ...]
    webhooks: tuple[Delivery, ...]

    @property
    def cost_micros(self) -> int:
        """What its calls cost so far."""
        return sum(step.spent.settled_micros for step in self.steps)


class Overview(Struct, frozen=True, kw_only=True):
    """What the installation does: tasks by kind and status now, and since ``since`` by hour, day, cause and latency."""

    now: datetime
    since: datetime
    states: tuple[StateCount, ...]
    oldest_waiting: datetime | None
    hours: tuple[HourCount, ...]
    costs: tuple[DayCost, ...]
    failures: tuple[FailureCause, ...]
    latencies: tuple[Latency, ...]


class Administration:
    """The operator's desk over all keys; nothing here asks whose a task is."""

    def __init__(  # noqa: PLR0913 - one parameter per port, and the two services that it leaves work to
        self,
        *,
        storage: Storage,
        service: FigureService,
        keyring: Keyring,
        notifier: Notifier,
        wakeups: Wakeups,
        clock: Clock,
        ids: Ids,
        version: str = "0",
    ) -> None:
        self._storage, self._service, self._keyring = storage, service, keyring
        self._wakeups, self._clock, self._ids = wakeups, clock, ids
        self._test = WebhookTest(notifier=notifier, clock=clock, ids=ids, version=version)

    async def history(self, query: HistoryQuery) -> HistoryPage:
        """A page of the history; raises ``InvalidRequest`` for one that is too large or too far, naming ``cursor``."""
        query.require_within()
        found = await self._storage.history(query)
        total = await self._storage.history_total(query)
        return HistoryPage(lines=found.lines, page=query.page, size=query.size, total=total, next=found.next)

    async def lines(self, query: HistoryQuery) -> AsyncGenerator[HistoryLine]:
        """All lines that a query asks for from its page on, however many, read a page at a time."""
        found = await self._storage.history(query)
        while True:
            for line in found.lines:
                yield line
            if found.next is None:
                return
            found = await self._following(query, found)

    async def _following(self, query: HistoryQuery, found: HistoryLines) -> HistoryLines:
        return await self._storage.history(replace(query, page=1, size=LARGEST_PAGE, before=found.next))

    async def providers(self) -> tuple[str, ...]:
        """The providers that a history may be filtered by."""
        return await self._storage.providers()

    async def task(self, task_id: str) -> TaskDetail:
        """All that is kept of a task of any key; raises ``NotFound``."""
        task, key = await self._found(task_id)
        return TaskDetail(
            task=task,
            key=key,
            steps=await self._storage.steps(task_id),
            webhooks=await self._storage.deliveries(task_id),
        )

    async def cancel(self, task_id: str) -> Task:
        """End a task of any key as its owner can: as failed, its unit stays charged; one that is over stays as it is.

        Raises ``NotFound``.
        """
        _, key = await self._found(task_id)
        return await self._service.cancel(key, task_id)

    async def run_again(self, task_id: str, once: str = "") -> Task:
        """Queue what a task was asked for once more, as a new task of the same key, charged as that was.

        ``once`` names the wish: the same one said twice makes one task. Its webhook is sent as that of the first one.
        Raises ``NotFound``, and ``InvalidRequest`` where its key cannot be charged or this version cannot read what it
        was asked for.
        """
        task, _ = await self._found(task_id)
        if isinstance(task.work, UnreadableWork):
            raise InvalidRequest("This version of the program cannot read what the task was asked for: submit it anew")
        again = Task(
            id=self._ids.fresh(),
            key_id=task.key_id,
            kind=task.kind,
            endpoint=task.endpoint,
            work=task.work,
            public_url=task.public_url,
            created_at=self._clock.now(),
            callback=task.callback,
            parent=task.parent,
        )
        try:
            accepted = await self._storage.accept(again, _wish(once, task_id) if once else None)
        except KeyUnknown as error:
            raise NotFound("The API key of this task was deleted") from error
        except (KeyDisabled, QuotaExhausted) as error:
            raise InvalidRequest(f"The task cannot be run again: {error}") from error
        await self._wakeups.notify(TASKS)
        return accepted

    async def _found(self, task_id: str) -> tuple[Task, ApiKey]:
        task = await self._storage.task(task_id)
        key = None if task is None else await self._storage.key(task.key_id)
        if task is None or key is None:
            raise NotFound("No such task")
        return task, key

    async def overview(self, days: int = 7) -> Overview:
        """What the installation does now and did in the last days; raises ``InvalidRequest``."""
        if not 1 <= days <= LONGEST_OVERVIEW:
            raise InvalidRequest(f"days must be a whole number from 1 to {LONGEST_OVERVIEW}")
        now = self._clock.now()
        since = now - timedelta(days=days)
        found = await self._storage.activity(since, now)
        return Overview(
            now=now,
            since=since,
            states=found.states,
            oldest_waiting=found.oldest_waiting,
            hours=found.hours,
            costs=found.costs,
            failures=causes(found.failures),
            latencies=latencies(found.durations),
        )

    async def webhooks(self, query: DeliveryQuery) -> DeliveryLines:
        """Webhooks of all keys, the last one first; raises ``InvalidRequest``."""
        if not 1 <= query.size <= LARGEST_PAGE:
            raise InvalidRequest(f"size must be a whole number from 1 to {LARGEST_PAGE}")
        return await self._storage.list_deliveries(query)

    async def webhook_report(self) -> DeliveryReport:
        """Webhooks by state, and the receivers that fail."""
        return await self._storage.delivery_report()

    async def test_webhook(self, key_value_or_id: str) -> Attempt:
        """Send a signed test event to the receiver of a key, once, and tell what came of it.

        Raises ``NotFound``, and ``InvalidRequest`` where the key has no receiver.
        """
        return await self._test.send(await self._keyring.find(key_value_or_id))

    async def ledger(self, key_value_or_id: str, before: int | None = None, size: int = 50) -> LedgerPage:
        """The ledger of a key, the last entry first; raises ``NotFound`` and ``InvalidRequest``."""
        if not 1 <= size <= LARGEST_PAGE:
            raise InvalidRequest(f"size must be a whole number from 1 to {LARGEST_PAGE}")
        key = await self._keyring.find(key_value_or_id)
        return await self._storage.ledger_page(key.id, before, size)


def _wish(once: str, task_id: str) -> Idempotency:
    """What the storage knows a wish to run a task again by."""
    return Idempotency(key=f"run-again-{once}", digest=hashlib.sha256(f"run-again {task_id}".encode()).hexdigest())
