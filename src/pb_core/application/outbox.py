"""Outbox: sends due webhooks, records every attempt and schedules the next."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import anyio
from msgspec import Struct

from pb_core.application.holding import held
from pb_core.domain.webhooks import RETRY_DELAYS, Attempt, ClaimedDelivery, excerpt_of, next_try
from pb_core.domain.webhooks.receivers import Share, rest_after
from pb_core.domain.webhooks.signatures import signature, standard_headers
from pb_core.errors import LeaseLost, NotificationFailed, PaperBananaError
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.notifier import Notifier
from pb_core.ports.storage import DeliveryStore
from pb_core.ports.wakeups import DELIVERIES, Wakeups

log = logging.getLogger(__name__)

OUTBOX_FAULT = "the outbox met a fault of its own or of its storage"
INTERNAL_FAULT = "An internal fault prevented this try; the operator's log tells more"


class OutboxConfig(Struct, frozen=True, kw_only=True):
    """``retry_delays`` are the waits before the second and later tries; ``lease`` outlasts one attempt.

    At most ``concurrency`` deliveries are under way, of them a ``share`` to one receiver and of one API key.
    """

    retry_delays: tuple[timedelta, ...] = RETRY_DELAYS
    concurrency: int = 16
    share: Share = Share(per_receiver=2, per_key=8)
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
        places = anyio.Semaphore(self._config.concurrency)
        async with anyio.create_task_group() as senders, self._wakeups.subscribe(DELIVERIES) as wakeup:
            while True:
                await places.acquire()
                claimed = await self._next()
                if claimed is None:
                    places.release()
                    await wakeup.wait(self._config.poll_seconds)
                else:
                    senders.start_soon(self._send, claimed, places)

    async def run_once(self) -> bool:
        """Try one due delivery; return whether there was one. Cancelled, it gives the delivery back untried."""
        claimed = await self._claim()
        if claimed is None:
            return False
        await self._deliver(claimed)
        return True

    async def _claim(self) -> ClaimedDelivery | None:
        config = self._config
        with anyio.CancelScope(shield=True):  # a claim that nobody received would be held until this program ends
            claimed = await self._store.claim_delivery(self._clock.now(), config.lease, self._ids.fresh(), config.share)
        return claimed  # noqa: RET504 - a scope may be left without a value, for all that types tell

    async def _next(self) -> ClaimedDelivery | None:
        try:
            return await self._claim()
        except Exception:
            log.exception(OUTBOX_FAULT)
            return None

    async def _send(self, claimed: ClaimedDelivery, places: anyio.Semaphore) -> None:
        """Deliver in a place of its own; that it is free, and a share perhaps, is worth another look at what is due."""
        try:
            await self._deliver(claimed)
        except Exception:
            log.exception(OUTBOX_FAULT)
        finally:
            places.release()
        await self._wakeups.notify(DELIVERIES)

    async def _deliver(self, claimed: ClaimedDelivery) -> None:
        try:
            await self._record(claimed, await self._try(claimed))
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True), suppress(PaperBananaError):
                await self._store.release_delivery(claimed.lease)
            raise
        except LeaseLost:
            log.warning("delivery dropped: its lease was lost", extra={"task_id": claimed.delivery.task_id})

    async def _record(self, claimed: ClaimedDelivery, attempt: Attempt) -> None:
        """Keep an attempt, however long the store refuses it: sent is sent."""
        delays, before = self._config.retry_delays, claimed.delivery.tries_before
        next_at = None if attempt.delivered else next_try(attempt, delays, before)
        rest_until = rest_after(attempt.status, attempt.at, attempt.number - before, delays)
        await held(lambda: self._store.record_attempt(claimed.lease, attempt, next_at, rest_until), self._clock)

    async def _try(self, claimed: ClaimedDelivery) -> Attempt:
        delivery, began = claimed.delivery, self._clock.now()
        number = delivery.tries + 1
        fields = {"task_id": delivery.task_id, "attempt": number}
        try:
            answer = await self._notifier.post(delivery.url, self._headers(claimed, began), delivery.body)
        except NotificationFailed as error:
            log.warning("webhook failed: %s", error, extra=fields)
            return self._attempt(number, began, error=str(error))
        except Exception:  # counted, else it would be sent again at the end of every lease, for ever
            log.exception("webhook failed by an internal fault", extra=fields)
            return self._attempt(number, began, error=INTERNAL_FAULT)
        log.info("webhook answered %s", answer.status, extra=fields)
        return self._attempt(number, began, status=answer.status, excerpt=excerpt_of(answer.start))

    def _attempt(self, number: int, began: datetime, **result: Any) -> Attempt:  # noqa: ANN401 - the attempt's fields
        ended = self._clock.now()
        seconds = round(max((ended - began).total_seconds(), 0.0), 3)
        return Attempt(number=number, at=ended, seconds=seconds, **result)

    def _headers(self, claimed: ClaimedDelivery, at: datetime) -> tuple[tuple[str, str], ...]:
        delivery, version = claimed.delivery, self._config.version
        secrets = (claimed.secret, claimed.next_secret)
        return request_headers(delivery.event, delivery.id, at, delivery.body, secrets, version)


def request_headers(
    event: str, webhook_id: str, at: datetime, body: bytes, secrets: tuple[str | None, str | None], version: str
) -> tuple[tuple[str, str], ...]:
    """The headers of one try; ``secrets`` are the key's own and, while that is rotated, the next one."""
    own, _ = secrets
    signed = (("X-PaperBanana-Signature", signature(body, own)),) if own else ()
    return (
        ("Content-Type", "application/json"),
        ("X-PaperBanana-Event", event),
        ("User-Agent", f"PaperBanana-Webhook/{version}"),
        *signed,
        *standard_headers(webhook_id, at, body, tuple(secret for secret in secrets if secret)),
    )
