"""Amounts in SQLite: what calls cost and may cost, by key and day and by day, moved with the steps."""

import sqlite3
from collections.abc import Iterable
from datetime import date

from pb_adapters.storage.access import Access
from pb_core.spending import Movement, Spent, Totals, booking

_OPEN_KEY = """
INSERT INTO spent_by_key (key_id, day, settled, reserved) SELECT key_id, :day, 0, 0 FROM tasks WHERE id = :task_id
ON CONFLICT DO NOTHING
"""
_MOVE_KEY = """
UPDATE spent_by_key SET settled = settled + :settled, reserved = reserved + :reserved
WHERE key_id = (SELECT key_id FROM tasks WHERE id = :task_id) AND day = :day
"""
_OPEN_DAY = "INSERT INTO spent_by_day (day, settled, reserved) VALUES (:day, 0, 0) ON CONFLICT DO NOTHING"
_MOVE_DAY = "UPDATE spent_by_day SET settled = settled + :settled, reserved = reserved + :reserved WHERE day = :day"
_OPEN_RESERVATIONS = """
SELECT reservation ->> 'day' AS day, reservation ->> 'micros' AS micros FROM steps
WHERE task_id = ? AND reservation IS NOT NULL
"""
_BOOK_RESERVATIONS = """
UPDATE steps SET booked_micros = booked_micros + (reservation ->> 'micros'), reservation = NULL
WHERE task_id = ? AND reservation IS NOT NULL
"""
_BOOK_KEY = """
UPDATE spent_by_day SET settled = spent_by_day.settled + gone.reserved,
                        reserved = spent_by_day.reserved - gone.reserved
FROM spent_by_key AS gone WHERE gone.day = spent_by_day.day AND gone.key_id = ? AND gone.reserved > 0
"""
_OF_TASK = """
SELECT coalesce(sum(booked_micros), 0), coalesce(sum(reservation ->> 'micros'), 0) FROM steps WHERE task_id = ?
"""
_OF_KEY_DAY = """
SELECT settled, reserved FROM spent_by_key WHERE key_id = (SELECT key_id FROM tasks WHERE id = ?) AND day = ?
"""
_OF_DAY = "SELECT settled, reserved FROM spent_by_day WHERE day = ?"
_QUESTIONS = {
    (True, True): "SELECT settled, reserved FROM spent_by_key WHERE key_id = ? AND day = ?",
    (True, False): "SELECT coalesce(sum(settled), 0), coalesce(sum(reserved), 0) FROM spent_by_key WHERE key_id = ?",
    (False, True): _OF_DAY,
    (False, False): "SELECT coalesce(sum(settled), 0), coalesce(sum(reserved), 0) FROM spent_by_day",
}


class Spending(Access):
    """The duty of ``KeyStore`` that concerns money."""

    async def spent(self, key_id: str | None = None, day: date | None = None) -> Spent:
        """What calls for a key or of the whole server cost, on a day or ever."""
        asked = tuple(str(value) for value in (key_id, day) if value is not None)
        query = _QUESTIONS[key_id is not None, day is not None]
        return await self._read(lambda connection: _spent(connection, query, *asked))


def totals(connection: sqlite3.Connection, task_id: str, day: date) -> Totals:
    """What caps are held against when a step of a task begins on a day."""
    return Totals(
        task=_spent(connection, _OF_TASK, task_id),
        key_day=_spent(connection, _OF_KEY_DAY, task_id, str(day)),
        day=_spent(connection, _OF_DAY, str(day)),
    )


def move(connection: sqlite3.Connection, task_id: str, movements: Iterable[Movement]) -> None:
    """Change the amounts of the task's key and of the whole server."""
    for movement in movements:
        values = {
            "task_id": task_id,
            "day": str(movement.day),
            "settled": movement.settled_micros,
            "reserved": movement.reserved_micros,
        }
        for statement in (_OPEN_KEY, _MOVE_KEY, _OPEN_DAY, _MOVE_DAY):
            connection.execute(statement, values)


def book_task(connection: sqlite3.Connection, task_id: str) -> None:
    """Count what steps under way had reserved as spent: their task is over."""
    open_ones = connection.execute(_OPEN_RESERVATIONS, (task_id,)).fetchall()
    if open_ones:
        connection.execute(_BOOK_RESERVATIONS, (task_id,))
        move(connection, task_id, (booking(date.fromisoformat(row["day"]), row["micros"]) for row in open_ones))


def book_key(connection: sqlite3.Connection, key_id: str) -> None:
    """Count what a key's steps had reserved as spent by the whole server: the key is about to be removed."""
    connection.execute(_BOOK_KEY, (key_id,))


def _spent(connection: sqlite3.Connection, query: str, *values: str) -> Spent:
    row = connection.execute(query, values).fetchone()
    return Spent() if row is None else Spent(settled_micros=row[0], reserved_micros=row[1])
