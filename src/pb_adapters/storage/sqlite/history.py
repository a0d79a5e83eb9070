"""The history in SQLite: pages of lines by place, and what tasks did of late."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from pb_adapters.storage.rows import time_text
from pb_adapters.storage.sqlite.access import Access
from pb_adapters.storage.sqlite.group_commit import Unit
from pb_adapters.storage.sqlite.history_lines import is_behind, newest_task, write_lines
from pb_adapters.storage.sqlite.history_lists import question
from pb_core.domain.history import MOST_COUNTED, HistoryLine, HistoryLines, HistoryQuery, Total
from pb_core.domain.history.activity import MOST_SAMPLED, Activity, DayCost, Duration, Failure, HourCount, StateCount
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import DeliveryState

T = TypeVar("T")

SAMPLED = 250
"""Lines that are counted where conditions meet and each alone has more than ``MOST_COUNTED``."""

_LINES = """
SELECT history.place, tasks.id, history.key_id, keys.name AS key_name, history.kind, tasks.status, tasks.created_at,
       tasks.started_at, tasks.completed_at, history.title, history.engines, history.cost_micros, tasks.error,
       (SELECT state FROM deliveries WHERE task_id = tasks.id ORDER BY deliveries.seq DESC LIMIT 1) AS webhook
FROM json_each(:places) AS shown
CROSS JOIN history ON history.place = shown.value
CROSS JOIN tasks ON tasks.seq = history.seq
CROSS JOIN keys ON keys.id = history.key_id
WHERE NOT keys.removed ORDER BY shown.key
"""
_PROVIDERS = "SELECT provider FROM history_provider_counts WHERE tasks > 0 ORDER BY provider"


class History(Access):
    """The duties of ``HistoryStore`` that concern tasks."""

    async def history(self, query: HistoryQuery) -> HistoryLines:
        """The lines that a query asks for, the last accepted first."""
        query.require_within()
        return await self._read_whole(lambda connection: _lines(connection, query))

    async def history_total(self, query: HistoryQuery) -> Total:
        """How many lines all pages of a query have together."""
        return await self._read_whole(lambda connection: _total(connection, query))

    async def providers(self) -> tuple[str, ...]:
        """The providers whose engines answered steps, in alphabetical order."""
        return await self._read_whole(lambda connection: tuple(name for (name,) in connection.execute(_PROVIDERS)))

    async def activity(self, since: datetime, now: datetime) -> Activity:
        """What tasks did since a moment."""
        return await self._read_whole(lambda connection: _activity(connection, since, now))

    async def write_history(self) -> bool:
        """Write some of the lines that are missing."""

        def behind(connection: sqlite3.Connection) -> bool:
            return is_behind(connection, newest_task(connection))

        return await self._read(behind) and await self._write(write_lines)

    async def _read_whole(self, unit: Unit[T]) -> T:
        """As ``_read``, once every task that was accepted by now has its line, however many are meanwhile."""
        newest: int | None = None

        def asked(connection: sqlite3.Connection) -> T | None:
            nonlocal newest
            newest = newest_task(connection) if newest is None else newest
            return None if is_behind(connection, newest) else unit(connection)

        while (answer := await self._read(asked)) is None:
            await self._write(write_lines)
        return answer


def _lines(connection: sqlite3.Connection, query: HistoryQuery) -> HistoryLines:
    asked = question(connection, query, before=query.before)
    skip = 0 if query.before is not None else (query.page - 1) * query.size
    values = {**asked.values, "most": MOST_COUNTED + 1, "size": query.size + 1, "skip": skip}
    places = [place for (place,) in connection.execute(asked.places, values)]
    shown = places[: query.size]
    following = shown[-1] if len(places) > len(shown) else None
    if following is None and asked.rest:
        last, looked_at = connection.execute(asked.last_candidate, values).fetchone()
        following = last if looked_at > MOST_COUNTED else None
    rows = connection.execute(_LINES, {"places": msgspec.json.encode(shown).decode()})
    return HistoryLines(lines=tuple(map(_line, rows)), next=following)


def _line(row: sqlite3.Row) -> HistoryLine:
    return HistoryLine(
        place=row["place"],
        id=row["id"],
        key_id=row["key_id"],
        key_name=row["key_name"],
        kind=TaskKind(row["kind"]),
        status=TaskStatus(row["status"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        started_at=_time(row["started_at"]),
        completed_at=_time(row["completed_at"]),
        title=row["title"],
        engines=tuple(row["engines"].split("\n")[:-1]),
        cost_micros=row["cost_micros"],
        error=row["error"],
        webhook=DeliveryState(row["webhook"]) if row["webhook"] else None,
    )


def _total(connection: sqlite3.Connection, query: HistoryQuery) -> Total:
    asked = question(connection, query)
    values = {**asked.values, "most": MOST_COUNTED + 1}
    (number,) = connection.execute(asked.leads.count, values).fetchone()
    whole = asked.leads.is_kept or number <= MOST_COUNTED
    if not asked.rest:
        return Total(number=number if whole else MOST_COUNTED, is_lower_bound=not whole)
    is_few = number <= MOST_COUNTED
    values["most"] = MOST_COUNTED if is_few else SAMPLED
    return Total(number=connection.execute(asked.total, values).fetchone()[0], is_lower_bound=not is_few)


_STATES = "SELECT kind, status, tasks FROM history_counts WHERE key_id = '' AND tasks > 0 ORDER BY kind, status"
_OLDEST = """
SELECT created_at FROM tasks
WHERE status IN ('pending', 'running') AND status = 'pending' AND (not_before IS NULL OR not_before <= :now)
      AND NOT (SELECT removed FROM keys WHERE id = key_id)
