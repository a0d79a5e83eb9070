"""Worker: claims tasks by lease, runs their workflow, renews while it lives, finishes in one transaction."""

import logging
import math
from datetime import datetime, timedelta

import anyio
import anyio.lowlevel
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.cancellation import own_cancellation_fails
from pb_core.application.endings import delivery_of
from pb_core.application.holding import held, is_shortage
from pb_core.application.journal import Journal
from pb_core.application.roles.vision import VisionCheck
from pb_core.application.waiting import Patience, reason
from pb_core.application.workflows import TaskContext, Tools
from pb_core.application.workflows.composites import compose_figures
from pb_core.application.workflows.methodology import draw_methodology
from pb_core.application.workflows.optimization import optimize_prompt
from pb_core.application.workflows.plots import draw_plot
from pb_core.domain.requests import CompositeWork, MethodologyWork, OptimizeWork, PlotWork
from pb_core.domain.tasks import ClaimedTask, Lease, Outcome, Task, TaskResult
from pb_core.errors import LeaseLost, PaperBananaError
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import DELIVERIES, TASKS, Wakeup, Wakeups, task_topic

log = logging.getLogger(__name__)


class WorkerConfig(Struct, frozen=True, kw_only=True):
    """``concurrency`` tasks at once; a lease lasts ``lease`` and is renewed three times within it.

    A task that was claimed ``max_attempts`` times without an end is failed at the next claim.
    ``grace_seconds`` is how long a stop waits for running tasks; ``poll_seconds`` the longest wait for a wake-up.
    ``patience`` says how long a task is tried again that meets an outage of an engine.
    """

    concurrency: int = 4
    lease: timedelta = timedelta(seconds=60)
    max_attempts: int = 5
    grace_seconds: float = 10.0
    poll_seconds: float = 1.0
    patience: Patience = Patience()


class PutBack(Struct, frozen=True, kw_only=True):
    """What becomes of a task that met what passes: it waits, for ``reason``, until ``not_before``."""

    not_before: datetime
    reason: str


