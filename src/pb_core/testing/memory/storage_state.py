"""What the store in memory keeps: rows and amounts, and the checks and changes that its units are made of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import itemgetter
from threading import Lock
from typing import NamedTuple

from msgspec.structs import replace

from pb_core.domain.billing import (
    ApiKey,
    EntryKind,
    LedgerEntry,
    Movement,
    SeenCall,
    Spent,
    Totals,
    UsageEntry,
    booking,
    quota_short,
)
from pb_core.domain.history.activity import HourCount, hour_of
from pb_core.domain.questions.vision_probe import VisionRecord
from pb_core.domain.steps import StepChange, StepRecord, StepState, abandoned
from pb_core.domain.tasks import (
    SUSPECT_FAULTS,
    SUSPECT_PATIENCE,
    SUSPECT_REASON,
    SUSPECT_WAIT,
    Idempotency,
    Lease,
    Task,
    TaskLine,
    TaskQuery,
    TaskStatus,
)
from pb_core.domain.webhooks import Delivery
from pb_core.errors import (
    IdempotencyMismatch,
    KeyDisabled,
    KeyUnknown,
    LeaseLost,
    NotFound,
    RowRefused,
    StepConflict,
)
from pb_core.ports.retention import ReleasedArtifact


class HeldLease(NamedTuple):
    """A lease as stored: under which token, by whom and until which uptime."""

    token: str
    holder: str
    until: float


@dataclass
class MemoryLocation:
    """What a database file is to a real store: open it any number of times, it keeps the rows."""

    keys: dict[str, ApiKey] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    retired: dict[str, str] = field(default_factory=dict)
    released: dict[tuple[str, str], ReleasedArtifact] = field(default_factory=dict)
    entries: list[LedgerEntry] = field(default_factory=list)
    usage: list[tuple[str, UsageEntry]] = field(default_factory=list)
    tasks: dict[str, Task] = field(default_factory=dict)
    accepted_uptimes: dict[str, float] = field(default_factory=dict)
    accepted: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    steps: dict[tuple[str, str], StepRecord] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    rests: dict[tuple[str, str], datetime] = field(default_factory=dict)
    leases: dict[str, HeldLease] = field(default_factory=dict)
    holders: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    queues: dict[str, float] = field(default_factory=dict)
    turn: float = 0.0
    spent_by_key: dict[tuple[str, date], Spent] = field(default_factory=dict)
    spent_by_day: dict[date, Spent] = field(default_factory=dict)
    vision_records: dict[tuple[str, str], VisionRecord] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    hours: dict[datetime, HourCount] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    last_entry: int = 0
    last_usage: int = 0
    lock: Lock = field(default_factory=Lock)


def known(at: MemoryLocation, key_id: str) -> ApiKey:
    """The key with this id; raises ``NotFound``."""
    if key_id not in at.keys:
        raise NotFound(f"There is no API key {key_id}.")
    return at.keys[key_id]


def charged(at: MemoryLocation, task: Task) -> ApiKey:
    """The key after the units of one more task; raises what ``accept`` raises."""
    key = at.keys.get(task.key_id)
    if key is None:
        raise KeyUnknown("This API key does not exist.")
    if not key.active:
        raise KeyDisabled("This API key is disabled.")
    if key.quota_remaining is not None and key.quota_remaining < task.units:
        raise quota_short(key.quota_remaining, task.units)
    left = None if key.quota_remaining is None else key.quota_remaining - task.units
    return replace(key, quota_remaining=left, total_used=key.total_used + task.units)


def book(
    at: MemoryLocation,
    key: ApiKey,
    kind: EntryKind,
    fact: str,
    amount: int | None,
    created_at: datetime,
    task_id: str | None = None,
) -> None:
    """Append an entry with the key's balance."""
    at.last_entry += 1
    at.entries.append(
        LedgerEntry(
            id=at.last_entry,
            key_id=key.id,
            kind=kind,
            fact=fact,
            amount=amount,
            balance=key.quota_remaining,
            created_at=created_at,
            task_id=task_id,
        )
    )


def require_balance(balance: int | None) -> None:
    """Refuse a balance below zero."""
    if balance is not None and balance < 0:
        raise RowRefused("A remaining quota cannot be below zero.")


def require_new(at: MemoryLocation, name: str) -> None:
    """Refuse an id that is taken."""
    if name in at.tasks or name in at.deliveries:
        raise RowRefused(f"{name} is stored already.")


def same_request(task: Task, digest: str, idempotency: Idempotency) -> Task:
    """The task accepted before, unless it was for another request."""
    if digest != idempotency.digest:
        raise IdempotencyMismatch("This idempotency key was used before with another request.")
    return task


