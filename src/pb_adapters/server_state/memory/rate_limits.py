"""Counts under rates, in memory."""

import time
from collections import OrderedDict
from collections.abc import Callable

from pb_core.domain.rates import ROUNDING, Rate, Standing, allowed, refused

MOST_SUBJECTS = 100_000
"""Subjects of each policy that are remembered; the one that asked longest ago is forgotten first."""

_Policy = tuple[str, Rate]


class MemoryRateLimits:
    """The counts of one process, by a clock that never goes back; they are gone with it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._busy_until: dict[_Policy, OrderedDict[str, float]] = {}

    async def take(self, policy: str, rate: Rate, subject: str, units: int = 1) -> Standing:
        """Count one request of a subject, unless the rate is passed."""
        now, counts = self._clock(), self._busy_until.setdefault((policy, rate), OrderedDict())
        until = max(now, counts.get(subject, now))
        then = until + units * rate.step
        if then - rate.seconds - now > ROUNDING:
            return refused(policy, rate, until - now, units)
        counts[subject] = then
        counts.move_to_end(subject)
        if len(counts) > MOST_SUBJECTS:
            counts.popitem(last=False)
        return allowed(policy, rate, then - now)

    async def clear(self) -> None:
        """Remove counts that are worth nothing any more."""
        now = self._clock()
        for policy, counts in self._busy_until.items():
            self._busy_until[policy] = OrderedDict((name, until) for name, until in counts.items() if until > now)
