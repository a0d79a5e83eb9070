import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import anyio
import msgspec
import pytest
from msgspec import Struct

from pb_core.application.journal import Done, Journal, Repeatable, StepSubmission
from pb_core.domain.billing import Caps, Spent
from pb_core.domain.steps import StepState
from pb_core.errors import (
    Billed,
    CapBusy,
    CapReached,
    EngineError,
    EngineRefused,
    EngineThrottled,
    EngineUnavailable,
    JobFailed,
    LeaseLost,
    OutcomeUnknown,
    StepConflict,
    UnreadablePdf,
)
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import COST, after, running_task, sample_intent
from pb_core.testing.memory.storage import MemoryStorage


class Question(Struct, frozen=True):
    text: str


class Answer(Struct, frozen=True):
    words: tuple[str, ...]


class FixedClock:
    """Stands still unless it is moved, and remembers how long it was asked to wait."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.seconds = 3

    def now(self) -> datetime:
        return after(self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


class Engine:
    """Answers, and counts what it was asked."""

    def __init__(self, *, error: Exception | None = None, job: str | None = None, recovers_after: int = 99) -> None:
        self.calls, self._error, self._job = 0, error, job
        self.found: list[str | None] = []
        self._recovers_after = recovers_after

    async def __call__(self, submission: StepSubmission) -> Done:
        self.calls += 1
        self.found.append(submission.provider_ref)
        if self._job and submission.provider_ref is None:
            await submission.submitted(self._job)
        if self._error and self.calls <= self._recovers_after:
            raise self._error
        return Done(Answer(words=("an", "encoder")), COST)


class JournalCase:
    """One task in a store, and journals over it."""

    def __init__(self, storage: Storage) -> None:
        self.storage, self.changes, self.clock, self.caps = storage, 0, FixedClock(), Caps()

    async def open(self) -> "JournalCase":
        self.lease = (await running_task(self.storage)).lease
        return self

    async def changed(self) -> None:
        self.changes += 1

    async def ask(
        self,
        engine: Callable[[StepSubmission], Awaitable[Done]],
        name: str = "plan",
        text: str = "t",
        estimate: int = 0,
    ) -> Answer:
        journal = Journal(self.storage, self.lease, self.clock, self.changed, self.caps)
        return await journal.step(name, "offline/rules-1", Question(text), Answer, engine, estimate)


@pytest.fixture
async def case() -> AsyncIterator[JournalCase]:
    async with MemoryStorage() as storage:
        yield await JournalCase(storage).open()


async def test_a_step_calls_its_engine_and_stores_the_answer(case: JournalCase) -> None:
    engine = Engine()
    assert await case.ask(engine) == Answer(("an", "encoder"))
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.result, step.usage) == (StepState.FINISHED, b'{"words":["an","encoder"]}', COST)
    assert (step.name, step.engine, step.started_at) == ("plan", "offline/rules-1", after(3))
    assert (engine.calls, case.changes) == (1, 2)


async def test_a_finished_step_is_answered_without_a_call(case: JournalCase) -> None:
    first = await case.ask(Engine())
    engine = Engine()
    assert await case.ask(engine) == first
    assert (engine.calls, case.changes) == (0, 2)


async def test_a_finished_step_keeps_its_answer_though_another_request_is_made(case: JournalCase) -> None:
    first = await case.ask(Engine())
    engine = Engine()
    assert await case.ask(engine, text="another") == first
    assert engine.calls == 0


async def test_an_answer_of_another_version_is_a_conflict(case: JournalCase) -> None:
    async def older(_submission: StepSubmission) -> Done:
        return Done({"sentences": ["an encoder"]})

    with pytest.raises(StepConflict, match="stored answer of step plan is of another version"):
        await case.ask(older)


async def test_a_repeatable_step_whose_answer_is_of_another_version_is_done_again(case: JournalCase) -> None:
    async def older(_submission: StepSubmission) -> Done:
        return Done({"sentences": ["an encoder"]})

    with pytest.raises(StepConflict):
        await case.ask(older)
    engine = Engine()
    assert await case.ask(Repeatable(engine)) == Answer(("an", "encoder"))
    assert engine.calls == 1
    (step,) = await case.storage.steps("task-1")
    assert step.state is StepState.FINISHED


@pytest.mark.parametrize(
    ("end", "spent"),
    [
        (None, Spent(settled_micros=COST.cost_micros or 0)),
        (EngineUnavailable("Down."), Spent()),
        (EngineRefused("No."), Spent(settled_micros=700)),
        (UnreadablePdf("Damaged."), Spent()),
        (ZeroDivisionError(), Spent(reserved_micros=700)),
        (OutcomeUnknown("Lost."), Spent(settled_micros=700, reserved_micros=700)),
    ],
)
async def test_what_a_call_may_cost_is_reserved_and_settled(
    case: JournalCase, end: Exception | None, spent: Spent
) -> None:
    async def call(submission: StepSubmission) -> Done:
        assert (await case.storage.spent("key-1")).reserved_micros == 700
        return await Engine(error=end)(submission)

    with suppress(EngineError, UnreadablePdf, ZeroDivisionError):
        await case.ask(call, estimate=700)
    assert await case.storage.spent("key-1") == spent


async def test_a_call_that_could_pass_a_cap_is_not_made(case: JournalCase) -> None:
    case.caps = Caps(task_micros=1000)
    engine = Engine()
    await case.ask(engine, estimate=1000)
    with pytest.raises(CapReached, match="for this task"):
        await case.ask(engine, "style", estimate=551)
    await case.ask(engine, "style", estimate=550)
    assert engine.calls == 2


async def test_a_lost_answer_is_not_asked_for_again_past_a_cap(case: JournalCase) -> None:
    case.caps = Caps(task_micros=1000)
    engine = Engine(error=OutcomeUnknown("Lost."), recovers_after=1)
    with pytest.raises(CapReached):
        await case.ask(engine, estimate=700)
    assert (engine.calls, await case.storage.spent()) == (1, Spent(reserved_micros=700))


async def test_an_engine_that_refuses_is_not_asked_again(case: JournalCase) -> None:
    engine = Engine(error=EngineRefused("Not this one."), job="job-1")
    with pytest.raises(EngineRefused):
        await case.ask(engine)
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.error, step.attempts, step.abandoned) == (StepState.FAILED, "Not this one.", 1, 0)
    assert (engine.calls, case.clock.waits, case.changes) == (1, [], 3)


async def test_a_step_that_fails_by_the_callers_file_is_over(case: JournalCase) -> None:
    with pytest.raises(UnreadablePdf):
        await case.ask(Engine(error=UnreadablePdf("Page 3 is damaged.")))
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.error, step.attempts) == (StepState.FAILED, "Page 3 is damaged.", 1)


@pytest.mark.parametrize("error", [EngineThrottled("Slow down."), EngineUnavailable("Down.")])
async def test_an_engine_that_may_recover_is_left_to_those_who_wrap_it(case: JournalCase, error: EngineError) -> None:
    engine = Engine(error=error)
    with pytest.raises(type(error)):
        await case.ask(engine)
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.error, step.attempts, step.abandoned) == (StepState.FAILED, str(error), 1, 0)
    assert (engine.calls, case.clock.waits) == (1, [])


async def test_a_lost_answer_is_asked_for_once_more_and_booked_as_abandoned(case: JournalCase) -> None:
    engine = Engine(error=OutcomeUnknown("Lost."), recovers_after=1)
    assert await case.ask(engine) == Answer(("an", "encoder"))
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.error, step.attempts, step.abandoned) == (StepState.FINISHED, None, 2, 1)


async def test_an_answer_lost_twice_is_asked_for_again_by_a_later_run_alone(case: JournalCase) -> None:
    for lost in (1, 2):
        engine = Engine(error=OutcomeUnknown("Lost."))
        with pytest.raises(OutcomeUnknown):
            await case.ask(engine)
        (step,) = await case.storage.steps("task-1")
        assert (step.state, step.attempts, step.abandoned) == (StepState.STARTED, lost + 1, lost)
        assert engine.calls == (2 if lost == 1 else 1)


async def test_every_call_whose_answer_was_lost_is_booked_as_paid(case: JournalCase) -> None:
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            await case.ask(Engine(error=OutcomeUnknown("Lost.")), estimate=700)
    assert await case.storage.spent("key-1") == Spent(settled_micros=1400, reserved_micros=700)
    await case.ask(Engine(), estimate=700)
    assert await case.storage.spent("key-1") == Spent(settled_micros=2100 + (COST.cost_micros or 0))


async def test_a_job_whose_polls_are_lost_is_never_ordered_again(case: JournalCase) -> None:
    lost = Engine(error=OutcomeUnknown("Lost."), job="job-1")
    with pytest.raises(OutcomeUnknown):
        await case.ask(lost)
    engine = Engine(job="job-2")
    await case.ask(engine)
    assert (lost.found, engine.found) == ([None, "job-1"], ["job-1"])


async def test_an_answer_lost_after_a_crash_is_not_asked_for_again(case: JournalCase) -> None:
    with pytest.raises(ZeroDivisionError):
        await case.ask(Engine(error=ZeroDivisionError()))
    engine = Engine(error=OutcomeUnknown("Lost."))
    with pytest.raises(OutcomeUnknown):
        await case.ask(engine)
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.attempts, step.abandoned, engine.calls) == (StepState.STARTED, 2, 1, 1)


async def test_an_answer_that_is_lost_for_good_is_not_asked_for_again(case: JournalCase) -> None:
    engine = Engine(error=OutcomeUnknown("Lost.", retryable=False))
    with pytest.raises(OutcomeUnknown):
        await case.ask(engine)
    assert engine.calls == 1


async def test_a_lost_poll_goes_on_with_the_same_job(case: JournalCase) -> None:
    engine = Engine(error=OutcomeUnknown("Lost."), job="job-1", recovers_after=1)
    await case.ask(engine)
    assert engine.found == [None, "job-1"]


async def test_a_call_has_one_key_until_it_fails(case: JournalCase) -> None:
    keys = []

    def calling(error: Exception | None) -> Callable[[StepSubmission], Awaitable[Done]]:
        async def call(submission: StepSubmission) -> Done:
            keys.append(submission.key)
            return await Engine(error=error)(submission)

        return call

    for error in (ZeroDivisionError(), EngineRefused("No."), None):
        with suppress(ZeroDivisionError, EngineRefused):
            await case.ask(calling(error))
    await case.ask(calling(None), "style")
    crashed, refused, again, other = keys
    assert crashed == refused
    assert len({refused, again, other}) == 3
    assert {len(key) for key in keys} == {64}


async def test_a_job_that_fails_by_the_providers_fault_is_ordered_once_more(case: JournalCase) -> None:
    engine = Engine(error=JobFailed("It broke down.", billed=Billed.NO), job="job-1", recovers_after=1)
    assert await case.ask(engine) == Answer(("an", "encoder"))
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.attempts, step.abandoned) == (StepState.FINISHED, 2, 0)
    assert engine.found == [None, None]


async def test_a_job_that_fails_twice_fails_the_step_and_both_may_have_been_paid(case: JournalCase) -> None:
    engine = Engine(error=JobFailed("It broke down."), job="job-1")
    with pytest.raises(JobFailed):
        await case.ask(engine, estimate=700)
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.error, engine.calls) == (StepState.FAILED, "It broke down.", 2)
    assert await case.storage.spent("key-1") == Spent(settled_micros=1400)


@pytest.mark.parametrize(
    ("error", "job", "start"),
    [(OutcomeUnknown("Lost."), None, 63), (OutcomeUnknown("Lost."), "job-1", 3), (JobFailed("Broken."), "job-1", 63)],
)
async def test_a_call_made_again_starts_when_it_is_made_and_a_resumed_job_when_it_was_ordered(
    case: JournalCase, error: Exception, job: str | None, start: int
) -> None:
    engine = Engine(error=error, job=job, recovers_after=1)

    async def slow(submission: StepSubmission) -> Done:
        try:
            return await engine(submission)
        except EngineError:
            case.clock.seconds += 60
            raise

    await case.ask(slow)
    (step,) = await case.storage.steps("task-1")
    assert (step.attempts, step.started_at, step.finished_at) == (2, after(start), after(63))


async def test_attempts_of_an_outage_do_not_count_as_failed_jobs(case: JournalCase) -> None:
    for _ in range(2):
        with pytest.raises(EngineUnavailable):
            await case.ask(Engine(error=EngineUnavailable("Away.")))
    engine = Engine(error=JobFailed("It broke down.", billed=Billed.NO), job="job-1", recovers_after=1)
    assert await case.ask(engine) == Answer(("an", "encoder"))
    assert engine.calls == 2


async def test_a_failed_job_is_not_ordered_again_past_a_cap(case: JournalCase) -> None:
    case.caps = Caps(task_micros=1000)
    engine = Engine(error=JobFailed("It broke down."))
    with pytest.raises(CapReached):
        await case.ask(engine, estimate=700)
    assert engine.calls == 1


async def test_a_failed_step_is_submitted_afresh(case: JournalCase) -> None:
    with pytest.raises(EngineRefused):
        await case.ask(Engine(error=EngineRefused("Not now."), job="job-1"))
    engine = Engine()
    await case.ask(engine)
    assert engine.found == [None]


async def test_a_call_that_dies_leaves_an_intent_whose_outcome_is_unknown(case: JournalCase) -> None:
    with pytest.raises(ZeroDivisionError):
        await case.ask(Engine(error=ZeroDivisionError()))
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.attempts, step.abandoned) == (StepState.STARTED, 1, 0)
    await case.ask(Engine())
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.attempts, step.abandoned) == (StepState.FINISHED, 2, 1)


async def test_a_cancelled_call_leaves_the_intent_as_it_is(case: JournalCase) -> None:
    reached = anyio.Event()

    async def hang(_submission: StepSubmission) -> Done:
        reached.set()
        await anyio.sleep_forever()
        raise AssertionError

    async with anyio.create_task_group() as group:
        group.start_soon(case.ask, hang)
        await reached.wait()
        group.cancel_scope.cancel()
    (step,) = await case.storage.steps("task-1")
    assert (step.state, step.error) == (StepState.STARTED, None)


async def test_a_call_that_its_engine_cancels_fails_the_step_and_may_have_been_paid(case: JournalCase) -> None:
    async def cancelled(_submission: StepSubmission) -> Done:
        raise asyncio.CancelledError

    with pytest.raises(EngineUnavailable, match="cancelled its own call") as raised:
        await case.ask(cancelled, estimate=700)
    assert not raised.value.retryable
    (step,) = await case.storage.steps("task-1")
    assert step.state is StepState.FAILED
    assert await case.storage.spent("key-1") == Spent(settled_micros=700)


async def test_a_submitted_job_is_found_again_after_a_crash(case: JournalCase) -> None:
    with pytest.raises(ZeroDivisionError):
        await case.ask(Engine(job="job-1", error=ZeroDivisionError()))
    engine = Engine(job="job-2")
    await case.ask(engine)
    assert engine.found == ["job-1"]


async def test_a_worker_that_lost_its_task_stores_no_answer(case: JournalCase) -> None:
    async def lose(_submission: StepSubmission) -> Done:
        await case.storage.release_task(case.lease)
        return Done(Answer(()))

    with pytest.raises(LeaseLost):
        await case.ask(lose)
    (step,) = await case.storage.steps("task-1")
    assert step.state is StepState.STARTED


class TurningClock(FixedClock):
    """Lets others go on while it waits; some waits are the moment at which they end."""

    def __init__(self, ends: Callable[[], Awaitable[None]], at_wait: int) -> None:
        super().__init__()
        self.ends, self.at_wait = ends, at_wait

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        if len(self.waits) == self.at_wait:
            await self.ends()


async def neighbour(case: JournalCase, reserved: int) -> Callable[[], Awaitable[None]]:
    """Another task's call under way; awaiting what is returned ends it, at no cost."""
    held = await running_task(case.storage, "task-2", key=False, number=2)
    await case.storage.begin_step(held.lease, sample_intent(estimate=reserved))

    async def end() -> None:
        await case.storage.fail_step(held.lease, "plan", "Down.", after(4), Billed.NO)

    return end


