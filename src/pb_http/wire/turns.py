"""Turns: when requests begin that waited on their connection for the answer to an earlier one."""

from asyncio import AbstractEventLoop
from collections.abc import Callable, Hashable


class Turns:
    """Begins one such request in each turn of the event loop, the connections taking turns.

    A request that waited for none begins at once. So whoever sends thousands ahead, on however many connections, delays
    the others by one request in each turn, and loses nothing while nobody else asks.
    """

    def __init__(self) -> None:
        self._waiting: dict[Hashable, Callable[[], None]] = {}
        self._loop: AbstractEventLoop | None = None

    def wait(self, loop: AbstractEventLoop, connection: Hashable, begin: Callable[[], None]) -> None:
        """Call ``begin`` when it is the connection's turn."""
        self._waiting[connection] = begin
        if self._loop is None:
            self._loop = loop
            loop.call_soon(self._next)

    def leave(self, connection: Hashable) -> None:
        """Forget a connection, which is gone."""
        self._waiting.pop(connection, None)

    def _next(self) -> None:
        loop, self._loop = self._loop, None
        if loop is None or not self._waiting:
            return
        begin = self._waiting.pop(next(iter(self._waiting)))
        begin()
        if self._waiting and self._loop is None:
            self._loop = loop
            loop.call_soon(self._next)
