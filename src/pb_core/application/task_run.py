"""Task run: one claimed task under its lease, from the claim to the end that is stored, or to its release."""

import logging
import math
from contextlib import suppress
from datetime import timedelta

import anyio
from msgspec.structs import replace

from pb_core.application.cancellation import own_cancellation_fails
from pb_core.application.deadline import Deadline
from pb_core.application.endings import delivery_of
from pb_core.application.holding import held, is_shortage
from pb_core.application.journal import Journal
from pb_core.application.roles.vision import VisionCheck
from pb_core.application.stamping import Stamper
from pb_core.application.waiting import Patience, PutBack, blame, is_unexpected
from pb_core.application.workflows import TaskContext, Tools
from pb_core.application.workflows.composites import compose_figures
from pb_core.application.workflows.methodology import draw_methodology
from pb_core.application.workflows.optimization import optimize_prompt
from pb_core.application.workflows.plots import draw_plot
from pb_core.domain.requests import CompositeWork, MethodologyWork, OptimizeWork, PlotWork, UnreadableWork
from pb_core.domain.tasks import ClaimedTask, Lease, Outcome, Task, TaskResult
from pb_core.errors import LeaseLost, PaperBananaError, StepConflict
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import DELIVERIES, TASKS, Wakeups, cancel_topic, task_topic

log = logging.getLogger(__name__)

STOPPED = "The program that worked on this task stopped each time, also while nothing else ran: it was given up"


class _Run:
    """What is under way of one claimed task."""

    def __init__(self, scope: anyio.CancelScope, deadline: Deadline) -> None:
        self._scope = scope
        self.deadline = deadline
        self.journal: Journal | None = None
        self.is_put_down = False

    def put_down(self) -> None:
        """Begin no paid call any more, and cancel it if that loses nothing: if it waits for submitted jobs alone."""
        if self.journal is None:
            return
        self.journal.stop()
        if self.journal.loses_nothing:
            self.is_put_down = True
            self._scope.cancel()


