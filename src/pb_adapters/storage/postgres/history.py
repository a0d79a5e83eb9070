"""The history in PostgreSQL: pages of lines by place, and what tasks did of late."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from psycopg.rows import DictRow

from pb_adapters.storage.postgres.access import Access, first, only, rows
from pb_adapters.storage.postgres.history_lines import (
    due_lines,
    fold_counts,
    has_changes,
    is_behind,
    newest_due,
    write_lines,
)
from pb_adapters.storage.postgres.history_lists import question
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.postgres.transactions import Unit
from pb_adapters.storage.rows import in_utc
from pb_core.domain.history import MOST_COUNTED, HistoryLine, HistoryLines, HistoryQuery, Total
from pb_core.domain.history.activity import (
    MOST_SAMPLED,
    Activity,
    DayCost,
    Duration,
    Failure,
    HourCount,
    StateCount,
    hour_of,
)
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import DeliveryState

T = TypeVar("T")

SAMPLED = 250
"""Lines that are counted where conditions meet and each alone has more than ``MOST_COUNTED``."""

_LINES = """
SELECT history.place, tasks.id, history.key_id, keys.name AS key_name, history.kind, tasks.status, tasks.created_at,
       tasks.started_at, tasks.completed_at, history.title, history.engines, history.cost_micros, tasks.error,
       (SELECT state FROM deliveries WHERE task_id = tasks.id ORDER BY deliveries.seq DESC LIMIT 1) AS webhook
FROM unnest(%s::bigint[]) WITH ORDINALITY AS shown (place, number)
JOIN history ON history.place = shown.place
JOIN tasks ON tasks.seq = history.seq
JOIN keys ON keys.id = history.key_id
WHERE NOT keys.removed ORDER BY shown.number
"""
_KEPT = """
(SELECT topic, subject, kind, status, number FROM tallies
 UNION ALL SELECT topic, subject, kind, status, number FROM tally_changes) AS kept
"""
_PROVIDERS = f"""
SELECT subject FROM {_KEPT} WHERE topic = 'providers' GROUP BY subject HAVING sum(number) > 0
ORDER BY subject COLLATE "C"
"""


class History(Access):
    """The duties of ``HistoryStore`` that concern tasks."""

    async def history(self, query: HistoryQuery) -> HistoryLines:
        """The lines that a query asks for, the last accepted first."""
        query.require_within()
        return await self._read_current(lambda connection: _lines(connection, query))

    async def history_total(self, query: HistoryQuery) -> Total:
        """How many lines all pages of a query have together."""
        return await self._read_current(lambda connection: _total(connection, query))

    async def providers(self) -> tuple[str, ...]:
        """The providers whose engines answered steps, in alphabetical order."""
        found = await self._read_current(lambda connection: rows(connection, _PROVIDERS))
        return tuple(row["subject"] for row in found)

    async def activity(self, since: datetime, now: datetime) -> Activity:
        """What tasks did since a moment."""
        return await self._read_current(lambda connection: _activity(connection, since, now))

    async def write_history(self) -> bool:
        """Write some of the lines that are missing, and fold counts."""
        has_written = await self._write_some_lines()
        if await self._read(has_changes):  # mostly there are none, and folding writes
            await self._write(fold_counts)
        return has_written

    async def _write_some_lines(self) -> bool:
        lines = await self._read(due_lines)
        if lines:
            await self._write(lambda connection: write_lines(connection, lines))
        return bool(lines)

    async def _read_current(self, unit: Unit[T]) -> T:
        """As ``_read_whole``, once every task that was accepted by now has its line, however many are meanwhile."""
        newest: int | None = None

        async def asked(connection: Connection) -> tuple[T] | None:
            nonlocal newest
            newest = await newest_due(connection) if newest is None else newest
            return None if await is_behind(connection, newest) else (await unit(connection),)

        while (answer := await self._read_whole(asked)) is None:
            await self._write_some_lines()
        return answer[0]


async def _lines(connection: Connection, query: HistoryQuery) -> HistoryLines:
    asked = await question(connection, query, before=query.before)
    skip = 0 if query.before is not None else (query.page - 1) * query.size
    values = {**asked.values, "most": MOST_COUNTED + 1, "size": query.size + 1, "skip": skip}
    places = [row["place"] for row in await rows(connection, asked.places, values)]
    shown = places[: query.size]
    following = shown[-1] if len(places) > len(shown) else None
    if following is None and asked.rest:
        last = await first(connection, asked.last_candidate, values)
        following = last["place"] if last is not None and last["number"] > MOST_COUNTED else None
    return HistoryLines(lines=tuple(map(_line, await rows(connection, _LINES, [shown]))), next=following)


def _line(row: DictRow) -> HistoryLine:
    return HistoryLine(
        place=row["place"],
        id=row["id"],
        key_id=row["key_id"],
        key_name=row["key_name"],
        kind=TaskKind(row["kind"]),
        status=TaskStatus(row["status"]),
        created_at=in_utc(row["created_at"]),
        started_at=_time(row["started_at"]),
        completed_at=_time(row["completed_at"]),
        title=row["title"],
        engines=tuple(row["engines"].split("\n")[:-1]),
        cost_micros=row["cost_micros"],
        error=row["error"],
        webhook=DeliveryState(row["webhook"]) if row["webhook"] else None,
    )


async def _total(connection: Connection, query: HistoryQuery) -> Total:
    asked = await question(connection, query)
    values = {**asked.values, "most": MOST_COUNTED + 1}
    number = int(await only(connection, asked.leads.count, values))
    whole = asked.leads.is_kept or number <= MOST_COUNTED
    if not asked.rest:
        return Total(number=number if whole else MOST_COUNTED, is_lower_bound=not whole)
    is_few = number <= MOST_COUNTED
    values["most"] = MOST_COUNTED if is_few else SAMPLED
    return Total(number=int(await only(connection, asked.total, values)), is_lower_bound=not is_few)


_STATES = """
SELECT kind, status, sum(number)::bigint AS tasks FROM (
    SELECT kind, status, number FROM tallies WHERE topic = 'tasks' AND subject = ''
    UNION ALL SELECT kind, status, number FROM tally_changes WHERE topic = 'tasks'
) AS kept
GROUP BY kind, status HAVING sum(number) > 0 ORDER BY kind, status
"""
_OLDEST = """
SELECT created_at FROM tasks
WHERE status = 'pending' AND (not_before IS NULL OR not_before <= %s)
      AND NOT (SELECT removed FROM keys WHERE id = key_id)
