"""PostgreSQL as the store of many machines against floors in the same run: accepting, dispatch, workers, many rows.

Run ``python benchmarks/bench_postgres.py``; ``--most 20000 --rounds 3`` for a quick look. It starts servers of its own:
one keeps what it acknowledges through a crash, for what commits; one does not, for what reads many rows.
"""

# ruff: noqa: E402 - what lies in other folders is found by a line between the imports

import argparse
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from subprocess import PIPE, Popen
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("tests", "tools")]

import anyio
import psycopg
from bench_history import QUESTIONS, START, FixedClock, answered, server
from procrastinate import App, PsycopgConnector

from pb_adapters.distribution.tickets import Tickets
from pb_adapters.runtime import SystemClock
from pb_adapters.shared_database import migrate, open_shared_database
from pb_adapters.storage.postgres import PostgresStorage
from pb_adapters.storage.postgres.census import PostgresCensus
from pb_adapters.storage.postgres.pool import open_pool
from pb_core.domain.history import first_place
from pb_core.testing.contracts.storage_base import COMPLETED, sample_key, sample_task
from support.postgres import PostgresServer, own_server

CALLERS, EACH, KEYS = 64, 4, 8
FEW = 1_000
CLAIMS = 150
CALLS = 150
LATENCY, PLACES, TASKS = 0.25, 2, 80
LEASE = timedelta(minutes=5)
ASKED = ("first page", "page by number", "page by cursor", "of a key", "of a kind", "of a status")

_BARE = "INSERT INTO bare (id, key_id, body) VALUES (%s, %s, %s)"
_FILL = """
INSERT INTO tasks (id, key_id, kind, endpoint, public_url, created_at, queued_at, status, completed_at, attempt,
                   version, work)
SELECT lpad(to_hex(number), 32, '0'), 'key-' || number %% %(keys)s, CASE number %% 3 WHEN 0 THEN 'methodology' ELSE
       'statistical_plot' END, 'generate', 'https://x.example', %(start)s + number * interval '20 s',
       %(start)s + number * interval '20 s', CASE number %% 2 WHEN 0 THEN 'pending' ELSE 'completed' END,
       CASE number %% 2 WHEN 1 THEN %(start)s + number * interval '20 s' END, 0, 1, %(work)s
FROM generate_series(0, %(count)s - 1) AS number;
"""
_FILL_LINES = """
INSERT INTO history (place, seq, key_id, kind, status, title, words)
SELECT %(place)s + %(step)s * (seq - %(first)s), seq, key_id, kind, status, 'Figure ' || seq, '{figure}' FROM tasks
"""
_TALLY = """
INSERT INTO tallies (topic, subject, kind, status, number)
SELECT 'tasks', coalesce(key_id, ''), kind, status, count(*) FROM tasks
GROUP BY GROUPING SETS ((key_id, kind, status), (kind, status))
"""


async def together(count: int, call: Callable[[int], Awaitable[object]]) -> float:
    """Seconds that so many callers take together."""
    began = time.perf_counter()
    async with anyio.create_task_group() as group:
        for number in range(count):
            group.start_soon(call, number)
    return time.perf_counter() - began


async def accepting(url: str, rounds: int) -> None:
    """Tasks accepted by 64 callers, against bare rows that are inserted with a notification, by turns."""
    pool = await open_pool(url)
    stores = {
        "accepting a task": PostgresStorage.on_pool(pool),
        "accepting it with its ticket": PostgresStorage.on_pool(pool, on_due=Tickets().defer),
    }
    for number in range(KEYS):
        await stores["accepting a task"].add_key(sample_key(f"key-{number}", None))
    async with pool.connection() as connection:
        await connection.execute("CREATE TABLE bare (id text PRIMARY KEY, key_id text, body text)")
    took: dict[str, list[float]] = {name: [] for name in ("bare", *stores)}
    body = repr(sample_task())
    for turn in range(rounds + 1):

        async def bare(caller: int, turn: int = turn) -> None:
            for number in range(EACH):
                async with pool.connection() as connection, connection.transaction():
                    await connection.execute(_BARE, (f"{turn}.{caller}.{number}", f"key-{caller % KEYS}", body))
                    await connection.execute("SELECT pg_notify('bare', %s)", (f"{caller}",))

        took["bare"].append(await together(CALLERS, bare))
        for name, store in stores.items():

            async def ours(caller: int, turn: int = turn, name: str = name, store: PostgresStorage = store) -> None:
                for number in range(EACH):
                    await store.accept(sample_task(f"{name} {turn}.{caller}.{number}", f"key-{caller % KEYS}"))

            took[name].append(await together(CALLERS, ours))
    for name in stores:
        ratio = median(bare / ours for bare, ours in zip(took["bare"][1:], took[name][1:], strict=True))
        tell(f"{name}, {CALLERS} callers, of a bare insert-and-notify", ratio, at_least=0.5)
    await pool.close()


