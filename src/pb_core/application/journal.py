"""The journal of a task: intent before every engine call, results replayed on resume, never a call twice."""

import hashlib
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

import anyio
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.cancellation import own_cancellation_fails
from pb_core.application.deadline import Deadline
from pb_core.application.holding import held
from pb_core.domain.billing import Caps, Usage, expected_micros
from pb_core.domain.steps import StepIntent, StepRecord, StepState
from pb_core.domain.tasks import Lease
from pb_core.errors import (
    Billed,
    CallerError,
    CapBusy,
    DeadlinePassed,
    EngineError,
    JobFailed,
    OutcomeUnknown,
    StatisticsDisagree,
    StepConflict,
)
from pb_core.ports.clock import Clock
from pb_core.ports.storage import NO_CAPS, TaskStore

log = logging.getLogger(__name__)

T = TypeVar("T")

CAP_SECONDS = 300.0
CAP_PAUSE_SECONDS, CAP_LONGEST_PAUSE_SECONDS = 0.5, 5.0


class Done(Struct, frozen=True):
    """What an engine call returns to the journal: the value to store and what it cost."""

    value: object
    usage: Usage = Usage()


class StepSubmission:
    """The ``Submission`` of one started step: remembers a provider's job id across crashes."""

    def __init__(
        self,
        store: TaskStore,
        lease: Lease,
        clock: Clock,
        record: StepRecord,
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._store, self._lease, self._clock, self._name = store, lease, clock, record.name
        self._changed = changed
        self.provider_ref = record.provider_ref
        self._limit = anyio.CancelScope()
        failures = record.attempts - record.abandoned  # a failed job must not be replayed, an abandoned one should
        name = f"{record.task_id}\n{record.name}\n{record.digest}\n{failures}"
        self.key = hashlib.sha256(name.encode()).hexdigest()

    def until(self, deadline: float) -> anyio.CancelScope:
        """A scope for the call, which ends at a time of the event loop's clock unless its job is submitted."""
        if self.provider_ref is None:
            self._limit.deadline = deadline
        return self._limit

    async def submitted(self, provider_ref: str) -> None:
        """Commit the job id."""
        self._limit.deadline = math.inf
        await held(lambda: self._store.submitted_step(self._lease, self._name, provider_ref), self._clock)
        self.provider_ref = provider_ref
        await self._changed()


EngineCall = Callable[[StepSubmission], Awaitable[Done]]


class Repeatable(Struct, frozen=True):
    """A call of our own, which costs nobody anything when it is made again."""

    call: EngineCall

    async def __call__(self, submission: StepSubmission) -> Done:
        """Make the call."""
        return await self.call(submission)


class Steps(Protocol):
    """What roles need of a journal."""

    async def step(
        self,
        name: str,
        engine: str,
        request: object,
        answer: type[T],
        call: EngineCall,
        most_micros: int = 0,
        likely: float = 1.0,
    ) -> T:
        """Return the answer of a step, of an earlier run or from one call."""

    async def has_finished(self, name: str) -> bool:
        """Whether there is an answer of a step already."""


class TaskSteps(Steps, Protocol):
    """What workflows need of a journal."""

    async def held(self, write: Callable[[], Awaitable[T]]) -> T:
        """What ``write`` returns, which stores something paid for."""


class Journal:
    """The steps of one task under one lease.

    ``changed`` is awaited after every stored change, to wake those who watch the task. ``caps`` bound what calls
    may cost. Where only money reserved for other calls stands in a call's way, it waits up to ``CAP_SECONDS`` for that
    to be settled. What an engine answered is held until it is stored (``holding.held``). After ``deadline`` no step is
    begun, and calls under way are stopped, save those whose job is submitted: that is polled to its end. After
    ``stop`` no call is begun that costs money: its step waits until the task is put down.
    """

    def __init__(
        self,
        store: TaskStore,
        lease: Lease,
        clock: Clock,
        changed: Callable[[], Awaitable[None]],
        caps: Caps = NO_CAPS,
        deadline: Deadline | None = None,
    ) -> None:
        self._store, self._lease, self._clock, self._changed, self._caps = store, lease, clock, changed, caps
        self._deadline = deadline or Deadline()
        self._under_way: list[StepSubmission] = []
        self._is_stopping, self._waiting = False, 0

    async def step(
        self,
        name: str,
        engine: str,
        request: object,
        answer: type[T],
        call: EngineCall,
        most_micros: int = 0,
        likely: float = 1.0,
    ) -> T:
        """Return the step's answer: the stored one if it finished before, else from one engine call.

        ``request`` is what the answer depends on; its digest should be the same on every resume. After an upgrade
        between a crash and a restart it may be another: then a finished step keeps its answer, and one under way
        begins afresh or goes on polling its job (``domain.steps.begun``). An answer that this program cannot read
        any more raises ``StepConflict``, unless the call is ``Repeatable``: that is made again then.

        ``most_micros`` is what the call may cost at most. What it is expected to cost is reserved: the
        share that its engine was seen to cost in this role, ``likely`` while little was seen. ``CapReached`` is raised
        instead of calling where that could pass a cap.

        A step is reissued once after ``OutcomeUnknown``, and not at all if an earlier attempt of it was lost already:
        the attempt given up counts as abandoned, so it may have been paid for. A lost call that may be made again
        later leaves the intent as it is, as one does that we cancel: its outcome is unknown, and a known job is polled
        then. A job that failed by the provider's fault (``JobFailed``) is ordered once more. Every other error of the
        call is recorded and raised on, an engine's own cancellation as ``EngineUnavailable``.
        """
        if self._deadline.is_over and not await self._is_there(name):
            self._deadline.require()
        if self._is_stopping and most_micros > 0 and not await self._is_there(name):
            await self._put_down()
        intent = self._intent(name, engine, request)
        record, failed_jobs = await self._begun(intent, most_micros, likely), 0
        while record.state is not StepState.FINISHED:
            await self._changed()
            try:
                record = await self._perform(record, call)
            except OutcomeUnknown as error:
                if not error.retryable or record.abandoned > 0:
                    raise
                self._deadline.require()
                record = await self._begun(intent, most_micros, likely)
            except JobFailed:
                failed_jobs += 1
                if failed_jobs > 1:
                    raise
                self._deadline.require()
                record = await self._begun(intent, most_micros, likely)
            finally:
                await self._changed()
        return await self._answer(record, answer, call)

    async def held(self, write: Callable[[], Awaitable[T]]) -> T:
        """What ``write`` returns, which stores something paid for: ``holding.held`` with this journal's clock."""
        return await held(write, self._clock)

    def stop(self) -> None:
        """Begin no call any more that costs money, as the program may end before its answer."""
        self._is_stopping = True

    @property
    def loses_nothing(self) -> bool:
        """Whether all that is under way are submitted jobs, which are polled again later, and steps not begun."""
        waits = bool(self._under_way) or self._waiting > 0
        return waits and all(call.provider_ref is not None for call in self._under_way)

    async def _put_down(self) -> None:
        """Wait for the end of the run, which whoever hears of changes cancels once nothing is lost by that."""
        self._waiting += 1
        try:
            await self._changed()
            await anyio.sleep_forever()
        finally:
            self._waiting -= 1

    async def _is_there(self, name: str) -> bool:
        """Whether a step has its answer, or a job that is only to be polled."""
        steps = await self._store.steps(self._lease.holds)
        return any(record.name == name and record.is_kept for record in steps)

    async def has_finished(self, name: str) -> bool:
        """Whether the task has an answer of this step, from whichever run of it."""
        steps = await self._store.steps(self._lease.holds)
        return any(record.name == name and record.state is StepState.FINISHED for record in steps)

    async def _answer(self, record: StepRecord, answer: type[T], call: EngineCall) -> T:
        try:
            return msgspec.json.decode(record.result or b"", type=answer)
        except msgspec.DecodeError as error:
            if not isinstance(call, Repeatable):
                raise StepConflict(
                    f"The stored answer of step {record.name} is of another version of this program: submit again"
                ) from error
        done = await call(self._submission(record))
        return msgspec.json.decode(msgspec.json.encode(done.value), type=answer)

    async def _begun(self, intent: StepIntent, most_micros: int, likely: float) -> StepRecord:
        """Begin the step from now on, as soon as the calls under way leave room for it under the caps."""
        intent = await self._priced(replace(intent, started_at=self._clock.now()), most_micros, likely)
        pause, waited = CAP_PAUSE_SECONDS, 0.0
        while True:
            try:
                return await self._store.begin_step(self._lease, intent, self._caps)
            except CapBusy:
                if waited >= CAP_SECONDS:
                    raise
            await self._clock.sleep(pause)
            self._deadline.require()
            pause, waited = min(pause * 2, CAP_LONGEST_PAUSE_SECONDS), waited + pause
            intent = replace(intent, started_at=self._clock.now())

    async def _priced(self, intent: StepIntent, most_micros: int, likely: float) -> StepIntent:
        """The intent with what is to be reserved for its call."""
        if most_micros <= 0:
            return intent
        seen = await self._store.calls_seen(intent.engine, intent.role)
        expected = expected_micros(most_micros, likely, seen)
        return replace(intent, estimate_micros=expected, most_micros=most_micros)

    async def _perform(self, record: StepRecord, call: EngineCall) -> StepRecord:
        try:
            async with own_cancellation_fails():
                done = await self._called(record, call)
        except (EngineError, CallerError, StatisticsDisagree) as error:  # a caller's PDF may be the fault, or we
            if not isinstance(error, OutcomeUnknown) or not error.retryable:
                billed = error.billed if isinstance(error, EngineError) else Billed.NO
                now, sentence = self._clock.now(), str(error)
                await self.held(lambda: self._store.fail_step(self._lease, record.name, sentence, now, billed))
            raise
        result, usage = msgspec.json.encode(done.value), done.usage
        if not usage.is_plausible:
            log.warning(
                "%s reports what no call consumes: its bound counts", record.engine, extra={"step": record.name}
            )
            usage = Usage(engine=usage.engine)
        now = self._clock.now()
        return await self.held(lambda: self._store.finish_step(self._lease, record.name, result, now, usage))

    async def _called(self, record: StepRecord, call: EngineCall) -> Done:
        submission = self._submission(record)
        self._under_way.append(submission)
        try:
            with submission.until(self._deadline.at):
                return await call(submission)
        finally:
            self._under_way.remove(submission)
        raise DeadlinePassed(self._deadline.sentence)

    def _submission(self, record: StepRecord) -> StepSubmission:
        return StepSubmission(self._store, self._lease, self._clock, record, self._changed)

    def _intent(self, name: str, engine: str, request: object) -> StepIntent:
        digest = hashlib.sha256(msgspec.json.encode([engine, request], order="deterministic")).hexdigest()
        return StepIntent(name=name, digest=digest, engine=engine, started_at=self._clock.now())
