"""Starts at a provider that all workers on one database share: a row for each call that it allows within its time."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import anyio

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import execute, first
from pb_adapters.storage.postgres.pool import Connection, Pool
from pb_core.errors import StorageError

HOLD_SECONDS = 120
"""For how long a place stays taken by a call of which nothing is heard, as its worker is gone."""
LONGEST_PAUSE = 1.0
"""How long a call waits at most before it asks for a place again."""
MARGIN = 0.05
"""The share of the time that a place stays taken longer, since the provider's clock is another one."""

_MAKE = """
INSERT INTO provider_starts (provider, place, free_at, taken_by)
SELECT %(provider)s, place, now(), '' FROM generate_series(1, %(calls)s) AS place ON CONFLICT DO NOTHING
"""
_TAKE = """
UPDATE provider_starts SET taken_by = %(call)s, free_at = clock_timestamp() + %(hold)s * interval '1 s'
WHERE provider = %(provider)s AND place = (
    SELECT place FROM provider_starts
    WHERE provider = %(provider)s AND place <= %(calls)s AND free_at <= clock_timestamp()
    ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING place
"""
_WAIT = """
SELECT extract(epoch FROM min(free_at) - clock_timestamp())::float8 AS seconds, count(*) AS places
FROM provider_starts WHERE provider = %(provider)s AND place <= %(calls)s
"""
_GIVE = """
UPDATE provider_starts SET free_at = clock_timestamp() + %(seconds)s * interval '1 s'
WHERE provider = %(provider)s AND taken_by = %(call)s
"""


class PostgresStarts:
    """At most ``calls`` calls of all workers reach a provider within any ``seconds``.

    A place is taken before a call and free again ``seconds`` after the provider has accepted it, or it is over.
    """

    def __init__(self, pool: Pool, provider: str, calls: int, seconds: float) -> None:
        self._pool, self._provider, self._calls, self._seconds = pool, provider, calls, seconds * (1 + MARGIN)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Callable[[], None]]:
        """Wait for a place and hold it around one call; yields what to call once the provider has accepted it.

        Raises ``StorageError`` where the places cannot be reached: nobody calls uncounted.
        """
        call, giving = secrets.token_hex(8), list[asyncio.Task[None]]()
        await self._take(call)

        def accepted() -> None:
            if not giving:
                giving.append(asyncio.create_task(self._give(call)))

        try:
            yield accepted
        finally:
            accepted()
            with anyio.CancelScope(shield=True):
                await giving[0]

    async def _take(self, call: str) -> None:
        values: dict[str, object] = {
            "provider": self._provider,
            "calls": self._calls,
            "call": call,
            "hold": HOLD_SECONDS,
        }
        while not await self._is_taken(values):  # noqa: ASYNC110 - the database wakes nobody
            await anyio.sleep(await transactions.run(self._pool, lambda connection: self._pause(connection, values)))

    async def _is_taken(self, values: dict[str, object]) -> bool:
        return await transactions.read(self._pool, lambda connection: first(connection, _TAKE, values)) is not None

    async def _pause(self, connection: Connection, values: dict[str, object]) -> float:
        """The seconds until a place may be free; none where they had to be made first."""
        row = await first(connection, _WAIT, values)
        if row is None or row["places"] < self._calls:
            await execute(connection, _MAKE, values)
            return 0.0
        spread = random.uniform(0.01, 0.05)  # noqa: S311 - no secret: those who wait come one after another
        return float(min(max(row["seconds"], 0.0), LONGEST_PAUSE)) + spread

    async def _give(self, call: str) -> None:
        values = {"provider": self._provider, "call": call, "seconds": self._seconds}
        with suppress(StorageError):  # it is free again after HOLD_SECONDS
            await transactions.read(self._pool, lambda connection: execute(connection, _GIVE, values))
