"""What is open in a database is the same for whoever asks, and one that cannot be written says so."""

import anyio
import pytest

from pb_adapters.storage.postgres.census import PostgresCensus
from pb_adapters.storage.postgres.pool import Pool, open_pool
from pb_adapters.storage.postgres.store import prepare
from pb_core.domain.census import Census
from pb_core.errors import StorageError
from pb_core.testing.contracts.storage_base import NOW, after
from support.postgres import own_server, shared_server, standing_still
from support.server_states import two_pools

_KEY = """
INSERT INTO keys (id, prefix, digest, name, created_at, total_used, active)
VALUES (%(id)s, 'pb_', %(id)s, 'k', %(at)s, 0, true)
"""
_TASK = """
INSERT INTO tasks (id, key_id, kind, endpoint, public_url, created_at, queued_at, status, attempt, version, work,
                   not_before, waits_for, lease_token, lease_until)
VALUES (%(id)s, 'a', 'methodology', 'generate', '', %(at)s, %(at)s, %(status)s, 0, 1, '{}',
        %(later)s, %(waits)s, %(token)s, %(until)s)
"""
_DELIVERY = """
INSERT INTO deliveries (id, task_id, key_id, url, origin, event, next_at, created_at, state, tries_before, attempts,
                        body)
VALUES (%(id)s, 'task-0', %(key)s, '', %(origin)s, '', now(), now(), %(state)s, %(before)s, %(attempts)s, '')
"""


async def fill(pool: Pool) -> None:
    async with pool.connection() as connection:
        for key in ("a", "b"):
            await connection.execute(_KEY, {"id": key, "at": NOW})
        nothing = {"later": None, "waits": None, "token": None, "until": None}
        for number, more in enumerate(
            [
                {"status": "pending", "later": after(60), "waits": "The provider is away"},
                {"status": "running", "token": "t", "until": after(60)},
                {"status": "completed"},
                {"status": "pending"},
                {"status": "pending"},
            ]
        ):
            await connection.execute(_TASK, {**nothing, "id": f"task-{number}", "at": after(number), **more})
        tried = '[{"number":1,"at":"2026-01-01T00:00:00Z","status":503}]'
        answered = r'[{"number":1,"at":"2026-01-01T00:00:00Z","status":500,"excerpt":"\u0000{\"number\":0}"}]'
        for number, (key, origin, state, before, attempts) in enumerate(
            [
                ("a", "https://a.example", "pending", 0, tried),
                ("a", "https://a.example", "pending", 0, tried),
                ("b", "https://a.example", "pending", 0, answered),
                ("a", "https://b.example", "pending", 0, "[]"),
                ("a", "https://c.example", "pending", 1, tried),  # asked for once more since
                ("a", "https://d.example", "failed", 0, tried),
            ]
        ):
            values = {"id": f"d{number}", "key": key, "origin": origin, "state": state, "before": before}
            await connection.execute(_DELIVERY, {**values, "attempts": attempts})


async def test_what_is_open_is_counted_alike_by_every_program() -> None:
    async with two_pools() as (here, there):
        empty = await PostgresCensus(here).census(NOW)
        assert (empty.pending, empty.oldest_waiting, empty.failing_receivers) == (0, None, 0)
        await fill(here)
        expected = Census(
            pending=3, running=1, put_back=1, oldest_waiting=after(3), deliveries=5, retried=3, failing_receivers=2
        )
        assert await PostgresCensus(here).census(after(10)) == expected
        assert await PostgresCensus(there).census(after(10)) == expected
        assert (await PostgresCensus(there).census(after(100))).oldest_waiting == after(0)


async def test_a_database_that_takes_a_write_is_left_as_it_was() -> None:
    async with two_pools() as (here, there):
        assert await PostgresCensus(here).require_writable()
        assert await PostgresCensus(there).require_writable()


async def test_a_database_that_can_only_be_read_or_is_away_takes_none() -> None:
    with shared_server().own_database() as url:
        here = await open_pool(url)
        async with here.connection() as connection:
            change = f"ALTER DATABASE {connection.info.dbname} SET default_transaction_read_only = on"
            await connection.execute(change.encode())
            await connection.execute("SET default_transaction_read_only = on")
        with pytest.raises(StorageError, match="read-only transaction"):
            await PostgresCensus(here).require_writable()
        await here.close()
        with pytest.raises(StorageError, match="closed"):
            await PostgresCensus(here).require_writable()


async def test_a_look_at_a_database_that_stands_still_ends_with_whoever_looks() -> None:
    """So that readiness is told in any case."""
    with own_server() as server:
        async with await open_pool(server.url(), most=1) as here:
            await prepare(server.url())
            census = PostgresCensus(here)
            for look in (census.require_writable, lambda: census.census(NOW)):
                async with here.connection() as connection:
                    pid = connection.info.backend_pid
                with standing_still(pid, 20), anyio.move_on_after(0.2) as scope:
                    await look()
                assert scope.cancelled_caught
            with anyio.fail_after(60):
                assert await census.require_writable()
