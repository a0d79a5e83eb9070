"""Rate limits on the wire: who is counted by an address, and the headers that tell where one stands."""

import ipaddress
from collections.abc import Iterable

from pb_core.domain.rates import Standing

IPV6_SUBSCRIBER = 64
"""The length of the prefix that one subscriber has: all its addresses are one."""


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
