"""The history in memory: every line is made anew from all tasks, each time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from anyio.lowlevel import checkpoint

from pb_core.domain.history import (
    MOST_COUNTED,
    TIES,
    HistoryLine,
    HistoryLines,
    HistoryQuery,
    LedgerPage,
    Total,
    first_place,
)
from pb_core.domain.history.activity import MOST_SAMPLED, Activity, DayCost, Duration, Failure, StateCount, hour_of
from pb_core.domain.history.deliveries import (
    DeliveryLine,
    DeliveryLines,
    DeliveryQuery,
    DeliveryReport,
    failing_receivers,
)
from pb_core.domain.history.search_words import text_of, title_of, words_of
from pb_core.domain.steps import StepState
from pb_core.domain.tasks import Task, TaskStatus
from pb_core.domain.webhooks import DeliveryState
from pb_core.testing.memory.storage_access import MemoryAccess
from pb_core.testing.memory.storage_state import MemoryLocation, is_due


class MemoryHistory(MemoryAccess):
    """The duties of ``HistoryStore``."""

    async def history(self, query: HistoryQuery) -> HistoryLines:
        """The lines that a query asks for, the last accepted first."""
        query.require_within()
        await checkpoint()
        with self._unit() as at:
            places = _places(at)
            wanted = [
                task
                for task in sorted(at.tasks.values(), key=lambda task: places[task.id], reverse=True)
                if _is_asked_for(at, query, task) and (query.before is None or places[task.id] < query.before)
            ]
            start = 0 if query.before is not None else (query.page - 1) * query.size
            shown = wanted[start : start + query.size]
            more = len(wanted) > start + query.size
            return HistoryLines(
                lines=tuple(_line(at, places[task.id], task) for task in shown),
                next=places[shown[-1].id] if shown and more else None,
            )

    async def history_total(self, query: HistoryQuery) -> Total:
        """How many lines all pages of a query have together."""
        await checkpoint()
        with self._unit() as at:
            return Total(number=sum(_is_asked_for(at, query, task) for task in at.tasks.values()))

    async def providers(self) -> tuple[str, ...]:
        """The providers whose engines answered steps, in alphabetical order."""
        await checkpoint()
        with self._unit() as at:
            found = {provider for task in at.tasks.values() for provider in _providers(at, task)}
            return tuple(sorted(found))

    async def activity(self, since: datetime, now: datetime) -> Activity:
        """What tasks did since a moment."""
        await checkpoint()
        with self._unit() as at:
            states = Counter((task.kind, task.status) for task in at.tasks.values())
            ended = sorted(
                (task for task in at.tasks.values() if task.completed_at is not None and task.completed_at >= since),
                key=lambda task: task.completed_at or since,
                reverse=True,
            )
            return Activity(
                states=tuple(
                    StateCount(kind=kind, status=status, tasks=n) for (kind, status), n in sorted(states.items())
                ),
                oldest_waiting=_oldest_waiting(at, now),
                hours=tuple(at.hours[hour] for hour in sorted(at.hours) if hour >= hour_of(since)),
                costs=tuple(
                    DayCost(day=day, settled_micros=spent.settled_micros)
                    for day, spent in sorted(at.spent_by_day.items())
                    if day >= since.date()
                ),
                failures=tuple(_failures(ended)),
                durations=tuple(_durations(ended)),
            )

    async def write_history(self) -> bool:
        """Nothing is left for later."""
        await checkpoint()
        with self._unit():
            return False

    async def list_deliveries(self, query: DeliveryQuery) -> DeliveryLines:
        """The webhooks that a query asks for, the last one first."""
        await checkpoint()
        with self._unit() as at:
            lines = [
                line
                for line in _delivery_lines(at)
                if query.state in {None, line.state}
                and query.key_id in {None, line.key_id}
                and (query.before is None or line.place < query.before)
            ]
            shown = lines[: query.size]
            return DeliveryLines(lines=tuple(shown), next=shown[-1].place if len(lines) > len(shown) else None)

    async def delivery_report(self) -> DeliveryReport:
        """Webhooks by state, and the receivers that fail."""
        await checkpoint()
        with self._unit() as at:
            counts = Counter(delivery.state for delivery in at.deliveries.values())
            return DeliveryReport(
                pending=min(counts[DeliveryState.PENDING], MOST_COUNTED),
                delivered=min(counts[DeliveryState.DELIVERED], MOST_COUNTED),
                failed=min(counts[DeliveryState.FAILED], MOST_COUNTED),
                is_lower_bound=any(count > MOST_COUNTED for count in counts.values()),
                failing=failing_receivers(_delivery_lines(at), at.rests),
            )

    async def ledger_page(self, key_id: str, before: int | None = None, size: int = 50) -> LedgerPage:
        """Entries of a key, the last one first."""
        await checkpoint()
        with self._unit() as at:
            entries = [
                entry
                for entry in reversed(at.entries)
                if entry.key_id == key_id and (before is None or entry.id < before)
            ]
            shown = entries[:size]
            return LedgerPage(entries=tuple(shown), next=shown[-1].id if len(entries) > len(shown) else None)


def _places(at: MemoryLocation) -> dict[str, int]:
    """The place of every task; one that has none yet was accepted after all that have."""
    taken = set(at.places.values())
    for task in at.tasks.values():
        if task.id not in at.places:
            place = first_place(task.created_at)
            while place in taken:
                place += 1
            at.places[task.id] = place
            taken.add(place)
    return at.places


def _is_asked_for(at: MemoryLocation, query: HistoryQuery, task: Task) -> bool:
    accepted = first_place(task.created_at) // TIES
    return (
        query.key_id in {None, task.key_id}
        and query.kind in {None, task.kind}
        and query.status in {None, task.status}
        and (query.provider is None or query.provider in _providers(at, task))
        and (query.since is None or accepted >= first_place(query.since) // TIES)
        and (query.until is None or accepted < first_place(query.until) // TIES)
        and set(query.words) <= set(words_of(text_of(task.work)))
    )


def _engines(at: MemoryLocation, task: Task) -> tuple[str, ...]:
    """Who answered steps of a task, in the order in which they first did."""
    done = [
        (step.finished_at, step.answered_by)
        for step in at.steps.values()
        if step.task_id == task.id and step.state is StepState.FINISHED and step.finished_at is not None
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(done, key=lambda pair: pair[0])))


def _providers(at: MemoryLocation, task: Task) -> set[str]:
    return {name.partition("/")[0] for name in _engines(at, task)}


def _line(at: MemoryLocation, place: int, task: Task) -> HistoryLine:
    webhooks = [delivery for delivery in at.deliveries.values() if delivery.task_id == task.id]
    return HistoryLine(
        place=place,
        id=task.id,
        key_id=task.key_id,
        key_name=at.keys[task.key_id].name,
        kind=task.kind,
        status=task.status,
        created_at=task.created_at,
        started_at=task.started_at,
        completed_at=task.completed_at,
        title=title_of(text_of(task.work)),
        engines=_engines(at, task),
        cost_micros=sum(step.booked_micros for step in at.steps.values() if step.task_id == task.id),
        error=task.error,
        webhook=webhooks[-1].state if webhooks else None,
    )


def _oldest_waiting(at: MemoryLocation, now: datetime) -> datetime | None:
    return min((task.created_at for task in at.tasks.values() if is_due(task, now)), default=None)


def _failures(ended: Sequence[Task]) -> Iterator[Failure]:
    failed = (task for task in ended if task.status is TaskStatus.FAILED)
    return (Failure(task_id=task.id, error=task.error or "") for task in islice(failed, MOST_SAMPLED))


def _durations(ended: Sequence[Task]) -> Iterator[Duration]:
    for task in islice(ended, MOST_SAMPLED):
        if task.status is TaskStatus.COMPLETED and task.completed_at is not None:
            begun = task.started_at or task.completed_at
            yield Duration(
                kind=task.kind,
                waited_seconds=(begun - task.created_at).total_seconds(),
                seconds=(task.completed_at - task.created_at).total_seconds(),
            )


def _delivery_lines(at: MemoryLocation) -> list[DeliveryLine]:
    """Every webhook, the last one first."""
    for name in at.deliveries:
        at.numbers.setdefault(name, len(at.numbers) + 1)
    fields = [name for name in DeliveryLine.__struct_fields__ if name != "place"]
    return [
        DeliveryLine(place=at.numbers[name], **{field: getattr(delivery, field) for field in fields})
        for name, delivery in reversed(at.deliveries.items())
    ]
