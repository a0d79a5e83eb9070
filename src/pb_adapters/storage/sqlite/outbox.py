"""The outbox of webhooks in SQLite."""

import logging
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec.structs import asdict

from pb_adapters.storage.rows import UNREADABLE, Rows, time_text
from pb_adapters.storage.sqlite.access import Access
from pb_core.domain.tasks import Lease
from pb_core.domain.webhooks import Attempt, ClaimedDelivery, Delivery, redelivered, tried
from pb_core.domain.webhooks.receivers import Share
from pb_core.errors import LeaseLost, NotFound
from pb_core.ports.storage import ALL

log = logging.getLogger(__name__)

DELIVERIES = Rows(Delivery)

_INSERT = """
INSERT INTO deliveries (id, task_id, key_id, url, event, next_at, created_at, state, attempts, body, origin,
                        tries_before)
VALUES (:id, :task_id, :key_id, :url, :event, :next_at, :created_at, :state, :attempts, :body, :origin,
        :tries_before)
"""
_NEXT = """
SELECT deliveries.seq, min(deliveries.next_at) FROM receivers JOIN deliveries ON deliveries.seq = (
    SELECT seq FROM deliveries AS due
    WHERE state = 'pending' AND due.key_id = receivers.key_id AND due.origin = receivers.origin
          AND next_at <= :now AND lease_until IS NULL
    ORDER BY next_at, seq LIMIT 1
)
WHERE (receivers.rest_until IS NULL OR receivers.rest_until <= :now)
      AND NOT (SELECT removed FROM keys WHERE id = receivers.key_id)
      AND (:per_receiver IS NULL OR :per_receiver > (
          SELECT count(*) FROM deliveries AS held
          WHERE lease_token IS NOT NULL AND held.key_id = receivers.key_id AND held.origin = receivers.origin
      ))
      AND (:per_key IS NULL OR :per_key > (
          SELECT count(*) FROM deliveries AS held WHERE lease_token IS NOT NULL AND held.key_id = receivers.key_id
      ))
"""
_SHOWN = "NOT (SELECT removed FROM keys WHERE keys.id = key_id)"
_FIND = f"SELECT * FROM deliveries WHERE id = ? AND {_SHOWN}"  # noqa: S608 - our own words
_OF_TASK = f"SELECT * FROM deliveries WHERE task_id = ? AND {_SHOWN} ORDER BY seq"  # noqa: S608 - see above
_TAKE = """
UPDATE deliveries SET lease_token = :token, lease_until = :until, lease_holder = :holder WHERE seq = :seq RETURNING *
"""
_SECRETS = "SELECT webhook_secret, next_webhook_secret FROM keys WHERE id = ?"
_AGAIN = """
UPDATE deliveries SET state = :state, next_at = :next_at, tries_before = :tries_before, origin = :origin WHERE id = :id
"""
_REST = """
UPDATE receivers SET rest_until = CASE WHEN :until IS NULL THEN NULL ELSE max(coalesce(rest_until, ''), :until) END
WHERE key_id = :key_id AND origin = :origin
"""
_RECORD = """
UPDATE deliveries SET state = :state, attempts = :attempts, next_at = :next_at,
                      lease_token = NULL, lease_until = NULL, lease_holder = NULL
WHERE id = :id
"""
_RELEASE = """
UPDATE deliveries SET lease_token = NULL, lease_until = NULL, lease_holder = NULL WHERE id = ? AND lease_token = ?
"""
_SPOIL = """
UPDATE deliveries SET state = 'failed', lease_token = NULL, lease_until = NULL, lease_holder = NULL WHERE seq = ?
"""


