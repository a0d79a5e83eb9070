"""The schema in PostgreSQL as numbered migrations that are only ever added to.

Programs of two versions work on one database while it is upgraded: a migration only *expands* the schema, so that
earlier versions go on and may start again (a new column has a default, a new table is not needed by them). What is
needed no more is *contracted* away by a migration of a later version, which says with ``admits_from`` which programs
still work; the database keeps that, and older programs refuse to start. Each migration is one transaction under a
lock, so programs that start together apply it once.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

import psycopg
from psycopg import errors
from psycopg.rows import DictRow

from pb_adapters.storage.postgres.accept_schema import ACCEPT
from pb_adapters.storage.postgres.pool import Connection, connect, place_of
from pb_adapters.storage.postgres.schema import INITIAL
from pb_adapters.storage.postgres.server_state_schema import SERVER_STATE
from pb_core.errors import StorageError


class Migration(NamedTuple):
    """One step of the schema; programs that know fewer than ``admits_from`` migrations do not work after it."""

    name: str
    statements: tuple[str, ...]
    admits_from: int = 0


MIGRATIONS = (Migration("initial", INITIAL), Migration("server state", SERVER_STATE), Migration("accept", ACCEPT))

SCHEMA_VERSION = len(MIGRATIONS)
"""The number of migrations that this program knows."""

UNFINISHED_COPY = "paperbanana_unfinished_copy"
"""The table that is there while rows are copied into a database, and stays if that is interrupted."""

_TABLES = sorted(
    name for one in MIGRATIONS for text in one.statements for name in re.findall(r"^\s*CREATE TABLE (\w+)", text)
)
_WHOSE = f"""
SELECT coalesce(bool_or(relname = 'paperbanana_schema'), false) AS is_ours,
       coalesce(bool_or(relname = '{UNFINISHED_COPY}'), false) AS is_copied,
       min(relname::text) FILTER (WHERE relname::text = ANY(%(ours)s)) AS taken
FROM pg_class
WHERE relname::text = ANY(%(ours)s || ARRAY['paperbanana_schema', '{UNFINISHED_COPY}']) AND pg_table_is_visible(oid)
"""
"""Which table of ours is there already: asked before any is made, so that none is left beside another program's.

Of the catalogue itself, whose rows are read anew: after the wait for a lock to_regclass still says from its cache that
there is no table, if it was asked before by the same connection.
"""

_LOCK = 0x50426E61
"""The number of the lock under which the schema is changed, "PBna"; it is freed with the transaction."""

_VERSIONS = """
CREATE TABLE IF NOT EXISTS paperbanana_schema (
    version integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    admits_from integer NOT NULL DEFAULT 0
);
ALTER TABLE paperbanana_schema ADD COLUMN IF NOT EXISTS admits_from integer NOT NULL DEFAULT 0
"""

_NEWEST = """
SELECT coalesce(max(version), 0) AS version,
       coalesce(max((to_jsonb(noted) ->> 'admits_from')::integer), 0) AS admits_from
FROM paperbanana_schema AS noted
"""
"""Through JSON, as the column was not always there."""


async def migrate(url: str) -> int:
    """Bring a database up to date; return how many migrations were applied.

    Raises ``StorageError`` when it cannot be opened, is another program's or newer than this program.
    """
    connection = await connect(url)
    try:
        return await bring_up_to_date(connection, place_of(url))
    finally:
        await connection.close()


async def bring_up_to_date(connection: Connection, place: str) -> int:
    """Apply the migrations that are missing; as ``migrate`` on a connection that is open."""
    applied = 0
    try:
        while await require_ours(connection, place) < SCHEMA_VERSION:
            applied += await _apply_next(connection, place)
    except errors.InsufficientPrivilege as error:
        raise StorageError(
            f"The schema of the database {place} cannot be changed by this user ({str(error).strip()}): say GRANT"
            " CREATE ON SCHEMA public TO it, or let its owner bring the database up to date."
        ) from error
    except psycopg.Error as error:
        raise StorageError(
            f"The database {place} cannot be brought up to date: {' '.join(str(error).split())}."
        ) from error
    return applied


async def require_current(connection: Connection, place: str) -> None:
    """Raise ``StorageError`` unless a database is of this program's version, or of a later one that admits it."""
    version = await require_ours(connection, place)
    if version < SCHEMA_VERSION:
        raise StorageError(
            f"The database {place} is not up to date (schema {version}; this program works with {SCHEMA_VERSION}):"
            " bring it up to date first, with pb migrate."
        )


async def require_ours(connection: Connection, place: str) -> int:
    """The version of a database, 0 for an empty one; it may be a later one that admits this program.

    Raises ``StorageError`` if it is another program's, admits newer versions of this one only, or is not finished.
    """
    row = await _one(connection, _WHOSE, {"ours": _TABLES})
    if row["is_copied"]:
        raise StorageError(
            f"The database {place} is the target of a copy that has not finished: run pb copy again, or drop it."
        )
    if not row["is_ours"]:
        if row["taken"]:
            raise StorageError(
                f"The database {place} belongs to another program, which has a table {row['taken']}: create one for"
                " this program alone."
            )
        return 0
    newest = await _one(connection, _NEWEST)
    version = int(newest["version"])
    if newest["admits_from"] > SCHEMA_VERSION:
        raise StorageError(
            f"The database {place} was written by a newer version of this program (schema {version}, for programs that"
            f" know {newest['admits_from']} at least; this one knows {SCHEMA_VERSION}): install that version, or"
            " restore a backup."
        )
    return version


async def _apply_next(connection: Connection, place: str) -> int:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        version = await require_ours(connection, place)  # as it is once nobody else changes it
        if version >= SCHEMA_VERSION:
            return 0
        await connection.execute(_VERSIONS)
        migration = MIGRATIONS[version]
        for statement in migration.statements:
            await connection.execute(statement.encode())
        mark = "INSERT INTO paperbanana_schema (version, name, admits_from) VALUES (%s, %s, %s)"
        await connection.execute(mark, (version + 1, migration.name, migration.admits_from))
    return 1


async def _one(connection: Connection, question: str, values: Mapping[str, object] | None = None) -> DictRow:
    row = await (await connection.execute(question.encode(), values)).fetchone()
    assert row is not None  # noqa: S101 - it has no condition
    return row
