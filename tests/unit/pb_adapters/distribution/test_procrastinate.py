"""What the contract suite cannot see of tickets: workers that are gone, and a database that fails."""

import logging
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio
import psycopg
import pytest
from psycopg import AsyncConnection

from pb_adapters.distribution import procrastinate
from pb_adapters.distribution.procrastinate import Pace, TicketDistributor
from pb_adapters.distribution.schema import bring_schema_up_to_date
from pb_adapters.distribution.tickets import Tickets
from support.pooler import pooled
from support.postgres import own_server

NEVER = 3600.0
BY_TICKETS = Pace(look=NEVER, first_pause=0.05, longest_pause=0.2)
"""Places that do not look by themselves, so that what is found was found by a ticket."""
BY_LOOKING = Pace(look=0.1, first_pause=0.05, longest_pause=0.2)

OPEN = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'paperbanana.look'"
KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pb tickets'"


class Queue:
    """Tasks that are due, and who serves them."""

    def __init__(self) -> None:
        self.due: deque[str] = deque()
        self.served: list[str] = []
        self.looks = 0
        self.changed = anyio.Event()
        self.gate = anyio.Event()
        self.gate.set()

    async def serve(self) -> bool:
        self.looks += 1
        self._change()
        if not self.due:
            return False
        task = self.due.popleft()
        await self.gate.wait()
        self.served.append(task)
        self._change()
        return True

    def _change(self) -> None:
        self.changed.set()
        self.changed = anyio.Event()

    async def until_served(self, count: int) -> None:
        while len(self.served) < count:
            await self.changed.wait()

    async def until_looked(self, count: int) -> None:
        while self.looks < count:
            await self.changed.wait()

    @asynccontextmanager
    async def distributed(self, url: str, pace: Pace, places: int = 2) -> AsyncIterator[anyio.Event]:
        """Serve in places that have looked once by themselves."""
        stopping, looks = anyio.Event(), self.looks
        async with anyio.create_task_group() as group:
            group.start_soon(TicketDistributor(url, pace=pace).distribute, self.serve, places, stopping)
            await self.until_looked(looks + places)
            yield stopping
            stopping.set()

    async def submit(self, url: str, *tasks: str) -> None:
        async with await AsyncConnection.connect(url, autocommit=True) as connection:
            for task in tasks:
                self.due.append(task)
                await Tickets().defer(connection, [(task, None)])


@pytest.fixture
def queue() -> Queue:
    return Queue()


async def prepare(url: str) -> None:
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        await bring_schema_up_to_date(connection)


