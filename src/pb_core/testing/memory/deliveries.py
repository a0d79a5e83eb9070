"""The outbox in memory."""

from collections import Counter
from datetime import datetime, timedelta

from anyio.lowlevel import checkpoint

from pb_core.domain.tasks import Lease
from pb_core.domain.webhooks import Attempt, ClaimedDelivery, Delivery, DeliveryState, redelivered, tried
from pb_core.domain.webhooks.receivers import Share
from pb_core.errors import NotFound
from pb_core.ports.storage import ALL
from pb_core.testing.memory.storage_access import MemoryAccess
from pb_core.testing.memory.storage_state import MemoryLocation, require_lease


class MemoryDeliveries(MemoryAccess):
    """The duties of ``DeliveryStore``."""

    async def claim_delivery(
        self, now: datetime, lease: timedelta, token: str, share: Share = ALL
    ) -> ClaimedDelivery | None:
        """Take the pending delivery whose ``next_at`` is longest past, that nobody holds and that may be sent now."""
        await checkpoint()
        with self._unit() as at:
            at.holders.add(self._holder)
            due = _due(at, now, share)
            if not due:
                return None
            delivery = min(due, key=lambda delivery: delivery.next_at)
            self._hold(at, delivery.id, token, lease)
            held = Lease(holds=delivery.id, token=token)
            key = at.keys[delivery.key_id]
            return ClaimedDelivery(
                delivery=delivery, lease=held, secret=key.webhook_secret, next_secret=key.next_webhook_secret
            )

    async def release_delivery(self, lease: Lease) -> None:
        """Give a delivery back untried."""
        await checkpoint()
        with self._unit() as at:
            require_lease(at, lease)
            del at.leases[lease.holds]

    async def record_attempt(
        self, lease: Lease, attempt: Attempt, next_at: datetime | None, rest_until: datetime | None = None
    ) -> Delivery:
        """Append an attempt, drop the lease and let the receiver rest."""
        await checkpoint()
        with self._unit() as at:
            require_lease(at, lease)
            del at.leases[lease.holds]
            at.deliveries[lease.holds] = delivery = tried(at.deliveries[lease.holds], attempt, next_at)
            _rest(at, delivery, rest_until)
            return delivery

    async def deliveries(self, task_id: str) -> tuple[Delivery, ...]:
        """The deliveries of a task, oldest first."""
        await checkpoint()
        with self._unit() as at:
            return tuple(delivery for delivery in at.deliveries.values() if delivery.task_id == task_id)

    async def delivery(self, delivery_id: str) -> Delivery | None:
        """The delivery with this id."""
        await checkpoint()
        with self._unit() as at:
            return at.deliveries.get(delivery_id)

    async def redeliver(self, delivery_id: str, now: datetime) -> Delivery:
        """Make a delivery due now, unless it is under way."""
        await checkpoint()
        with self._unit() as at:
            if delivery_id not in at.deliveries:
                raise NotFound("No such webhook")
            if delivery_id not in at.leases:
                at.deliveries[delivery_id] = again = redelivered(at.deliveries[delivery_id], now)
                at.rests.pop(_receiver(again), None)
            return at.deliveries[delivery_id]


def _receiver(delivery: Delivery) -> tuple[str, str]:
    return delivery.key_id, delivery.origin


def _due(at: MemoryLocation, now: datetime, share: Share) -> list[Delivery]:
    """What may be sent now."""
    under_way = [at.deliveries[name] for name in at.leases if name in at.deliveries]
    by_receiver = Counter(map(_receiver, under_way))
    by_key = Counter(delivery.key_id for delivery in under_way)
    return [
        delivery
        for delivery in at.deliveries.values()
        if delivery.state is DeliveryState.PENDING
        and delivery.next_at <= now
        and delivery.id not in at.leases
        and at.rests.get(_receiver(delivery), now) <= now
        and (share.per_receiver is None or by_receiver[_receiver(delivery)] < share.per_receiver)
        and (share.per_key is None or by_key[delivery.key_id] < share.per_key)
    ]


def _rest(at: MemoryLocation, delivery: Delivery, until: datetime | None) -> None:
    receiver = _receiver(delivery)
    waits = any(
        other.state is DeliveryState.PENDING and _receiver(other) == receiver for other in at.deliveries.values()
    )
    if until is None or not waits:
        at.rests.pop(receiver, None)
    else:
        at.rests[receiver] = max(until, at.rests.get(receiver, until))
