"""Connections to PostgreSQL: one pool for a program, whose opening says in a sentence what is wrong with a database.

What a pooler in transaction mode cannot do is not used: no prepared statements (``prepare_threshold=None``, as the next
transaction may meet another server process), no ``LISTEN``, no locks or settings that outlast a transaction. Limits of
time are therefore set by every transaction for itself (``transactions``).
"""

from typing import Any, TypeAlias

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg.types.string import StrDumper
from psycopg_pool import AsyncConnectionPool

from pb_core.errors import StorageError

Connection: TypeAlias = AsyncConnection[DictRow]
Pool: TypeAlias = AsyncConnectionPool[Connection]

MOST_CONNECTIONS = 10
"""How many connections a program opens at most, unless it is told otherwise."""

CONNECT_SECONDS = 10
"""How long making one connection may take."""

WAIT_SECONDS = 15.0
"""How long a call waits for a free connection."""

OLDEST_VERSION = 140_000
"""The oldest PostgreSQL that this program works with, as the server counts: 14.0."""

_KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 30_000}
"""A link that was cut is noticed within a minute, by seconds and milliseconds."""

_REASONS = (
    ("password authentication failed", "the user name or the password is wrong: check both in the database URL"),
    ("no password supplied", "it asks for a password: put one into the database URL or into ~/.pgpass"),
    ("SASL authentication failed", "the user name or the password is wrong: check both in the database URL"),
    ("no such database", "there is no such database: create it (createdb) or name another one in the database URL"),
    ("no pg_hba.conf entry", "the server admits nobody from here: add this machine to its pg_hba.conf"),
    ('role "', "there is no such user: create it or name another one in the database URL"),
    ('database "', "there is no such database: create it (createdb) or name another one in the database URL"),
    ("too many", "the server has no connection left: raise its max_connections, or open fewer from each program"),
    ("remaining connection slots", "the server has no connection left: raise its max_connections, or open fewer"),
    ("starting up", "the server is just starting: try again in a moment"),
    ("shutting down", "the server is just stopping: start it, or wait until it is back"),
)
"""What the words of a refusal mean, and what to do; the first that fits."""


class _Text(StrDumper):
    """Text as PostgreSQL can keep it: without the character NUL, which stands as U+FFFD."""

    def dump(self, obj: str) -> Any:  # noqa: ANN401 - as the library types it
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def place_of(url: str) -> str:
    """Which database a URL names, without any secret; raises ``StorageError`` for what is no URL of PostgreSQL."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:  # whose words quote what cannot be read, and that may be a password
        raise StorageError(
            "The database URL cannot be read: write it as postgresql://user:password@host:5432/database, with what"
            " stands for something else (@ : / ? # %) in a password as %40 %3A %2F %3F %23 %25."
        ) from None
    host, port = parts.get("host") or "the local socket", parts.get("port") or 5432
    return f"{parts.get('dbname') or parts.get('user') or 'of the current user'} at {host}, port {port}"


async def connect(url: str) -> Connection:
    """Open one connection to a database that can be written; raises ``StorageError``, which says what to do."""
    place = place_of(url)
    try:
        connection = await AsyncConnection.connect(url, **_settings(url))
    except psycopg.Error as error:
        raise StorageError(f"The database {place} cannot be opened: {_reason(error)}.") from error
    try:
        await _require_usable(connection, place)
    except BaseException:
        await connection.close()
        raise
    return connection


async def open_pool(url: str, *, most: int = MOST_CONNECTIONS) -> Pool:
    """Open the pool of a program: one connection to begin with, ``most`` at most.

    ``close`` it when all that use it have ended. Raises ``StorageError`` as ``connect`` does.
    """
    await (await connect(url)).close()
    pool: Pool = AsyncConnectionPool(
        url,
        kwargs=_settings(url),
        configure=_configure,
        min_size=1,
        max_size=max(most, 1),
        timeout=WAIT_SECONDS,
        max_idle=300.0,
        max_lifetime=3600.0,
        reconnect_timeout=WAIT_SECONDS,
        open=False,
        name="paperbanana",
    )
    try:
        await pool.open(wait=True, timeout=WAIT_SECONDS)
    except psycopg.Error as error:
        await pool.close()
        raise StorageError(f"The database {place_of(url)} gives no connection: {_reason(error)}.") from error
    return pool


def _settings(url: str) -> dict[str, Any]:
    """What every connection is made with; of several servers that a URL names, the one that can be written is meant."""
    parts = conninfo_to_dict(url)
    several = "," in f"{parts.get('host')}" and "target_session_attrs" not in parts
    return {
        **({"target_session_attrs": "read-write"} if several else {}),
        "autocommit": True,
        "prepare_threshold": None,
        "row_factory": dict_row,
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "paperbanana",
        **_KEEPALIVES,
    }


async def _configure(connection: Connection) -> None:
    connection.adapters.register_dumper(str, _Text)


async def _require_usable(connection: Connection, place: str) -> None:
    await _configure(connection)
    version = connection.info.server_version
    if version < OLDEST_VERSION:
        raise StorageError(
            f"The database {place} is on PostgreSQL {version // 10_000}, which is too old: upgrade it to"
            f" {OLDEST_VERSION // 10_000} or later."
        )
    cursor = await connection.execute(
        "SELECT current_setting('transaction_read_only') AS read_only, current_setting('server_encoding') AS encoding"
    )
    row = await cursor.fetchone()
    if row is None or row["read_only"] != "off":
        raise StorageError(
            f"The database {place} can only be read: name the primary server in the database URL, or let this user"
            " write (default_transaction_read_only)."
        )
    if row["encoding"] != "UTF8":
        raise StorageError(
            f"The database {place} keeps text as {row['encoding']}: create one with createdb --encoding=UTF8."
        )


def _reason(error: psycopg.Error) -> str:
    """What stands in the way and what to do, in the words of ``_REASONS`` where they fit."""
    said = " ".join(str(error).split())
    meant = next((meaning for words, meaning in _REASONS if words in said and "FATAL" in said), None)
    if meant is None:
        meant = "it cannot be reached: check host and port in the database URL, and that the server runs"
    return f"{meant} ({said.rstrip('.')})"