ORDER BY created_at, seq LIMIT 1
"""
_HOURS = "SELECT hour, accepted, completed, failed FROM history_hours WHERE hour >= ? ORDER BY hour"
_COSTS = "SELECT day, settled FROM spent_by_day WHERE day >= ? ORDER BY day"
_FAILURES = """
SELECT id, error FROM tasks WHERE status = 'failed' AND completed_at >= :since
ORDER BY completed_at DESC, seq DESC LIMIT :most
"""
_ENDED = """
SELECT kind, status, created_at, started_at, completed_at FROM tasks
WHERE status IN ('completed', 'failed') AND completed_at >= :since ORDER BY completed_at DESC, seq DESC LIMIT :most
"""


def _activity(connection: sqlite3.Connection, since: datetime, now: datetime) -> Activity:
    oldest = connection.execute(_OLDEST, {"now": time_text(now)}).fetchone()
    sampled = {"since": time_text(since), "most": MOST_SAMPLED}
    hours = connection.execute(_HOURS, (time_text(since)[:13],))
    return Activity(
        states=tuple(
            StateCount(kind=TaskKind(row["kind"]), status=TaskStatus(row["status"]), tasks=row["tasks"])
            for row in connection.execute(_STATES)
        ),
        oldest_waiting=oldest and datetime.fromisoformat(oldest["created_at"]),
        hours=tuple(
            HourCount(
                hour=datetime.fromisoformat(f"{row['hour']}:00+00:00"),
                accepted=row["accepted"],
                completed=row["completed"],
                failed=row["failed"],
            )
            for row in hours
        ),
        costs=tuple(
            DayCost(day=datetime.fromisoformat(day).date(), settled_micros=settled)
            for day, settled in connection.execute(_COSTS, (str(since.date()),))
        ),
        failures=tuple(
            Failure(task_id=task_id, error=error or "") for task_id, error in connection.execute(_FAILURES, sampled)
        ),
        durations=_durations(connection.execute(_ENDED, sampled).fetchall()),
    )


def _durations(rows: Sequence[sqlite3.Row]) -> tuple[Duration, ...]:
    return tuple(_duration(row) for row in rows if row["status"] == TaskStatus.COMPLETED)


def _duration(row: sqlite3.Row) -> Duration:
    created, ended = datetime.fromisoformat(row["created_at"]), datetime.fromisoformat(row["completed_at"])
    began = _time(row["started_at"]) or ended
    return Duration(
        kind=TaskKind(row["kind"]),
        waited_seconds=(began - created).total_seconds(),
        seconds=(ended - created).total_seconds(),
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
