"""API keys, the ledger and amounts in PostgreSQL: what calls cost and may cost, by key and day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from pb_adapters.storage.postgres.access import Access, execute, first, only, rows
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.rows import NATIVE_TIMES, Rows
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
from pb_core.errors import KeyDisabled, KeyUnknown, NotFound, QuotaExhausted

_OPEN_KEY_DAYS = """
INSERT INTO spent_by_key (key_id, day, settled, reserved)
SELECT %(key_id)s, day, 0, 0 FROM unnest(%(days)s::date[]) AS day ORDER BY day ON CONFLICT DO NOTHING
"""
_OPEN_DAYS = """
INSERT INTO spent_by_day (day, settled, reserved)
SELECT day, 0, 0 FROM unnest(%(days)s::date[]) AS day ORDER BY day ON CONFLICT DO NOTHING
"""
_HOLD_KEY_DAYS = """
SELECT 1 FROM spent_by_key WHERE key_id = %(key_id)s AND day = ANY(%(days)s) ORDER BY day FOR NO KEY UPDATE
"""
_HOLD_DAYS = "SELECT 1 FROM spent_by_day WHERE day = ANY(%(days)s) ORDER BY day FOR NO KEY UPDATE"
_MOVE_KEY = """
UPDATE spent_by_key SET settled = settled + %(settled)s, reserved = reserved + %(reserved)s
WHERE key_id = %(key_id)s AND day = %(day)s
"""
_MOVE_DAY = """
UPDATE spent_by_day SET settled = settled + %(settled)s, reserved = reserved + %(reserved)s WHERE day = %(day)s
"""
_OPEN_RESERVATIONS = """
SELECT seq, task_id, (reservation::json ->> 'day')::date AS day, (reservation::json ->> 'micros')::bigint AS micros
FROM steps WHERE task_id = ANY(%s) AND reservation IS NOT NULL ORDER BY seq FOR UPDATE
"""
_BOOK_RESERVATIONS = """
UPDATE steps SET booked_micros = booked_micros + (reservation::json ->> 'micros')::bigint, reservation = NULL
WHERE seq = ANY(%s)
"""
_SUMS = "SELECT coalesce(sum(settled), 0)::bigint AS settled, coalesce(sum(reserved), 0)::bigint AS reserved FROM"
_OF_TASK = """
SELECT coalesce(sum(booked_micros), 0)::bigint AS settled,
       coalesce(sum((reservation::json ->> 'micros')::bigint), 0)::bigint AS reserved
