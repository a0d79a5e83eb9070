"""The outbox of webhooks in PostgreSQL.

Claims follow each other by a lock on the row of ``outbox_clock``, so that no receiver and no key has more than its
share under way; what puts a webhook into the outbox does not wait for it.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec.structs import asdict

from pb_adapters.storage.postgres.access import UNTIL, execute, first, rows
from pb_adapters.storage.postgres.holders import Holders
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.postgres.transactions import BEGIN_SENDING
from pb_adapters.storage.rows import NATIVE_TIMES, UNREADABLE, Rows
from pb_core.domain.tasks import Lease
from pb_core.domain.webhooks import Attempt, ClaimedDelivery, Delivery, redelivered, tried
from pb_core.domain.webhooks.receivers import Share
from pb_core.errors import LeaseLost, NotFound
from pb_core.ports.storage import ALL

log = logging.getLogger(__name__)

DELIVERIES = Rows(Delivery, NATIVE_TIMES)

_INSERT = """
INSERT INTO deliveries (id, task_id, key_id, url, event, next_at, created_at, state, attempts, body, origin,
                        tries_before)
VALUES (%(id)s, %(task_id)s, %(key_id)s, %(url)s, %(event)s, %(next_at)s, %(created_at)s, %(state)s, %(attempts)s,
        %(body)s, %(origin)s, %(tries_before)s)
"""
_NEXT = """
SELECT due.seq FROM receivers
CROSS JOIN LATERAL (
    SELECT seq, next_at FROM deliveries
    WHERE state = 'pending' AND deliveries.key_id = receivers.key_id AND deliveries.origin = receivers.origin
          AND next_at <= %(now)s AND lease_until IS NULL
    ORDER BY next_at, seq LIMIT 1
) AS due
WHERE (receivers.rest_until IS NULL OR receivers.rest_until <= %(now)s)
      AND NOT (SELECT removed FROM keys WHERE id = receivers.key_id)
      AND (%(per_receiver)s::bigint IS NULL OR %(per_receiver)s::bigint > (
          SELECT count(*) FROM deliveries AS held
          WHERE lease_token IS NOT NULL AND held.key_id = receivers.key_id AND held.origin = receivers.origin
      ))
      AND (%(per_key)s::bigint IS NULL OR %(per_key)s::bigint > (
          SELECT count(*) FROM deliveries AS held WHERE lease_token IS NOT NULL AND held.key_id = receivers.key_id
      ))
ORDER BY due.next_at, due.seq LIMIT 1
"""
_SHOWN = "NOT (SELECT removed FROM keys WHERE keys.id = key_id)"
_FIND = f"SELECT * FROM deliveries WHERE id = %s AND {_SHOWN}"
_OF_TASK = f"SELECT * FROM deliveries WHERE task_id = %s AND {_SHOWN} ORDER BY seq"
_TAKE = f"""
UPDATE deliveries SET lease_token = %(token)s, lease_until = {UNTIL}, lease_holder = %(holder)s
WHERE seq = %(seq)s AND state = 'pending' AND lease_token IS NULL
RETURNING *
"""
_SECRETS = "SELECT webhook_secret, next_webhook_secret FROM keys WHERE id = %s"
_HELD = "SELECT * FROM deliveries WHERE id = %s AND lease_token = %s FOR UPDATE"
_AGAIN = """
UPDATE deliveries SET state = %(state)s, next_at = %(next_at)s, tries_before = %(tries_before)s, origin = %(origin)s
WHERE id = %(id)s
"""
_REST = """
UPDATE receivers SET rest_until = CASE WHEN %(until)s::timestamptz IS NULL THEN NULL
                                       ELSE greatest(rest_until, %(until)s::timestamptz) END
WHERE key_id = %(key_id)s AND origin = %(origin)s
"""
_RECORD = """
UPDATE deliveries SET state = %(state)s, attempts = %(attempts)s, next_at = %(next_at)s,
                      lease_token = NULL, lease_until = NULL, lease_holder = NULL
