"""BodyBudget: how many bytes of request bodies are in memory at a time, over all requests and for each client."""

from typing import cast

from litestar.types import LifeSpanScope, Scope

HELD_BYTES = "pb_http.held_bytes"
"""Where a request's scope has whose bytes it took of the budget, and how many."""


class BodyBudget:
    """A number of bytes of which one client may take ``share``; what a request took is given back when it was answered.

    So whoever sends many large bodies, or begins them and stands still, leaves the rest to the others. A share must
    hold the largest body that is accepted; by default it is the whole.
    """

    def __init__(self, total: int, share: int | None = None) -> None:
        self._total = self._free = total
        self._share = total if share is None else share
        self._held: dict[str, int] = {}

    @property
    def held(self) -> int:
        """Bytes in memory now."""
        return self._total - self._free

    def has(self, size: int) -> bool:
        """Whether so many bytes are free now."""
        return size <= self._free

    def has_for(self, client: str, size: int) -> bool:
        """Whether so many bytes are free now that a client may take."""
        return self.has(size) and size <= self._share - self._held.get(client, 0)

    def take(self, scope: Scope, client: str, size: int) -> bool:
        """Take bytes for a request of a client; whether there were so many for it."""
        if not self.has_for(client, size):
            return False
        self._free -= size
        self._held[client] = self._held.get(client, 0) + size
        _, before = _taken(scope).get(HELD_BYTES, (client, 0))
        _taken(scope)[HELD_BYTES] = (client, before + size)
        return True

    def give_back(self, scope: Scope | LifeSpanScope) -> None:
        """Take back all that a request took."""
        client, size = _taken(scope).pop(HELD_BYTES, ("", 0))
        if not size:
            return
        self._free += size
        self._held[client] -= size
        if not self._held[client]:
            del self._held[client]


def _taken(scope: Scope | LifeSpanScope) -> dict[str, tuple[str, int]]:
    return cast("dict[str, tuple[str, int]]", scope)