FROM steps WHERE task_id = %s
"""
_OF_KEY_DAY = f"{_SUMS} spent_by_key WHERE key_id = %s AND day = %s"
_OF_DAY = f"{_SUMS} spent_by_day WHERE day = %s"
_QUESTIONS = {
    (True, True): _OF_KEY_DAY,
    (True, False): f"{_SUMS} spent_by_key WHERE key_id = %s",
    (False, True): _OF_DAY,
    (False, False): f"{_SUMS} spent_by_day",
}


class Spending(Access):
    """The duty of ``KeyStore`` that concerns money."""

    async def spent(self, key_id: str | None = None, day: date | None = None) -> Spent:
        """What calls for a key or of the whole server cost, on a day or ever."""
        asked = [value for value in (key_id, day) if value is not None]
        query = _QUESTIONS[key_id is not None, day is not None]
        return await self._read(lambda connection: _spent(connection, query, asked))


async def totals(connection: Connection, key_id: str, task_id: str, day: date) -> Totals:
    """What caps are held against when a step of a task begins on a day; call ``hold`` before."""
    return Totals(
        task=await _spent(connection, _OF_TASK, [task_id]),
        key_day=await _spent(connection, _OF_KEY_DAY, [key_id, day]),
        day=await _spent(connection, _OF_DAY, [day]),
    )


async def hold(connection: Connection, key_id: str, days: Iterable[date]) -> None:
    """Keep others from changing the amounts of these days, so that what is decided on them holds."""
    values = {"key_id": key_id, "days": sorted(set(days))}
    for statement in (_OPEN_KEY_DAYS, _HOLD_KEY_DAYS, _OPEN_DAYS, _HOLD_DAYS):
        await execute(connection, statement, values)


async def move(connection: Connection, key_id: str, movements: Iterable[Movement]) -> None:
    """Change the amounts of a key and of the whole server."""
    by_day: dict[date, list[int]] = {}
    for movement in movements:
        sums = by_day.setdefault(movement.day, [0, 0])
        sums[0] += movement.settled_micros
        sums[1] += movement.reserved_micros
    if not by_day:
        return
    days = sorted(by_day)
    for opened, moved in ((_OPEN_KEY_DAYS, _MOVE_KEY), (_OPEN_DAYS, _MOVE_DAY)):
        await execute(connection, opened, {"key_id": key_id, "days": days})
        for day in days:
            settled, reserved = by_day[day]
            amounts = {"key_id": key_id, "day": day, "settled": settled, "reserved": reserved}
            await execute(connection, moved, amounts)


async def book_tasks(connection: Connection, key_id: str, task_ids: Sequence[str]) -> None:
    """Count what steps under way had reserved as spent: their tasks, all of one key, are over."""
    open_ones = await rows(connection, _OPEN_RESERVATIONS, [list(task_ids)])
    if open_ones:
        await execute(connection, _BOOK_RESERVATIONS, [[row["seq"] for row in open_ones]])
        await move(connection, key_id, (booking(row["day"], row["micros"]) for row in open_ones))


async def _spent(connection: Connection, query: str, values: Sequence[object]) -> Spent:
    row = await first(connection, query, values)
    return Spent() if row is None else Spent(settled_micros=row["settled"], reserved_micros=row["reserved"])


KEYS = Rows(ApiKey, NATIVE_TIMES)
LEDGER = Rows(LedgerEntry, NATIVE_TIMES)
USAGE = Rows(UsageEntry, NATIVE_TIMES)

_INSERT_KEY = """
INSERT INTO keys (id, prefix, digest, name, created_at, quota_total, quota_remaining, total_used, active,
                  webhook_url, webhook_secret, weight, next_webhook_secret)
VALUES (%(id)s, %(prefix)s, %(digest)s, %(name)s, %(created_at)s, %(quota_total)s, %(quota_remaining)s, %(total_used)s,
        %(active)s, %(webhook_url)s, %(webhook_secret)s, %(weight)s, %(next_webhook_secret)s)
"""
_UPDATE_KEY = """
UPDATE keys SET quota_total = %(quota_total)s, quota_remaining = %(quota_remaining)s, active = %(active)s,
                webhook_url = %(webhook_url)s, webhook_secret = %(webhook_secret)s, weight = %(weight)s,
                next_webhook_secret = %(next_webhook_secret)s
