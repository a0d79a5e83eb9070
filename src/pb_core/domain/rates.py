"""Rates: so many requests in a window, spread over it, and where one who asks stands under it."""

import math

from msgspec import Struct

ROUNDING = 1e-6
"""What sums of times may be off by, in seconds."""


class Rate(Struct, frozen=True):
    """At most ``limit`` requests in ``seconds``: a burst up to the limit, then as many as the rate allows (GCRA)."""

    limit: int
    seconds: int

    @property
    def step(self) -> float:
        """The seconds after which one more request is allowed."""
        return self.seconds / self.limit


class Standing(Struct, frozen=True, kw_only=True):
    """Where a subject stands under a rate: how many requests are left, and for how long it is still counted.

    ``retry_after`` is for how many seconds nothing is allowed; 0 where this request was.
    """

    policy: str
    rate: Rate
    remaining: int
    reset: int
    retry_after: int = 0


def allowed(policy: str, rate: Rate, busy: float) -> Standing:
    """The standing of a request that was counted; ``busy`` is for how many seconds the subject is counted with it."""
    remaining = int((rate.seconds - busy) / rate.step + ROUNDING)
    return Standing(policy=policy, rate=rate, remaining=remaining, reset=math.ceil(busy - ROUNDING))


def refused(policy: str, rate: Rate, busy: float, units: int = 1) -> Standing:
    """The standing of a request of so many units that was not counted.

    ``busy`` is for how many seconds the subject is, without it.
    """
    return Standing(
        policy=policy,
        rate=rate,
        remaining=0,
        reset=math.ceil(busy - ROUNDING),
        retry_after=math.ceil(busy + units * rate.step - rate.seconds - ROUNDING),
    )
