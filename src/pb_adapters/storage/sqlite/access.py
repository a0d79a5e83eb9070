"""Access: what every part of an open store works with: its writer, its reader, and whom it is to leases."""

import sqlite3
from collections.abc import Hashable
from datetime import timedelta
from typing import TypeVar, cast

from pb_adapters.storage.sqlite.group_commit import ConnectionThread, Unit
from pb_adapters.storage.sqlite.holders import Holder
from pb_adapters.storage.sqlite.recent_reads import UNREAD, RecentReads

T = TypeVar("T")


class Access:
    """The writer and the reader of one open database, what was read of late, and the holder of what it claims."""

    def __init__(self, writer: ConnectionThread, reader: ConnectionThread, recent: RecentReads, holder: Holder) -> None:
        self._writer, self._reader, self._recent, self._holder = writer, reader, recent, holder

    async def _write(self, unit: Unit[T]) -> T:
        """Run a unit of work in a transaction; it is durable on return."""
        return await self._writer.run(unit)

    async def _read(self, unit: Unit[T]) -> T:
        """Run a unit that only reads, beside the writer, on the newest committed state."""
        return await self._reader.run(unit)

    async def _read_recent(self, name: Hashable, unit: Unit[T | None]) -> T | None:
        """As ``_read``, but from memory what was read under this name since anybody has written; ``None`` is not kept.

        Who asks for what is not there could else fill the memory.
        """
        version = self._recent.version()
        found = self._recent.get(name, version)
        if found is not UNREAD:
            return cast("T", found)
        value = await self._read(unit)
        if value is not None:
            self._recent.keep(name, value, version)
        return value

    def _entered(self, connection: sqlite3.Connection) -> str:
        """The id of this store as a holder of leases, once others can see that it is there."""
        self._holder.enter()
        connection.execute("INSERT OR IGNORE INTO holders (id) VALUES (?)", (self._holder.id,))
        return self._holder.id

    def _until(self, lease: timedelta) -> str:
        """When a lease ends that begins now."""
        return f"{self._holder.uptime() + lease.total_seconds():.3f}"
