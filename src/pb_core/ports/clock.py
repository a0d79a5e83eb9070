"""Port of time: the core reads no clock of its own."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Wall-clock time in UTC and waiting.

    Duties: ``now`` is timezone-aware UTC. ``sleep`` is cancellable and returns no earlier than the
    clock's ``now`` plus ``seconds``, unless the clock is put back meanwhile: nothing waits for that.
    """

    def now(self) -> datetime:
        """The time now."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""
