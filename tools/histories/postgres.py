"""Histories on a real PostgreSQL: its calls run in a thread with an event loop of their own, one after the other.

While one runs, virtual time stands still and no program does anything, as with the store in memory: a seed still has
one history. Leases end by virtual time. A killed program tells the database nothing: its leases end by themselves.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import psycopg
from anyio.lowlevel import checkpoint
from psycopg.rows import DictRow, dict_row

import machines  # noqa: F401 - makes tests/support importable when a drill is run by hand
from pb_adapters.storage.postgres import PostgresStorage, transactions
from pb_adapters.storage.postgres.billing import KEYS, LEDGER
from pb_adapters.storage.postgres.outbox import DELIVERIES
from pb_adapters.storage.postgres.pool import Pool, open_pool
from pb_adapters.storage.postgres.queue import task_of
from pb_adapters.storage.postgres.soundness import flawed_rules
from pb_adapters.storage.postgres.steps import STEPS
from pb_core.domain.billing import Spent
from pb_core.ports.storage import Storage
from pb_core.testing.memory.storage import MemoryLocation
from pb_core.testing.memory.storage_state import HeldLease
from support.postgres import shared_server

T = TypeVar("T")


class LoopInThread:
    """A real event loop; ``do`` waits for what it is given."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, call: Coroutine[Any, Any, T]) -> T:
        """Run a call to its end, and return or raise what it does."""
        return asyncio.run_coroutine_threadsafe(call, self._loop).result()

    def close(self) -> None:
        """End it; nothing may be under way."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class SteppedStorage:
    """A store of PostgreSQL for the simulated loop: each call is one step of it, whatever it takes of real time."""

    def __init__(self, store: PostgresStorage, real: LoopInThread) -> None:
        self.store, self._real = store, real

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self.store, name)

        async def call(*args: Any, **kwargs: Any) -> Any:
            await checkpoint()
            return self._real.do(method(*args, **kwargs))

        return call


class PostgresStores:
    """One database, opened by each program through the same pool; ``rows`` reads it beside them."""

    def __init__(
        self, real: LoopInThread, pool: Pool, rows: psycopg.Connection[DictRow], uptime: Callable[[], float]
    ) -> None:
        self._real, self._pool, self._rows, self._uptime = real, pool, rows, uptime

    def opened(self) -> Storage:
        """A store with a holder of its own."""
        store = PostgresStorage.on_pool(self._pool, uptime=self._uptime)
        return cast("Storage", SteppedStorage(store, self._real))

    def location(self) -> MemoryLocation:
        """The rows of keys that are not removed; leases and amounts of all."""
        keys = {row["id"]: KEYS.decode(row) for row in self._all("SELECT * FROM keys WHERE NOT removed ORDER BY seq")}
        tasks = [row for row in self._all(_TASKS) if row["key_id"] in keys]
        names = {row["id"] for row in tasks}
        ledger = self._all("SELECT * FROM ledger ORDER BY id")
        steps = self._all("SELECT * FROM steps ORDER BY seq")
        deliveries = self._all("SELECT * FROM deliveries ORDER BY seq")
        return MemoryLocation(
            keys=keys,
            tasks={row["id"]: task_of(row) for row in tasks},
            accepted_uptimes={row["id"]: row["accepted_seconds"] for row in tasks},
            entries=[LEDGER.decode(row) for row in ledger if row["key_id"] in keys],
            steps={(row["task_id"], row["name"]): STEPS.decode(row) for row in steps if row["task_id"] in names},
            deliveries={row["id"]: DELIVERIES.decode(row) for row in deliveries if row["task_id"] in names},
            leases={
                row["id"]: HeldLease(row["lease_token"], row["lease_holder"], row["until"])
                for row in self._all(_LEASES)
            },
            spent_by_day={
                row["day"]: Spent(settled_micros=row["settled"], reserved_micros=row["reserved"])
                for row in self._all("SELECT * FROM spent_by_day")
            },
        )

    def held_by(self, store: Storage) -> frozenset[str]:
        """The tasks under a lease of this store."""
        holder = cast("SteppedStorage", store).store._holder_id  # noqa: SLF001 - it is known to the store alone
        return frozenset(row["id"] for row in self._all("SELECT id FROM tasks WHERE lease_holder = %s", holder))

    async def ended(self, store: Storage, *, was_killed: bool) -> None:
        """A program that ends in good order says so; a killed one says nothing."""
        if not was_killed:
            await cast("SteppedStorage", store).aclose()

    def flaws(self) -> tuple[str, ...]:
        """What ``pb verify`` finds in the rows."""
        return tuple(str(flaw) for flaw in self._real.do(transactions.snapshot(self._pool, flawed_rules)))

    def _all(self, query: str, *values: object) -> list[DictRow]:
        return self._rows.execute(query.encode(), values).fetchall()


@contextmanager
def in_postgres(uptime: Callable[[], float]) -> Iterator[PostgresStores]:
    """An empty database of this process's own server, for one history."""
    with shared_server().database() as url, psycopg.connect(url, autocommit=True, row_factory=dict_row) as rows:
        real = LoopInThread()
        pool = real.do(open_pool(url, most=2))
        try:
            yield PostgresStores(real, pool, rows, uptime)
        finally:
            real.do(pool.close())
            real.close()


_TASKS = "SELECT *, extract(epoch FROM accepted_at)::float8 AS accepted_seconds FROM tasks ORDER BY seq"
_LEASES = """
SELECT id, lease_token, lease_holder, extract(epoch FROM lease_until)::float8 AS until FROM tasks
WHERE lease_token IS NOT NULL
UNION ALL
SELECT id, lease_token, lease_holder, extract(epoch FROM lease_until)::float8 AS until FROM deliveries
WHERE lease_token IS NOT NULL
"""
