"""A database in PostgreSQL as source or target of a copy, with no program at work on it."""

from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from typing import Any

import anyio
import psycopg
from psycopg import errors
from psycopg.rows import DictRow

from pb_adapters.copying.ports import Batch
from pb_adapters.copying.tables import BYTES, DAY, NUMBERED, TABLES, TIME, TRUTH, WORDS, Record, Table, Value
from pb_adapters.distribution.tickets import Tickets
from pb_adapters.shared_database import prepare
from pb_adapters.storage.postgres import PostgresStorage
from pb_adapters.storage.postgres.access import execute, rows
from pb_adapters.storage.postgres.migrations import SCHEMA_VERSION, UNFINISHED_COPY, require_current, require_ours
from pb_adapters.storage.postgres.pool import Connection, connect, place_of
from pb_adapters.storage.postgres.snapshot import references_of
from pb_adapters.storage.postgres.transactions import refused
from pb_adapters.storage.references import Reference
from pb_adapters.storage.rows import time_text
from pb_core.errors import StorageError

BATCH = 200
"""How many rows are in memory at once."""

LOOKS, LOOK_SECONDS = 20, 0.1
"""How often it is looked whether programs are at work, and how long between: a connection goes after its program."""

_AT_WORK = """
SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND application_name = 'paperbanana') AS connected,
       (SELECT count(*) FROM holders WHERE NOT has_left AND lease_until > clock_timestamp()) AS holding
"""
_BEGIN = """
BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '20s'
"""
_STORED = tuple(table.name for table in TABLES if table.name not in {"hours", "numbers"})
_FILLED = " UNION ALL ".join(f"(SELECT 1 FROM {name} LIMIT 1)" for name in _STORED)  # noqa: S608 - our own tables
_HOURS = """(
    SELECT subject AS hour, sum(number) FILTER (WHERE status = 'accepted') AS accepted,
           sum(number) FILTER (WHERE status = 'completed') AS completed,
           sum(number) FILTER (WHERE status = 'failed') AS failed
    FROM (
        SELECT topic, subject, status, number FROM tallies
        UNION ALL SELECT topic, subject, status, number FROM tally_changes
    ) AS counted WHERE topic = 'hours' GROUP BY subject
) AS hours"""
_LAST = " UNION ALL ".join(
    f"SELECT '{table}' AS name, last_value AS last FROM {table}_{column}_seq WHERE is_called"  # noqa: S608 - ours
    for table, column in NUMBERED.items()
)
_FROM = {"hours": _HOURS, "numbers": f"({_LAST}) AS numbers"}
_READ_AS = {("hours", name): f"coalesce({name}, 0)::bigint" for name in ("accepted", "completed", "failed")}

_COUNT = (
    """
    INSERT INTO tallies (topic, subject, kind, status, number)
    SELECT 'tasks', key_id, kind, status, count(*) FROM history GROUP BY 2, 3, 4
    UNION ALL SELECT 'tasks', '', kind, status, count(*) FROM history GROUP BY 3, 4
    UNION ALL SELECT 'providers', provider, '', '', count(*) FROM history_providers GROUP BY 2
    """,
    "INSERT INTO queues (key_id, turn) SELECT DISTINCT key_id, 0.0 FROM tasks WHERE status = 'pending'",
)
"""What follows from the rows, which triggers write otherwise."""

_PENDING = "SELECT id, not_before FROM tasks WHERE status = 'pending' ORDER BY seq"
_SET_NUMBER = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"


