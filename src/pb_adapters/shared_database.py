"""One PostgreSQL database that programs share: the store, the wake-ups between them, and tickets for their work."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
import psycopg
from msgspec import Struct

from pb_adapters.distribution.procrastinate import TicketDistributor
from pb_adapters.distribution.schema import bring_schema_up_to_date, schema_is_current
from pb_adapters.distribution.tickets import Tickets
from pb_adapters.storage.postgres import PostgresStorage
from pb_adapters.storage.postgres.migrations import SCHEMA_VERSION, bring_up_to_date, require_ours
from pb_adapters.storage.postgres.pool import MOST_CONNECTIONS, Connection, Pool, connect, open_pool, place_of
from pb_adapters.wakeups.postgres import PostgresWakeups, open_wakeups
from pb_core.errors import StorageError
from pb_core.ports.wakeups import TASKS

HEARING_SECONDS = 6.0
"""How long a look waits for a notification of its own."""

CLOSING_SECONDS = 30.0
"""How long closing may take where whoever leaves was cancelled."""


@dataclass(frozen=True, kw_only=True)
class SharedDatabase:
    """What one program has of it. ``pool`` is for what else lies in the database."""

    pool: Pool
    storage: PostgresStorage
    wakeups: PostgresWakeups
    distributor: TicketDistributor


@asynccontextmanager
async def open_shared_database(
    url: str, *, listen_url: str | None = None, connections: int = MOST_CONNECTIONS
) -> AsyncGenerator[SharedDatabase]:
    """Open a database, setting it up first where it has no API key yet.

    A program has ``connections`` to ``url`` at most, and to ``listen_url`` one that listens; one that works on tasks
    has three more to ``listen_url``. That is the address of the server itself where ``url`` leads to a pooler that
    gives connections away after each transaction.

    Raises ``StorageError`` when it cannot be used, or must be brought up to date; its sentence says what to do.
    """
    await prepare(url)
    pool = await open_pool(url, most=connections)
    try:
        async with open_wakeups(listen_url or url, pool, within=frozenset({TASKS})) as wakeups:
            storage = PostgresStorage.on_pool(pool, on_due=Tickets().defer)
            try:
                yield SharedDatabase(
                    pool=pool, storage=storage, wakeups=wakeups, distributor=TicketDistributor(listen_url or url)
                )
            finally:
                with anyio.move_on_after(CLOSING_SECONDS, shield=True):
                    await storage.aclose()
    finally:
        with anyio.move_on_after(CLOSING_SECONDS, shield=True):
            await pool.close()


async def prepare(url: str) -> None:
    """Set up a database that has no API key yet, and require that any other is up to date; raises ``StorageError``.

    One that a later version brought up to date is used as long as it admits this program. Whoever has keys decides
    when it is brought up to date, as programs of the version before may still be at work.
    """
    async with _opened(url) as (connection, place):
        if await _is_current(connection, place):
            return
        if await _has_keys(connection):
            raise StorageError(
                f"The database {place} was set up by an earlier version of this program: run pb migrate, which programs"
                " of that version may go on beside."
            )
        await _bring_up_to_date(connection, place)


class Migrated(Struct, frozen=True, kw_only=True):
    """The version of a database before and after it was brought up to date, and how much changed for tickets."""

    place: str
    before: int
    after: int
    tickets: int


async def migrate(url: str) -> Migrated:
    """Bring a database up to date, as often and from as many programs as one likes; raises ``StorageError``."""
    async with _opened(url) as (connection, place):
        before = await require_ours(connection, place)
        tickets = await _bring_up_to_date(connection, place)
        return Migrated(place=place, before=before, after=max(before, SCHEMA_VERSION), tickets=tickets)


async def is_usable(url: str) -> bool:
    """Whether a database is set up and up to date; raises ``StorageError`` where it cannot be looked at."""
    connection = await connect(url)
    try:
        return await _is_current(connection, place_of(url))
    finally:
        await connection.close()


class Inspected(Struct, frozen=True, kw_only=True):
    """What a look at a database found; ``hears`` is whether notifications arrive where processes would listen."""

    place: str
    server: str
    is_current: bool
    has_keys: bool
    hears: bool


async def inspect(url: str, listen_url: str | None = None) -> Inspected:
    """Look at a database without changing it; raises ``StorageError`` where it cannot be used."""
    async with _opened(url) as (connection, place):
        version = connection.info.server_version
        is_current, has_keys = await _is_current(connection, place), await _has_keys(connection)
    pool = await open_pool(url, most=2)
    try:
        async with open_wakeups(listen_url or url, pool) as wakeups:
            with anyio.move_on_after(HEARING_SECONDS):
                await wakeups.hears.wait()
    finally:
        await pool.close()
    return Inspected(
        place=place,
        server=f"{version // 10_000}.{version % 10_000}",
        is_current=is_current,
        has_keys=has_keys,
        hears=wakeups.hears.is_set(),
    )


@asynccontextmanager
async def _opened(url: str) -> AsyncGenerator[tuple[Connection, str]]:
    """A connection, and the name of its database; what the database refuses is a ``StorageError``."""
    connection, place = await connect(url), place_of(url)
    try:
        yield connection, place
    except psycopg.errors.InsufficientPrivilege as error:
        raise StorageError(
            f"The database {place} belongs to another user ({error.diag.message_primary}): name that one in the"
            " database URL, or have it grant this one its role."
        ) from error
    except psycopg.Error as error:
        raise StorageError(f"The database {place} cannot be used: {' '.join(str(error).split())}.") from error
    finally:
        await connection.close()


async def _is_current(connection: Connection, place: str) -> bool:
    return await require_ours(connection, place) >= SCHEMA_VERSION and await schema_is_current(connection)


async def _has_keys(connection: Connection) -> bool:
    row = await (await connection.execute("SELECT to_regclass('keys') IS NOT NULL AS there")).fetchone()
    if row is None or not row["there"]:
        return False
    return await (await connection.execute("SELECT 1 FROM keys LIMIT 1")).fetchone() is not None


async def _bring_up_to_date(connection: Connection, place: str) -> int:
    await bring_up_to_date(connection, place)
    try:
        return await bring_schema_up_to_date(connection)
    except psycopg.Error as error:
        raise StorageError(
            f"The tables of procrastinate in the database {place} cannot be brought up to date"
            f" ({' '.join(str(error).split())}): use a database of this program's own."
        ) from error
