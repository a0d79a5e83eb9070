"""Candidate steps: the journal of a task as one of its candidates writes it, each step under a name of its own."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pb_core.application.journal import EngineCall, TaskSteps
from pb_core.domain.steps import candidate_step

T = TypeVar("T")


class CandidateSteps:
    """The ``TaskSteps`` of one candidate, counted from 1; those of the first have the names of a figure's only one."""

    def __init__(self, steps: TaskSteps, candidate: int) -> None:
        self._steps, self._candidate = steps, candidate

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
        """Return the answer of the candidate's step, of an earlier run or from one call."""
        own = candidate_step(self._candidate, name)
        return await self._steps.step(own, engine, request, answer, call, most_micros, likely)

    async def has_finished(self, name: str) -> bool:
        """Whether there is an answer of the candidate's step already."""
        return await self._steps.has_finished(candidate_step(self._candidate, name))

    async def held(self, write: Callable[[], Awaitable[T]]) -> T:
        """What ``write`` returns, which stores something paid for."""
        return await self._steps.held(write)
