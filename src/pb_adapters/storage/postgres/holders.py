"""Holders: which open stores hold leases, told by a row of each, since no lock on a file is seen by other machines.

A holder says with each claim and renewal that it is there for as long as the lease asked for. It is gone once it was
closed, or once all that time is over: then its program has ended, or is cut off from the database, and what it held is
given to others. Leases end by the database's clock, the only one that all machines share; what is written under a lease
is fenced by its token, whatever any clock says.
"""

import time
from datetime import timedelta

import anyio

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import CLOCK, UNTIL, Access, OnDue, Uptime, execute, rows
from pb_adapters.storage.postgres.pool import Connection, Pool
from pb_adapters.storage.postgres.transactions import Unit
from pb_core.errors import StorageError

LEAVE_SECONDS = 5.0
"""How long closing waits to tell others that this holder is gone; else its leases end by themselves."""

DOUBT_SECONDS = 120.0
"""How long it is tried to take back a claim whose end is not known."""

_ENTER = f"""
INSERT INTO holders (id, seen_at, lease_until) VALUES (%(holder)s, {CLOCK}, {UNTIL})
ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, has_left = false,
                               lease_until = greatest(holders.lease_until, excluded.lease_until)
"""
_LEAVE = "UPDATE holders SET has_left = true WHERE id = %s"
_DOUBTFUL = "lease_holder = %(holder)s AND lease_token = ANY(%(tokens)s) ORDER BY seq FOR UPDATE"
_TAKE_BACK = (
    f"""
    WITH doubtful AS (SELECT seq, lease_token FROM tasks WHERE status = 'running' AND {_DOUBTFUL})
    UPDATE tasks SET status = 'pending', attempt = attempt - 1, version = version + 1,
                     lease_token = NULL, lease_until = NULL, lease_holder = NULL
    FROM doubtful WHERE tasks.seq = doubtful.seq
    RETURNING doubtful.lease_token AS token
    """,
    f"""
    WITH doubtful AS (SELECT seq, lease_token FROM deliveries WHERE lease_token IS NOT NULL AND {_DOUBTFUL})
    UPDATE deliveries SET lease_token = NULL, lease_until = NULL, lease_holder = NULL
    FROM doubtful WHERE deliveries.seq = doubtful.seq
    RETURNING doubtful.lease_token AS token
    """,
)

GONE = f"id <> %(holder)s AND (has_left OR lease_until <= {CLOCK})"
"""Of a row of ``holders``: whether it is gone; a holder is always there for itself."""


class Holders(Access):
    """This store as one of the holders."""

    def __init__(self, pool: Pool, holder: str, uptime: Uptime | None, on_due: OnDue | None) -> None:
        super().__init__(pool, holder, uptime, on_due)
        self._has_entered = False
        self._fresh_until = float("-inf")
        self._doubtful: dict[str, float] = {}

    async def _enter(self, connection: Connection, lease: timedelta) -> None:
        """Say that this holder is there for the time of a lease that begins now."""
        await execute(connection, _ENTER, {"holder": self._holder_id, **self._until(lease)})
        self._has_entered = True
        self._fresh_until = self._here() + lease.total_seconds() / 2

    async def _enter_if_stale(self, connection: Connection, lease: timedelta) -> None:
        """As ``_enter``, unless it was said of late: for who finds nothing to claim and asks again and again."""
        if self._here() >= self._fresh_until:
            await self._enter(connection, lease)

    def _here(self) -> float:
        """Seconds by a clock of this program, which decides nothing but when to say again that it is there."""
        return time.monotonic() if self._uptime is None else self._uptime()

    async def _claim(self, unit: Unit[transactions.T], token: str, begin: bytes) -> transactions.T:
        """Run a claim; of one that raises, nothing stays claimed: it is taken back before the next."""
        await self._take_back_doubtful()
        try:
            return await self._write(unit, begin)
        except BaseException:
            self._doubtful[token] = time.monotonic() + DOUBT_SECONDS
            raise

    async def _take_back_doubtful(self) -> None:
        """Give back what was claimed by calls that raised, whose leases nobody knows."""
        tokens = list(self._doubtful)
        if not tokens:
            return
        values = {"holder": self._holder_id, "tokens": tokens}

        async def take_back(connection: Connection) -> list[str]:
            taken = [await rows(connection, statement, values) for statement in _TAKE_BACK]
            return [row["token"] for back in taken for row in back]

        settled, now = await self._write(take_back), time.monotonic()
        # Other calls may have raised meanwhile: theirs are asked for next time.
        self._doubtful = {
            token: until for token, until in self._doubtful.items() if token not in settled and until > now
        }

    async def _leave(self) -> None:
        """Be gone for others, as far as the database can be told; idempotent."""
        if not self._has_entered:
            return
        self._has_entered = False
        with anyio.move_on_after(LEAVE_SECONDS):
            try:
                await transactions.run(self._pool, lambda connection: execute(connection, _LEAVE, [self._holder_id]))
            except StorageError:  # its leases end by themselves
                return