class TaskRunner:
    """Runs claimed tasks; a lease lasts ``lease`` and is renewed three times within it."""

    def __init__(
        self,
        *,
        storage: Storage,
        tools: Tools,
        wakeups: Wakeups,
        clock: Clock,
        ids: Ids,
        lease: timedelta,
        patience: Patience,
    ) -> None:
        self._storage, self._tools, self._wakeups = storage, tools, wakeups
        self._clock, self._ids, self._lease, self._patience = clock, ids, lease, patience
        self._runs: dict[str, _Run] = {}
        self._is_stopping = False
        self._vision = VisionCheck(store=storage, ids=ids, clock=clock) if tools.probe_vision else None
        self._stamper = Stamper(tools.artifacts, tools.version, full=tools.provenance)

    @property
    def is_idle(self) -> bool:
        """Whether no task runs."""
        return not self._runs

    def put_down(self) -> None:
        """Release runs that only wait for submitted jobs or are to begin a paid call, now and as soon as others do."""
        self._is_stopping = True
        for run in self._runs.values():
            run.put_down()

    async def run(self, claimed: ClaimedTask) -> None:
        """Run a claimed task to its end; release it when cancelled, drop it when its lease is lost."""
        fields = {"task_id": claimed.task.id, "attempt": claimed.task.attempt}
        log.info("task started", extra=fields)
        try:
            finished = await self._under_lease(claimed)
        except anyio.get_cancelled_exc_class():
            released = False
            with anyio.CancelScope(shield=True), suppress(Exception):  # logged there; whoever starts next takes it over
                released = await self._release(claimed)
            event = "task released unfinished" if released else "task let go: it had ended or its lease was lost"
            log.info(event, extra=fields)
            raise
        except Exception:  # a bug: given back after a while, as else this program would hold it until it ends
            await self._clock.sleep(self._lease.total_seconds())
            await held(lambda: self._release(claimed), self._clock)
            raise
        if not finished:
            log.warning("task dropped: its lease was lost, or it was cancelled or its key deleted", extra=fields)
            await self._sweep(claimed.task)

    async def _under_lease(self, claimed: ClaimedTask) -> bool:
        """Run and finish or put back while a side task renews the lease; return whether it was ours to the end."""
        finished = False
        async with anyio.create_task_group() as pair:
            run = self._runs[claimed.lease.token] = _Run(pair.cancel_scope, self._deadline_of(claimed))
            pair.start_soon(self._renew, claimed.lease, pair.cancel_scope)
            try:
                await self._ended(claimed)
                finished = True
            except LeaseLost:
                pass
            finally:
                del self._runs[claimed.lease.token]
            pair.cancel_scope.cancel()
        if run.is_put_down and not finished:
            log.info(
                "task put down: a submitted job goes on, and no paid call is begun", extra={"task_id": claimed.task.id}
            )
            return await self._release(claimed)
        return finished

    async def _ended(self, claimed: ClaimedTask) -> None:
        """Run to an end and store it; where its end cannot be stored, that is a fault of the run."""
        try:
            await self._end(claimed, await self._outcome(claimed))
        except LeaseLost:
            raise
        except Exception as error:
            log.exception("the task's end could not be stored", extra={"task_id": claimed.task.id})
            await self._end(claimed, await self._after(error, claimed))

    async def _renew(self, lease: Lease, run: anyio.CancelScope) -> None:
        """Renew the lease until it is lost.

        A store that does not answer has not given the task to anybody else: it is asked again soon, and whatever the
        run pays for meanwhile goes on.
        """
        usual = pause = self._lease.total_seconds() / 3
        async with self._wakeups.subscribe(cancel_topic(lease.holds)) as cancelled:
            while True:
                await cancelled.wait(pause)  # a task that its caller has ended is let go at once
                try:
                    await self._storage.renew_task(lease, self._lease)
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
            raise
        await self._wakeups.notify(TASKS)
        return True

    async def _sweep(self, task: Task) -> None:
        """Remove what this worker may have stored after the key was deleted."""
        if await self._storage.key(task.key_id) is None:
            await self._tools.artifacts.remove_owner(task.key_id)

    async def _outcome(self, claimed: ClaimedTask) -> Outcome | PutBack:
        task, deadline = claimed.task, self._runs[claimed.lease.token].deadline
        if task.stops_programs:
            return Outcome(error=STOPPED)
        if deadline.is_over and (task.faults or not await self._has_kept_steps(task)):
            return Outcome(error=deadline.sentence)
        try:
            return Outcome(result=await self._performed(claimed))
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - logged and judged there
            return await self._after(error, claimed)

    def _deadline_of(self, claimed: ClaimedTask) -> Deadline:
        return Deadline(claimed.age, self._patience.deadline)

    async def _has_kept_steps(self, task: Task) -> bool:
        """Whether something of it was drawn or ordered, which may be delivered after its deadline."""
        task_id = task.id
        steps = await held(lambda: self._storage.steps(task_id), self._clock)
        return any(step.is_kept for step in steps)

    async def _after(self, error: Exception, claimed: ClaimedTask) -> Outcome | PutBack:
        """What an error comes to. Its sentence may quote the caller's text, so it stands in the record alone."""
        task, deadline = claimed.task, self._runs[claimed.lease.token].deadline
        task_id = task.id
        fields = {"task_id": task_id}
        if is_shortage(error) or not isinstance(error, PaperBananaError):
            log.error("task met a fault of the server's own", exc_info=error, extra=fields)
        if isinstance(error, StepConflict):
            log.error(
                "task cannot go on with what is stored of it (%s): run the version that stored it, or restore a backup,"
                " and have its caller submit again",
                error,
                extra=fields,
            )
        if is_unexpected(error):
            now_stored = await held(lambda: self._storage.task(task_id), self._clock)
            task = now_stored or task  # a step that it finished has forgiven its faults
        end = blame(error, task, deadline.age, self._clock.now(), self._patience)
        if isinstance(end, Outcome):
            log.warning("task failed: %s", type(error).__name__, extra=fields)
        return end

    async def _performed(self, claimed: ClaimedTask) -> TaskResult:
        """Perform the task; an engine that raises a cancellation of its own has failed and stops no worker."""
        async with own_cancellation_fails():
            return await self._perform(claimed)

    async def _perform(self, claimed: ClaimedTask) -> TaskResult:
        task, run = claimed.task, self._runs[claimed.lease.token]

        async def changed() -> None:
            await self._wakeups.notify(task_topic(task.id))
            if self._is_stopping:
                run.put_down()

        journal = run.journal = Journal(
            self._storage, claimed.lease, self._clock, changed, self._tools.caps, run.deadline
        )
        if self._is_stopping:
            journal.stop()
        context = TaskContext(tools=self._tools, journal=journal, owner=task.key_id, vision=self._vision)
        result = await _drawn(context, task)
        return await self._stamper.stamp(task, result, await self._storage.steps(task.id), journal.held)

    async def _end(self, claimed: ClaimedTask, end: Outcome | PutBack) -> None:
        if isinstance(end, Outcome):
            await self._finish(claimed, end)
            return
        await held(
            lambda: self._storage.put_back(claimed.lease, end.not_before, end.reason, fault=end.fault), self._clock
        )
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


async def _drawn(context: TaskContext, task: Task) -> TaskResult:
    match task.work:
        case MethodologyWork() as work:
            return await draw_methodology(context, work)
        case OptimizeWork() as work:
            return await optimize_prompt(context, work)
        case PlotWork() as work:
            return await draw_plot(context, work)
        case CompositeWork() as work:
            return await compose_figures(context, work)
        case UnreadableWork(fields=fields):
            raise StepConflict(
                f"The record of this task ({', '.join(fields) or 'its work'}) cannot be read by this version of "
                "the program: submit again"
            )
