"""Worker: claims tasks by lease and runs several at once; takes over what a worker that is gone has left."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import anyio
from msgspec import Struct

from pb_core.application.deadline import NEVER
from pb_core.application.task_run import TaskRunner
from pb_core.application.waiting import Patience
from pb_core.application.workflows import Tools
from pb_core.ports.clock import Clock
from pb_core.ports.distribution import Distributor
from pb_core.ports.ids import Ids
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import DELIVERIES, TASKS, Wakeups

log = logging.getLogger(__name__)


class WorkerConfig(Struct, frozen=True, kw_only=True):
    """``concurrency`` tasks at once, ``most_running`` of them of one key.

    A lease lasts ``lease`` and is renewed three times within it.
    ``grace_seconds`` is how long a stop waits for calls that would be lost.
    ``patience`` says how long a task is tried again that meets an outage of an engine or a fault of the server's own,
    and when it is ended.
    """

    concurrency: int = 4
    most_running: int | None = None
    lease: timedelta = timedelta(seconds=60)
    grace_seconds: float = 10.0
    patience: Patience = Patience()


class Worker:
    """Runs tasks until stopped. Any number of workers may share a storage."""

    def __init__(
        self,
        *,
        storage: Storage,
        tools: Tools,
        wakeups: Wakeups,
        distributor: Distributor,
        clock: Clock,
        ids: Ids,
        config: WorkerConfig,
    ) -> None:
        self._storage, self._wakeups, self._distributor = storage, wakeups, distributor
        self._clock, self._ids, self._config = clock, ids, config
        self._runner = TaskRunner(
            storage=storage,
            tools=tools,
            wakeups=wakeups,
            clock=clock,
            ids=ids,
            lease=config.lease,
            patience=config.patience,
        )
        self._stopping = anyio.Event()

    @property
    def is_idle(self) -> bool:
        """Whether no task is worked on."""
        return self._runner.is_idle

    async def run(self) -> None:
        """Work until ``stop`` was called and running tasks are done or released; cancel to stop at once.

        Either way a task that is not finished is given back without counting the attempt.
        """
        async with anyio.create_task_group() as side:
            side.start_soon(
                self._repeat, self._rescue, "what workers that are gone have left could not be taken over yet"
            )
            side.start_soon(
                self._repeat, self._end_overdue, "tasks that are past their deadline could not be ended yet"
            )
            async with anyio.create_task_group() as runners:
                runners.start_soon(
                    self._distributor.distribute, self._served_one, self._config.concurrency, self._stopping
                )
                await self._stopping.wait()
                runners.cancel_scope.deadline = anyio.current_time() + self._config.grace_seconds
            side.cancel_scope.cancel()

    def stop(self) -> None:
        """Claim no further task, begin no paid call, and put down those that only wait for submitted jobs."""
        self._stopping.set()
        self._runner.put_down()

    async def run_once(self) -> bool:
        """Claim and run one task; return whether there was one. For embedders without a running worker."""
        if await self._claimed_and_run():
            return True
        return bool(await self._storage.rescue(self._clock.now())) and await self._claimed_and_run()

    async def _claimed_and_run(self) -> bool:
        with anyio.CancelScope(shield=True):  # a claim that nobody received would be held until this program ends
            claimed = await self._storage.claim_task(
                self._clock.now(), self._config.lease, self._ids.fresh(), self._config.most_running
            )
        if claimed is None:
            return False
        await self._runner.run(claimed)
        return True

    async def _repeat(self, duty: Callable[[], Awaitable[None]], fault: str) -> None:
        """Do a duty at the start, and again within every lease; what fails is logged as a ``fault`` until then."""
        while True:
            try:
                await duty()
            except Exception:
                log.exception(fault)
            await self._clock.sleep(self._config.lease.total_seconds() / 3)

    async def _rescue(self) -> None:
        """Take over what workers that are gone have left."""
        rescued = await self._storage.rescue(self._clock.now())
        if rescued:
            log.warning("tasks or webhooks were left by a worker that is gone", extra={"rescued": rescued})
            await self._wakeups.notify(TASKS)
            await self._wakeups.notify(DELIVERIES)

    async def _end_overdue(self) -> None:
        """End tasks that wait past their deadline, out of turn."""
        while await self._ended_one():
            pass

    async def _ended_one(self) -> bool:
        deadline = self._config.patience.deadline
        if deadline <= NEVER:
            return False
        with anyio.CancelScope(shield=True):  # as in ``_claimed_and_run``
            claimed = await self._storage.claim_overdue(
                self._clock.now(), self._config.lease, self._ids.fresh(), deadline
            )
        if claimed is not None:
            await self._runner.run(claimed)
        return claimed is not None

    async def _served_one(self) -> bool:
        try:
            return await self._claimed_and_run()
        except Exception:
            log.exception("the worker met a fault of its own or of its storage")
            return False
