"""The clock of the machine."""

from datetime import UTC, datetime, timedelta

import anyio


class SystemClock:
    """The machine's wall clock in UTC."""

    def now(self) -> datetime:
        """The time now."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait until the wall clock shows ``seconds`` more than now."""
        until = self.now() + timedelta(seconds=seconds)
        await anyio.sleep(max(seconds, 0))
        # Timers run on the monotonic clock, which may be a little ahead of the wall clock.
        while (rest := (until - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - a wall clock sends no event
            await anyio.sleep(rest)
