"""Outbox: sends due webhooks, records every attempt and schedules the next."""

import logging
from contextlib import suppress
from datetime import timedelta

import anyio
from msgspec import Struct

from pb_core.application.holding import held
from pb_core.domain.tasks import Lease
from pb_core.domain.webhooks import RETRY_DELAYS, Attempt, ClaimedDelivery, next_try, signature
from pb_core.errors import LeaseLost, NotificationFailed, PaperBananaError
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.notifier import Notifier
from pb_core.ports.storage import DeliveryStore
from pb_core.ports.wakeups import DELIVERIES, Wakeups

log = logging.getLogger(__name__)

INTERNAL_FAULT = "An internal fault prevented this try; the operator's log tells more"


class OutboxConfig(Struct, frozen=True, kw_only=True):
    """``retry_delays`` are the waits before the second and later tries; ``lease`` outlasts one attempt."""

    retry_delays: tuple[timedelta, ...] = RETRY_DELAYS
    concurrency: int = 4
    lease: timedelta = timedelta(seconds=60)
    poll_seconds: float = 1.0
    version: str = "0"


class Outbox:
    """Delivers at least once: a crash between a send and its record sends again."""

    def __init__(
        self,
        *,
        store: DeliveryStore,
        notifier: Notifier,
        wakeups: Wakeups,
        clock: Clock,
        ids: Ids,
        config: OutboxConfig,
    ) -> None:
        self._store, self._notifier, self._wakeups = store, notifier, wakeups
        self._clock, self._ids, self._config = clock, ids, config

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with anyio.create_task_group() as senders:
            for _ in range(self._config.concurrency):
                senders.start_soon(self._serve)

    async def run_once(self) -> bool:
        """Try one due delivery; return whether there was one. Cancelled, it gives the delivery back untried."""
        with anyio.CancelScope(shield=True):  # a claim that nobody received would be held until this program ends
            claimed = await self._store.claim_delivery(self._clock.now(), self._config.lease, self._ids.fresh())
        if claimed is None:
            return False
        try:
            await self._record(claimed.lease, await self._try(claimed))
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True), suppress(PaperBananaError):
                await self._store.release_delivery(claimed.lease)
            raise
        except LeaseLost:
            log.warning("delivery dropped: its lease was lost", extra={"task_id": claimed.delivery.task_id})
        return True

    async def _record(self, lease: Lease, attempt: Attempt) -> None:
        """Keep an attempt, however long the store refuses it: sent is sent."""
        next_at = None if attempt.delivered else next_try(attempt, self._config.retry_delays)
        await held(lambda: self._store.record_attempt(lease, attempt, next_at), self._clock)

    async def _serve(self) -> None:
        async with self._wakeups.subscribe(DELIVERIES) as wakeup:
            while True:
                if not await self._tried_one():
                    await wakeup.wait(self._config.poll_seconds)

    async def _tried_one(self) -> bool:
        try:
            return await self.run_once()
        except Exception:
            log.exception("the outbox met a fault of its own or of its storage")
            return False

    async def _try(self, claimed: ClaimedDelivery) -> Attempt:
        delivery = claimed.delivery
        number = len(delivery.attempts) + 1
        fields = {"task_id": delivery.task_id, "attempt": number}
        try:
            status = await self._notifier.post(delivery.url, self._headers(claimed), delivery.body)
        except NotificationFailed as error:
            log.warning("webhook failed: %s", error, extra=fields)
            return Attempt(number=number, at=self._clock.now(), error=str(error))
        except Exception:  # counted, else it would be sent again at the end of every lease, for ever
            log.exception("webhook failed by an internal fault", extra=fields)
            return Attempt(number=number, at=self._clock.now(), error=INTERNAL_FAULT)
        log.info("webhook answered %s", status, extra=fields)
        return Attempt(number=number, at=self._clock.now(), status=status)

    def _headers(self, claimed: ClaimedDelivery) -> tuple[tuple[str, str], ...]:
        delivery = claimed.delivery
        headers = (
            ("Content-Type", "application/json"),
            ("X-PaperBanana-Event", delivery.event),
            ("User-Agent", f"PaperBanana-Webhook/{self._config.version}"),
        )
        if not claimed.secret:
            return headers
        return (*headers, ("X-PaperBanana-Signature", signature(delivery.body, claimed.secret)))
