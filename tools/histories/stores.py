"""What programs of a history store their rows in: the store in memory, or one that a real database stands behind."""

from collections.abc import Callable
from typing import Protocol, cast

from pb_core.ports.storage import Storage
from pb_core.testing.memory.storage import MemoryLocation, MemoryStorage


class Stores(Protocol):
    """One place for rows, which each program opens for itself."""

    def opened(self) -> Storage:
        """Open it for one program."""

    def location(self) -> MemoryLocation:
        """What is stored now, as far as ``invariants`` and ``scenario`` ask for it."""

    def held_by(self, store: Storage) -> frozenset[str]:
        """The tasks that a program holds."""

    async def ended(self, store: Storage, *, was_killed: bool) -> None:
        """What the end of a program does to what it had opened."""

    def flaws(self) -> tuple[str, ...]:
        """Which rules of its own the place finds broken."""


class MemoryStores:
    """In memory. As with a folder, the system frees what a killed program held at once."""

    def __init__(self, uptime: Callable[[], float]) -> None:
        self._location, self._uptime = MemoryLocation(), uptime

    def opened(self) -> Storage:
        """Open the location."""
        return MemoryStorage(self._location, uptime=self._uptime)

    def location(self) -> MemoryLocation:
        """The location itself."""
        return self._location

    def held_by(self, store: Storage) -> frozenset[str]:
        """The tasks under a lease of this store."""
        holder = cast("MemoryStorage", store)._holder  # noqa: SLF001 - what it held is known to the store alone
        at = self._location
        return frozenset(name for name, lease in at.leases.items() if name in at.tasks and lease.holder == holder)

    async def ended(self, store: Storage, *, was_killed: bool) -> None:
        """Let go of what it held, however it ended."""
        del was_killed
        await cast("MemoryStorage", store).aclose()

    def flaws(self) -> tuple[str, ...]:
        """None: the location has no rules but the units of the store."""
        return ()
