"""What the running process gives: the time, names from the random source, and wake-ups within one event loop."""

import secrets
import string
from datetime import UTC, datetime, timedelta

import anyio

from pb_adapters.wakeups.local import LocalWakeups

__all__ = ["LocalWakeups", "SecureIds", "SystemClock"]

AHEAD_SECONDS = 0.1
"""How far timers may be ahead of the wall clock; more than that, and somebody has put it back."""


class SystemClock:
    """The machine's wall clock in UTC."""

    def now(self) -> datetime:
        """The time now."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait until the wall clock shows ``seconds`` more than now; one that is put back is not waited for."""
        until = self.now() + timedelta(seconds=seconds)
        await anyio.sleep(max(seconds, 0))
        # Timers run on the monotonic clock, which may be a little ahead of the wall clock.
        while 0 < (rest := (until - self.now()).total_seconds()) < AHEAD_SECONDS:  # noqa: ASYNC110 - it sends no event
            await anyio.sleep(rest)


_ALPHABET = string.ascii_letters + string.digits


class SecureIds:
    """Ids of 128 and keys of 190 random bits."""

    def fresh(self) -> str:
        """32 lowercase hex digits."""
        return secrets.token_hex(16)

    def api_key(self) -> str:
        """``pb_`` and 32 letters and digits."""
        return "pb_" + "".join(secrets.choice(_ALPHABET) for _ in range(32))
