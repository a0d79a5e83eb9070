"""The embedded store: one SQLite file in WAL mode, one writer, group commit."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from anyio import to_thread

from pb_adapters.storage.database import open_reader, open_writer
from pb_adapters.storage.deliveries import Deliveries
from pb_adapters.storage.group_commit import ConnectionThread, commit_together, read_each
from pb_adapters.storage.keys import Keys
from pb_adapters.storage.spending import Spending
from pb_adapters.storage.steps import Steps
from pb_adapters.storage.tasks import Tasks
from pb_adapters.storage.vision import Vision


class SqliteStorage(Keys, Tasks, Steps, Deliveries, Spending, Vision):
    """``Storage`` in one SQLite file; several processes may open the same file.

    Open it with ``await SqliteStorage.open(path)``; ``async with`` closes it. The folder must exist.
    """

    @classmethod
    async def open(cls, path: Path | str) -> Self:
        """Open, create or upgrade a database.

        Raises ``StorageError`` when the file cannot be written, is not ours or is newer than this program.
        """
        file = Path(path)
        with ExitStack() as opened:
            writer = await to_thread.run_sync(open_writer, file)
            opened.callback(writer.close)
            reader = await to_thread.run_sync(open_reader, file)
            opened.pop_all()
        return cls(
            ConnectionThread(writer, commit_together, "storage-writer"),
            ConnectionThread(reader, read_each, "storage-reader"),
        )

    async def aclose(self) -> None:
        """Finish what was queued and close both connections; idempotent."""
        await self._reader.aclose()
        await self._writer.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
