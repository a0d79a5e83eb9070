"""The store in memory: every duty of the port in plain dictionaries, for tests and short-lived embedding."""

from datetime import date, datetime, timedelta
from itertools import islice

from anyio.lowlevel import checkpoint

from pb_core.domain.billing import (
    ApiKey,
    Caps,
    EntryKind,
    KeyEdit,
    LedgerEntry,
    SeenCall,
    Spent,
    Usage,
    UsageEntry,
    change_of,
    require_room,
)
from pb_core.domain.questions.vision_probe import VisionRecord
from pb_core.domain.steps import StepIntent, StepRecord, begun, failed, finished, submitted
from pb_core.domain.tasks import (
    SUSPECT_FAULTS,
    ClaimedTask,
    Idempotency,
    Lease,
    Outcome,
    Task,
    TaskLine,
    TaskQuery,
    TaskStatus,
    require_place,
)
from pb_core.domain.webhooks import Delivery
from pb_core.errors import Billed, RowRefused
from pb_core.ports.storage import NO_CAPS
from pb_core.testing.memory.deliveries import MemoryDeliveries
from pb_core.testing.memory.history import MemoryHistory
from pb_core.testing.memory.retention import MemoryRetention
from pb_core.testing.memory.storage_state import (
    MemoryLocation,
    age_of,
    book,
    book_key,
    book_task,
    changed,
    charged,
    count_hour,
    known,
    leave_queue,
    line_of,
    listed,
    next_task,
    overdue_task,
    queued,
    require_balance,
    require_lease,
    require_new,
    rescued,
    same_request,
    seen_call,
    spent,
    step_of,
    stored,
    totals,
)

__all__ = ["MemoryLocation", "MemoryStorage"]