WHERE id = %(id)s
"""
_INSERT_ENTRY = """
INSERT INTO ledger (id, key_id, kind, fact, amount, balance, created_at, task_id)
VALUES (%(id)s, %(key_id)s, %(kind)s, %(fact)s, %(amount)s, %(balance)s, %(created_at)s, %(task_id)s)
"""
_NEXT_ENTRY = "SELECT nextval(pg_get_serial_sequence('ledger', 'id'))"
_USAGE = """
(
    SELECT seq AS id, id AS task_id, endpoint, created_at FROM tasks WHERE key_id = %(key_id)s
    ORDER BY seq DESC LIMIT %(limit)s
) UNION ALL (
    SELECT seq, id, endpoint, created_at FROM past_tasks WHERE key_id = %(key_id)s ORDER BY seq DESC LIMIT %(limit)s
)
ORDER BY 1 DESC LIMIT %(limit)s
"""


class Keys(Access):
    """The duties of ``KeyStore`` but removal. A usage line is the row of a task or past task, with its number."""

    async def add_key(self, key: ApiKey) -> None:
        """Insert a key with its grant entry."""
        await self._write(lambda connection: _add(connection, key))

    async def key(self, key_id: str) -> ApiKey | None:
        """The key with this public id."""
        return await self._read(lambda connection: find_key(connection, key_id))

    async def key_by_digest(self, digest: str) -> ApiKey | None:
        """The key whose full value has this digest."""
        return await self._read(lambda connection: _find_by_digest(connection, digest))

    async def keys(self) -> tuple[ApiKey, ...]:
        """All keys, oldest first."""
        return await self._read(_all)

    async def change_key(self, key_id: str, change: KeyEdit, now: datetime) -> ApiKey:
        """Apply a change and book what it does to the balance."""
        return await self._write(lambda connection: _change(connection, key_id, change, now))

    async def usage(self, key_id: str, limit: int = 100) -> tuple[UsageEntry, ...]:
        """The newest accepted tasks of a key, newest first."""
        found = await self._read(lambda connection: rows(connection, _USAGE, {"key_id": key_id, "limit": limit}))
        return tuple(map(USAGE.decode, found))

    async def ledger(self, key_id: str) -> tuple[LedgerEntry, ...]:
        """All entries of a key, oldest first."""
        query = "SELECT * FROM ledger WHERE key_id = %s ORDER BY id"
        found = await self._read(lambda connection: rows(connection, query, [key_id]))
        return tuple(map(LEDGER.decode, found))


def refusal(key: ApiKey | None, units: int) -> KeyUnknown | KeyDisabled | QuotaExhausted:
    """Why a key could not be charged."""
    if key is None:
        return KeyUnknown("This API key does not exist.")
    if not key.active:
        return KeyDisabled("This API key is disabled.")
    return quota_short(key.quota_remaining or 0, units)


async def _book(connection: Connection, entry: LedgerEntry) -> None:
    await execute(connection, _INSERT_ENTRY, LEDGER.encode(entry))


async def _add(connection: Connection, key: ApiKey) -> None:
    await execute(connection, _INSERT_KEY, KEYS.encode(key))
    grant = LedgerEntry(
        id=await only(connection, _NEXT_ENTRY),
        key_id=key.id,
        kind=EntryKind.GRANT,
        fact=f"grant:{key.id}",
        amount=key.quota_remaining,
        balance=key.quota_remaining,
        created_at=key.created_at,
    )
    await _book(connection, grant)


async def find_key(connection: Connection, key_id: str, *, hold: bool = False) -> ApiKey | None:
    """The key with this public id; with ``hold``, nobody else changes it before the transaction ends."""
    query = "SELECT * FROM keys WHERE id = %s AND NOT removed"
    row = await first(connection, f"{query} FOR NO KEY UPDATE" if hold else query, [key_id])
    return None if row is None else KEYS.decode(row)


async def _find_by_digest(connection: Connection, digest: str) -> ApiKey | None:
    row = await first(connection, "SELECT * FROM keys WHERE digest = %s AND NOT removed", [digest])
    return None if row is None else KEYS.decode(row)


async def _all(connection: Connection) -> tuple[ApiKey, ...]:
    found = await rows(connection, "SELECT * FROM keys WHERE NOT removed ORDER BY created_at, seq")
    return tuple(map(KEYS.decode, found))


async def _change(connection: Connection, key_id: str, change: KeyEdit, now: datetime) -> ApiKey:
    before = await find_key(connection, key_id, hold=True)
    if before is None:
        raise no_key(key_id)
    after = change.apply(before)
    await execute(connection, _UPDATE_KEY, KEYS.encode(after))
    if after.quota_remaining != before.quota_remaining:
        number = await only(connection, _NEXT_ENTRY)
        entry = LedgerEntry(
            id=number,
            key_id=after.id,
            kind=EntryKind.ADJUST,
            fact=f"adjust:{after.id}:{number}",
            amount=change_of(before.quota_remaining, after.quota_remaining),
            balance=after.quota_remaining,
            created_at=now,
        )
        await _book(connection, entry)
    return after


def no_key(key_id: str) -> NotFound:
    """The refusal of a key that is not there."""
    return NotFound(f"There is no API key {key_id}.")
