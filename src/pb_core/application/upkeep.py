"""Upkeep: what a serving program does beside its work: it goes on with deletions of keys that were interrupted."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from pb_core.application.keyring import Keyring
from pb_core.ports.clock import Clock

log = logging.getLogger(__name__)

INTERVAL = timedelta(minutes=1)
"""How long until it is looked again whether there is something to do."""


class Upkeep:
    """Looks after what is over. One program at a time should run it on a store; two do no harm."""

    def __init__(self, *, keyring: Keyring, clock: Clock) -> None:
        self._keyring, self._clock = keyring, clock

    async def run(self) -> None:
        """Do what is to be done, now and again, until cancelled."""
        while True:
            await self.run_once()
            await self._clock.sleep(INTERVAL.total_seconds())

    async def run_once(self) -> None:
        """Do what is to be done now; a fault of the store is logged, and met again next time."""
        await self._guarded("keys that were deleted could not be cleared away yet", self._keyring.finish_removals)

    async def _guarded(self, fault: str, duty: Callable[[], Awaitable[object]]) -> None:
        try:
            await duty()
        except Exception:
            log.exception(fault)
