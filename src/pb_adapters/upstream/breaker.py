"""A provider that is down is left alone for a while, then asked by one call before all others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import anyio

from pb_core.errors import EngineError, EngineUnavailable, OutcomeUnknown


class BreakerOpen(EngineUnavailable):
    """The provider has failed several times in a row and is not asked now; ``retry_after`` says when it is."""


class Breaker:
    """Opens for ``seconds`` after ``failures`` outages or lost answers in a row, then lets one probe through.

    Any other answer of the provider, an error too, shows that it is there, and closes the breaker. While the probe is
    under way others are asked to come back every ``glance`` seconds.
    """

    def __init__(
        self,
        provider: str,
        *,
        failures: int = 5,
        seconds: float = 15.0,
        glance: float = 1.0,
        now: Callable[[], float] = anyio.current_time,
    ) -> None:
        self._provider = provider
        self._limit, self._seconds, self._glance, self._now = failures, seconds, glance, now
        self._failures = 0
        self._open_until: float | None = None
        self._probing = False

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Around one call: raises ``BreakerOpen`` while open, and learns from how the call ends."""
        probe = self._admit()
        try:
            yield
        except (EngineUnavailable, OutcomeUnknown):
            self._failed()
            raise
        except EngineError:
            self._answered()
            raise
        else:
            self._answered()
        finally:
            if probe:
                self._probing = False

    def _admit(self) -> bool:
        """Whether this call is the probe of an open breaker."""
        if self._open_until is None:
            return False
        left = self._open_until - self._now()
        if left > 0 or self._probing:
            wait = left if left > 0 else self._glance
            message = f"{self._provider} failed several times in a row; it is asked again in {wait:.0f} seconds."
            raise BreakerOpen(message, retry_after=wait)
        self._probing = True
        return True

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= self._limit:
            self._open_until = self._now() + self._seconds

    def _answered(self) -> None:
        self._failures = 0
        self._open_until = None
