"""API keys, the ledger and amounts in SQLite: what calls cost and may cost, by key and day, moved with the steps."""

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

from pb_adapters.storage.rows import Rows
from pb_adapters.storage.sqlite.access import Access
from pb_core.domain.billing import (
    ApiKey,
    EntryKind,
    KeyEdit,
    LedgerEntry,
    Movement,
    Spent,
    Totals,
    UsageEntry,
    booking,
    change_of,
    quota_short,
)
from pb_core.domain.tasks import Task
from pb_core.errors import KeyDisabled, KeyUnknown, NotFound, QuotaExhausted

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


def _spent(connection: sqlite3.Connection, query: str, *values: str) -> Spent:
    row = connection.execute(query, values).fetchone()
    return Spent() if row is None else Spent(settled_micros=row[0], reserved_micros=row[1])


KEYS = Rows(ApiKey)
LEDGER = Rows(LedgerEntry)
USAGE = Rows(UsageEntry)

_INSERT_KEY = """
INSERT INTO keys (id, prefix, digest, name, created_at, quota_total, quota_remaining, total_used, active,
                  webhook_url, webhook_secret, weight, next_webhook_secret)
VALUES (:id, :prefix, :digest, :name, :created_at, :quota_total, :quota_remaining, :total_used, :active,
        :webhook_url, :webhook_secret, :weight, :next_webhook_secret)
"""
_UPDATE_KEY = """
UPDATE keys SET quota_total = :quota_total, quota_remaining = :quota_remaining, active = :active,
                webhook_url = :webhook_url, webhook_secret = :webhook_secret, weight = :weight,
                next_webhook_secret = :next_webhook_secret
WHERE id = :id
"""
_CHARGE = """
UPDATE keys SET quota_remaining = quota_remaining - :units, total_used = total_used + :units
WHERE id = :key_id AND active AND (quota_remaining IS NULL OR quota_remaining >= :units)
RETURNING quota_remaining
"""
_INSERT_ENTRY = """
INSERT INTO ledger (key_id, kind, fact, amount, balance, created_at, task_id)
VALUES (:key_id, :kind, :fact, :amount, :balance, :created_at, :task_id)
"""
_USAGE = """
SELECT seq AS id, id AS task_id, endpoint, created_at FROM tasks WHERE key_id = :key_id
UNION ALL SELECT seq, id, endpoint, created_at FROM past_tasks WHERE key_id = :key_id
ORDER BY seq DESC LIMIT :limit
"""


class Keys(Access):
    """The duties of ``KeyStore`` but removal. A usage line is the row of a task or past task, with its number."""

    async def add_key(self, key: ApiKey) -> None:
        """Insert a key with its grant entry."""
        await self._write(lambda connection: _add(connection, key))

    async def key(self, key_id: str) -> ApiKey | None:
        """The key with this public id."""
        return await self._read(lambda connection: _find(connection, key_id))

    async def key_by_digest(self, digest: str) -> ApiKey | None:
        """The key whose full value has this digest."""
        return await self._read_recent(("key", digest), lambda connection: _find_by_digest(connection, digest))

    async def keys(self) -> tuple[ApiKey, ...]:
        """All keys, oldest first."""
        return await self._read(_all)

    async def change_key(self, key_id: str, change: KeyEdit, now: datetime) -> ApiKey:
        """Apply a change and book what it does to the balance."""
        return await self._write(lambda connection: _change(connection, key_id, change, now))

    async def usage(self, key_id: str, limit: int = 100) -> tuple[UsageEntry, ...]:
        """The newest accepted tasks of a key, newest first."""
        return await self._read(
            lambda connection: tuple(map(USAGE.decode, connection.execute(_USAGE, (key_id, limit))))
        )

    async def ledger(self, key_id: str) -> tuple[LedgerEntry, ...]:
        """All entries of a key, oldest first."""
        return await self._read(lambda connection: _ledger(connection, key_id))


def charge(connection: sqlite3.Connection, task: Task) -> None:
    """Take the units of a task by one conditional update, all or none, and book them in one entry."""
    row = connection.execute(_CHARGE, {"key_id": task.key_id, "units": task.units}).fetchone()
    if row is None:
        raise _refusal(connection, task)
    book(
        connection,
        LedgerEntry(
            id=0,
            key_id=task.key_id,
            kind=EntryKind.CHARGE,
            fact=f"charge:{task.id}",
            amount=-task.units,
            balance=row["quota_remaining"],
            created_at=task.created_at,
            task_id=task.id,
        ),
    )


def book(connection: sqlite3.Connection, entry: LedgerEntry) -> None:
    """Append an entry; the database numbers it."""
    connection.execute(_INSERT_ENTRY, LEDGER.encode(entry))


def _refusal(connection: sqlite3.Connection, task: Task) -> KeyUnknown | KeyDisabled | QuotaExhausted:
    key = _find(connection, task.key_id)
    if key is None:
        return KeyUnknown("This API key does not exist.")
    if not key.active:
        return KeyDisabled("This API key is disabled.")
    return quota_short(key.quota_remaining or 0, task.units)


def _add(connection: sqlite3.Connection, key: ApiKey) -> None:
    connection.execute(_INSERT_KEY, KEYS.encode(key))
    book(
        connection,
        LedgerEntry(
            id=0,
            key_id=key.id,
            kind=EntryKind.GRANT,
            fact=f"grant:{key.id}",
            amount=key.quota_remaining,
            balance=key.quota_remaining,
            created_at=key.created_at,
        ),
    )


def _find(connection: sqlite3.Connection, key_id: str) -> ApiKey | None:
    row = connection.execute("SELECT * FROM keys WHERE id = ? AND NOT removed", (key_id,)).fetchone()
    return None if row is None else KEYS.decode(row)


def _find_by_digest(connection: sqlite3.Connection, digest: str) -> ApiKey | None:
    row = connection.execute("SELECT * FROM keys WHERE digest = ? AND NOT removed", (digest,)).fetchone()
    return None if row is None else KEYS.decode(row)


def _all(connection: sqlite3.Connection) -> tuple[ApiKey, ...]:
    return tuple(map(KEYS.decode, connection.execute("SELECT * FROM keys WHERE NOT removed ORDER BY created_at, seq")))


def _change(connection: sqlite3.Connection, key_id: str, change: KeyEdit, now: datetime) -> ApiKey:
    before = _find(connection, key_id)
    if before is None:
        raise no_key(key_id)
    after = change.apply(before)
    connection.execute(_UPDATE_KEY, KEYS.encode(after))
    if after.quota_remaining != before.quota_remaining:
        book(connection, _adjustment(connection, before, after, now))
    return after


def _adjustment(connection: sqlite3.Connection, before: ApiKey, after: ApiKey, now: datetime) -> LedgerEntry:
    (number,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM ledger").fetchone()
    return LedgerEntry(
        id=number,
        key_id=after.id,
        kind=EntryKind.ADJUST,
        fact=f"adjust:{after.id}:{number}",
        amount=change_of(before.quota_remaining, after.quota_remaining),
        balance=after.quota_remaining,
        created_at=now,
    )


def no_key(key_id: str) -> NotFound:
    """The refusal of a key that is not there."""
    return NotFound(f"There is no API key {key_id}.")


def _ledger(connection: sqlite3.Connection, key_id: str) -> tuple[LedgerEntry, ...]:
    rows = connection.execute("SELECT * FROM ledger WHERE key_id = ? ORDER BY id", (key_id,))
    return tuple(map(LEDGER.decode, rows))
