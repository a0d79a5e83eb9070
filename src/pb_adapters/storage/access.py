"""Access: what every part of an open store works with: its writer, its reader, and whom it is to leases."""

import sqlite3
from datetime import timedelta
from typing import TypeVar

from pb_adapters.storage.group_commit import ConnectionThread, Unit
from pb_adapters.storage.holders import Holder

T = TypeVar("T")


class Access:
    """The writer and the reader of one open database, and the holder of what it claims."""

    def __init__(self, writer: ConnectionThread, reader: ConnectionThread, holder: Holder) -> None:
        self._writer, self._reader, self._holder = writer, reader, holder

    async def _write(self, unit: Unit[T]) -> T:
        """Run a unit of work in a transaction; it is durable on return."""
        return await self._writer.run(unit)

    async def _read(self, unit: Unit[T]) -> T:
        """Run a unit that only reads, beside the writer, on the newest committed state."""
        return await self._reader.run(unit)

    def _entered(self, connection: sqlite3.Connection) -> str:
        """The id of this store as a holder of leases, once others can see that it is there."""
        self._holder.enter()
        connection.execute("INSERT OR IGNORE INTO holders (id) VALUES (?)", (self._holder.id,))
        return self._holder.id

    def _until(self, lease: timedelta) -> str:
        """When a lease ends that begins now."""
        return f"{self._holder.uptime() + lease.total_seconds():.3f}"