class MemoryStorage(MemoryDeliveries, MemoryRetention, MemoryHistory):
    """``Storage`` that lasts as long as its ``MemoryLocation``.

    Every unit checks first and changes afterwards, under one lock, so that it happens whole or not at all.
    """

    # --- keys and ledger --------------------------------------------------------------------------

    async def add_key(self, key: ApiKey) -> None:
        """Insert a key with its grant entry."""
        await checkpoint()
        with self._unit() as at:
            if any(key.id == known.id or key.digest == known.digest for known in at.keys.values()):
                raise RowRefused(f"There is a key {key.id} or one with its digest already.")
            require_balance(key.quota_remaining)
            at.keys[key.id] = key
            book(at, key, EntryKind.GRANT, f"grant:{key.id}", key.quota_remaining, key.created_at)

    async def key(self, key_id: str) -> ApiKey | None:
        """The key with this public id."""
        await checkpoint()
        with self._unit() as at:
            return at.keys.get(key_id)

    async def key_by_digest(self, digest: str) -> ApiKey | None:
        """The key whose full value has this digest."""
        await checkpoint()
        with self._unit() as at:
            return next((key for key in at.keys.values() if key.digest == digest), None)

    async def keys(self) -> tuple[ApiKey, ...]:
        """All keys, oldest first."""
        await checkpoint()
        with self._unit() as at:
            return tuple(sorted(at.keys.values(), key=lambda key: key.created_at))

    async def change_key(self, key_id: str, change: KeyEdit, now: datetime) -> ApiKey:
        """Apply a change and book what it does to the balance."""
        await checkpoint()
        with self._unit() as at:
            before = known(at, key_id)
            after = change.apply(before)
            require_balance(after.quota_remaining)
            at.keys[key_id] = after
            if after.quota_remaining != before.quota_remaining:
                amount = change_of(before.quota_remaining, after.quota_remaining)
                book(at, after, EntryKind.ADJUST, f"adjust:{key_id}:{at.last_entry + 1}", amount, now)
            return after

    async def remove_key(self, key_id: str) -> None:
        """Delete a key with everything that hangs on it, all at once, and remember that it was removed."""
        await checkpoint()
        with self._unit() as at:
            known(at, key_id)
            tasks = {task.id for task in at.tasks.values() if task.key_id == key_id}
            gone = tasks | {delivery.id for delivery in at.deliveries.values() if delivery.key_id == key_id}
            book_key(at, key_id)
            del at.keys[key_id]
            at.removed.append(key_id)
            at.retired = {task_id: owner for task_id, owner in at.retired.items() if owner != key_id}
            at.released = {name: artifact for name, artifact in at.released.items() if name[0] != key_id}
            at.queues.pop(key_id, None)
            at.entries = [entry for entry in at.entries if entry.key_id != key_id]
            at.usage = [(owner, line) for owner, line in at.usage if owner != key_id]
            at.accepted = {asked: stored for asked, stored in at.accepted.items() if asked[0] != key_id}
            at.tasks = {name: task for name, task in at.tasks.items() if name not in gone}
            at.accepted_uptimes = {name: at.accepted_uptimes[name] for name in at.tasks}
            at.steps = {name: step for name, step in at.steps.items() if step.task_id not in gone}
            at.deliveries = {name: row for name, row in at.deliveries.items() if name not in gone}
            at.rests = {receiver: until for receiver, until in at.rests.items() if receiver[0] != key_id}
            at.leases = {held: lease for held, lease in at.leases.items() if held not in gone}

    async def removed_keys(self) -> tuple[str, ...]:
        """The keys that were removed and are not forgotten yet."""
        await checkpoint()
        with self._unit() as at:
            return tuple(at.removed)

    async def clear_key(self, key_id: str) -> bool:
        """Nothing is left to delete."""
        del key_id
        await checkpoint()
        with self._unit():
            return False

    async def forget_key(self, key_id: str) -> None:
        """Forget that a key was removed."""
        await checkpoint()
        with self._unit() as at:
            at.removed = [name for name in at.removed if name != key_id]

    async def usage(self, key_id: str, limit: int = 100) -> tuple[UsageEntry, ...]:
        """The newest accepted tasks of a key, newest first."""
        await checkpoint()
        with self._unit() as at:
            return tuple(line for owner, line in reversed(at.usage) if owner == key_id)[:limit]

    async def ledger(self, key_id: str) -> tuple[LedgerEntry, ...]:
        """All entries of a key, oldest first."""
        await checkpoint()
        with self._unit() as at:
            return tuple(entry for entry in at.entries if entry.key_id == key_id)

    async def spent(self, key_id: str | None = None, day: date | None = None) -> Spent:
        """What calls for a key or of the whole server cost, on a day or ever."""
        await checkpoint()
        with self._unit() as at:
            return spent(at, key_id, day)

    # --- tasks ------------------------------------------------------------------------------------

    async def accept(self, task: Task, idempotency: Idempotency | None = None, most_queued: int | None = None) -> Task:
        """Charge the task's units and insert it, or return the task accepted before under this idempotency key."""
        await checkpoint()
        with self._unit() as at:
            if idempotency and (earlier := at.accepted.get((task.key_id, idempotency.key))):
                return same_request(at.tasks[earlier[0]], earlier[1], idempotency)
            require_new(at, task.id)
            key = charged(at, task)
            if most_queued is not None:
                require_place(queued(at, key.id), most_queued)
            at.keys[key.id] = key
            book(at, key, EntryKind.CHARGE, f"charge:{task.id}", -task.units, task.created_at, task.id)
            at.last_usage += 1
            line = UsageEntry(id=at.last_usage, task_id=task.id, endpoint=task.endpoint, created_at=task.created_at)
            at.usage.append((key.id, line))
            at.tasks[task.id] = task
            count_hour(at, task.created_at, "accepted")
            at.accepted_uptimes[task.id] = self._uptime()
            at.queues.setdefault(key.id, at.turn)
            if idempotency:
                at.accepted[key.id, idempotency.key] = (task.id, idempotency.digest)
            return task

    async def accepted_before(self, key_id: str, idempotency: Idempotency) -> Task | None:
        """The task accepted before under this idempotency key."""
        await checkpoint()
        with self._unit() as at:
            earlier = at.accepted.get((key_id, idempotency.key))
            return earlier and same_request(at.tasks[earlier[0]], earlier[1], idempotency)

    async def task(self, task_id: str) -> Task | None:
        """The task as it is now."""
        await checkpoint()
        with self._unit() as at:
            return at.tasks.get(task_id)

    async def claim_task(
        self, now: datetime, lease: timedelta, token: str, most_running: int | None = None
    ) -> ClaimedTask | None:
        """Take a task that is pending and due, of the key whose turn it is."""
        await checkpoint()
        with self._unit() as at:
            at.holders.add(self._holder)
            return self._taken(at, next_task(at, self._holder, now, most_running), now, lease, token)

    async def claim_overdue(
        self, now: datetime, lease: timedelta, token: str, deadline: timedelta
    ) -> ClaimedTask | None:
        """Take the oldest task that is pending past its deadline."""
        await checkpoint()
        with self._unit() as at:
            return self._taken(at, overdue_task(at, self._uptime(), now, deadline), now, lease, token)

    def _taken(
        self, at: MemoryLocation, found: Task | None, now: datetime, lease: timedelta, token: str
    ) -> ClaimedTask | None:
        if found is None:
            return None
        task = changed(
            at,
            found.id,
            status=TaskStatus.RUNNING,
            attempt=found.attempt + 1,
            started_at=found.started_at or now,
            not_before=None,
            waits_for=None,
        )
        leave_queue(at, task.key_id)
        self._hold(at, task.id, token, lease)
        age = age_of(at, task, self._uptime(), now)
        return ClaimedTask(task=task, lease=Lease(holds=task.id, token=token), age=age)

    async def rescue(self, now: datetime) -> int:
        """Make pending what holders held who are gone, or who let their leases end."""
        await checkpoint()
        with self._unit() as at:
            return rescued(at, self._holder, self._uptime(), now)

    async def renew_task(self, lease: Lease, duration: timedelta) -> None:
        """Let a lease last for ``duration`` from now on."""
        await checkpoint()
        with self._unit() as at:
            require_lease(at, lease)
            self._hold(at, lease.holds, lease.token, duration)

    async def release_task(self, lease: Lease) -> None:
        """Give a task back unfinished."""
        await checkpoint()
        with self._unit() as at:
            require_lease(at, lease)
            del at.leases[lease.holds]
            changed(at, lease.holds, status=TaskStatus.PENDING, attempt=at.tasks[lease.holds].attempt - 1)

    async def put_back(self, lease: Lease, not_before: datetime, reason: str, *, fault: bool = False) -> None:
        """Give a task back that cannot go on yet."""
        await checkpoint()
        with self._unit() as at:
            require_lease(at, lease)
            del at.leases[lease.holds]
            task = at.tasks[lease.holds]
            changed(
                at,
                task.id,
                status=TaskStatus.PENDING,
                attempt=task.attempt - 1,
                not_before=not_before,
                waits_for=reason,
                put_backs=task.put_backs + 1,
                faults=max(task.faults + 1, SUSPECT_FAULTS) if fault else task.faults,
            )

    async def finish_task(
        self, lease: Lease, outcome: Outcome, completed_at: datetime, delivery: Delivery | None = None
    ) -> Task:
        """Set the outcome, drop the lease and insert the delivery, in one unit."""
        await checkpoint()
        with self._unit() as at:
            require_lease(at, lease)
            if delivery is not None:
                require_new(at, delivery.id)
                at.deliveries[delivery.id] = delivery
            del at.leases[lease.holds]
            book_task(at, lease.holds)
            count_hour(at, completed_at, outcome.status.value)
            return changed(
                at,
                lease.holds,
                status=outcome.status,
                result=outcome.result,
                error=outcome.error,
                completed_at=completed_at,
            )

    async def cancel_task(
        self, task_id: str, outcome: Outcome, completed_at: datetime, delivery: Delivery | None = None
    ) -> bool:
        """End a task that is not over, whoever holds it."""
        await checkpoint()
        with self._unit() as at:
            if task_id not in at.tasks or at.tasks[task_id].status.final:
                return False
            if delivery is not None:
                require_new(at, delivery.id)
                at.deliveries[delivery.id] = delivery
            at.leases.pop(task_id, None)
            book_task(at, task_id)
            count_hour(at, completed_at, outcome.status.value)
            ended = changed(
                at,
                task_id,
                status=outcome.status,
                error=outcome.error,
                completed_at=completed_at,
                not_before=None,
                waits_for=None,
            )
            leave_queue(at, ended.key_id)
            return True

    async def task_line(self, task_id: str) -> TaskLine | None:
        """What a list tells of one task, as it is now."""
        await checkpoint()
        with self._unit() as at:
            return None if (task := at.tasks.get(task_id)) is None else line_of(task)

    async def list_tasks(self, key_id: str, query: TaskQuery) -> tuple[TaskLine, ...]:
        """The tasks of a key that a query asks for, the last accepted first."""
        await checkpoint()
        with self._unit() as at:
            return listed(at, key_id, query)

    # --- steps ------------------------------------------------------------------------------------

    async def begin_step(self, lease: Lease, intent: StepIntent, caps: Caps = NO_CAPS) -> StepRecord:
        """Record that a step is about to call its engine, or return it if it finished before."""
        await checkpoint()
        with self._unit() as at:
            require_lease(at, lease)
            before = at.steps.get((lease.holds, intent.name))
            change = begun(lease.holds, before, intent)
            if change.reserves:
                day = intent.started_at.date()
                require_room(caps, totals(at, lease.holds, day), day, change.movements)
            return stored(at, change)

    async def submitted_step(self, lease: Lease, name: str, provider_ref: str) -> None:
        """Store the provider's job id of a started step."""
        await checkpoint()
        with self._unit() as at:
            stored(at, submitted(step_of(at, lease, name), provider_ref))

    async def finish_step(
        self, lease: Lease, name: str, result: bytes, finished_at: datetime, usage: Usage
    ) -> StepRecord:
        """Store the result of a started step and settle what it had reserved."""
        await checkpoint()
        with self._unit() as at:
            return stored(at, finished(step_of(at, lease, name), result, finished_at, usage))

    async def fail_step(
        self, lease: Lease, name: str, error: str, finished_at: datetime, billed: Billed = Billed.UNKNOWN
    ) -> None:
        """Record that the call of a started step failed and is over."""
        await checkpoint()
        with self._unit() as at:
            stored(at, failed(step_of(at, lease, name), error, finished_at, billed))

    async def steps(self, task_id: str) -> tuple[StepRecord, ...]:
        """All steps of a task in the order they were begun."""
        await checkpoint()
        with self._unit() as at:
            return tuple(step for step in at.steps.values() if step.task_id == task_id)

    async def calls_seen(self, engine: str, role: str, limit: int = 200) -> tuple[SeenCall, ...]:
        """What the newest finished steps of an engine in a role cost and how long they took."""
        await checkpoint()
        with self._unit() as at:
            mine = (step for step in reversed(at.steps.values()) if (step.engine, step.role) == (engine, role))
            calls = (seen_call(step) for step in mine)
            return tuple(islice((call for call in calls if call is not None), limit))

    # --- vision -----------------------------------------------------------------------------------

    async def vision(self, provider: str, model: str) -> VisionRecord | None:
        """What the last probe of a model found."""
        await checkpoint()
        with self._unit() as at:
            return at.vision_records.get((provider, model))

    async def record_vision(self, record: VisionRecord) -> None:
        """Keep what a probe found."""
        await checkpoint()
        with self._unit() as at:
            at.vision_records[record.provider, record.model] = record
