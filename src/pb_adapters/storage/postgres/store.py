"""The store that many machines share: one database of PostgreSQL, opened and checked here."""

import secrets
from types import TracebackType
from typing import Self

from pb_adapters.storage.postgres.access import OnDue, Uptime
from pb_adapters.storage.postgres.billing import Keys, Spending
from pb_adapters.storage.postgres.history import History
from pb_adapters.storage.postgres.migrations import bring_up_to_date, require_current
from pb_adapters.storage.postgres.outbox import Deliveries
from pb_adapters.storage.postgres.pool import MOST_CONNECTIONS, Pool, connect, open_pool, place_of
from pb_adapters.storage.postgres.queue import Queue
from pb_adapters.storage.postgres.removal import Removal
from pb_adapters.storage.postgres.rescue import Rescue
from pb_adapters.storage.postgres.retention import Retention
from pb_adapters.storage.postgres.steps import Steps
from pb_adapters.storage.postgres.tasks import Tasks
from pb_adapters.storage.postgres.vision import Vision
from pb_adapters.storage.postgres.webhook_lists import WebhookLists


class PostgresStorage(
    Keys, Removal, Queue, Rescue, Tasks, Steps, Deliveries, Retention, Spending, History, WebhookLists, Vision
):
    """``Storage`` in one database of PostgreSQL; any number of programs may open it.

    Open it with ``await PostgresStorage.open(url)``; ``async with`` closes it. The database must exist.
    """

    def __init__(self, pool: Pool, *, owns_pool: bool, uptime: Uptime | None, on_due: OnDue | None) -> None:
        super().__init__(pool, secrets.token_hex(8), uptime, on_due)
        self._owns_pool = owns_pool

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        most_connections: int = MOST_CONNECTIONS,
        migrates: bool = True,
        uptime: Uptime | None = None,
        on_due: OnDue | None = None,
    ) -> Self:
        """Open a database with a pool of its own, and bring it up to date or, unless it ``migrates``, require that.

        Leases end by the database's clock, or by ``uptime`` in its place; ``on_due`` hears of tasks that become
        pending, within their transactions. Raises ``StorageError`` when the database cannot be reached, written or
        used by this version; its sentence says what to do.
        """
        await prepare(url, migrates=migrates)
        return cls(await open_pool(url, most=most_connections), owns_pool=True, uptime=uptime, on_due=on_due)

    @classmethod
    def on_pool(cls, pool: Pool, *, uptime: Uptime | None = None, on_due: OnDue | None = None) -> Self:
        """A store on a pool that others use too, of a database that ``prepare`` was called for; it leaves it open."""
        return cls(pool, owns_pool=False, uptime=uptime, on_due=on_due)

    async def aclose(self) -> None:
        """Finish what was begun and close all connections; idempotent."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._idle.wait()
        await self._leave()
        if self._owns_pool:
            await self._pool.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


async def prepare(url: str, *, migrates: bool = True) -> None:
    """Bring a database up to date or, unless it ``migrates``, require that; raises ``StorageError``."""
    connection = await connect(url)
    try:
        await (bring_up_to_date if migrates else require_current)(connection, place_of(url))
    finally:
        await connection.close()