def count_hour(at: MemoryLocation, time: datetime, event: str) -> None:
    """Count that a task was ``accepted``, ``completed`` or ``failed`` in the hour of a time."""
    hour = hour_of(time)
    count = at.hours.get(hour, HourCount(hour=hour))
    at.hours[hour] = replace(count, **{event: getattr(count, event) + 1})


def is_due(task: Task, now: datetime) -> bool:
    """Whether a task waits for nothing but a worker."""
    return task.status is TaskStatus.PENDING and (task.not_before is None or task.not_before <= now)


def next_task(at: MemoryLocation, holder: str, now: datetime, most_running: int | None) -> Task | None:
    """The task that a holder claims next; its key has had a turn."""
    mine = [at.tasks[name] for name, lease in at.leases.items() if name in at.tasks and lease.holder == holder]
    if any(task.is_suspect for task in mine):
        return None
    due = [task for task in at.tasks.values() if is_due(task, now) and at.keys[task.key_id].active]
    suspect = min((task for task in due if task.is_suspect), key=lambda task: task.created_at, default=None)
    if suspect is not None and not mine:
        return suspect
    if suspect is not None and (suspect.not_before or suspect.created_at) <= now - SUSPECT_PATIENCE:
        return None
    for key_id, turn in sorted(at.queues.items(), key=itemgetter(1)):
        ready = [task for task in due if task.key_id == key_id and not task.is_suspect]
        running = sum(t.key_id == key_id and t.status is TaskStatus.RUNNING for t in at.tasks.values())
        if ready and (most_running is None or running < most_running):
            at.turn = max(at.turn, turn)
            at.queues[key_id] = at.turn + 1.0 / at.keys[key_id].weight
            return min(ready, key=lambda task: task.queued_at)
    return None


def age_of(at: MemoryLocation, task: Task, uptime: float, now: datetime) -> timedelta:
    """How long ago a task was accepted: what both clocks agree on at least."""
    by_wall = max(now - task.created_at, timedelta())
    by_uptime = timedelta(seconds=uptime - at.accepted_uptimes[task.id])
    return by_wall if by_uptime < timedelta() else min(by_wall, by_uptime)


def overdue_task(at: MemoryLocation, uptime: float, now: datetime, deadline: timedelta) -> Task | None:
    """The oldest task that is pending past its deadline and has no job under way."""
    polled = {step.task_id for step in at.steps.values() if step.state is StepState.STARTED and step.is_kept}
    late = [
        task
        for task in at.tasks.values()
        if task.status is TaskStatus.PENDING and task.id not in polled and age_of(at, task, uptime, now) >= deadline
    ]
    return min(late, key=lambda task: task.created_at, default=None)


def leave_queue(at: MemoryLocation, key_id: str) -> None:
    """A key that has nothing pending takes no turns."""
    if not queued(at, key_id):
        at.queues.pop(key_id, None)


def queued(at: MemoryLocation, key_id: str) -> int:
    """How many tasks of a key are pending."""
    return sum(task.key_id == key_id and task.status is TaskStatus.PENDING for task in at.tasks.values())


def rescued(at: MemoryLocation, holder: str, uptime: float, now: datetime) -> int:
    """Make pending what holders held who are gone, or who let their leases end."""
    lost = {
        name: lease
        for name, lease in at.leases.items()
        if lease.holder != holder and (lease.holder in at.gone or lease.until <= uptime)
    }
    if at.gone:
        for task in [task for task in at.tasks.values() if task.faults and task.status is TaskStatus.PENDING]:
            at.tasks[task.id] = replace(task, faults=0)
    for name in lost:
        del at.leases[name]
        if name in at.tasks:
            faults = at.tasks[name].faults + 1
            waits = faults >= SUSPECT_FAULTS
            due, reason = (now + SUSPECT_WAIT, SUSPECT_REASON) if waits else (None, None)
            changed(at, name, status=TaskStatus.PENDING, faults=faults, not_before=due, waits_for=reason)
    at.gone.clear()
    return len(lost)


def require_lease(at: MemoryLocation, lease: Lease) -> None:
    """Raise ``LeaseLost`` unless the task or delivery is held under this lease."""
    held = at.leases.get(lease.holds)
    if held is None or held.token != lease.token:
        raise LeaseLost(f"{lease.holds} is no longer held under this lease.")


