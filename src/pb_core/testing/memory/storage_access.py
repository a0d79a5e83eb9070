"""What every part of an open store in memory works with: its location, its lock, and whom it is to leases."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from types import TracebackType
from typing import Self

from pb_core.errors import StorageError
from pb_core.testing.memory.storage_state import HeldLease, MemoryLocation

_NUMBERS = count(1)


class MemoryAccess:
    """One open store on a location; ``uptime`` is the clock by which leases end."""

    def __init__(self, location: MemoryLocation | None = None, *, uptime: Callable[[], float] = time.monotonic) -> None:
        self._at = location or MemoryLocation()
        self._uptime = uptime
        self._holder = f"holder-{next(_NUMBERS)}"
        self._closed = False

    async def aclose(self) -> None:
        """Refuse every call from now on, and hold nothing; the location keeps its rows."""
        self._closed = True
        if self._holder in self._at.holders:
            self._at.holders.discard(self._holder)
            self._at.gone.add(self._holder)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @contextmanager
    def _unit(self) -> Iterator[MemoryLocation]:
        if self._closed:
            raise StorageError("The store is closed.")
        with self._at.lock:
            yield self._at

    def _hold(self, at: MemoryLocation, name: str, token: str, duration: timedelta) -> None:
        at.holders.add(self._holder)
        at.leases[name] = HeldLease(token, self._holder, self._uptime() + duration.total_seconds())