def tickets_open(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(OPEN).fetchone()
    assert row is not None
    return int(row[0])


async def test_a_ticket_has_a_place_look(database_url: str, queue: Queue) -> None:
    url = database_url
    async with queue.distributed(url, BY_TICKETS):
        await queue.submit(url, "a")
        await queue.until_served(1)
    assert tickets_open(url) == 0


async def test_one_place_goes_on_until_nothing_is_due(database_url: str, queue: Queue) -> None:
    url = database_url
    async with queue.distributed(url, BY_TICKETS):
        queue.due.extend("bcd")
        await queue.submit(url, "a")
        await queue.until_served(4)


async def test_tickets_are_used_up_under_load_that_lasts(database_url: str, queue: Queue) -> None:
    """Places that go on by themselves would leave them over for as long as there is always another task."""
    url, looks, stopping = database_url, 0, anyio.Event()

    async def serve() -> bool:
        nonlocal looks
        looks += 1
        await anyio.sleep(0.01)
        return True

    async with anyio.create_task_group() as group:
        group.start_soon(TicketDistributor(url, pace=BY_LOOKING).distribute, serve, 2, stopping)
        await queue.submit(url, *(f"task {number}" for number in range(10)))
        while tickets_open(url) > 2:  # those that places are looking for
            assert looks < 1000
            await anyio.sleep(0.02)
        stopping.set()


async def test_a_task_without_a_ticket_is_found_by_looking(database_url: str, queue: Queue) -> None:
    url = database_url
    async with queue.distributed(url, BY_LOOKING):
        queue.due.append("a")
        await queue.until_served(1)


async def test_a_ticket_that_finds_nothing_is_used_up(database_url: str, queue: Queue) -> None:
    url = database_url
    async with queue.distributed(url, BY_TICKETS):
        await queue.submit(url, "a", "b")
        queue.due.clear()
        await queue.until_looked(4)
    assert tickets_open(url) == 0


async def test_tickets_for_which_no_place_was_free_are_given_back_at_the_end(database_url: str, queue: Queue) -> None:
    url = database_url
    queue.gate = anyio.Event()
    async with queue.distributed(url, BY_TICKETS, places=1) as stopping:
        looks = queue.looks
        await queue.submit(url, "a", "b", "c")
        await queue.until_looked(looks + 1)
        stopping.set()
        queue.gate.set()
    assert queue.served == ["a"]
    assert tickets_open(url) == 2


async def test_tickets_of_a_worker_that_is_gone_are_taken_by_another(database_url: str, queue: Queue) -> None:
    url = database_url
    await queue.submit(url, "a")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        connection.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    held, queue.due = queue.due, deque()
    async with queue.distributed(url, BY_TICKETS):
        queue.due = held
        await queue.until_served(1)
    assert tickets_open(url) == 0


async def test_lost_connections_are_made_again(database_url: str, queue: Queue) -> None:
    url = database_url
    async with queue.distributed(url, BY_TICKETS):
        await queue.submit(url, "a")
        await queue.until_served(1)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(KILL)
        await queue.submit(url, "b")
        await queue.until_served(2)


async def test_a_server_that_restarts_is_waited_for_while_places_work_on(
    queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    with own_server() as server:
        await prepare(server.url())
        async with queue.distributed(server.url(), BY_LOOKING):
            queue.gate = anyio.Event()
            await queue.submit(server.url(), "a")
            server.stop()
            queue.due.append("b")
            queue.gate.set()
            await queue.until_served(2)
            server.start()
            await queue.submit(server.url(), "c")
            await queue.until_served(3)
            with anyio.fail_after(60):
                while tickets_open(server.url()):  # noqa: ASYNC110 - another process's
                    await anyio.sleep(0.05)
    told = [record for record in caplog.records if record.name == procrastinate.__name__]
    assert len(told) <= 1
    assert all(record.levelno == logging.WARNING for record in told)


async def test_a_stop_returns_although_the_database_is_away(queue: Queue) -> None:
    with own_server() as server:
        await prepare(server.url())
        pace = Pace(look=NEVER, stop=0.2)
        async with queue.distributed(server.url(), pace):
            server.stop()


async def test_a_delayed_ticket_waits_for_its_time(database_url: str, queue: Queue) -> None:
    url = database_url
    async with queue.distributed(url, BY_TICKETS):
        async with await AsyncConnection.connect(url, autocommit=True) as connection:
            due = datetime.now(UTC) + timedelta(seconds=0.5)
            await Tickets().defer(connection, [("a", due)])
        queue.due.append("a")
        await queue.until_served(1)
        assert datetime.now(UTC) >= due


async def test_what_need_not_be_on_disk_is_not_waited_for_and_own_options_stay(database_url: str) -> None:
    assert await TicketDistributor(database_url)._options() == "-c synchronous_commit=off"
    own = f"{database_url}&options=-c%20work_mem%3D8MB"
    assert await TicketDistributor(own)._options() == "-c work_mem=8MB -c synchronous_commit=off"


@pytest.mark.drill
async def test_a_pooler_that_passes_no_options_on_is_asked_for_none(database_url: str, queue: Queue) -> None:
    with pooled(database_url) as pooler:
        assert await TicketDistributor(pooler)._options() == ""
        async with queue.distributed(pooler, BY_TICKETS):
            await queue.submit(pooler, "a")
            await queue.until_served(1)
