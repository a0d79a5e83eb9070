"""Port of the rows: keys, ledger, tasks, steps and deliveries, with the transactions that bind them."""

from datetime import date, datetime, timedelta
from typing import Protocol

from pb_core.domain.billing import ApiKey, Caps, KeyEdit, LedgerEntry, SeenCall, Spent, Usage, UsageEntry
from pb_core.domain.questions.vision_probe import VisionRecord
from pb_core.domain.steps import StepIntent, StepRecord
from pb_core.domain.tasks import Idempotency, Lease, Task, TaskLine, TaskQuery
from pb_core.domain.webhooks import Attempt, ClaimedDelivery, Delivery
from pb_core.domain.webhooks.receivers import Share
from pb_core.errors import Billed
from pb_core.ports.history import HistoryStore
from pb_core.ports.queue import TaskQueue
from pb_core.ports.retention import RetentionStore

NO_CAPS = Caps()
ALL = Share()
MOST_ROWS = 500
"""How many rows go in one transaction at most, so that no other unit of work waits long; one task goes whole."""


class KeyStore(Protocol):
    """API keys and their ledger.

    Duties: every method is one transaction; it returns after the commit is durable. Ledger entries are
    append-only. The remaining quota is a cached balance that always equals the last entry's
    ``balance`` and can never fall below zero.
    """

    async def add_key(self, key: ApiKey) -> None:
        """Insert a key with its grant entry (``grant:{key_id}``; amount and balance are its quota)."""

    async def key(self, key_id: str) -> ApiKey | None:
        """The key with this public id."""

    async def key_by_digest(self, digest: str) -> ApiKey | None:
        """The key whose full value has this digest."""

    async def keys(self) -> tuple[ApiKey, ...]:
        """All keys, oldest first."""

    async def change_key(self, key_id: str, change: KeyEdit, now: datetime) -> ApiKey:
        """Apply a change and return the new key; a changed ``quota_remaining`` books an adjust entry.

        Concurrent charges are never lost: the entry's amount is taken against the balance in the
        same transaction. Raises ``NotFound``, and what the change raises; then nothing is changed.
        """

    async def remove_key(self, key_id: str) -> None:
        """Let a key be gone for everybody: it is not found, charged or worked for from now on. Raises ``NotFound``.

        Its running tasks lose their leases. Its ledger, usage log, tasks, steps, deliveries and amounts go by
        ``clear_key``, and may still be found by its id until then. The server's own amounts stay: what was spent is
        spent, and what was reserved counts as spent.
        """

    async def removed_keys(self) -> tuple[str, ...]:
        """The keys that were removed and are not forgotten yet."""

    async def clear_key(self, key_id: str) -> bool:
        """Delete rows of a removed key, at most ``MOST_ROWS``; return whether there may be more. Idempotent.

        A key that is not removed is left as it is.
        """

    async def forget_key(self, key_id: str) -> None:
        """Delete what is left of a removed key: the mark that it is one. Idempotent."""

    async def usage(self, key_id: str, limit: int = 100) -> tuple[UsageEntry, ...]:
        """The newest accepted tasks of a key, newest first; ids count up from 1 over all keys."""

    async def ledger(self, key_id: str) -> tuple[LedgerEntry, ...]:
        """All entries of a key, oldest first."""

    async def spent(self, key_id: str | None = None, day: date | None = None) -> Spent:
        """What calls for a key, or for ``None`` of the whole server, cost on a day, or for ``None`` ever."""


