"""Activity: what tasks did of late, counted by hour and day, why some failed, and how long others took."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime

from msgspec import Struct

from pb_core.domain.billing import percentile
from pb_core.domain.tasks import TaskKind, TaskStatus

MOST_SAMPLED = 1_000
"""Failures and durations are those of so many tasks at most, the last ones."""


class StateCount(Struct, frozen=True, kw_only=True):
    """How many tasks of a kind have a status now."""

    kind: TaskKind
    status: TaskStatus
    tasks: int


class HourCount(Struct, frozen=True, kw_only=True):
    """How many tasks were accepted in an hour, and how many ended in it; ``hour`` is its beginning, UTC."""

    hour: datetime
    accepted: int = 0
    completed: int = 0
    failed: int = 0


def hour_of(time: datetime) -> datetime:
    """The beginning of the hour that a time lies in."""
    return time.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class DayCost(Struct, frozen=True, kw_only=True):
    """What calls that began on a day cost."""

    day: date
    settled_micros: int


class Failure(Struct, frozen=True, kw_only=True):
    """A task that failed, and the sentence that says why."""

    task_id: str
    error: str


class Duration(Struct, frozen=True, kw_only=True):
    """How long a completed task waited for a worker, and how long it took from acceptance to its end."""

    kind: TaskKind
    waited_seconds: float
    seconds: float


class Activity(Struct, frozen=True, kw_only=True):
    """What a store tells of the time since a moment; hours and days without anything are left out.

    ``oldest_waiting`` is when the oldest pending task was accepted that waits for nothing but a worker. ``failures``
    and ``durations`` are those of the last ``MOST_SAMPLED`` tasks that failed and that ended in that time.
    """

    states: tuple[StateCount, ...] = ()
    oldest_waiting: datetime | None = None
    hours: tuple[HourCount, ...] = ()
    costs: tuple[DayCost, ...] = ()
    failures: tuple[Failure, ...] = ()
    durations: tuple[Duration, ...] = ()


class FailureCause(Struct, frozen=True, kw_only=True):
    """A cause, how many of the failures looked at have it, and one of them, the last."""

    cause: str
    tasks: int
    task_id: str


class Latency(Struct, frozen=True, kw_only=True):
    """What half, and 95 of 100, of the completed tasks looked at did not pass; ``kind`` is ``None`` for all kinds."""

    kind: TaskKind | None
    tasks: int
    median_seconds: float
    p95_seconds: float
    median_waited_seconds: float
    p95_waited_seconds: float


_PARTICULAR = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|\b[0-9a-f]{12,}\b|\$?\d[\d.,:]*")
_CAUSE_CHARACTERS = 120


def cause_of(error: str) -> str:
    """The sentence of a failure without what is particular to one task: quotations, ids and numbers."""
    plain = " ".join(_PARTICULAR.sub("…", error).split())
    return plain if len(plain) <= _CAUSE_CHARACTERS else plain[: _CAUSE_CHARACTERS - 1].rstrip() + "…"


def causes(failures: Sequence[Failure]) -> tuple[FailureCause, ...]:
    """Failures by cause, the most frequent first; ``failures`` come with the last one first."""
    counts = Counter(cause_of(failure.error) for failure in failures)
    last = {cause_of(failure.error): failure.task_id for failure in reversed(failures)}
    return tuple(FailureCause(cause=cause, tasks=tasks, task_id=last[cause]) for cause, tasks in counts.most_common())


def latencies(durations: Sequence[Duration]) -> tuple[Latency, ...]:
    """Latencies of all kinds together, then of each kind that there is."""
    if not durations:
        return ()
    kinds = [kind for kind in TaskKind if any(duration.kind is kind for duration in durations)]
    by_kind = [(kind, [duration for duration in durations if duration.kind is kind]) for kind in kinds]
    return tuple(_latency(kind, some) for kind, some in [(None, durations), *by_kind])


def _latency(kind: TaskKind | None, durations: Sequence[Duration]) -> Latency:
    seconds = sorted(duration.seconds for duration in durations)
    waited = sorted(duration.waited_seconds for duration in durations)
    return Latency(
        kind=kind,
        tasks=len(durations),
        median_seconds=percentile(seconds, 0.5),
        p95_seconds=percentile(seconds, 0.95),
        median_waited_seconds=percentile(waited, 0.5),
        p95_waited_seconds=percentile(waited, 0.95),
    )