WHERE id = %(id)s
"""
_RELEASE = """
UPDATE deliveries SET lease_token = NULL, lease_until = NULL, lease_holder = NULL WHERE id = %s AND lease_token = %s
"""
_SPOIL = """
UPDATE deliveries SET state = 'failed', lease_token = NULL, lease_until = NULL, lease_holder = NULL WHERE seq = %s
"""


class Deliveries(Holders):
    """The duties of ``DeliveryStore``."""

    async def claim_delivery(
        self, now: datetime, lease: timedelta, token: str, share: Share = ALL
    ) -> ClaimedDelivery | None:
        """Take the pending delivery whose ``next_at`` is longest past, that nobody holds and that may be sent now."""
        choice = {"now": now, **asdict(share)}

        async def claim(connection: Connection) -> ClaimedDelivery | None:
            while (found := await first(connection, _NEXT, choice)) is not None:
                await self._enter(connection, lease)
                held = {"token": token, "holder": self._holder_id, **found, **self._until(lease)}
                if (claimed := await _take(connection, held, token)) is not None:
                    return claimed
            await self._enter_if_stale(connection, lease)
            return None

        return await self._claim(claim, token, BEGIN_SENDING)

    async def release_delivery(self, lease: Lease) -> None:
        """Give a delivery back untried."""

        async def release(connection: Connection) -> None:
            if not (await execute(connection, _RELEASE, [lease.holds, lease.token])).rowcount:
                raise _lost(lease)

        await self._write(release)

    async def record_attempt(
        self, lease: Lease, attempt: Attempt, next_at: datetime | None, rest_until: datetime | None = None
    ) -> Delivery:
        """Append an attempt, drop the lease and let the receiver rest."""
        return await self._write(lambda connection: _record(connection, lease, attempt, next_at, rest_until))

    async def deliveries(self, task_id: str) -> tuple[Delivery, ...]:
        """The deliveries of a task, oldest first."""
        return tuple(map(DELIVERIES.decode, await self._read(lambda connection: rows(connection, _OF_TASK, [task_id]))))

    async def delivery(self, delivery_id: str) -> Delivery | None:
        """The delivery with this id."""
        row = await self._read(lambda connection: first(connection, _FIND, [delivery_id]))
        return None if row is None else DELIVERIES.decode(row)

    async def redeliver(self, delivery_id: str, now: datetime) -> Delivery:
        """Make a delivery due now, unless it is under way."""
        return await self._write(lambda connection: _redeliver(connection, delivery_id, now))


async def insert_delivery(connection: Connection, delivery: Delivery) -> None:
    """Put a delivery into the outbox."""
    await execute(connection, _INSERT, {**DELIVERIES.encode(delivery), "origin": delivery.origin})


async def _take(connection: Connection, held: Mapping[str, object], token: str) -> ClaimedDelivery | None:
    """The delivery that was found; one that cannot be read has failed, so that it holds nobody up."""
    row = await first(connection, _TAKE, held)
    if row is None:
        return None
    try:
        delivery = DELIVERIES.decode(row)
    except UNREADABLE as error:
        log.error(  # noqa: TRY400 - the row is at fault, no code
            "webhook %s of task %s cannot be read and is not sent (%s): fetch the task",
            row["id"],
            row["task_id"],
            error,
        )
        await execute(connection, _SPOIL, [row["seq"]])
        return None
    secrets = await first(connection, _SECRETS, [delivery.key_id])
    assert secrets is not None  # noqa: S101 - a delivery goes with its key
    return ClaimedDelivery(
        delivery=delivery,
        lease=Lease(holds=delivery.id, token=token),
        secret=secrets["webhook_secret"],
        next_secret=secrets["next_webhook_secret"],
    )


async def _record(
    connection: Connection, lease: Lease, attempt: Attempt, next_at: datetime | None, rest_until: datetime | None
) -> Delivery:
    row = await first(connection, _HELD, [lease.holds, lease.token])
    if row is None:
        raise _lost(lease)
    delivery = tried(DELIVERIES.decode(row), attempt, next_at)
    await execute(connection, _RECORD, DELIVERIES.encode(delivery))
    await execute(connection, _REST, {"until": rest_until, "key_id": delivery.key_id, "origin": delivery.origin})
    return delivery


async def _redeliver(connection: Connection, delivery_id: str, now: datetime) -> Delivery:
    row = await first(connection, f"{_FIND} FOR UPDATE", [delivery_id])
    if row is None:
        raise NotFound("No such webhook")
    delivery = DELIVERIES.decode(row)
    if row["lease_token"] is not None:
        return delivery
    again = redelivered(delivery, now)
    receiver = {"key_id": again.key_id, "origin": again.origin}
    await execute(connection, _AGAIN, {**DELIVERIES.encode(again), **receiver})
    await execute(connection, _REST, {**receiver, "until": None})
    return again


def _lost(lease: Lease) -> LeaseLost:
    return LeaseLost(f"Delivery {lease.holds} is no longer held under this lease.")