ORDER BY created_at, seq LIMIT 1
"""
_HOURS = f"""
SELECT subject AS hour, coalesce(sum(number) FILTER (WHERE status = 'accepted'), 0)::bigint AS accepted,
       coalesce(sum(number) FILTER (WHERE status = 'completed'), 0)::bigint AS completed,
       coalesce(sum(number) FILTER (WHERE status = 'failed'), 0)::bigint AS failed
FROM {_KEPT} WHERE topic = 'hours' AND subject COLLATE "C" >= %s GROUP BY subject ORDER BY subject COLLATE "C"
"""
_COSTS = "SELECT day, settled FROM spent_by_day WHERE day >= %s ORDER BY day"
_FAILURES = """
SELECT id, error FROM tasks WHERE status = 'failed' AND completed_at >= %(since)s
ORDER BY completed_at DESC, seq DESC LIMIT %(most)s
"""
_ENDED = """
SELECT kind, status, created_at, started_at, completed_at FROM tasks
WHERE status IN ('completed', 'failed') AND completed_at >= %(since)s ORDER BY completed_at DESC, seq DESC
LIMIT %(most)s
"""


async def _activity(connection: Connection, since: datetime, now: datetime) -> Activity:
    oldest = await first(connection, _OLDEST, [now])
    sampled = {"since": since, "most": MOST_SAMPLED}
    hours = await rows(connection, _HOURS, [hour_of(since).strftime("%Y-%m-%dT%H")])
    costs = await rows(connection, _COSTS, [in_utc(since).date()])
    failures = await rows(connection, _FAILURES, sampled)
    return Activity(
        states=tuple(
            StateCount(kind=TaskKind(row["kind"]), status=TaskStatus(row["status"]), tasks=row["tasks"])
            for row in await rows(connection, _STATES)
        ),
        oldest_waiting=None if oldest is None else in_utc(oldest["created_at"]),
        hours=tuple(
            HourCount(
                hour=datetime.fromisoformat(f"{row['hour']}:00+00:00"),
                accepted=row["accepted"],
                completed=row["completed"],
                failed=row["failed"],
            )
            for row in hours
        ),
        costs=tuple(DayCost(day=row["day"], settled_micros=row["settled"]) for row in costs),
        failures=tuple(Failure(task_id=row["id"], error=row["error"] or "") for row in failures),
        durations=_durations(await rows(connection, _ENDED, sampled)),
    )


def _durations(ended: Sequence[DictRow]) -> tuple[Duration, ...]:
    return tuple(_duration(row) for row in ended if row["status"] == TaskStatus.COMPLETED)


def _duration(row: DictRow) -> Duration:
    began = row["started_at"] or row["completed_at"]
    return Duration(
        kind=TaskKind(row["kind"]),
        waited_seconds=(began - row["created_at"]).total_seconds(),
        seconds=(row["completed_at"] - row["created_at"]).total_seconds(),
    )


def _time(value: datetime | None) -> datetime | None:
    return None if value is None else in_utc(value)
