"""Retries, limits and breakers on a clock that only moves when somebody waits."""

from typing import Any

import anyio
import pytest

from pb_adapters.upstream.breaker import Breaker, BreakerOpen
from pb_adapters.upstream.guard import ResilientImages, ResilientVlm, RetryPolicy, UpstreamGuard
from pb_adapters.upstream.limiter import Limiter
from pb_core import errors
from pb_core.errors import Billed, EngineError, EngineThrottled, EngineUnavailable, InvalidPatch, OutcomeUnknown
from pb_core.ports.images import DrawReply, ImageCapabilities
from pb_core.ports.vlm import VlmReply


class Clock:
    """Waiting moves it, nothing else does."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
        await anyio.lowlevel.checkpoint()


class Call:
    """Fails as scripted, then answers; counts."""

    def __init__(self, *script: Exception) -> None:
        self.script, self.count = list(script), 0

    async def __call__(self) -> str:
        self.count += 1
        if self.script:
            raise self.script.pop(0)
        return "answer"


def guard_of(clock: Clock, *, failures: int = 99, limiter: Limiter | None = None, **policy: float) -> UpstreamGuard:
    return UpstreamGuard(
        Breaker("acme", failures=failures, seconds=15, now=clock.now),
        policy=RetryPolicy(**policy),
        limiter=limiter,
        sleep=clock.sleep,
        chance=lambda: 0.0,
    )


LEAVES = sorted(
    (kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, EngineError)),
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", LEAVES)
async def test_only_what_is_retryable_and_certainly_free_is_tried_again(kind: type[EngineError]) -> None:
    error = InvalidPatch("no", number=1, operation="rename") if kind is InvalidPatch else kind("no")
    clock, call = Clock(), Call(error)
    if kind in {EngineUnavailable, EngineThrottled}:
        assert await guard_of(clock).run(call) == "answer"
        assert (call.count, clock.waits) == (2, [1.0])
    else:
        with pytest.raises(kind):
            await guard_of(clock).run(call)
        assert (call.count, clock.waits) == (1, [])


async def test_an_outage_that_may_have_been_billed_is_not_tried_again() -> None:
    call = Call(EngineUnavailable("no", billed=Billed.UNKNOWN))
    with pytest.raises(EngineUnavailable):
        await guard_of(Clock()).run(call)
    assert call.count == 1


async def test_waits_double_and_the_last_error_is_raised() -> None:
    clock, call = Clock(), Call(*[EngineUnavailable(str(number)) for number in range(9)])
    with pytest.raises(EngineUnavailable, match="3"):
        await guard_of(clock).run(call)
    assert (call.count, clock.waits) == (4, [1.0, 2.0, 4.0])


async def test_waits_stop_growing() -> None:
    clock, call = Clock(), Call(*[EngineUnavailable("no")] * 5)
    assert await guard_of(clock, attempts=6, longest_seconds=3.0).run(call) == "answer"
    assert clock.waits == [1.0, 2.0, 3.0, 3.0, 3.0]


async def test_chance_makes_a_wait_up_to_a_quarter_longer() -> None:
    clock = Clock()
    guard = UpstreamGuard(Breaker("acme", now=clock.now), sleep=clock.sleep, chance=lambda: 1.0)
    await guard.run(Call(EngineThrottled("no", retry_after=4.0)))
    assert clock.waits == [5.0]


async def test_the_wait_that_the_provider_asks_for_is_kept() -> None:
    clock = Clock()
    await guard_of(clock).run(Call(EngineThrottled("no", retry_after=7.5), EngineThrottled("no", retry_after=0.0)))
    assert clock.waits == [7.5, 0.0]


async def test_a_wait_beyond_all_patience_is_not_begun() -> None:
    clock, call = Clock(), Call(EngineThrottled("no", retry_after=3600.0))
    with pytest.raises(EngineThrottled) as caught:
        await guard_of(clock).run(call)
    assert (call.count, clock.waits, caught.value.retry_after) == (1, [], 3600.0)


async def test_patience_counts_all_waits_of_a_call() -> None:
    clock, call = Clock(), Call(*[EngineThrottled("no", retry_after=25.0)] * 9)
    with pytest.raises(EngineThrottled):
        await guard_of(clock).run(call)
    assert (call.count, clock.waits) == (3, [25.0, 25.0])


async def test_a_cancelled_call_is_not_tried_again() -> None:
    reached, count = anyio.Event(), 0

    async def hang() -> None:
        nonlocal count
        count += 1
        reached.set()
        await anyio.sleep_forever()

    async with anyio.create_task_group() as group:
        group.start_soon(guard_of(Clock()).run, hang)
        await reached.wait()
        group.cancel_scope.cancel()
    assert count == 1


async def test_an_error_that_is_none_of_the_engines_passes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        await guard_of(Clock()).run(Call(ZeroDivisionError()))


# --- the limiter --------------------------------------------------------------------------------


async def test_retries_take_places_too() -> None:
    clock = Clock()
    limiter = Limiter(1, 10.0, now=clock.now, sleep=clock.sleep)
    await guard_of(clock, limiter=limiter).run(Call(EngineUnavailable("no")))
    assert clock.waits == [1.0, 9.5]


# --- the breaker --------------------------------------------------------------------------------


async def fail(guard: UpstreamGuard, error: EngineError, times: int) -> None:
    for _ in range(times):
        with pytest.raises(EngineError):
            await guard.run(Call(error))


async def test_repeated_outages_open_the_breaker_and_a_clear_error_says_so() -> None:
    clock, call = Clock(), Call()
    guard = guard_of(clock, failures=3, attempts=1, total_wait_seconds=0.0)
    await fail(guard, EngineUnavailable("down"), 3)
    with pytest.raises(BreakerOpen, match=r"^acme failed several times in a row; it is asked again in 15 seconds\.$"):
        await guard.run(call)
    assert call.count == 0


async def test_a_patient_call_waits_the_outage_out() -> None:
    clock, call = Clock(), Call()
    guard = guard_of(clock, failures=3)
    await fail(guard, OutcomeUnknown("lost"), 3)
    assert await guard.run(call) == "answer"
    assert (call.count, clock.waits) == (1, [15.0])


@pytest.mark.parametrize("error", [EngineThrottled("slow"), errors.BadAnswer("what"), errors.OutOfFunds("empty")])
async def test_any_other_answer_shows_that_the_provider_is_there(error: EngineError) -> None:
    clock, call = Clock(), Call()
    guard = guard_of(clock, failures=3, attempts=1)
    for _ in range(3):
        await fail(guard, EngineUnavailable("down"), 2)
        await fail(guard, error, 1)
    assert await guard.run(call) == "answer"
    assert clock.waits == []


async def test_one_probe_goes_first_and_reopens_the_breaker_when_it_fails() -> None:
    clock = Clock()
    guard = guard_of(clock, failures=1, attempts=1, total_wait_seconds=0.0)
    await fail(guard, EngineUnavailable("down"), 1)
    clock.time = 15.0
    await fail(guard, EngineUnavailable("still down"), 1)
    with pytest.raises(BreakerOpen):
        await guard.run(Call())


async def test_while_the_probe_is_under_way_others_look_again_soon() -> None:
    clock, probing, answer = Clock(), anyio.Event(), anyio.Event()
    guard = guard_of(clock, failures=1, attempts=1, total_wait_seconds=0.0)
    await fail(guard, EngineUnavailable("down"), 1)
    clock.time = 15.0

    async def probe() -> None:
        probing.set()
        await answer.wait()

    async with anyio.create_task_group() as group:
        group.start_soon(guard.run, probe)
        await probing.wait()
        with pytest.raises(BreakerOpen) as caught:
            await guard.run(Call())
        answer.set()
    assert caught.value.retry_after == 1.0
    assert await guard.run(Call()) == "answer"


async def test_a_cancelled_probe_makes_room_for_another() -> None:
    clock, probing = Clock(), anyio.Event()
    guard = guard_of(clock, failures=1, attempts=1, total_wait_seconds=0.0)
    await fail(guard, EngineUnavailable("down"), 1)
    clock.time = 15.0

    async def probe() -> None:
        probing.set()
        await anyio.sleep_forever()

    async with anyio.create_task_group() as group:
        group.start_soon(guard.run, probe)
        await probing.wait()
        group.cancel_scope.cancel()
    assert await guard.run(Call()) == "answer"


async def test_many_calls_survive_a_short_outage() -> None:
    clock = Clock()
    guard = guard_of(clock, failures=5)
    answers: list[str] = []

    async def down_until_ten() -> str:
        await anyio.lowlevel.checkpoint()
        if clock.time < 10.0:
            message = "down"
            raise EngineUnavailable(message)
        return "answer"

    async def one() -> None:
        answers.append(await guard.run(down_until_ten))

    async with anyio.create_task_group() as group:
        for _ in range(50):
            group.start_soon(one)
    assert len(answers) == 50


# --- the engines --------------------------------------------------------------------------------


class Engine:
    """Both ports at once, failing once."""

    provider, model, sees_images = "acme", "m-1", True
    capabilities = ImageCapabilities(resolutions=("1K",))

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def estimate(self, request: object, /) -> int:
        return len(str(request))

    async def complete(self, *request: object) -> VlmReply:
        self._ask(request)
        return VlmReply(text="{}")

    async def draw(self, *request: object) -> DrawReply:
        self._ask(request)
        return DrawReply(pictures=())

    def _ask(self, request: tuple[object, ...]) -> None:
        self.asked.append(request)
        if len(self.asked) == 1:
            message = "down"
            raise EngineUnavailable(message)


async def test_a_model_is_wrapped_without_a_trace() -> None:
    engine = Engine()
    vlm = ResilientVlm(engine, guard_of(Clock()))
    assert (vlm.provider, vlm.model, vlm.sees_images) == ("acme", "m-1", True)
    assert vlm.estimate("question") == 8
    assert (await vlm.complete("question")).text == "{}"
    assert engine.asked == [("question",), ("question",)]


async def test_an_image_engine_is_wrapped_without_a_trace() -> None:
    engine = Engine()
    images = ResilientImages(engine, guard_of(Clock()))
    assert (images.provider, images.model, images.capabilities) == ("acme", "m-1", Engine.capabilities)
    assert images.estimate("request") == 7
    await images.draw("request", Job())
    assert [request for request, _ in engine.asked] == ["request"] * 2


class Job:
    """The submission of one step."""

    key = "step-1"

    def __init__(self, provider_ref: str | None = None) -> None:
        self.provider_ref = provider_ref

    async def submitted(self, provider_ref: str) -> None:
        self.provider_ref = provider_ref


class Painter(Engine):
    """Takes a job, unless it has one, and paints until ``painted`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.taken, self.painted = anyio.Event(), anyio.Event()
        self.seen: list[tuple[str | None, str]] = []

    async def draw(self, *request: object) -> DrawReply:
        submission: Any = request[1]
        self.seen.append((submission.provider_ref, submission.key))
        if submission.provider_ref is None:
            await submission.submitted("job-1")
        self.taken.set()
        await self.painted.wait()
        return DrawReply(pictures=())


async def test_a_breaker_closes_when_a_job_is_accepted_long_before_it_is_painted() -> None:
    clock, painter, job = Clock(), Painter(), Job()
    guard = guard_of(clock, failures=1, attempts=1, total_wait_seconds=0.0)
    await fail(guard, EngineUnavailable("down"), 1)
    clock.time = 15.0
    async with anyio.create_task_group() as group:
        group.start_soon(ResilientImages(painter, guard).draw, "request", job)
        await painter.taken.wait()
        assert await guard.run(Call()) == "answer"
        painter.painted.set()
    assert (job.provider_ref, painter.seen) == ("job-1", [(None, "step-1")])


async def test_a_job_under_way_is_polled_past_an_open_breaker_and_takes_no_place() -> None:
    clock, painter = Clock(), Painter()
    guard = guard_of(clock, failures=1, attempts=1, total_wait_seconds=0.0, limiter=Limiter(1, 10.0, now=clock.now))
    await fail(guard, EngineUnavailable("down"), 1)
    painter.painted.set()
    await ResilientImages(painter, guard).draw("request", Job("job-7"))
    assert painter.seen == [("job-7", "step-1")]


async def test_a_place_is_given_back_a_window_after_its_job_was_accepted_not_painted() -> None:
    clock, first = Clock(), Painter()
    guard = guard_of(clock, limiter=Limiter(1, 10.0, now=clock.now, sleep=clock.sleep))
    async with anyio.create_task_group() as group:
        group.start_soon(ResilientImages(first, guard).draw, "request", Job())
        await first.taken.wait()
        assert await guard.run(Call()) == "answer"
        first.painted.set()
    assert clock.waits == [10.5]
