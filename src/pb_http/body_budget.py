"""BodyBudget: how many bytes of request bodies are in memory at a time, over all requests."""

from typing import cast

from litestar.types import LifeSpanScope, Scope

HELD_BYTES = "pb_http.held_bytes"
"""Where a request's scope has what it took of the budget."""


class BodyBudget:
    """A number of bytes; what a request took is given back when it was answered, however that went."""

    def __init__(self, total: int) -> None:
        self._total = self._free = total

    @property
    def held(self) -> int:
        """Bytes in memory now."""
        return self._total - self._free

    def has(self, size: int) -> bool:
        """Whether so many bytes are free now."""
        return size <= self._free

    def take(self, scope: Scope, size: int) -> bool:
        """Take bytes for a request; whether there were so many."""
        if size > self._free:
            return False
        self._free -= size
        held = cast("dict[str, int]", scope)
        held[HELD_BYTES] = held.get(HELD_BYTES, 0) + size
        return True

    def give_back(self, scope: Scope | LifeSpanScope) -> None:
        """Take back all that a request took."""
        self._free += cast("dict[str, int]", scope).pop(HELD_BYTES, 0)
