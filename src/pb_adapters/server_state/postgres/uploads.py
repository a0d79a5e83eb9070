"""Files of forms in PostgreSQL: a row for each with its bytes, which servers that have read them keep in memory."""

import hashlib
import secrets
from collections import OrderedDict

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import execute, first, rows
from pb_adapters.storage.postgres.pool import Connection, Pool
from pb_core.ports.uploads import LIFETIME_SECONDS, MOST_BYTES, MOST_OF_ONE, HeldFile, Share, in_the_way

_LASTS = f"used > now() - interval '{LIFETIME_SECONDS} s'"
_LOCK = "SELECT pg_advisory_xact_lock(%s)"
_LOCK_NUMBER = 0x50426666
"""The number of the lock under which room is made, "PBff"; it is freed with the transaction."""
_CLEAR = f"DELETE FROM form_files WHERE NOT ({_LASTS})"  # noqa: S608 - put together from constants
_KNOWN = "UPDATE form_files SET used = now() WHERE owner = %(owner)s AND digest = %(digest)s RETURNING token"
_SHARES = "SELECT token, owner, extract(epoch FROM used)::float8 AS used, size FROM form_files"
_KEEP = """
INSERT INTO form_files (token, owner, name, digest, size, used, content)
VALUES (%(token)s, %(owner)s, %(name)s, %(digest)s, %(size)s, now(), %(content)b)
"""
_USE = f"""
UPDATE form_files SET used = now() WHERE token = %(token)s AND owner = %(owner)s AND {_LASTS} RETURNING name, digest
"""  # noqa: S608 - put together from constants
_READ = "SELECT content FROM form_files WHERE token = %s"


class PostgresUploads:
    """The files of all servers on one database; ``most_bytes`` in all, ``most_of_one`` for one owner.

    What was read is kept in memory too, up to ``most_of_one``: a page shows dozens of pages of one file.
    """

    def __init__(self, pool: Pool, most_bytes: int = MOST_BYTES, most_of_one: int = MOST_OF_ONE) -> None:
        self._pool, self._most, self._most_of_one = pool, most_bytes, most_of_one
        self._read: OrderedDict[str, bytes] = OrderedDict()

    async def keep(self, owner: str, name: str, content: bytes) -> str:
        """Keep a file and return what names it; the same file of the same owner keeps its name."""
        values = {
            "token": secrets.token_urlsafe(24),
            "owner": owner,
            "name": name,
            "digest": hashlib.blake2b(content).hexdigest(),
            "size": len(content),
            "content": content,
        }

        async def kept(connection: Connection) -> str:
            await execute(connection, _LOCK, [_LOCK_NUMBER])
            await execute(connection, _CLEAR)
            if (known := await first(connection, _KNOWN, values)) is not None:
                return str(known["token"])
            shares = [Share(**row) for row in await rows(connection, _SHARES)]
            dropped = in_the_way(shares, owner, len(content), self._most, self._most_of_one)
            await execute(connection, "DELETE FROM form_files WHERE token = ANY(%s)", [dropped])
            await execute(connection, _KEEP, values)
            return str(values["token"])

        return await transactions.run(self._pool, kept)

    async def find(self, owner: str, token: str) -> HeldFile | None:
        """A file of this owner; it counts as used."""
        values = {"owner": owner, "token": token}
        row = await transactions.read(self._pool, lambda connection: first(connection, _USE, values))
        if row is None:
            return None
        content = self._read.get(row["digest"])
        if content is None:
            content = await transactions.read(self._pool, lambda connection: _content(connection, token))
        if content is None:  # it was dropped in between
            return None
        self._remember(row["digest"], content)
        return HeldFile(row["name"], content)

    async def forget(self, owner: str) -> None:
        """Drop every file of an owner."""
        await self._do("DELETE FROM form_files WHERE owner = %(owner)s", owner=owner)

    async def clear(self) -> None:
        """Remove files that nobody used for an hour."""
        await self._do(_CLEAR)

    async def _do(self, statement: str, **values: object) -> None:
        await transactions.read(self._pool, lambda connection: execute(connection, statement, values))

    def _remember(self, digest: str, content: bytes) -> None:
        self._read[digest] = content
        self._read.move_to_end(digest)
        while len(self._read) > 1 and sum(map(len, self._read.values())) > self._most_of_one:
            self._read.popitem(last=False)


async def _content(connection: Connection, token: str) -> bytes | None:
    cursor = await connection.execute(_READ, [token], binary=True)
    row = await cursor.fetchone()
    return None if row is None else bytes(row["content"])