class PostgresSource:
    """The rows of a database that programs share."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def batches(self, table: Table) -> AsyncGenerator[Batch]:
        """The rows of a table, in order."""
        return _batches(self._connection, table)

    async def references(self) -> list[Reference]:
        """Which artifacts the rows refer to."""
        return [reference async for reference in references_of(self._connection)]


@asynccontextmanager
async def reading_database(url: str) -> AsyncGenerator[PostgresSource]:
    """Keep everybody from writing and read a database, once its history has all its lines.

    Raises ``StorageError`` where it cannot be used, or servers or workers are connected.
    """
    connection, place = await connect(url), place_of(url)
    try:
        await require_current(connection, place)
        await _require_same_version(connection, place)
        await _require_idle(connection, place)
        async with await PostgresStorage.open(url, most_connections=1, migrates=False) as storage:
            while await storage.write_history():
                pass
        with _told(place):
            await execute(connection, _BEGIN)
            await execute(connection, f"LOCK TABLE {', '.join(_STORED)} IN SHARE MODE")
            yield PostgresSource(connection)
            await connection.rollback()
    finally:
        await connection.close()


class PostgresTarget:
    """A database that is set up and empty; a table of its own marks it until it is whole."""

    def __init__(self, connection: Connection, *, is_continued: bool) -> None:
        self._connection, self.is_continued = connection, is_continued

    def batches(self, table: Table) -> AsyncGenerator[Batch]:
        """The rows that were written of a table, in order."""
        return _batches(self._connection, table)

    async def write(self, table: Table, batches: AsyncIterable[Batch]) -> None:
        """Write the rows of a table."""
        if table.name not in _STORED:
            async for batch in batches:
                for record in batch:
                    await self._count(table, record)
            return
        words = list(table.columns.values()).index(WORDS) if WORDS in table.columns.values() else None
        statement = f"COPY {table.name} ({', '.join(table.columns)}) FROM STDIN"
        async with self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            async for batch in batches:
                for record in batch:
                    await copy.write_row(record if words is None else _with_words(record, words))

    async def _count(self, table: Table, record: Record) -> None:
        if table.name == "numbers":
            name = str(record[0])
            await execute(self._connection, _SET_NUMBER, [name, NUMBERED[name], record[1]])
            return
        for status, number in zip(("accepted", "completed", "failed"), record[1:], strict=True):
            if number:
                statement = "INSERT INTO tallies (topic, subject, status, number) VALUES ('hours', %s, %s, %s)"
                await execute(self._connection, statement, [record[0], status, number])

    async def commit(self) -> None:
        """Write what follows from the rows, and a ticket for each task that is pending."""
        for statement in _COUNT:
            await execute(self._connection, statement)
        due = [(row["id"], row["not_before"]) for row in await rows(self._connection, _PENDING)]
        for start in range(0, len(due), 1_000):
            await Tickets().defer(self._connection, due[start : start + 1_000])
        for table in _STORED:
            await execute(self._connection, f"ALTER TABLE {table} ENABLE TRIGGER USER")
        await execute(self._connection, f"DROP TABLE {UNFINISHED_COPY}")
        await self._connection.commit()
        await execute(self._connection, f"ANALYZE {', '.join(_STORED)}")


@asynccontextmanager
async def filling_database(url: str) -> AsyncGenerator[PostgresTarget]:
    """Set a database up and mark it, unless an interrupted copy did so.

    Raises ``StorageError`` where it cannot be used, has rows, or servers or workers are connected.
    """
    connection, place = await connect(url), place_of(url)
    try:
        (marked,) = await rows(connection, f"SELECT to_regclass('{UNFINISHED_COPY}') IS NOT NULL AS is_there")
        if not marked["is_there"]:
            await prepare(url)
            await _require_same_version(connection, place)
        await _require_idle(connection, place)
        with _told(place):
            filled = await rows(connection, _FILLED)
            if filled:
                raise StorageError(f"The database {place} has rows already: copy into a new one (createdb).")
            await execute(connection, f"CREATE TABLE IF NOT EXISTS {UNFINISHED_COPY} (begun timestamptz DEFAULT now())")
            await execute(connection, _BEGIN)
            for table in _STORED:
                await execute(connection, f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield PostgresTarget(connection, is_continued=marked["is_there"])
    finally:
        await connection.close()


async def _require_same_version(connection: Connection, place: str) -> None:
    """Refuse what a later version set up: it may have columns of which this one knows nothing."""
    if await require_ours(connection, place) != SCHEMA_VERSION:
        raise StorageError(
            f"The database {place} was set up by a later version of this program: copy it with that one."
        )


async def _require_idle(connection: Connection, place: str) -> None:
    """Refuse a database on which programs are at work, once those that have just ended are gone."""
    for _ in range(LOOKS):
        (found,) = await rows(connection, _AT_WORK)
        if not found["connected"] and not found["holding"]:
            return
        await anyio.sleep(LOOK_SECONDS)
    raise StorageError(
        f"Programs are at work on the database {place}: stop servers and workers first. One that was killed is "
        "taken for gone when its leases have ended."
    )


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Say what the database refuses in a sentence of ours."""
    try:
        yield
    except errors.LockNotAvailable as error:
        raise StorageError(f"Somebody is writing into the database {place}: stop all programs that use it.") from error
    except psycopg.Error as error:
        raise refused(error) from error


async def _batches(connection: Connection, table: Table) -> AsyncGenerator[Batch]:
    columns = [
        f"{_READ_AS.get((table.name, name)) or table.read_as.get(name, name)} AS {name}" for name in table.columns
    ]
    order = ", ".join(f'{name} COLLATE "C"' if table.columns[name] == "text" else name for name in table.order)
    question = f"SELECT {', '.join(columns)} FROM {_FROM.get(table.name, table.name)} ORDER BY {order}"  # noqa: S608 - our own tables
    kinds = tuple(table.columns.values())
    async with connection.cursor(name="copied") as cursor:
        await cursor.execute(question.encode())
        while found := await cursor.fetchmany(BATCH):
            yield [_record(kinds, row) for row in found]


def _record(kinds: tuple[str, ...], row: DictRow) -> Record:
    return tuple(map(_value, kinds, row.values()))


def _value(kind: str, value: Any) -> Value:  # noqa: ANN401 - as the column is
    if value is None:
        return None
    form = _FORMS.get(kind)
    found: Value = value if form is None else form(value)
    return found


_FORMS: Mapping[str, Callable[[Any], Value]] = {
    TIME: time_text,
    DAY: date.isoformat,
    TRUTH: int,
    WORDS: " ".join,
    BYTES: bytes,
}
"""SQLite's form of what PostgreSQL has a type of its own for."""


def _with_words(record: Record, place: int) -> tuple[object, ...]:
    words = record[place]
    return (*record[:place], str(words).split(" ") if words else [], *record[place + 1 :])
