import pytest

from pb_core.application.evaluation.measured_steps import MeasuredCall, MeasuredSteps
from pb_core.application.journal import Done, StepSubmission
from pb_core.domain.billing import Usage
from pb_core.errors import BadAnswer, Billed, CapReached, EngineError, EngineUnavailable, OutcomeUnknown
from pb_core.testing.memory import ManualClock


class Engine:
    """Takes three seconds and costs so many micros for each call, or fails with an error."""

    def __init__(self, clock: ManualClock, cost: int | None = 5, error: EngineError | None = None) -> None:
        self.clock, self.cost, self.error, self.calls = clock, cost, error, 0

    async def __call__(self, submission: StepSubmission) -> Done:
        self.calls += 1
        assert submission.provider_ref is None
        await submission.submitted("job-1")
        self.clock.advance(3)
        if self.error is not None:
            raise self.error
        return Done(value=(1, 2), usage=Usage(cost_micros=self.cost))


async def ask(steps: MeasuredSteps, engine: Engine, **limits: float) -> list[int]:
    return await steps.step("plan", "engine", None, list[int], engine, **limits)  # type: ignore[arg-type]  # most is whole


async def test_a_call_is_made_each_time_and_measured() -> None:
    clock = ManualClock()
    steps, engine = MeasuredSteps(clock), Engine(clock)
    assert await ask(steps, engine) == await ask(steps, engine) == [1, 2]
    assert steps.calls == [MeasuredCall(name="plan", seconds=3.0, usage=Usage(cost_micros=5))] * 2
    assert steps.cost_micros == 10
    assert not await steps.has_finished("plan")


@pytest.mark.parametrize(
    ("error", "cost"),
    [(EngineUnavailable("Down.", billed=Billed.NO), 0), (OutcomeUnknown("Cut off."), None), (BadAnswer("No."), None)],
)
async def test_a_call_that_fails_is_measured_too(error: EngineError, cost: int | None) -> None:
    clock = ManualClock()
    steps = MeasuredSteps(clock)
    with pytest.raises(type(error)):
        await ask(steps, Engine(clock, error=error))
    assert steps.calls == [MeasuredCall(name="plan", seconds=3.0, usage=Usage(cost_micros=cost))]
    assert steps.cost_micros == 0


async def test_what_could_cost_more_than_is_left_is_not_called() -> None:
    clock = ManualClock()
    steps, engine = MeasuredSteps(clock, most_micros=10), Engine(clock)
    await ask(steps, engine, most_micros=10)
    with pytest.raises(CapReached, match="another question to engine could pass the cap"):
        await ask(steps, engine, most_micros=6)
    await ask(steps, engine, most_micros=10, likely=0.5)
    assert engine.calls == 2