async def dispatch(url: str, count: int) -> None:
    """From the call that accepts until a free place begins, against procrastinate's own, one after another in turns."""
    began: dict[str, anyio.Event] = {"ours": anyio.Event(), "bare": anyio.Event()}
    app = App(connector=PsycopgConnector(conninfo=url))

    @app.task(name="bare", queue="bare")
    async def bare(number: int) -> None:
        del number
        began["bare"].set()

    took: dict[str, list[float]] = {"ours": [], "bare": []}
    stopping, clock = anyio.Event(), SystemClock()
    async with open_shared_database(url) as shared, app.open_async(), anyio.create_task_group() as group:
        store = shared.storage

        async def serve() -> bool:
            claimed = await store.claim_task(clock.now(), LEASE, "token")
            if claimed is None:
                return False
            began["ours"].set()
            await store.finish_task(claimed.lease, COMPLETED, clock.now())
            return True

        await store.add_key(sample_key("dispatch", None))
        group.start_soon(shared.distributor.distribute, serve, 4, stopping)
        worker = group.start_soon  # both wait for notifications
        worker(lambda: app.run_worker_async(queues=["bare"], concurrency=4, install_signal_handlers=False))
        await anyio.sleep(2)
        calls: dict[str, Callable[[int], Awaitable[object]]] = {
            "ours": lambda number: store.accept(sample_task(f"dispatch {number}", "dispatch", created_at=clock.now())),
            "bare": lambda number: bare.defer_async(number=number),
        }
        for number in range(count):
            for name, call in calls.items():
                began[name] = anyio.Event()
                begun = time.perf_counter()
                await call(number)
                await began[name].wait()
                took[name].append(time.perf_counter() - begun)
                await anyio.sleep(0.05)  # until the place is free again
        stopping.set()
        group.cancel_scope.cancel()
    ours, theirs = median(took["ours"][2:]), median(took["bare"][2:])
    tell(f"dispatch, of procrastinate's own ({theirs * 1e3:.0f} ms)", ours / theirs, at_most=1.5)


async def work(url: str) -> None:
    """Be a worker whose tasks take ``LATENCY``, until the end of standard input."""
    clock, stopping = SystemClock(), anyio.Event()
    async with open_shared_database(url) as shared, anyio.create_task_group() as group:
        store = shared.storage

        async def serve() -> bool:
            claimed = await store.claim_task(clock.now(), LEASE, os.urandom(8).hex())
            if claimed is None:
                return False
            await anyio.sleep(LATENCY)
            await store.finish_task(claimed.lease, COMPLETED, clock.now())
            return True

        group.start_soon(shared.distributor.distribute, serve, PLACES, stopping)
        print("working", flush=True)
        await anyio.to_thread.run_sync(sys.stdin.read)
        stopping.set()


@contextmanager
def workers(url: str, count: int) -> Iterator[None]:
    """So many processes that work."""
    command = [sys.executable, __file__, "--work", url]
    running = [Popen(command, stdin=PIPE, stdout=PIPE, text=True) for _ in range(count)]  # noqa: S603 - ourselves
    try:
        for one in running:
            assert one.stdout is not None
            assert one.stdout.readline() == "working\n"
        yield
    finally:
        for one in running:
            one.communicate()


async def sharing(url: str) -> None:
    """Tasks that wait for others, drawn by 1, 2 and 4 processes."""
    took: dict[int, float] = {}
    async with await PostgresStorage.open(url) as plain:
        await plain.add_key(sample_key("shared", None))
    async with open_shared_database(url) as shared:
        for count in (1, 2, 4):
            with workers(url, count):
                began = time.perf_counter()
                for number in range(TASKS):
                    await shared.storage.accept(sample_task(f"shared {count}.{number}", "shared"))
                census = PostgresCensus(shared.pool)
                while (now := await census.census(SystemClock().now())).pending or now.running:  # noqa: ASYNC110 - as others end them
                    await anyio.sleep(0.02)
                took[count] = time.perf_counter() - began
    tell(f"2 worker processes, of one, tasks of {LATENCY} s", took[1] / took[2], at_least=1.8)
    tell("4 worker processes, of one", took[1] / took[4], at_least=3.5)


