"""Counts in a database are removed once they are worth nothing, and nobody is let through while it is away."""

import pytest

from pb_adapters.server_state.postgres import rate_limits
from pb_adapters.server_state.postgres.rate_limits import PostgresRateLimits
from pb_adapters.storage.postgres.pool import open_pool
from pb_core.domain.rates import Rate
from pb_core.errors import StorageError
from support.postgres import shared_server
from support.server_states import asked, two_pools


async def test_counts_that_are_worth_nothing_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MOST_CLEARED", 1)
    async with two_pools() as (here, there):
        limits = PostgresRateLimits(here)
        for subject in ("a", "b", "c"):
            await limits.take("key", Rate(2, 60), subject)
        async with there.connection() as connection:
            await connection.execute(
                "UPDATE rate_counts SET busy_until = busy_until - 61000000 * most WHERE subject <> 'c'"
            )
        await limits.clear()
        assert await asked(there, "SELECT subject FROM rate_counts") == [("c",)]


async def test_the_clock_of_the_database_may_go_back() -> None:
    async with two_pools() as (here, there):
        limits, rate = PostgresRateLimits(here), Rate(2, 60)
        await limits.take("key", rate, "a")
        async with there.connection() as connection:  # as if counted a minute later than it is now
            await connection.execute(
                "UPDATE rate_counts SET counted_at = counted_at + 60000000, busy_until = busy_until + 60000000 * most"
            )
        assert [(await limits.take("key", rate, "a")).retry_after for _ in range(2)] == [0, 30]


async def test_nobody_is_counted_while_the_database_is_away() -> None:
    server = shared_server()
    with server.own_database() as url:
        pool = await open_pool(url, most=1)
        pool.timeout = 0.5
        async with pool:
            limits = PostgresRateLimits(pool)
            await limits.take("key", Rate(2, 60), "a")
            async with await open_pool(server.url(), most=1) as other, other.connection() as connection:
                await connection.execute(f"DROP DATABASE {url.split('/')[3].split('?')[0]} WITH (FORCE)".encode())
            with pytest.raises(StorageError, match="gave no connection"):
                await limits.take("key", Rate(2, 60), "a")
