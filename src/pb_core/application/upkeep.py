"""Upkeep: what a serving program does beside its work, in small steps and in moments when little else is to be done.

It brings the history up to date, goes on with deletions of keys that were interrupted, lets go what is over, and gives
back the space that it took.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import anyio

from pb_core.application.keyring import Keyring
from pb_core.application.retention import Cleared, Limits, Retention
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.storage import Storage

log = logging.getLogger(__name__)

INTERVAL = timedelta(minutes=1)
"""How long until it is looked again whether there is something to do."""

SHARE = 9
"""How much longer than a step took others have the store for themselves after it."""

PATIENCE = 10
"""For how many seconds a step waits for a moment in which no task runs."""


class Upkeep:
    """Looks after what is over. One program at a time should run it on a store; two do no harm.

    ``is_idle`` tells whether no task is worked on.
    """

    def __init__(
        self,
        *,
        storage: Storage,
        artifacts: ArtifactStore,
        keyring: Keyring,
        clock: Clock,
        is_idle: Callable[[], bool],
        limits: Limits,
    ) -> None:
        self._storage, self._keyring, self._clock, self._is_idle = storage, keyring, clock, is_idle
        self._retention = Retention(
            store=storage, artifacts=artifacts, clock=clock, limits=limits, rest=self._let_others_go_first
        )
        self._step_began = 0.0

    @property
    def cleared(self) -> Cleared:
        """What has gone since the start."""
        return self._retention.cleared

    async def run(self) -> None:
        """Do what is to be done, now and again, until cancelled."""
        while True:
            await self.run_once()
            await self._clock.sleep(INTERVAL.total_seconds())

    async def run_once(self) -> None:
        """Do what is to be done now; a fault of the store is logged, and met again next time."""
        duties: tuple[tuple[str, Callable[[], Awaitable[None]]], ...] = (
            ("the history could not be brought up to date yet", self._write_history),
            ("keys that were deleted could not be cleared away yet", self._keyring.finish_removals),
            ("tasks could not be removed by age yet", self._retention.retire_by_age),
            ("tasks could not be removed by size yet", self._retention.retire_by_size),
            ("artifacts of removed tasks could not be removed yet", self._retention.remove_released),
            ("the space of what was removed could not be given back yet", self._give_back),
        )
        for fault, duty in duties:
            self._step_began = anyio.current_time()
            try:
                await duty()
            except Exception:
                log.exception(fault)

    async def _write_history(self) -> None:
        while await self._storage.write_history():
            await self._leave_their_share()

    async def _give_back(self) -> None:
        while await self._storage.give_back():
            await self._let_others_go_first()

    async def _leave_their_share(self) -> None:
        await self._clock.sleep((anyio.current_time() - self._step_began) * SHARE)
        self._step_began = anyio.current_time()

    async def _let_others_go_first(self) -> None:
        await self._leave_their_share()
        for _ in range(PATIENCE):
            if self._is_idle():
                break
            await self._clock.sleep(1.0)
        self._step_began = anyio.current_time()
