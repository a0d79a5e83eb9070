"""Counts under rates in PostgreSQL: one statement for each request, which decides while it holds the subject's row."""

from pb_adapters.storage.postgres import transactions
from pb_adapters.storage.postgres.access import execute, first
from pb_adapters.storage.postgres.pool import Connection, Pool
from pb_core.domain.rates import Rate, Standing, allowed, refused

MOST_CLEARED = 10_000
"""How many counts are removed at a time."""

_MICROS = 1_000_000
_CLOCK = "(SELECT trunc(extract(epoch FROM clock_timestamp()) * 1000000) AS now OFFSET 0) AS clock"
"""Millionths of a second, read once."""

# Times are multiplied by the rate's limit. So a step is a whole number: nothing is rounded, and the last request of a
# large limit is neither refused nor given away. Of requests that come together each reads the clock once it holds the
# row, so that it is not earlier than that of the one before it.
_TAKE = f"""
INSERT INTO rate_counts AS held (policy, most, seconds, subject, busy_until, counted_at, is_allowed)
SELECT %(policy)s, %(most)s, %(seconds)s, %(subject)s, clock.now * %(most)s + %(step)s, clock.now, true FROM {_CLOCK}
ON CONFLICT (policy, most, seconds, subject) DO UPDATE SET (busy_until, counted_at, is_allowed) = (
    SELECT CASE WHEN fits THEN then_until ELSE held.busy_until END, now, fits
    FROM (
        SELECT now, then_until, then_until <= now * %(most)s + %(window)s AS fits
        FROM (
            SELECT now, greatest(held.busy_until, now * %(most)s) + %(step)s AS then_until
            FROM (SELECT greatest(clock.now, held.counted_at) AS now FROM {_CLOCK}) AS later
        ) AS asked
    ) AS decided
)
RETURNING is_allowed, ((busy_until - counted_at * most) / (most * 1000000.0))::float8 AS busy
"""  # noqa: S608 - put together from constants

_CLEAR = f"""
DELETE FROM rate_counts WHERE ctid = ANY(ARRAY(
    SELECT rate_counts.ctid FROM rate_counts, {_CLOCK} WHERE busy_until < clock.now * most
    LIMIT %s FOR UPDATE OF rate_counts SKIP LOCKED
))
"""  # noqa: S608 - put together from constants


class PostgresRateLimits:
    """The counts of all servers on one database."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def take(self, policy: str, rate: Rate, subject: str, units: int = 1) -> Standing:
        """Count one request of a subject, unless the rate is passed."""
        values = {
            "policy": policy,
            "most": rate.limit,
            "seconds": rate.seconds,
            "subject": subject,
            "step": rate.seconds * _MICROS * units,
            "window": rate.seconds * _MICROS * rate.limit,
        }
        row = await transactions.read(self._pool, lambda connection: first(connection, _TAKE, values))
        assert row is not None  # noqa: S101 - the statement answers in any case
        busy = max(row["busy"], 0.0)
        return allowed(policy, rate, busy) if row["is_allowed"] else refused(policy, rate, busy, units)

    async def clear(self) -> None:
        """Remove counts that are worth nothing any more."""
        while await transactions.read(self._pool, _cleared) == MOST_CLEARED:
            pass


async def _cleared(connection: Connection) -> int:
    return (await execute(connection, _CLEAR, [MOST_CLEARED])).rowcount
