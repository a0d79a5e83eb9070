"""What copying asks of a database that it reads, and of one that it fills."""

from collections.abc import AsyncGenerator, AsyncIterable
from typing import Protocol

from pb_adapters.copying.tables import Record, Table
from pb_adapters.storage.references import Reference

Batch = list[Record]


class Source(Protocol):
    """A database that nobody writes as long as it is open."""

    def batches(self, table: Table) -> AsyncGenerator[Batch]:
        """The rows of a table, in order."""

    async def references(self) -> list[Reference]:
        """Which artifacts the rows refer to."""


class Target(Protocol):
    """A database without rows, marked as unfinished; all that is written appears with ``commit``, or nothing does."""

    is_continued: bool
    """Whether an earlier copy into it was interrupted."""

    def batches(self, table: Table) -> AsyncGenerator[Batch]:
        """The rows that were written of a table, in order."""

    async def write(self, table: Table, batches: AsyncIterable[Batch]) -> None:
        """Write the rows of a table."""

    async def commit(self) -> None:
        """Make all of it the rows of this database, which is unfinished no more."""
