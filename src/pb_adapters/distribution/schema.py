"""The schema of procrastinate in our database: its own, applied once, and its own migrations after that."""

from pathlib import Path
from typing import Any

from procrastinate.schema import SchemaManager
from psycopg import AsyncConnection
from psycopg.rows import scalar_row

_LOCK = 0x50426E62
"""The number of the lock under which it is changed, "PBnb"; it is freed with the transaction."""

_NOTES = """
CREATE TABLE IF NOT EXISTS paperbanana_procrastinate (
    migration text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""
_NOTE = "INSERT INTO paperbanana_procrastinate (migration) VALUES (%s)"
_NOTED = "SELECT coalesce(max(migration), '') AS newest FROM paperbanana_procrastinate"
_IS_NOTED = "SELECT to_regclass('paperbanana_procrastinate') IS NOT NULL AS noted"


async def schema_is_current(connection: AsyncConnection[Any]) -> bool:
    """Whether a database has the schema of the installed procrastinate."""
    if not await _value(connection, _IS_NOTED):
        return False
    return await _value(connection, _NOTED) == _migrations()[-1].name


async def bring_schema_up_to_date(connection: AsyncConnection[Any]) -> int:
    """Apply what is missing, each of its migrations in a transaction; how many that were, where a new schema is one."""
    applied = 0
    while await _apply_next(connection):
        applied += 1
    return applied


async def _apply_next(connection: AsyncConnection[Any]) -> bool:
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        await connection.execute(_NOTES)
        newest = str(await _value(connection, _NOTED))
        missing = [path for path in _migrations() if path.name > newest]
        if not missing:
            return False
        if newest:
            await connection.execute(missing[0].read_bytes())
            await connection.execute(_NOTE, (missing[0].name,))
        else:
            await connection.execute(SchemaManager.get_schema())
            await connection.execute(_NOTE, (missing[-1].name,))
    return True


def _migrations() -> list[Path]:
    """Its migrations in their order, which is that of their names."""
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


async def _value(connection: AsyncConnection[Any], question: str) -> object:
    async with connection.cursor(row_factory=scalar_row) as cursor:
        return await (await cursor.execute(question.encode())).fetchone()
