"""What every part of the store stands on: one way to write, one way to read."""

from pb_adapters.storage.group_commit import ConnectionThread, T, Unit


class Access:
    """The writer and the reader of one open database."""

    def __init__(self, writer: ConnectionThread, reader: ConnectionThread) -> None:
        self._writer, self._reader = writer, reader

    async def _write(self, unit: Unit[T]) -> T:
        """Run a unit of work in a transaction; it is durable on return."""
        return await self._writer.run(unit)

    async def _read(self, unit: Unit[T]) -> T:
        """Run a unit that only reads, beside the writer, on the newest committed state."""
        return await self._reader.run(unit)