async def fill(url: str, count: int) -> None:
    """Make a store of so many tasks with their lines, every second of them pending."""
    await migrate(url)
    async with await PostgresStorage.open(url) as store:
        for number in range(KEYS):
            await store.add_key(sample_key(f"key-{number}", None))
        await store.accept(sample_task("the first", "key-0"))
    with psycopg.connect(url) as connection:
        work = connection.execute("SELECT work FROM tasks").fetchone()
        assert work is not None
        connection.execute("DELETE FROM history_due")
        connection.execute("DELETE FROM tasks")
        connection.execute("SET session_replication_role = replica")
        step = first_place(START + timedelta(seconds=20)) - first_place(START)
        connection.execute(_FILL, {"start": START, "count": count, "keys": KEYS, "work": work[0]})
        lines = {"place": first_place(START), "step": step, "first": 2}
        connection.execute(_FILL_LINES, lines)
        connection.execute(_TALLY)
        connection.execute("INSERT INTO queues (key_id, turn) SELECT id, 0 FROM keys ON CONFLICT DO NOTHING")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


async def many_rows(few_url: str, many_url: str, most: int) -> None:
    """Pages of the history and claims, at few and at many tasks, in turns."""
    chance = Random(11)  # noqa: S311 - the same questions each time
    async with await PostgresStorage.open(few_url) as few, await PostgresStorage.open(many_url) as many:
        stores: tuple[tuple[Any, int], ...] = ((few, FEW), (many, most))
        apps = [(server(store), count) for store, count in stores]
        for name in ASKED:
            took: tuple[list[float], list[float]] = ([], [])
            for _ in range(CALLS):
                for times, (app, count) in zip(took, apps, strict=True):
                    FixedClock.at = START + count * timedelta(seconds=20)
                    path = QUESTIONS[name].path(chance, count)
                    begun = time.perf_counter()
                    await answered(app, path)
                    times.append(time.perf_counter() - begun)
            tell(f"history, {name}, {most:,} tasks of {FEW:,}", median(took[1]) / median(took[0]), at_most=1.3)
        took = ([], [])
        for number in range(CLAIMS):
            for times, (store, _) in zip(took, stores, strict=True):
                begun = time.perf_counter()
                assert await store.claim_task(SystemClock().now(), LEASE, f"token {number}") is not None
                times.append(time.perf_counter() - begun)
        tell(f"a claim, {most:,} tasks of {FEW:,}", median(took[1]) / median(took[0]), at_most=1.3)


def tell(what: str, ratio: float, *, at_least: float | None = None, at_most: float | None = None) -> None:
    """Print a ratio with its target."""
    is_reached = ratio >= at_least if at_least is not None else ratio <= (at_most or 0)
    target = f"at least {at_least}" if at_least is not None else f"at most {at_most}"
    print(f"{what}: {ratio:.2f} ({target}: {'reached' if is_reached else 'MISSED'})", flush=True)


def database(server: PostgresServer, name: str) -> str:
    """Another database of a server."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return server.url(name)


async def main(most: int, rounds: int) -> None:
    """Print every ratio."""
    print(f"load before: {os.getloadavg()[0] / (os.cpu_count() or 1):.1f} a core", flush=True)
    with own_server(durable=True) as durable:
        for number, part in enumerate((lambda url: accepting(url, rounds), lambda url: dispatch(url, 40), sharing)):
            url = database(durable, f"part_{number}")
            await migrate(url)
            await part(url)
    with own_server(shared_buffers="256MB", max_wal_size="4GB", work_mem="64MB", maintenance_work_mem="256MB") as fast:
        few, many = database(fast, "few"), database(fast, "many")
        await fill(few, FEW)
        began = time.monotonic()
        await fill(many, most)
        print(f"{most:,} tasks made in {time.monotonic() - began:.0f} s", flush=True)
        await many_rows(few, many, most)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=1_000_000, help="tasks in the large store")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of accepting")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    anyio.run(work, options.work) if options.work else anyio.run(main, options.most, options.rounds)
