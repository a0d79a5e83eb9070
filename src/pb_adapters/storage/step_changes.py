"""What happens to a begun step, told to any database as a change of its record."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime

from pb_core.domain.billing import Usage
from pb_core.domain.steps import StepChange, StepRecord, failed, finished, submitted
from pb_core.domain.tasks import Lease
from pb_core.errors import Billed


class StepChanges(ABC):
    """The duties of ``TaskStore`` that change a step that was begun; a store says how one is changed."""

    @abstractmethod
    async def _change_step(self, lease: Lease, name: str, change: Callable[[StepRecord], StepChange]) -> StepRecord:
        """Apply a change to a step under its task's lease, with what it moves, in one transaction."""

    async def submitted_step(self, lease: Lease, name: str, provider_ref: str) -> None:
        """Store the provider's job id of a started step."""
        await self._change_step(lease, name, lambda step: submitted(step, provider_ref))

    async def finish_step(
        self, lease: Lease, name: str, result: bytes, finished_at: datetime, usage: Usage
    ) -> StepRecord:
        """Store the result of a started step and settle what it had reserved."""
        return await self._change_step(lease, name, lambda step: finished(step, result, finished_at, usage))

    async def fail_step(
        self, lease: Lease, name: str, error: str, finished_at: datetime, billed: Billed = Billed.UNKNOWN
    ) -> None:
        """Record that the call of a started step failed and is over."""
        await self._change_step(lease, name, lambda step: failed(step, error, finished_at, billed))
