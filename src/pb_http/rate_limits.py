"""Rate limits: so many requests in a window, spread over it, for each key or address, in memory."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Iterable

from msgspec import Struct

MOST_SUBJECTS = 100_000
"""Keys or addresses that are remembered; the one that asked longest ago is forgotten first."""

ROUNDING = 1e-6
"""What sums of times may be off by."""

IPV6_SUBSCRIBER = 64
"""The length of the prefix that one subscriber has: all its addresses are one."""


class Rate(Struct, frozen=True):
    """At most ``limit`` requests in ``seconds``."""

    limit: int
    seconds: int


class Standing(Struct, frozen=True, kw_only=True):
    """Where a subject stands under a rate: how many requests are left, and for how long it is still counted.

    ``retry_after`` is for how many seconds nothing is allowed; 0 where this request was.
    """

    policy: str
    rate: Rate
    remaining: int
    reset: int
    retry_after: int = 0


class RateLimiter:
    """One rate for each subject: a burst up to the limit, then as many as the rate allows (GCRA)."""

    def __init__(self, policy: str, rate: Rate) -> None:
        self._policy, self._rate = policy, rate
        self._busy_until: OrderedDict[str, float] = OrderedDict()

    def take(self, subject: str, now: float) -> Standing:
        """Count one request of a subject; ``now`` is of a clock that never goes back."""
        rate = self._rate
        step = rate.seconds / rate.limit
        until = max(now, self._busy_until.get(subject, now))
        wait = until + step - rate.seconds - now
        if wait > ROUNDING:
            return self._standing(0, until - now, math.ceil(wait - ROUNDING))
        self._busy_until[subject] = until + step
        self._busy_until.move_to_end(subject)
        if len(self._busy_until) > MOST_SUBJECTS:
            self._busy_until.popitem(last=False)
        return self._standing(int((rate.seconds - (until + step - now)) / step + ROUNDING), until + step - now)

    def _standing(self, remaining: int, reset: float, retry_after: int = 0) -> Standing:
        return Standing(
            policy=self._policy,
            rate=self._rate,
            remaining=remaining,
            reset=math.ceil(reset - ROUNDING),
            retry_after=retry_after,
        )


def subscriber(address: str) -> str:
    """Whose an address is: its own, of IPv6 the prefix of a subscriber."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_SUBSCRIBER), strict=False))


def headers_of(standings: Iterable[Standing]) -> tuple[tuple[bytes, bytes], ...]:
    """``RateLimit-Policy`` and ``RateLimit`` (draft-ietf-httpapi-ratelimit-headers), one member for each rate."""
    found = list(standings)
    policies = ", ".join(f'"{one.policy}";q={one.rate.limit};w={one.rate.seconds}' for one in found)
    left = ", ".join(f'"{one.policy}";r={one.remaining};t={one.reset}' for one in found)
    return (b"ratelimit-policy", policies.encode()), (b"ratelimit", left.encode())
