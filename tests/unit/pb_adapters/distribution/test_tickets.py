"""Tickets live and die with the transaction in which they are written."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection, Rollback

from pb_adapters.distribution.tickets import LOOK, MARGIN, QUEUE, Tickets

TICKETS = "SELECT queue_name, task_name, args, scheduled_at FROM procrastinate_jobs ORDER BY id"


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[AsyncConnection[Any]]:
    connection = await AsyncConnection.connect(database_url, autocommit=True)
    async with connection:
        yield connection


async def written(connection: AsyncConnection[Any]) -> list[Any]:
    return await (await connection.execute(TICKETS)).fetchall()


async def test_a_ticket_carries_the_id_of_its_task_and_no_more(connection: AsyncConnection[Any]) -> None:
    due = datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)
    async with connection.transaction():
        await Tickets().defer(connection, [("a", None), ("b", due), ("c", None)])
    assert await written(connection) == [
        (QUEUE, LOOK, {"task_id": "a"}, None),
        (QUEUE, LOOK, {"task_id": "c"}, None),
        (QUEUE, LOOK, {"task_id": "b"}, due + MARGIN),
    ]


async def test_what_is_rolled_back_leaves_no_ticket(connection: AsyncConnection[Any]) -> None:
    async with connection.transaction():
        await Tickets().defer(connection, [("a", None)])
        assert len(await written(connection)) == 1
        raise Rollback
    assert await written(connection) == []


async def test_a_task_may_have_any_number_of_tickets(connection: AsyncConnection[Any]) -> None:
    for seconds in range(3):
        await Tickets().defer(connection, [("a", datetime.now(UTC) + timedelta(seconds=seconds))])
    assert len(await written(connection)) == 3
