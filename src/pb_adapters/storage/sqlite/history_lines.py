"""Lines of the history in SQLite: each task gets its own a moment after it was accepted, which so takes no longer.

Lines are written in the order of ``tasks.seq``, so that every task behind the last line has none. From then on triggers
keep them (``history_schema``).
"""

import sqlite3
from contextlib import closing
from datetime import datetime

import msgspec

from pb_adapters.storage.rows import UNREADABLE
from pb_core.domain.history import TIES, first_place
from pb_core.domain.history.search_words import text_of, title_of, words_of
from pb_core.domain.requests import Work

MOST_LINES = 200
MOST_CHARACTERS = 4_000_000
"""How many lines one transaction writes, and after how much of requests it ends: one of them may be megabytes."""

_WORK = msgspec.json.Decoder(Work)

_NEWEST = "SELECT coalesce(max(seq), 0) FROM tasks"
_BEHIND = """
SELECT EXISTS (SELECT 1 FROM tasks WHERE seq > (SELECT coalesce(max(seq), 0) FROM history) AND seq <= ?)
"""
_NEXT = """
SELECT seq, id, key_id, kind, status, created_at, work FROM tasks
WHERE seq > (SELECT coalesce(max(seq), 0) FROM history) ORDER BY seq LIMIT ?
"""
_STEPS = """
SELECT coalesce(CASE WHEN json_valid(usage) THEN usage ->> 'engine' END, engine) AS engine,
       state = 'finished' AS answered, booked_micros FROM steps WHERE task_id = ? ORDER BY finished_at, seq
"""
_INSERT = """
INSERT INTO history (place, seq, key_id, kind, status, title, words, engines, cost_micros)
VALUES (:place, :seq, :key_id, :kind, :status, :title, :words, :engines, :cost_micros)
"""
_PROVIDER = "INSERT OR IGNORE INTO history_providers (provider, place) VALUES (?, ?)"
_ACCEPTED = """
INSERT INTO history_hours (hour, accepted) VALUES (substr(?, 1, 13), 1)
ON CONFLICT (hour) DO UPDATE SET accepted = accepted + 1
"""
_LAST = "SELECT max(place) FROM history WHERE place >= ? AND place < ?"


def newest_task(connection: sqlite3.Connection) -> int:
    """The number of the task that was accepted last."""
    return int(connection.execute(_NEWEST).fetchone()[0])


def is_behind(connection: sqlite3.Connection, newest: int) -> bool:
    """Whether tasks up to a number have no line yet."""
    (behind,) = connection.execute(_BEHIND, (newest,)).fetchone()
    return bool(behind)


def write_lines(connection: sqlite3.Connection, most: int = MOST_LINES) -> bool:
    """Write lines that are missing, those of the tasks accepted first; return whether there may be more."""
    lines = characters = 0
    with closing(connection.execute(_NEXT, (most,))) as rows:
        for row in rows:  # one request at a time is in memory
            _write_line(connection, row)
            lines += 1
            characters += len(row["work"])
            if characters >= MOST_CHARACTERS:
                return True
    return lines == most


def _write_line(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    text = _text(row["work"])
    steps = connection.execute(_STEPS, (row["id"],)).fetchall()
    engines = list(dict.fromkeys(step["engine"] for step in steps if step["answered"]))
    place = _free_place(connection, datetime.fromisoformat(row["created_at"]))
    line = {
        **{name: row[name] for name in ("seq", "key_id", "kind", "status")},
        "place": place,
        "title": title_of(text),
        "words": " ".join(words_of(text)),
        "engines": "".join(f"{engine}\n" for engine in engines),
        "cost_micros": sum(step["booked_micros"] for step in steps),
    }
    connection.execute(_INSERT, line)
    connection.executemany(_PROVIDER, [(engine.partition("/")[0], place) for engine in engines])
    connection.execute(_ACCEPTED, (row["created_at"],))


def _text(work: str) -> str:
    """What a task is found by; one whose request this version cannot read is found by no word."""
    try:
        return text_of(_WORK.decode(work))
    except UNREADABLE:
        return ""


def _free_place(connection: sqlite3.Connection, accepted: datetime) -> int:
    """The first place behind all that were accepted in the same millisecond."""
    first = first_place(accepted)
    while True:
        (last,) = connection.execute(_LAST, (first, first + TIES)).fetchone()
        if last is None:
            return first
        if last + 1 < first + TIES:
            return int(last) + 1
        first += TIES
