"""The breaker: a provider that fails again and again is left alone for a while, then asked by one call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import anyio

from pb_core.errors import EngineError, EngineUnavailable, OutcomeUnknown


class BreakerOpen(EngineUnavailable):
    """The provider has failed several times in a row and is not asked now; ``retry_after`` says when it is."""


class Breaker:
    """Opens for ``seconds`` after ``failures`` outages or lost answers in a row, then lets one probe through.

    Each probe that fails doubles the time to the next one, up to ``longest_seconds``. Any other answer of the provider,
    an error or the acceptance of a job too, shows that it is there, and closes the breaker. While the probe is under
    way others are asked to come back every ``probe_wait`` seconds. Errors of calls that failed while it was open, or
    opened it, are marked ``in_outage``.
    """

    def __init__(
        self,
        provider: str,
        *,
        failures: int = 5,
        seconds: float = 15.0,
        longest_seconds: float = 120.0,
        probe_wait: float = 1.0,
        now: Callable[[], float] = anyio.current_time,
    ) -> None:
        self._provider = provider
        self._limit, self._probe_wait, self._now = failures, probe_wait, now
        self._seconds, self._longest = seconds, longest_seconds
        self._failures = 0
        self._pause = seconds
        self._open_until: float | None = None
        self._probing: object = None

    @property
    def is_open(self) -> bool:
        """Whether the provider is left alone, but for a probe."""
        return self._open_until is not None

    @contextmanager
    def attempt(self) -> Iterator[Callable[[], None]]:
        """Around one call: raises ``BreakerOpen`` while open, and learns from how the call ends.

        Yields what to call as soon as the provider has accepted the call, where that is long before its end.
        """
        probe = self._admit()
        with self.watched(probe=probe):
            try:
                yield self._answered
            finally:
                if probe is not None and self._probing is probe:
                    self._probing = None

    @contextmanager
    def watched(self, *, probe: object = None) -> Iterator[None]:
        """Around a call that is made however long the provider has been away: only learn from how it ends."""
        try:
            yield
        except (EngineUnavailable, OutcomeUnknown) as error:
            self._failed(is_probe=probe is not None)
            error.in_outage = self._open_until is not None
            raise
        except EngineError:
            self._answered()
            raise
        else:
            self._answered()

    def _admit(self) -> object:
        """The mark of the probe, if this call is the probe of an open breaker."""
        if self._open_until is None:
            return None
        left = self._open_until - self._now()
        if left > 0 or self._probing is not None:
            wait = left if left > 0 else self._probe_wait
            raise BreakerOpen(
                f"{self._provider} failed several times in a row; it is asked again in {wait:.0f} seconds.",
                retry_after=wait,
            )
        self._probing = object()
        return self._probing

    def _failed(self, *, is_probe: bool) -> None:
        self._failures += 1
        if is_probe and self._open_until is not None:
            self._pause = min(self._pause * 2, self._longest)
            self._open_until = self._now() + self._pause
        elif self._failures >= self._limit and self._open_until is None:
            self._open_until = self._now() + self._pause

    def _answered(self) -> None:
        self._failures, self._pause = 0, self._seconds
        self._open_until = self._probing = None
