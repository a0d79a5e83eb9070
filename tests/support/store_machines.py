"""State machines over a store: how it is opened, driven, crashed and closed. The tests of its histories stand on it."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from fresh_database import lay
from pb_adapters.storage.flaws import ENDS
from pb_adapters.storage.postgres import PostgresStorage, transactions
from pb_adapters.storage.postgres.pool import Connection
from pb_adapters.storage.postgres.soundness import flawed_rules
from pb_adapters.storage.sqlite.soundness import read_snapshot
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import LEASE, Uptime
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.storage_state import MemoryLocation
from support.postgres import shared_server

T = TypeVar("T")


class StoreMachine(RuleBasedStateMachine):
    """Rules about a store go into a subclass; ``InMemory``, ``InSqlite`` or ``InPostgres`` says which store it is.

    A store that knows of the end of a program by its silence alone takes one for gone after ``silence`` seconds.
    """

    storage: Storage
    silence: float | None = None

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.uptime = Uptime()

    async def opened(self) -> Storage:
        """Open the store."""
        raise NotImplementedError

    async def beside(self) -> Storage:
        """Open the store once more, as another program does."""
        raise NotImplementedError

    async def crashed(self, storage: Storage) -> Storage:
        """Open the store again as a crash of its program would have left it at this instant."""
        raise NotImplementedError

    def do(self, call: Awaitable[T]) -> T:
        """Run a call to its end."""

        async def awaited() -> T:
            return await call

        return self.runner.run(awaited())

    def all_at_once(self, calls: Sequence[Callable[[], Awaitable[object]]]) -> list[object]:
        """Run calls concurrently; return their values or errors, in order."""

        async def together() -> list[object]:
            return await asyncio.gather(*(call() for call in calls), return_exceptions=True)

        return self.runner.run(together())

    def refused(self, call: Awaitable[object], error: type[Exception]) -> None:
        """Run a call that must raise an error."""
        try:
            self.do(call)
        except error:
            return
        message = f"{error.__name__} was due"
        raise AssertionError(message)

    @initialize()
    def open(self) -> None:
        """Every history begins with an open store."""
        self.storage = self.do(self.opened())

    @rule()
    def crash(self) -> None:
        """The program dies and is started again."""
        self.storage = self.do(self.crashed(self.storage))

    def teardown(self) -> None:
        """Close what was opened."""
        if hasattr(self, "storage"):
            self.do(self.storage.aclose())
        self.runner.close()


class InMemory(StoreMachine):
    """A crash loses the adapter, the location stays."""

    def __init__(self) -> None:
        super().__init__()
        self.location = MemoryLocation()

    async def opened(self) -> Storage:
        """Open the location."""
        return MemoryStorage(self.location, uptime=self.uptime)

    async def beside(self) -> Storage:
        """Open it once more."""
        return await self.opened()

    async def crashed(self, storage: Storage) -> Storage:
        """Open it again."""
        await storage.aclose()
        return await self.opened()


class InSqlite(StoreMachine):
    """A crash leaves the files as they are at that instant: unmerged log, no orderly close."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.life = 0

    async def opened(self) -> Storage:
        """Open the files of this life."""
        life = self.folder / str(self.life)
        lay(life / "rows.db")
        return await SqliteStorage.open(life / "rows.db", uptime=self.uptime)

    async def beside(self) -> Storage:
        """Open the same files."""
        return await self.opened()

    async def crashed(self, storage: Storage) -> Storage:
        """Go on with copies of the files."""
        old, new = self.folder / str(self.life), self.folder / str(self.life + 1)
        new.mkdir()
        for name in ("rows.db", "rows.db-wal"):
            shutil.copyfile(old / name, new / name)
        await storage.aclose()
        self.life += 1
        return await self.opened()

    def teardown(self) -> None:
        """Hold the rows that are left against all rules but that of webhooks, which histories need not ask for."""
        super().teardown()
        database = self.folder / str(self.life) / "rows.db"
        flaws = [flaw for flaw in read_snapshot(database).flaws if flaw.check != ENDS] if database.exists() else []
        shutil.rmtree(self.folder)
        assert flaws == []


class _Outspoken(PostgresStorage):
    """Says with every claim that it is there, which it otherwise does twice in the time of a lease."""

    async def _enter_if_stale(self, connection: Connection, lease: timedelta) -> None:
        await self._enter(connection, lease)


class InPostgres(StoreMachine):
    """A crash cuts the connections; by the time that somebody looks, the leases of the dead program have ended."""

    storage: PostgresStorage
    silence = LEASE.total_seconds()

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.url = self.stack.enter_context(shared_server().database())

    async def opened(self) -> Storage:
        """Open the database."""
        return await _Outspoken.open(self.url, most_connections=3, uptime=self.uptime)

    async def beside(self) -> Storage:
        """Open it once more."""
        return await self.opened()

    async def crashed(self, storage: Storage) -> Storage:
        """Go on without a word of the old program."""
        assert isinstance(storage, PostgresStorage)
        await storage.pool.close()
        opened = await _Outspoken.open(self.url, most_connections=3, uptime=self.uptime)
        for statement in _LEASES_HAVE_ENDED:
            await transactions.run(opened.pool, lambda connection, what=statement: connection.execute(what))
        return opened

    def teardown(self) -> None:
        """Hold the rows that are left against all rules but that of webhooks, which histories need not ask for."""
        flaws: list[object] = []
        if hasattr(self, "storage"):
            found = self.do(transactions.snapshot(self.storage.pool, flawed_rules))
            flaws = [flaw for flaw in found if flaw.check != ENDS]
        super().teardown()
        self.stack.close()
        assert flaws == []


_LEASES_HAVE_ENDED = (
    "UPDATE holders SET lease_until = to_timestamp(0)",
    "UPDATE tasks SET lease_until = to_timestamp(0) WHERE lease_token IS NOT NULL",
    "UPDATE deliveries SET lease_until = to_timestamp(0) WHERE lease_token IS NOT NULL",
)