async def test_a_cap_waits_for_the_calls_under_way_before_it_refuses(case: JournalCase) -> None:
    end = await neighbour(case, 900)
    case.caps, case.clock, engine = Caps(day_micros=1000), TurningClock(end, at_wait=3), Engine()
    await case.ask(engine, estimate=700)
    assert (engine.calls, case.clock.waits) == (1, [0.5, 1.0, 2.0])


async def test_a_call_that_waited_too_long_for_room_is_put_off(case: JournalCase) -> None:
    await neighbour(case, 900)
    case.caps, engine = Caps(day_micros=1000), Engine()
    with pytest.raises(CapBusy):
        await case.ask(engine, estimate=700)
    assert engine.calls == 0
    assert 300 <= sum(case.clock.waits) < 310


async def test_money_that_is_spent_is_not_waited_for(case: JournalCase) -> None:
    await case.ask(Engine(), estimate=700)
    case.caps = Caps(task_micros=COST.cost_micros)
    with pytest.raises(CapReached):
        await case.ask(Engine(), "style", estimate=700)
    assert case.clock.waits == []


async def test_what_is_reserved_follows_what_the_engine_was_seen_to_cost_in_the_role(case: JournalCase) -> None:
    usage = msgspec.structs.replace(COST, cost_source="reported")

    async def paid(_: StepSubmission) -> Done:
        return Done(Answer(words=()), usage)

    for number in range(1, 7):
        await case.ask(paid, f"round/{number}/critique", estimate=9000)
    await case.ask(paid, "plan", estimate=9000)
    reserved = {step.name: step.reserved_micros for step in await case.storage.steps("task-1")}
    cost = COST.cost_micros or 0
    assert [reserved[f"round/{n}/critique"] for n in range(1, 7)] == [9000, *[2 * cost] * 4, cost]
    assert reserved["plan"] == 9000


@pytest.mark.parametrize("cost", [-5, 10**15, float("nan")])
async def test_a_cost_that_cannot_be_is_not_booked(
    case: JournalCase, caplog: pytest.LogCaptureFixture, cost: int
) -> None:
    async def odd(_: StepSubmission) -> Done:
        return Done(Answer(words=()), msgspec.structs.replace(COST, cost_micros=cost))

    await case.ask(odd, estimate=700)
    (step,) = await case.storage.steps("task-1")
    assert (step.usage.cost_micros, step.usage.cost_source, step.booked_micros) == (700, "estimate", 700)
    assert "offline/rules-1 reports what no call consumes: its bound counts" in caplog.text
