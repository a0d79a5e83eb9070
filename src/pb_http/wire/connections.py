"""Connections: how many are open, and which may be closed in favour of a new one."""

from collections import Counter
from typing import Protocol


class Idle(Protocol):
    """A connection that nobody works for."""

    def evict(self) -> None:
        """Close it at once."""


class Connections:
    """At most ``limit`` connections; beyond it the one that has been idle for longest gives way.

    So somebody who opens connections and sends little holds none of them against those who send a request.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._idle: dict[Idle, None] = {}
        self.evicted = 0
        self.refused: Counter[int] = Counter()
        """Requests that reached no application, by status."""

    def admit(self, count: int) -> bool:
        """Make room for the newest of ``count`` connections; whether there is some."""
        if count <= self._limit:
            return True
        oldest = next(iter(self._idle), None)
        if oldest is None:
            return False
        del self._idle[oldest]
        self.evicted += 1
        oldest.evict()
        return True

    def idle(self, connection: Idle) -> None:
        """Note that a connection waits for a request from now on."""
        self._idle.setdefault(connection)

    def busy(self, connection: Idle) -> None:
        """Note that a request came, or that the connection is gone."""
        self._idle.pop(connection, None)
