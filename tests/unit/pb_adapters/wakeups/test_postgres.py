"""What the contract suite cannot see of wake-ups through PostgreSQL: several processes, and a database that fails."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import anyio
import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from pb_adapters.wakeups import postgres
from pb_adapters.wakeups.postgres import Pace, PostgresWakeups, open_wakeups
from support.postgres import own_server, shared_server

PACE = Pace(quiet=0.2, echo=30.0, first_pause=0.05, longest_pause=0.2, timeout=30.0)
LONG = 60.0

KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pb wake-ups'"


@asynccontextmanager
async def process(url: str, listen_url: str | None = None, **options: object) -> AsyncIterator[PostgresWakeups]:
    """What one process has, once it listens."""
    pool: AsyncConnectionPool = AsyncConnectionPool(url, min_size=1, max_size=2, open=False, reconnect_timeout=1)
    async with pool, open_wakeups(listen_url or url, pool, **{"pace": PACE, **options}) as wakeups:
        if listen_url is None:
            await wakeups.hears.wait()
        yield wakeups


@pytest.fixture
async def both(database_url: str) -> AsyncIterator[tuple[PostgresWakeups, PostgresWakeups]]:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(process(database_url))
        yield first, await stack.enter_async_context(process(database_url))


async def reaches(sender: PostgresWakeups, receiver: PostgresWakeups, topic: str = "a") -> None:
    """See that a notification arrives."""
    async with receiver.subscribe(topic) as wakeup:
        await sender.notify(topic)
        with anyio.fail_after(LONG):
            assert await wakeup.wait(LONG)


async def test_a_notification_reaches_other_processes(both: tuple[PostgresWakeups, PostgresWakeups]) -> None:
    first, second = both
    await reaches(first, second)
    await reaches(second, first)


async def test_who_notifies_is_woken_once(both: tuple[PostgresWakeups, PostgresWakeups]) -> None:
    first, second = both
    async with first.subscribe("a") as own, second.subscribe("a") as foreign:
        await first.notify("a")
        assert await own.wait(0)
        assert await foreign.wait(LONG)
        await reaches(second, first, "b")  # what came back has come by now
        assert not await own.wait(0)


async def test_topics_within_a_process_are_not_sent(database_url: str) -> None:
    async with (
        process(database_url, within=frozenset({"own"})) as first,
        process(database_url) as second,
        second.subscribe("own") as foreign,
        first.subscribe("own") as own,
    ):
        await first.notify("own")
        assert await own.wait(0)
        await reaches(first, second, "other")
        assert not await foreign.wait(0)


async def test_topics_of_any_length_and_letters_are_told_apart(both: tuple[PostgresWakeups, PostgresWakeups]) -> None:
    first, second = both
    long = "図" * 10_000
    async with second.subscribe(long + "1") as other:
        await reaches(first, second, long)
        await reaches(first, second, "with 'quotes', spaces\nand lines")
        assert not await other.wait(0)


async def test_thousands_of_topics_arrive(both: tuple[PostgresWakeups, PostgresWakeups]) -> None:
    first, second = both
    async with AsyncExitStack() as stack:
        topics = [f"task:{number}" for number in range(3_000)]
        waiting = [await stack.enter_async_context(second.subscribe(topic)) for topic in topics]
        for topic in topics:
            await first.notify(topic)
        with anyio.fail_after(LONG):
            assert all([await wakeup.wait(LONG) for wakeup in waiting])


async def test_a_lost_connection_wakes_everybody_and_is_made_again(
    both: tuple[PostgresWakeups, PostgresWakeups], database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = both
    async with second.subscribe("unrelated") as wakeup:
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(KILL)
        with anyio.fail_after(LONG):
            assert await wakeup.wait(LONG)
    await reaches(first, second)
    said = [record.message for record in caplog.records if record.name == postgres.__name__]
    assert sum("not heard" in line for line in said) == 2, said


async def test_a_server_that_restarts_is_waited_for_and_no_caller_notices() -> None:
    with own_server() as server:
        async with process(server.url()) as first, process(server.url()) as second:
            server.stop()
            async with first.subscribe("a") as own:
                with anyio.fail_after(LONG):
                    await first.notify("a")
                assert await own.wait(0)
            server.start()
            await reaches(first, second, "kept")


async def test_what_was_notified_last_is_sent_at_the_end(database_url: str) -> None:
    async with process(database_url) as second, second.subscribe("a") as wakeup:
        async with process(database_url) as first:
            await first.notify("a")
        assert await wakeup.wait(LONG)


async def test_no_more_is_kept_for_a_database_that_is_away_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "MOST_UNSENT", 10)
    pool: AsyncConnectionPool = AsyncConnectionPool("host=/nowhere", open=False)
    wakeups = PostgresWakeups("host=/nowhere", pool, pace=PACE)
    for number in range(100):
        await wakeups.notify(f"{number}")
    assert list(wakeups._unsent) == [f"{number}" for number in range(90, 100)]


async def test_where_nothing_is_heard_it_says_once_what_to_do(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """As behind a pooler in transaction mode: here it listens in another database than it notifies in."""
    pace = Pace(quiet=0.1, echo=0.1, first_pause=0.05, longest_pause=0.05)
    with shared_server().own_database() as elsewhere:
        async with process(database_url, elsewhere, pace=pace) as wakeups, wakeups.subscribe("a") as wakeup:
            for _ in range(3):
                assert await wakeup.wait(LONG)  # each time that it tries again
            assert not wakeups.hears.is_set()
    told = [record.message for record in caplog.records if record.name == postgres.__name__]
    assert len(told) == 1, told
    assert "PAPERBANANA_DATABASE_LISTEN_URL" in told[0]
