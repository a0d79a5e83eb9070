"""The names under which candidates write their steps."""

from pb_core.application.candidate_steps import CandidateSteps
from pb_core.application.journal import Done, Journal, StepSubmission
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage


async def changed() -> None:
    """Nobody watches this task."""


async def test_each_candidate_has_steps_of_its_own_and_the_first_those_of_an_only_figure() -> None:
    storage = MemoryStorage()
    journal = Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)
    told: list[int] = []

    async def step(candidate: int) -> int:
        async def call(_: StepSubmission) -> Done:
            told.append(candidate)
            return Done(candidate)

        steps = CandidateSteps(journal, candidate)
        assert await steps.has_finished("plan") == (candidate in told)
        return await steps.step("plan", "engine", "request", int, call)

    assert [await step(number) for number in (1, 2, 3, 2, 1)] == [1, 2, 3, 2, 1]
    assert told == [1, 2, 3]
    records = await storage.steps("task-1")
    assert [record.name for record in records] == ["plan", "candidate/2/plan", "candidate/3/plan"]
    assert {record.role for record in records} == {"plan"}