class Deliveries(Access):
    """The duties of ``DeliveryStore``."""

    async def claim_delivery(
        self, now: datetime, lease: timedelta, token: str, share: Share = ALL
    ) -> ClaimedDelivery | None:
        """Take the pending delivery whose ``next_at`` is longest past, that nobody holds and that may be sent now."""

        def claim(connection: sqlite3.Connection) -> ClaimedDelivery | None:
            held = {"until": self._until(lease), "token": token, "holder": self._entered(connection)}
            return _claim(connection, {"now": time_text(now), **asdict(share)}, held)

        return await self._write(claim)

    async def release_delivery(self, lease: Lease) -> None:
        """Give a delivery back untried."""
        await self._write(lambda connection: _release(connection, lease))

    async def record_attempt(
        self, lease: Lease, attempt: Attempt, next_at: datetime | None, rest_until: datetime | None = None
    ) -> Delivery:
        """Append an attempt, drop the lease and let the receiver rest."""
        return await self._write(lambda connection: _record(connection, lease, attempt, next_at, rest_until))

    async def deliveries(self, task_id: str) -> tuple[Delivery, ...]:
        """The deliveries of a task, oldest first."""
        return await self._read(
            lambda connection: tuple(map(DELIVERIES.decode, connection.execute(_OF_TASK, (task_id,))))
        )

    async def delivery(self, delivery_id: str) -> Delivery | None:
        """The delivery with this id."""
        row = await self._read(lambda connection: connection.execute(_FIND, (delivery_id,)).fetchone())
        return None if row is None else DELIVERIES.decode(row)

    async def redeliver(self, delivery_id: str, now: datetime) -> Delivery:
        """Make a delivery due now, unless it is under way."""
        return await self._write(lambda connection: _redeliver(connection, delivery_id, now))


def insert_delivery(connection: sqlite3.Connection, delivery: Delivery) -> None:
    """Put a delivery into the outbox."""
    connection.execute(_INSERT, {**DELIVERIES.encode(delivery), "origin": delivery.origin})


def _claim(
    connection: sqlite3.Connection, choice: Mapping[str, object], held: Mapping[str, str]
) -> ClaimedDelivery | None:
    """The next delivery that can be read; one that cannot has failed, so that it holds nobody up."""
    while (seq := connection.execute(_NEXT, choice).fetchone()["seq"]) is not None:
        row = connection.execute(_TAKE, {"seq": seq, **held}).fetchone()
        try:
            delivery = DELIVERIES.decode(row)
        except UNREADABLE as error:
            log.error(  # noqa: TRY400 - the row is at fault, no code
                "webhook %s of task %s cannot be read and is not sent (%s): fetch the task",
                row["id"],
                row["task_id"],
                error,
            )
            connection.execute(_SPOIL, (row["seq"],))
            continue
        secrets = connection.execute(_SECRETS, (delivery.key_id,)).fetchone()
        return ClaimedDelivery(
            delivery=delivery,
            lease=Lease(holds=delivery.id, token=held["token"]),
            secret=secrets["webhook_secret"],
            next_secret=secrets["next_webhook_secret"],
        )
    return None


def _record(
    connection: sqlite3.Connection,
    lease: Lease,
    attempt: Attempt,
    next_at: datetime | None,
    rest_until: datetime | None,
) -> Delivery:
    query = "SELECT * FROM deliveries WHERE id = ? AND lease_token = ?"
    row = connection.execute(query, (lease.holds, lease.token)).fetchone()
    if row is None:
        raise _lost(lease)
    delivery = tried(DELIVERIES.decode(row), attempt, next_at)
    connection.execute(_RECORD, DELIVERIES.encode(delivery))
    until = None if rest_until is None else time_text(rest_until)
    connection.execute(_REST, {"until": until, "key_id": delivery.key_id, "origin": delivery.origin})
    return delivery


def _redeliver(connection: sqlite3.Connection, delivery_id: str, now: datetime) -> Delivery:
    row = connection.execute(_FIND, (delivery_id,)).fetchone()
    if row is None:
        raise NotFound("No such webhook")
    delivery = DELIVERIES.decode(row)
    if row["lease_token"] is not None:
        return delivery
    again = redelivered(delivery, now)
    receiver = {"key_id": again.key_id, "origin": again.origin}
    connection.execute(_AGAIN, {**DELIVERIES.encode(again), **receiver})
    connection.execute(_REST, {**receiver, "until": None})
    return again


def _release(connection: sqlite3.Connection, lease: Lease) -> None:
    if not connection.execute(_RELEASE, (lease.holds, lease.token)).rowcount:
        raise _lost(lease)


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"Delivery {lease.holds} is no longer held under this lease.")
