"""Gate: what is asked of every request before it is routed: for which host, from which origin, how many."""

from typing import Any, cast

from litestar.exceptions import HTTPException
from litestar.types import Scope

from pb_core.domain.rates import Rate, Standing
from pb_http.rate_limits import subscriber
from pb_http.runtime import Runtime

STANDINGS = "pb_http.standings"
"""Where a request's scope has its standings under the rates that apply to it."""

OPEN_PATHS = frozenset({"/api/health", "/api/ready"})
"""Asked by probes, by whatever name and however often."""


class Gate:
    """Refuses hosts that are not served, preflights of origins that may not call, and addresses that ask too often."""

    def __init__(self, runtime: Runtime) -> None:
        self._origins = frozenset(runtime.cors_origins)
        self._hosts, self._suffixes = _split(runtime.allowed_hosts)
        self._runtime, self._by_address = runtime, runtime.rate_by_address
        self._is_open = not (self._origins or runtime.allowed_hosts or self._by_address)

    async def check(self, scope: Scope) -> None:
        """Raise ``HTTPException`` for a request that is refused, ``StorageError`` where it cannot be counted."""
        if self._is_open or scope["path"] in OPEN_PATHS:
            return
        headers = dict(scope["headers"])
        if self._by_address is not None:
            client = scope["client"]
            await count(scope, self._runtime, self._by_address, "address", subscriber(client[0]) if client else "")
        if (self._hosts or self._suffixes) and not self._serves(headers.get(b"host", b"").decode("latin-1")):
            raise HTTPException(status_code=400, detail="This server is not addressed by the name in the header Host")
        is_preflight = scope.get("method") == "OPTIONS" and b"origin" in headers
        if self._origins and is_preflight and not self.may_call(headers[b"origin"].decode("latin-1")):
            raise HTTPException(status_code=403, detail="Pages of this origin may not call this server")

    def may_call(self, origin: str) -> bool:
        """Whether pages of an origin may call."""
        return "*" in self._origins or origin in self._origins

    def _serves(self, host: str) -> bool:
        name = host.lower().rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host.lower()
        return name in self._hosts or any(name.endswith(suffix) for suffix in self._suffixes)


async def count(scope: Scope, runtime: Runtime, rate: Rate, policy: str, subject: str) -> None:
    """Count a request under a rate; raises 429 where there are too many, ``StorageError`` where nobody can count."""
    standing = await runtime.state.rate_limits.take(policy, rate, subject)
    cast("dict[str, Any]", scope).setdefault(STANDINGS, []).append(standing)
    if standing.retry_after:
        whose = "this key" if standing.policy == "key" else "this address"
        raise HTTPException(
            status_code=429,
            detail=f"Too many requests with {whose}: at most {standing.rate.limit} in {standing.rate.seconds} seconds",
            headers={"Retry-After": str(standing.retry_after)},
        )


def standings_of(scope: Scope) -> list[Standing] | None:
    """The standings of a request so far; ``None`` where no rate applies to it."""
    return cast("dict[str, Any]", scope).get(STANDINGS)


def _split(hosts: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Names, and the endings that ``*.name`` allows."""
    return frozenset(hosts), tuple(host[1:] for host in hosts if host.startswith("*."))
