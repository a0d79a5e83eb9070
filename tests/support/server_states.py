"""Pools on one database, as servers that stand beside each other have them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pb_adapters.storage.postgres.pool import Pool, open_pool
from support.postgres import shared_server


@asynccontextmanager
async def two_pools() -> AsyncIterator[tuple[Pool, Pool]]:
    """Connections of two servers to a database that is up to date and empty."""
    with shared_server().database() as url:
        here, there = await open_pool(url, most=4), await open_pool(url, most=4)
        async with here, there:
            yield here, there


async def asked(pool: Pool, question: str) -> list[tuple[object, ...]]:
    """The rows of an answer."""
    async with pool.connection() as connection:
        return [tuple(row.values()) for row in await (await connection.execute(question.encode())).fetchall()]
