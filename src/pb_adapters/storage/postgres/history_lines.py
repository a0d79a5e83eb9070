"""Lines of the history in PostgreSQL: each task gets its own a moment after it was accepted, which takes no longer.

``history_due`` lists the tasks that have none yet. From then on triggers keep a line as its task and steps are; while
it is written, its task is held, so that no change of it falls between. Counts are written as changes, which nobody has
to wait for, and folded into sums here.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from psycopg.rows import DictRow

from pb_adapters.storage.postgres.access import execute, first, only, rows
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.rows import UNREADABLE
from pb_core.domain.history import TIES, first_place
from pb_core.domain.history.activity import hour_of
from pb_core.domain.history.search_words import text_of, title_of, words_of
from pb_core.domain.requests import Work

MOST_LINES = 50
MOST_CHARACTERS = 4_000_000
"""How many lines one transaction writes, and after how much of requests it ends: one of them may be megabytes."""

MOST_CHANGES = 10_000
"""How many changes of counts one transaction folds into sums."""

_WORK = msgspec.json.Decoder(Work)

_LOCK = f"SELECT pg_advisory_xact_lock({0x50426E63})"
"""Who writes lines or folds counts follows each other."""

_NEWEST = "SELECT coalesce(max(seq), 0) FROM history_due"
_BEHIND = "SELECT EXISTS (SELECT 1 FROM history_due WHERE seq <= %s)"
_DUE = """
SELECT tasks.seq, created_at, work FROM history_due JOIN tasks ON tasks.seq = history_due.seq
WHERE history_due.seq > %s ORDER BY history_due.seq LIMIT 1
"""
_HOLD = """
SELECT tasks.seq, tasks.id, key_id, kind, status FROM tasks
WHERE seq = ANY(%(numbers)s) AND EXISTS (SELECT 1 FROM history_due WHERE history_due.seq = tasks.seq)
ORDER BY tasks.seq FOR SHARE
"""
_STEPS = """
SELECT task_id, answered_by, state = 'finished' AS is_answered, booked_micros FROM steps
WHERE task_id = ANY(%s) ORDER BY finished_at, seq
"""
_LAST_PLACE = "SELECT max(place) FROM history WHERE place >= %s AND place < %s"
_INSERT = """
INSERT INTO history (place, seq, key_id, kind, status, title, words, engines, cost_micros)
VALUES (%(place)s, %(seq)s, %(key_id)s, %(kind)s, %(status)s, %(title)s, %(words)s, %(engines)s, %(cost_micros)s)
"""
_PROVIDER = "INSERT INTO history_providers (provider, place) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_ACCEPTED = "INSERT INTO tally_changes (topic, subject, status, number) VALUES ('hours', %s, 'accepted', %s)"
_DONE = "DELETE FROM history_due WHERE seq = ANY(%s)"
_FOLD = """
WITH folded AS (
    DELETE FROM tally_changes WHERE seq IN (SELECT seq FROM tally_changes ORDER BY seq LIMIT %s)
    RETURNING topic, subject, kind, status, number
), sums AS (
    SELECT topic, subject, kind, status, sum(number) AS number FROM folded GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT topic, '', kind, status, sum(number) FROM folded WHERE topic = 'tasks' GROUP BY 1, 3, 4
)
INSERT INTO tallies (topic, subject, kind, status, number) SELECT topic, subject, kind, status, number FROM sums
ON CONFLICT (topic, subject, kind, status) DO UPDATE SET number = tallies.number + excluded.number
"""
_TIDY = "DELETE FROM tallies WHERE topic <> 'hours' AND number = 0"


class DueLine(Struct, frozen=True):
    """What a line tells of a task that never changes."""

    seq: int
    created_at: datetime
    title: str
    words: tuple[str, ...]


async def newest_due(connection: Connection) -> int:
    """The number of the last task that has no line yet; 0 if all have."""
    return int(await only(connection, _NEWEST))


async def is_behind(connection: Connection, newest: int) -> bool:
    """Whether tasks up to a number have no line yet."""
    return bool(await only(connection, _BEHIND, [newest]))


async def due_lines(connection: Connection, most: int = MOST_LINES) -> list[DueLine]:
    """Lines that are missing, those of the tasks accepted first; one request at a time is in memory."""
    found: list[DueLine] = []
    characters = 0
    while len(found) < most and characters < MOST_CHARACTERS:
        row = await first(connection, _DUE, [found[-1].seq if found else 0])
        if row is None:
            break
        text = _text(row["work"])
        found.append(DueLine(row["seq"], row["created_at"], title_of(text), words_of(text)))
        characters += len(row["work"])
    return found


async def write_lines(connection: Connection, lines: Sequence[DueLine]) -> None:
    """Write lines, unless others have done so meanwhile or their tasks are gone."""
    await execute(connection, _LOCK)
    numbers = [line.seq for line in lines]
    tasks = {row["seq"]: row for row in await rows(connection, _HOLD, {"numbers": numbers})}
    steps: dict[str, list[DictRow]] = {}
    for step in await rows(connection, _STEPS, [[row["id"] for row in tasks.values()]]):
        steps.setdefault(step["task_id"], []).append(step)
    written = [line for line in lines if line.seq in tasks]
    for line in written:
        await _write_line(connection, line, tasks[line.seq], steps.get(tasks[line.seq]["id"], []))
    for hour, count in sorted(Counter(_hour(line.created_at) for line in written).items()):
        await execute(connection, _ACCEPTED, [hour, count])
    await execute(connection, _DONE, [numbers])


async def has_changes(connection: Connection) -> bool:
    """Whether there are changes of counts to fold."""
    return bool(await only(connection, "SELECT EXISTS (SELECT 1 FROM tally_changes)"))


async def fold_counts(connection: Connection) -> None:
    """Fold changes of counts into sums, so that few are to be added up by who asks."""
    await execute(connection, _LOCK)
    await execute(connection, _FOLD, [MOST_CHANGES])
    await execute(connection, _TIDY)


async def _write_line(connection: Connection, line: DueLine, task: DictRow, steps: Sequence[DictRow]) -> None:
    engines = list(dict.fromkeys(step["answered_by"] for step in steps if step["is_answered"]))
    place = await _free_place(connection, line.created_at)
    values = {
        **{name: task[name] for name in ("seq", "key_id", "kind", "status")},
        "place": place,
        "title": line.title,
        "words": list(line.words),
        "engines": "".join(f"{engine}\n" for engine in engines),
        "cost_micros": sum(step["booked_micros"] for step in steps),
    }
    await execute(connection, _INSERT, values)
    for engine in engines:
        await execute(connection, _PROVIDER, [engine.partition("/")[0], place])


def _text(work: str) -> str:
    """What a task is found by; one whose request this version cannot read is found by no word."""
    try:
        return text_of(_WORK.decode(work))
    except UNREADABLE:
        return ""


def _hour(time: datetime) -> str:
    return hour_of(time).strftime("%Y-%m-%dT%H")


async def _free_place(connection: Connection, accepted: datetime) -> int:
    """The first place behind all that were accepted in the same millisecond."""
    place = first_place(accepted)
    while True:
        last = await only(connection, _LAST_PLACE, [place, place + TIES])
        if last is None:
            return place
        if last + 1 < place + TIES:
            return int(last) + 1
        place += TIES
