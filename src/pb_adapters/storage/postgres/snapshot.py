"""A snapshot of the rows in PostgreSQL: all of them read in one transaction, beside whoever writes them.

Rows come in batches through a cursor of the server, so that a database of any size is read in little memory.
"""

from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, aclosing, asynccontextmanager, nullcontext
from typing import Any

import psycopg
from psycopg.rows import DictRow

from pb_adapters.storage.flaws import PAGES, Flaw
from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import rows
from pb_adapters.storage.postgres.billing import KEYS, LEDGER
from pb_adapters.storage.postgres.migrations import require_current
from pb_adapters.storage.postgres.outbox import DELIVERIES
from pb_adapters.storage.postgres.pool import Connection, Pool, connect, open_pool, place_of
from pb_adapters.storage.postgres.queue import TASKS
from pb_adapters.storage.postgres.soundness import flawed_rules
from pb_adapters.storage.postgres.steps import STEPS
from pb_adapters.storage.postgres.vision import VISION_RECORDS
from pb_adapters.storage.references import Name, Reference, references_in
from pb_adapters.storage.rows import Rows
from pb_adapters.storage.snapshots import RowReader, Snapshot, Tell

BATCH = 100
"""How many rows are in memory at once: a request or result may be megabytes."""

_BEGIN = b"""
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0
"""
"""Reading all of a large database takes as long as it takes, and nobody waits for whoever only reads."""

_TABLES: dict[str, tuple[str, Rows[Any]]] = {
    "keys": ("id", KEYS),
    "ledger": ("fact", LEDGER),
    "tasks": ("id", TASKS),
    "steps": ("task_id", STEPS),
    "deliveries": ("id", DELIVERIES),
    "vision": ("model", VISION_RECORDS),
}

_IS_THERE = "key_id NOT IN (SELECT id FROM keys WHERE removed)"
_DOCUMENTS = (
    f"""
    SELECT key_id, id AS task_id, 'request' AS place, work AS document FROM tasks
    WHERE position('"digest"' IN work) > 0 AND {_IS_THERE}
    """,
    f"""
    SELECT key_id, id AS task_id, 'result' AS place, result AS document FROM tasks
    WHERE position('"digest"' IN result) > 0 AND {_IS_THERE}
    """,
    f"""
    SELECT key_id, task_id, name AS place, steps.result AS document FROM steps JOIN tasks ON tasks.id = task_id
    WHERE position('"digest"'::bytea IN steps.result) > 0 AND {_IS_THERE}
    """,
)
_RUNNING = "SELECT key_id, min(started_at) AS since FROM tasks WHERE status = 'running' GROUP BY key_id"
_RELEASED = "SELECT key_id, digest FROM released"


class SharedRows:
    """The rows of a database that programs share, as ``verify_rows`` asks for them; errors are ``StorageError``."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def snapshot(self, tell: Tell = lambda _: None) -> Snapshot:
        """Every row as it is at one moment."""
        return await transactions.run(self._pool, lambda connection: _read(connection, tell), begin=_BEGIN)

    async def references(self) -> list[Reference]:
        """Every artifact that rows refer to now; the same one may come again."""

        async def found(connection: Connection) -> list[Reference]:
            async with aclosing(references_of(connection)) as references:
                return [reference async for reference in references]

        return await transactions.run(self._pool, found, begin=_BEGIN)

    def alone(self) -> AbstractContextManager[bool]:
        """Never: a program that serves and does not draw tells nothing of itself in the database."""
        return nullcontext(enter_result=False)


@asynccontextmanager
async def reading_shared(url: str) -> AsyncGenerator[SharedRows]:
    """Open a database of this version to read it; raises ``StorageError``, which says what to do."""
    connection = await connect(url)
    try:
        await require_current(connection, place_of(url))
    finally:
        await connection.close()
    pool = await open_pool(url, most=1)
    try:
        yield SharedRows(pool)
    finally:
        await pool.close()


async def _read(connection: Connection, tell: Tell) -> Snapshot:
    reader, flaws, needed = RowReader(tell), list[Flaw](), dict[Name, Reference]()
    tell("the rows of the database")
    running: list[DictRow] = []
    released: list[DictRow] = []
    try:
        flaws += await _flawed_rows(connection, reader)
        flaws += await flawed_rules(connection)
        async with aclosing(references_of(connection)) as references:
            async for found in references:
                needed.setdefault((found.owner, found.digest), found)
        running, released = await rows(connection, _RUNNING), await rows(connection, _RELEASED)
    except (psycopg.DataError, psycopg.InternalError) as error:  # as damaged pages and values are told of
        flaws.append(Flaw(PAGES, f"the rows cannot be read to their end: {' '.join(str(error).split())}"))
    return Snapshot(
        rows=reader.rows,
        flaws=tuple(flaws),
        needed=needed,
        released=frozenset((row["key_id"], row["digest"]) for row in released),
        running_since={row["key_id"]: row["since"] for row in running},
    )


async def _flawed_rows(connection: Connection, reader: RowReader) -> list[Flaw]:
    flaws = list[Flaw]()
    for table, (name, form) in _TABLES.items():
        async with aclosing(_streamed(connection, f"SELECT * FROM {table}")) as found:
            flaws += [flaw async for row in found if (flaw := reader.flaw_of(table, name, row, form))]
    return flaws


async def references_of(connection: Connection) -> AsyncGenerator[Reference]:
    """Every artifact that rows refer to, within a transaction; the same one may come again."""
    for question in _DOCUMENTS:
        async with aclosing(_streamed(connection, question)) as found:
            async for row in found:
                for reference in references_in(row["key_id"], row["task_id"], row["place"], row["document"]):
                    yield reference


async def _streamed(connection: Connection, question: str) -> AsyncGenerator[DictRow]:
    async with connection.cursor(name="rows") as cursor:
        cursor.itersize = BATCH
        await cursor.execute(question.encode())
        async for row in cursor:
            yield row