class TaskStore(Protocol):
    """Tasks and their steps.

    Duties: every method is one transaction, durable on return; those that take a lease are fenced as those of the queue
    are. Cancelling a call either applies it whole or not at all, and so does a call that raises ``StorageError``: the
    answer of a commit may be lost. What is told again then, the end of a step for example, changes nothing.
    """

    async def accept(self, task: Task, idempotency: Idempotency | None = None, most_queued: int | None = None) -> Task:
        """Charge ``Task.units`` and insert the task, which is thereby queued; return the stored task.

        One transaction, no read before the conditional charge, so a quota is never oversold: all units are taken or
        none. Books one entry ``charge:{task_id}`` (amount minus the units; balance ``None`` if unlimited) and one line
        of the usage log, and adds the units to ``total_used``. Raises ``KeyUnknown``, ``KeyDisabled`` or
        ``QuotaExhausted``, and then nothing is stored. With an idempotency key known to this API key: same digest
        returns the task accepted then and charges nothing (even when the quota is exhausted by now); another digest
        raises ``IdempotencyMismatch``. A key with ``most_queued`` tasks pending raises ``QueueFull``, and nothing is
        charged or stored.
        """

    async def accepted_before(self, key_id: str, idempotency: Idempotency) -> Task | None:
        """The task that ``accept`` would return for an idempotency key known to this API key.

        Changes nothing. Another digest raises ``IdempotencyMismatch``.
        """

    async def task(self, task_id: str) -> Task | None:
        """The task as it is now."""

    async def task_line(self, task_id: str) -> TaskLine | None:
        """What a list tells of one task, as it is now: all that a poll needs of one that it has seen in this version.

        A store may answer from memory, but never what another program has changed or removed.
        """

    async def list_tasks(self, key_id: str, query: TaskQuery) -> tuple[TaskLine, ...]:
        """The tasks of a key that a query asks for, the last accepted first.

        ``before`` must be a task of this key, perhaps a retired one; an unknown one gives no tasks.
        """

    async def begin_step(self, lease: Lease, intent: StepIntent, caps: Caps = NO_CAPS) -> StepRecord:
        """Record that a step is about to call its engine, before it does, and reserve what the call should cost.

        A finished step is returned unchanged, whatever its digest. A started one is an abandoned attempt:
        ``attempts`` and ``abandoned`` grow. With a ``provider_ref``, and asked of the same engine, it keeps
        that, its start and its reservation; else its reservation is booked as spent and another made. A failed one
        starts afresh:
        ``attempts`` grows, ``provider_ref`` is cleared. A reservation that could pass a cap raises ``CapReached``
        and changes nothing (``CapBusy`` where only the reservations of other calls stand in its way); concurrent
        reservations never pass one together.
        """

    async def submitted_step(self, lease: Lease, name: str, provider_ref: str) -> None:
        """Store the provider's job id of a started step."""

    async def finish_step(
        self, lease: Lease, name: str, result: bytes, finished_at: datetime, usage: Usage
    ) -> StepRecord:
        """Store the result of a started step and settle its reservation; once finished, a step never changes.

        Without a cost in ``usage``, its cost is what it may cost at most (``most_micros``, else what was reserved) and
        stands in the record as ``estimate``. The ``faults`` of its task are forgiven.
        """

    async def fail_step(
        self, lease: Lease, name: str, error: str, finished_at: datetime, billed: Billed = Billed.UNKNOWN
    ) -> None:
        """Record that the call of a started step failed and is over.

        Its reservation is released when it was certainly not billed, else booked as spent.
        """

    async def steps(self, task_id: str) -> tuple[StepRecord, ...]:
        """All steps of a task in the order they were begun."""

    async def calls_seen(self, engine: str, role: str, limit: int = 200) -> tuple[SeenCall, ...]:
        """What the newest finished steps of an engine in a role cost and how long they took, newest first.

        Of a step that was tried several times, the attempt that succeeded. A free one costs nothing.
        """


class DeliveryStore(Protocol):
    """The outbox of webhooks, leased and fenced like tasks, and rescued with them."""

    async def claim_delivery(
        self, now: datetime, lease: timedelta, token: str, share: Share = ALL
    ) -> ClaimedDelivery | None:
        """Take the pending delivery whose ``next_at`` is longest past and that nobody holds.

        Those of a receiver that rests are left, and of one or of a key that has its ``share`` under way.
        """

    async def release_delivery(self, lease: Lease) -> None:
        """Give a delivery back untried: it is due as it was."""

    async def record_attempt(
        self, lease: Lease, attempt: Attempt, next_at: datetime | None, rest_until: datetime | None = None
    ) -> Delivery:
        """Append an attempt and drop the lease.

        Delivered if the attempt was, else pending until ``next_at``, else failed when that is ``None``. Its receiver
        rests until ``rest_until``, or as long as it was to rest already if that is longer; without one its rest is
        over, as it is once nothing is pending for it.
        """

    async def deliveries(self, task_id: str) -> tuple[Delivery, ...]:
        """The deliveries of a task, oldest first."""

    async def delivery(self, delivery_id: str) -> Delivery | None:
        """The delivery with this id."""

    async def redeliver(self, delivery_id: str, now: datetime) -> Delivery:
        """Make a delivery due now, with all its retries before it, whatever became of it; its receiver's rest is over.

        One that is under way stays as it is. Raises ``NotFound``.
        """


class VisionStore(Protocol):
    """Which models were found to read pictures."""

    async def vision(self, provider: str, model: str) -> VisionRecord | None:
        """What the last probe of a model found; ``None`` for a model that was not probed."""

    async def record_vision(self, record: VisionRecord) -> None:
        """Keep what a probe found, in place of what an earlier one did."""


class Storage(KeyStore, TaskQueue, TaskStore, DeliveryStore, RetentionStore, HistoryStore, VisionStore, Protocol):
    """The whole store. One instance is safe to use from many tasks of one event loop."""

    async def aclose(self) -> None:
        """Finish what was acknowledged and close every connection; idempotent."""
