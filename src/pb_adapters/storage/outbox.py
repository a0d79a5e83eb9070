"""The outbox of webhooks in SQLite."""

import sqlite3
from datetime import datetime, timedelta

from pb_adapters.storage.group_commit import Access
from pb_adapters.storage.rows import Rows, time_text
from pb_core.domain.tasks import Lease
from pb_core.domain.webhooks import Attempt, ClaimedDelivery, Delivery, tried
from pb_core.errors import LeaseLost

DELIVERIES = Rows(Delivery)

_INSERT = """
INSERT INTO deliveries (id, task_id, key_id, url, event, next_at, created_at, state, attempts, body)
VALUES (:id, :task_id, :key_id, :url, :event, :next_at, :created_at, :state, :attempts, :body)
"""
_CLAIM = """
UPDATE deliveries SET lease_token = :token, lease_until = :until
WHERE seq = (
    SELECT seq FROM deliveries
    WHERE state = 'pending' AND next_at <= :now AND (lease_until IS NULL OR lease_until <= :now)
    ORDER BY next_at, seq LIMIT 1
)
RETURNING *
"""
_RECORD = """
UPDATE deliveries SET state = :state, attempts = :attempts, next_at = :next_at,
                      lease_token = NULL, lease_until = NULL
WHERE id = :id
"""


class Deliveries(Access):
    """The duties of ``DeliveryStore``."""

    async def claim_delivery(self, now: datetime, lease: timedelta, token: str) -> ClaimedDelivery | None:
        """Take the pending delivery whose ``next_at`` is longest past and that nobody holds."""
        return await self._write(lambda connection: _claim(connection, now, now + lease, token))

    async def record_attempt(self, lease: Lease, attempt: Attempt, next_at: datetime | None) -> Delivery:
        """Append an attempt and drop the lease."""
        return await self._write(lambda connection: _record(connection, lease, attempt, next_at))

    async def deliveries(self, task_id: str) -> tuple[Delivery, ...]:
        """The deliveries of a task, oldest first."""
        query = "SELECT * FROM deliveries WHERE task_id = ? ORDER BY seq"
        return await self._read(lambda connection: tuple(map(DELIVERIES.decode, connection.execute(query, (task_id,)))))


def insert_delivery(connection: sqlite3.Connection, delivery: Delivery) -> None:
    """Put a delivery into the outbox."""
    connection.execute(_INSERT, DELIVERIES.encode(delivery))


def _claim(connection: sqlite3.Connection, now: datetime, until: datetime, token: str) -> ClaimedDelivery | None:
    values = {"now": time_text(now), "until": time_text(until), "token": token}
    row = connection.execute(_CLAIM, values).fetchone()
    if row is None:
        return None
    delivery = DELIVERIES.decode(row)
    (secret,) = connection.execute("SELECT webhook_secret FROM keys WHERE id = ?", (delivery.key_id,)).fetchone()
    return ClaimedDelivery(delivery=delivery, lease=Lease(holds=delivery.id, token=token, until=until), secret=secret)


def _record(connection: sqlite3.Connection, lease: Lease, attempt: Attempt, next_at: datetime | None) -> Delivery:
    query = "SELECT * FROM deliveries WHERE id = ? AND lease_token = ?"
    row = connection.execute(query, (lease.holds, lease.token)).fetchone()
    if row is None:
        raise LeaseLost(f"Delivery {lease.holds} is no longer held under this lease.")
    delivery = tried(DELIVERIES.decode(row), attempt, next_at)
    connection.execute(_RECORD, DELIVERIES.encode(delivery))
    return delivery
