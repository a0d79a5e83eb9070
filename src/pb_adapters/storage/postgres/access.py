"""Access: what every part of an open store works with: its pool, whom it is to leases, and the clock that ends them."""

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from psycopg import AsyncCursor
from psycopg.rows import DictRow

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.pool import Connection, Pool
from pb_adapters.storage.postgres.transactions import Unit
from pb_core.errors import StorageError

T = TypeVar("T")

Uptime = Callable[[], float]
"""Seconds by which leases end in place of the database's clock, for tests that turn it by hand."""


class DueTask(NamedTuple):
    """A task that became pending, and before when nobody claims it."""

    task_id: str
    not_before: datetime | None


OnDue = Callable[[Connection, Sequence[DueTask]], Awaitable[None]]
"""Told within the transaction which tasks become pending, on its connection; what it writes is committed with them."""


class Access:
    """The pool of one open store, the holder of what it claims, and who hears of tasks that become pending."""

    def __init__(self, pool: Pool, holder: str, uptime: Uptime | None, on_due: OnDue | None) -> None:
        self._pool, self._holder_id, self._uptime, self._on_due = pool, holder, uptime, on_due
        self._is_closed = False
        self._calls = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def pool(self) -> Pool:
        """The connections, for what else lies in the same database."""
        return self._pool

    async def _write(self, unit: Unit[T], begin: bytes = transactions.BEGIN) -> T:
        """Run a unit of work in a transaction; it is durable on return."""
        return await self._run(functools.partial(transactions.run, begin=begin), unit)

    async def _write_at_once(self, unit: Unit[T]) -> T:
        """Run a unit that is one statement, which is a transaction by itself: durable on return."""
        return await self._run(transactions.run_at_once, unit)

    async def _read(self, unit: Unit[T]) -> T:
        """Run a unit that asks one question."""
        return await self._run(transactions.read, unit)

    async def _read_whole(self, unit: Unit[T]) -> T:
        """Run a unit that asks several questions, all answered of one moment."""
        return await self._run(transactions.snapshot, unit)

    async def _run(self, how: Callable[[Pool, Unit[T]], Awaitable[T]], unit: Unit[T]) -> T:
        if self._is_closed:
            raise StorageError("The store is closed.")
        self._calls += 1
        self._idle.clear()
        try:
            return await how(self._pool, unit)
        finally:
            self._calls -= 1
            if not self._calls:
                self._idle.set()

    async def _tell_due(self, connection: Connection, due: Sequence[DueTask]) -> None:
        if due and self._on_due is not None:
            await self._on_due(connection, due)

    def _clock(self) -> dict[str, object]:
        """The value of ``CLOCK``'s parameter."""
        return {"uptime": None if self._uptime is None else self._uptime()}

    def _until(self, lease: timedelta) -> dict[str, object]:
        """The values of ``UNTIL``'s parameters."""
        return {**self._clock(), "lease": lease}


CLOCK = "coalesce(to_timestamp(%(uptime)s::float8), clock_timestamp())"
"""Now, by the clock that ends leases."""

UNTIL = f"({CLOCK} + %(lease)s)"
"""When a lease ends that begins now."""


def merged(parts: Sequence[str], end: str) -> str:
    """The beginning of several ordered lists together, ``end`` their order and limit: no part is read further."""
    if len(parts) == 1:
        return f"{parts[0]} {end}"
    return f"{' UNION ALL '.join(f'({part} {end})' for part in parts)} {end}"


Values = Mapping[str, object] | Sequence[object]


async def execute(connection: Connection, statement: str, values: Values | None = None) -> AsyncCursor[DictRow]:
    """Run one of our statements."""
    return await connection.execute(statement.encode(), values)


async def first(connection: Connection, question: str, values: Values | None = None) -> DictRow | None:
    """The first row of an answer."""
    return await (await execute(connection, question, values)).fetchone()


async def only(connection: Connection, question: str, values: Values | None = None) -> Any:  # noqa: ANN401 - as the column is
    """The value of an answer of one row and column."""
    row = await first(connection, question, values)
    assert row is not None  # noqa: S101 - the question has an answer in any case
    return next(iter(row.values()))


async def rows(connection: Connection, question: str, values: Values | None = None) -> list[DictRow]:
    """All rows of an answer."""
    return await (await execute(connection, question, values)).fetchall()
