"""Sessions in PostgreSQL: a row for each, under the digest of what its cookie holds."""

import secrets
from typing import Any

from pb_adapters.server_state.postgres.sealed_notes import seal, unseal
from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import execute, first
from pb_adapters.storage.postgres.pool import Connection, Pool
from pb_core.ports.sessions import (
    IDLE_SECONDS,
    IDLE_SLACK_SECONDS,
    LIFETIME_SECONDS,
    MOST_NOTES,
    MOST_SESSIONS,
    Session,
    digest_of,
)

_LASTS = f"opened > now() - interval '{LIFETIME_SECONDS} s' AND seen > now() - interval '{IDLE_SECONDS} s'"
_FIND = f"""
WITH used AS (
    UPDATE sessions SET seen = now()
    WHERE digest = %(digest)s AND {_LASTS} AND seen < now() - interval '{IDLE_SLACK_SECONDS} s'
)
SELECT csrf, key_id FROM sessions WHERE digest = %(digest)s AND {_LASTS}
"""  # noqa: S608 - put together from constants
_HOLD = f"SELECT 1 FROM sessions WHERE digest = %(digest)s AND {_LASTS} FOR UPDATE"  # noqa: S608 - see above
_CLEAR = f"""
DELETE FROM sessions WHERE digest = ANY(ARRAY(
    SELECT digest FROM sessions WHERE NOT ({_LASTS}) FOR UPDATE SKIP LOCKED
))
"""  # noqa: S608 - put together from constants
_CLEAR_OLDEST = """
DELETE FROM sessions WHERE digest = ANY(ARRAY(SELECT digest FROM sessions ORDER BY opened DESC, digest OFFSET %s))
"""
_OPEN = "INSERT INTO sessions (digest, csrf, key_id) VALUES (%(digest)s, %(csrf)s, %(key_id)s)"
_FORGET = "DELETE FROM session_notes WHERE session = %(digest)s AND name = %(name)s"
_NOTE = "INSERT INTO session_notes (session, name, sealed) VALUES (%(digest)s, %(name)s, %(sealed)b)"
_FORGET_OLDEST = """
DELETE FROM session_notes WHERE session = %(digest)s AND seq = ANY(ARRAY(
    SELECT seq FROM session_notes WHERE session = %(digest)s ORDER BY seq DESC OFFSET %(most)s
))
"""
_TAKE = f"""
DELETE FROM session_notes WHERE name = %(name)s
    AND session = (SELECT digest FROM sessions WHERE digest = %(digest)s AND {_LASTS})
RETURNING sealed
"""  # noqa: S608 - put together from constants


class PostgresSessions:
    """The sessions of all servers on one database. Notes can be read with the token alone."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def open(self, key_id: str | None = None) -> str:
        """Begin a session."""
        token = secrets.token_urlsafe(32)
        values = {"digest": digest_of(token), "csrf": secrets.token_urlsafe(32), "key_id": key_id}

        async def begin(connection: Connection) -> None:
            await execute(connection, _CLEAR_OLDEST, [MOST_SESSIONS - 1])
            await execute(connection, _OPEN, values)

        await transactions.run(self._pool, begin)
        return token

    async def find(self, token: str) -> Session | None:
        """The session that a token names, unless it is over; it counts as used."""
        row = await self._first(_FIND, digest=digest_of(token))
        return None if row is None else Session(csrf=row["csrf"], key_id=row["key_id"])

    async def end(self, token: str) -> None:
        """End one session."""
        await self._do("DELETE FROM sessions WHERE digest = %(digest)s", digest=digest_of(token))

    async def end_all(self, key_id: str | None) -> None:
        """End every session of the operator, or of whoever signed in with this key."""
        await self._do("DELETE FROM sessions WHERE key_id IS NOT DISTINCT FROM %(key_id)s", key_id=key_id)

    async def leave(self, token: str, name: str, text: str) -> None:
        """Keep a note."""

        async def noted(connection: Connection) -> None:
            if await first(connection, _HOLD, {"digest": digest_of(token)}):
                await execute(connection, _FORGET, {"digest": digest_of(token), "name": name})
                await _leave(connection, token, name, text)

        await transactions.run(self._pool, noted)

    async def take(self, token: str, name: str) -> str:
        """The note of this name, which is then forgotten."""
        row = await self._first(_TAKE, digest=digest_of(token), name=name)
        return "" if row is None else unseal(token, bytes(row["sealed"]))

    async def claim(self, token: str, name: str) -> str | None:
        """Leave an empty note, unless there is one of this name."""
        values = {"digest": digest_of(token), "name": name}

        async def claimed(connection: Connection) -> str | None:
            if not await first(connection, _HOLD, values):
                return ""
            question = "SELECT sealed FROM session_notes WHERE session = %(digest)s AND name = %(name)s"
            if (row := await first(connection, question, values)) is not None:
                return unseal(token, bytes(row["sealed"]))
            await _leave(connection, token, name, "")
            return None

        return await transactions.run(self._pool, claimed)

    async def clear(self) -> None:
        """Remove sessions that are over."""
        await self._do(_CLEAR)

    async def _first(self, question: str, **values: object) -> dict[str, Any] | None:
        return await transactions.read(self._pool, lambda connection: first(connection, question, values))

    async def _do(self, statement: str, **values: object) -> None:
        await transactions.read(self._pool, lambda connection: execute(connection, statement, values))


async def _leave(connection: Connection, token: str, name: str, text: str) -> None:
    """Keep a note in a session whose row is held, in which there is none of this name."""
    await execute(connection, _NOTE, {"digest": digest_of(token), "name": name, "sealed": seal(token, text)})
    await execute(connection, _FORGET_OLDEST, {"digest": digest_of(token), "most": MOST_NOTES})
