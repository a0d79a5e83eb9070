"""The schema of procrastinate in our database: its own, applied once, and its own migrations after that.

It names migrations ``pre`` that the version before works with, and ``post`` those that only its own version does. So
the last ``post`` ones of the installed version wait until a later version comes, and programs of two versions go on
beside each other.
"""

from pathlib import Path
from typing import Any

from procrastinate.schema import SchemaManager
from psycopg import AsyncConnection
from psycopg.rows import scalar_row

from pb_core.errors import StorageError

_LOCK = 0x50426E64
"""The number of the lock under which it is changed, "PBnd"; it is freed with the transaction."""

_NOTES = """
CREATE TABLE IF NOT EXISTS paperbanana_procrastinate (
    migration text PRIMARY KEY,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""
_NOTE = "INSERT INTO paperbanana_procrastinate (migration) VALUES (%s)"
_NOTED = "SELECT coalesce(max(migration), '') AS newest FROM paperbanana_procrastinate"
_BARRING = r"""
SELECT max(migration) AS newest FROM paperbanana_procrastinate WHERE migration > %s AND migration NOT LIKE '%%\_pre\_%%'
"""
_IS_NOTED = "SELECT to_regclass('paperbanana_procrastinate') IS NOT NULL AS noted"


async def schema_is_current(connection: AsyncConnection[Any]) -> bool:
    """Whether the installed procrastinate works with the schema of a database, which may be that of a later one.

    Raises ``StorageError`` for one that only later versions work with.
    """
    if not await _value(connection, _IS_NOTED):
        return False
    if barring := await _value(connection, _BARRING, (_migrations()[-1].name,)):
        raise StorageError(
            f"The tickets of this database were brought up to date for a later procrastinate ({barring}): install the"
            " version of this program that did so."
        )
    return str(await _value(connection, _NOTED)) >= _due()[-1].name


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
        missing = [path for path in (_due() if newest else _migrations()) if path.name > newest]
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


def _due() -> list[Path]:
    """Those that a database in use is to have by now: all but the last ones that bar the version before."""
    due = _migrations()
    while "_post_" in due[-1].name:
        due.pop()
    return due


async def _value(connection: AsyncConnection[Any], question: str, given: tuple[str, ...] = ()) -> object:
    async with connection.cursor(row_factory=scalar_row) as cursor:
        return await (await cursor.execute(question.encode(), given)).fetchone()