class Worker:
    """Runs tasks until stopped. Any number of workers may share a storage."""

    def __init__(
        self, *, storage: Storage, tools: Tools, wakeups: Wakeups, clock: Clock, ids: Ids, config: WorkerConfig
    ) -> None:
        self._storage, self._tools, self._wakeups = storage, tools, wakeups
        self._clock, self._ids, self._config = clock, ids, config
        self._vision = VisionCheck(store=storage, ids=ids, clock=clock) if tools.probe_vision else None
        self._stopping = anyio.Event()

    async def run(self) -> None:
        """Work until ``stop`` was called and running tasks are done or released; cancel to stop at once.

        Either way a task that is not finished is given back without counting the attempt.
        """
        async with anyio.create_task_group() as runners:
            for _ in range(self._config.concurrency):
                runners.start_soon(self._serve)
            await self._stopping.wait()
            runners.cancel_scope.deadline = anyio.current_time() + self._config.grace_seconds

    def stop(self) -> None:
        """Claim no further task."""
        self._stopping.set()

    async def run_once(self) -> bool:
        """Claim and run one task; return whether there was one. For embedders without a running worker."""
        with anyio.CancelScope(shield=True):  # a claim that nobody received would hold the task until its lease ends
            claimed = await self._storage.claim_task(self._clock.now(), self._config.lease, self._ids.fresh())
        if claimed is None:
            return False
        await self._hold(claimed)
        return True

    async def _serve(self) -> None:
        async with self._wakeups.subscribe(TASKS) as wakeup:
            while not self._stopping.is_set():
                if not await self._claimed_one():
                    await self._wait_for_task(wakeup)

    async def _claimed_one(self) -> bool:
        try:
            return await self.run_once()
        except Exception:
            log.exception("the worker met a fault of its own or of its storage")
            return False

    async def _wait_for_task(self, wakeup: Wakeup) -> None:
        async with anyio.create_task_group() as either:

            async def stopped() -> None:
                await self._stopping.wait()
                either.cancel_scope.cancel()

            either.start_soon(stopped)
            await wakeup.wait(self._config.poll_seconds)
            either.cancel_scope.cancel()

    async def _hold(self, claimed: ClaimedTask) -> None:
        """Run a claimed task under its lease; release it when cancelled, drop it when the lease is lost."""
        fields = {"task_id": claimed.task.id, "attempt": claimed.task.attempt}
        log.info("task started", extra=fields)
        try:
            finished = await self._under_lease(claimed)
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                released = await self._release(claimed)
            event = "task released unfinished" if released else "task let go: it had ended or its lease was lost"
            log.info(event, extra=fields)
            raise
        if not finished:
            log.warning("task dropped: its lease was lost or its key deleted", extra=fields)
            await self._sweep(claimed.task)

    async def _under_lease(self, claimed: ClaimedTask) -> bool:
        """Run and finish or put back while a side task renews the lease; return whether it was ours to the end."""
        finished = False
        async with anyio.create_task_group() as pair:
            pair.start_soon(self._renew, claimed.lease, pair.cancel_scope)
            try:
                await self._end(claimed, await self._outcome(claimed))
                finished = True
            except LeaseLost:
                pass
            except Exception:
                log.exception("the task's end could not be stored", extra={"task_id": claimed.task.id})
            pair.cancel_scope.cancel()
        return finished

    async def _renew(self, lease: Lease, run: anyio.CancelScope) -> None:
        """Renew the lease until it is lost.

        A store that does not answer has not given the task to anybody else: it is asked again soon, and whatever the
        run pays for meanwhile goes on.
        """
        usual = pause = self._config.lease.total_seconds() / 3
        while True:
            await self._clock.sleep(pause)
            try:
                lease = await self._storage.renew_task(lease, self._clock.now() + self._config.lease)
                pause = usual
            except LeaseLost:
                run.cancel()
                return
            except Exception:
                pause = usual / 10
                log.exception("a lease could not be renewed yet", extra={"task_id": lease.holds})

    async def _release(self, claimed: ClaimedTask) -> bool:
        """Give a task back; return whether it was still ours to give and the store took it."""
        try:
            await self._storage.release_task(claimed.lease)
        except LeaseLost:
            await self._sweep(claimed.task)
            return False
        except Exception:
            log.exception("a task could not be given back", extra={"task_id": claimed.task.id})
            return False
        await self._wakeups.notify(TASKS)
        return True

    async def _sweep(self, task: Task) -> None:
        """Remove what this worker may have stored after the key was deleted."""
        if await self._storage.key(task.key_id) is None:
            await self._tools.artifacts.remove_owner(task.key_id)

    async def _outcome(self, claimed: ClaimedTask) -> Outcome | PutBack:
        task = claimed.task
        if task.attempt > self._config.max_attempts:
            message = f"The task stopped its worker {self._config.max_attempts} times and was given up"
            return Outcome(error=message)
        try:
            return Outcome(result=await self._performed(claimed))
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - logged and judged there
            return self._after(error, task)

    def _after(self, error: Exception, task: Task) -> Outcome | PutBack:
        """What an error comes to. Its sentence may quote the caller's text, so it stands in the record alone."""
        patience, fields = self._config.patience, {"task_id": task.id}
        not_before = patience.next_try(task, error, self._clock.now())
        if is_shortage(error) or not isinstance(error, PaperBananaError):
            log.error("task met a fault of the server's own", exc_info=error, extra=fields)
        if not_before is not None:
            return PutBack(not_before=not_before, reason=reason(error))
        log.warning("task failed: %s", type(error).__name__, extra=fields)
        return Outcome(error=patience.last_words(task, error))

    async def _performed(self, claimed: ClaimedTask) -> TaskResult:
        """Perform the task; an engine that raises a cancellation of its own has failed and stops no worker."""
        async with own_cancellation_fails():
            return await self._perform(claimed)

    async def _perform(self, claimed: ClaimedTask) -> TaskResult:
        task = claimed.task

        async def changed() -> None:
            await self._wakeups.notify(task_topic(task.id))

        journal = Journal(self._storage, claimed.lease, self._clock, changed, self._tools.caps)
        context = TaskContext(tools=self._tools, journal=journal, owner=task.key_id, vision=self._vision)
        match task.work:
            case MethodologyWork() as work:
                return await draw_methodology(context, work)
            case OptimizeWork() as work:
                return await optimize_prompt(context, work)
            case PlotWork() as work:
                return await draw_plot(context, work)
            case CompositeWork() as work:
                return await compose_figures(context, work)

    async def _end(self, claimed: ClaimedTask, end: Outcome | PutBack) -> None:
        if isinstance(end, Outcome):
            await self._finish(claimed, end)
            return
        await held(lambda: self._storage.put_back(claimed.lease, end.not_before, end.reason), self._clock)
        seconds = math.ceil((end.not_before - self._clock.now()).total_seconds())
        log.warning(
            "task put back: an engine is away, a cap is not free, or the server falls short",
            extra={"task_id": claimed.task.id, "seconds": seconds},
        )
        await self._wakeups.notify(task_topic(claimed.task.id))

    async def _finish(self, claimed: ClaimedTask, outcome: Outcome) -> None:
        now = self._clock.now()
        ended = replace(
            claimed.task, status=outcome.status, result=outcome.result, error=outcome.error, completed_at=now
        )
        delivery = await held(lambda: delivery_of(ended, self._tools.artifacts, self._ids), self._clock)
        await held(lambda: self._storage.finish_task(claimed.lease, outcome, now, delivery), self._clock)
        seconds = math.ceil((now - claimed.task.created_at).total_seconds())
        log.info("task %s", outcome.status.value, extra={"task_id": ended.id, "seconds": seconds})
        await self._wakeups.notify(task_topic(ended.id))
        if delivery is not None:
            await self._wakeups.notify(DELIVERIES)