def changed(at: MemoryLocation, task_id: str, **changes: object) -> Task:
    """Store a task with new values and the next version."""
    task = at.tasks[task_id]
    at.tasks[task_id] = task = replace(task, version=task.version + 1, **changes)
    if task.status is TaskStatus.PENDING:
        at.queues.setdefault(task.key_id, at.turn)
    return task


def step_of(at: MemoryLocation, lease: Lease, name: str) -> StepRecord:
    """A begun step of a held task."""
    require_lease(at, lease)
    step = at.steps.get((lease.holds, name))
    if step is None:
        raise StepConflict(f"Step {name} of task {lease.holds} was not begun.")
    return step


def stored(at: MemoryLocation, change: StepChange) -> StepRecord:
    """Keep a step, let its task's version grow and move the amounts; one that is kept already stays as it is."""
    step = change.record
    if at.steps.get((step.task_id, step.name)) is step:
        return step
    forgiven = {"faults": 0} if step.state is StepState.FINISHED else {}
    task = changed(at, step.task_id, **forgiven)
    at.steps[step.task_id, step.name] = step = replace(step, version=task.version)
    _move(at, task.key_id, change.movements)
    return step


def listed(at: MemoryLocation, key_id: str, query: TaskQuery) -> tuple[TaskLine, ...]:
    """The tasks of a key that a query asks for, the last accepted first."""
    mine = [task for task in at.tasks.values() if task.key_id == key_id]
    if query.before is not None:
        names = [line.task_id for owner, line in at.usage if owner == key_id]  # those of retired tasks too
        earlier = set(names[: names.index(query.before)] if query.before in names else ())
        mine = [task for task in mine if task.id in earlier]
    wanted = [
        task
        for task in reversed(mine)
        if query.status in {None, task.status}
        and query.kind in {None, task.kind}
        and query.parent in {None, task.parent}
    ]
    return tuple(map(line_of, wanted[: query.limit]))


def line_of(task: Task) -> TaskLine:
    """What a list tells of a task."""
    return TaskLine(**{name: getattr(task, name) for name in TaskLine.__struct_fields__})


def seen_call(step: StepRecord) -> SeenCall | None:
    """What a finished step cost and how long it took."""
    if step.finished_at is None or step.state is not StepState.FINISHED:
        return None
    return SeenCall(
        most_micros=step.most_micros,
        reserved_micros=step.reserved_micros,
        cost_micros=step.usage.cost_micros or 0,
        seconds=round((step.finished_at - step.started_at).total_seconds(), 3),
    )


def book_task(at: MemoryLocation, task_id: str) -> None:
    """Count what steps under way had reserved as spent: their task is over."""
    for step in [step for step in at.steps.values() if step.task_id == task_id and step.reservation]:
        change = abandoned(step)
        at.steps[task_id, step.name] = change.record
        _move(at, at.tasks[task_id].key_id, change.movements)


def book_key(at: MemoryLocation, key_id: str) -> None:
    """Drop a key's amounts; what its steps had reserved counts as spent by the whole server."""
    for owner, day in [row for row in at.spent_by_key if row[0] == key_id]:
        gone = at.spent_by_key.pop((owner, day))
        at.spent_by_day[day] = at.spent_by_day[day].moved(booking(day, gone.reserved_micros))


def totals(at: MemoryLocation, task_id: str, day: date) -> Totals:
    """What caps are held against when a step of a task begins on a day."""
    return Totals(
        task=_sum(step.spent for step in at.steps.values() if step.task_id == task_id),
        key_day=at.spent_by_key.get((at.tasks[task_id].key_id, day), Spent()),
        day=at.spent_by_day.get(day, Spent()),
    )


def spent(at: MemoryLocation, key_id: str | None, day: date | None) -> Spent:
    """What calls for a key or of the whole server cost, on a day or ever."""
    if key_id is None:
        return _sum(amount for of_day, amount in at.spent_by_day.items() if day in {None, of_day})
    return _sum(
        amount for (owner, of_day), amount in at.spent_by_key.items() if owner == key_id and day in {None, of_day}
    )


def _move(at: MemoryLocation, key_id: str, movements: Iterable[Movement]) -> None:
    for movement in movements:
        row = (key_id, movement.day)
        at.spent_by_key[row] = at.spent_by_key.get(row, Spent()).moved(movement)
        at.spent_by_day[movement.day] = at.spent_by_day.get(movement.day, Spent()).moved(movement)


def _sum(amounts: Iterable[Spent]) -> Spent:
    settled, reserved = 0, 0
    for amount in amounts:
        settled, reserved = settled + amount.settled_micros, reserved + amount.reserved_micros
    return Spent(settled_micros=settled, reserved_micros=reserved)
