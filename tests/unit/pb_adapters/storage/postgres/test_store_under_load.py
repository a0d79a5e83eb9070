"""Many programs at once on one database, with and without connections that are cut: nothing lost, nothing twice."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from itertools import count

import anyio
import psycopg
import pytest
from msgspec.structs import replace

from pb_adapters.storage.flaws import ENDS
from pb_adapters.storage.postgres import PostgresStorage, transactions
from pb_adapters.storage.postgres.soundness import flawed_rules
from pb_core.domain.billing import Caps
from pb_core.domain.tasks import Idempotency, Task, TaskStatus
from pb_core.domain.webhooks import Attempt
from pb_core.domain.webhooks.receivers import Share
from pb_core.errors import CapReached, LeaseLost, QueueFull, QuotaExhausted, StorageError
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    FAILED,
    NOW,
    after,
    checked_ledger,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)

pytestmark = pytest.mark.anyio

PROGRAMS, KEYS, SUBMISSIONS = 4, 3, 20
LEASE = timedelta(minutes=10)
LATE = after(10**6)

Stores = list[PostgresStorage]


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(await PostgresStorage.open(database_url, most_connections=5))
            for _ in range(PROGRAMS)
        ]


class Load:
    """What programs do to one database for a while; ``errors`` are those of a store that a caller is to expect."""

    def __init__(self, stores: Stores, *errors: type[Exception]) -> None:
        self.stores, self.errors = stores, (*errors, LeaseLost, QuotaExhausted, QueueFull, CapReached)
        self.dice = random.Random(7)  # noqa: S311 - no secret
        self.numbers = count()
        self.accepted: set[str] = set()

    async def submit(self, store: PostgresStorage, key: int) -> None:
        for _ in range(SUBMISSIONS):
            number = next(self.numbers)
            task = sample_task(f"task-{number}", f"key-{key}", number)
            again = Idempotency(key=f"order-{key}-{number // 2}", digest="d") if number % 3 else None
            with suppress(*self.errors):
                self.accepted.add((await store.accept(task, again, 30)).id)

    async def work(self, store: PostgresStorage) -> None:
        for _ in range(SUBMISSIONS):
            with suppress(*self.errors):
                await self._work_once(store)

    async def _work_once(self, store: PostgresStorage) -> None:
        held = await store.claim_task(LATE, LEASE, f"token {next(self.numbers)}", 5)
        if held is None:
            return
        lease, roll = held.lease, self.dice.random()
        await store.begin_step(lease, sample_intent(estimate=100, engine="kie/m"), Caps(day_micros=10**6))
        if roll < 0.2:
            await store.release_task(lease)
        elif roll < 0.4:
            await store.put_back(lease, NOW, "Waiting.", fault=roll < 0.25)
        elif roll < 0.5:
            await store.cancel_task(lease.holds, FAILED, NOW, self._webhook(held.task))
        else:
            await store.finish_step(lease, "plan", b'{"digest":"' + b"ab" * 32 + b'"}', NOW, COST)
            await store.finish_task(lease, COMPLETED, NOW, self._webhook(held.task))

    def _webhook(self, task: Task) -> object:
        url = f"https://{self.dice.choice('ab')}.example/"
        return replace(sample_delivery(f"of {task.id}", task.id, key_id=task.key_id), url=url)

    async def send(self, store: PostgresStorage) -> None:
        for number in range(SUBMISSIONS):
            with suppress(*self.errors):
                share = Share(per_receiver=2)
                claimed = await store.claim_delivery(LATE, LEASE, f"token {next(self.numbers)}", share)
                if claimed is not None:
                    attempt = Attempt(number=claimed.delivery.tries + 1, at=NOW, status=(204, 503)[number % 2])
                    await store.record_attempt(claimed.lease, attempt, NOW if number % 3 else None)

    async def look_after(self, store: PostgresStorage) -> None:
        for number in range(SUBMISSIONS // 2):
            with suppress(*self.errors):
                await store.rescue(LATE)
                await store.write_history()
                await store.retire_tasks(after(1), after(number), most=3)
                await store.activity(NOW, LATE)

    async def run(self, beside: Callable[[], Awaitable[None]] | None = None) -> None:
        async with anyio.create_task_group() as group:
            if beside is not None:
                group.start_soon(beside)
            for store in self.stores:
                for key in range(KEYS):
                    group.start_soon(self.submit, store, key)
                for _ in range(2):
                    group.start_soon(self.work, store)
                group.start_soon(self.send, store)
                group.start_soon(self.look_after, store)


async def _give_keys(store: PostgresStorage) -> None:
    for key in range(KEYS):
        await store.add_key(sample_key(f"key-{key}", 60 if key else None))


async def _claim_the_rest(store: PostgresStorage) -> set[str]:
    found: set[str] = set()
    for number in count():
        held = await store.claim_task(LATE, LEASE, f"last {number}")
        if held is None:
            return found
        found.add(held.task.id)
        await store.finish_task(held.lease, FAILED, NOW)
    raise AssertionError


async def _is_sound(store: PostgresStorage) -> None:
    flaws = await transactions.snapshot(store.pool, flawed_rules)
    assert [flaw for flaw in flaws if flaw.check != ENDS] == []
    for key in range(KEYS):
        await checked_ledger(store, f"key-{key}")


async def test_programs_at_once_lose_nothing_and_do_nothing_twice(stores: Stores) -> None:
    """No error but those that callers are to expect; whatever is not over can be claimed afterwards."""
    await _give_keys(stores[0])
    load = Load(stores)
    await load.run()
    await _is_sound(stores[0])
    for store in stores[1:]:
        await store.aclose()
    await stores[0].rescue(LATE)
    await _claim_the_rest(stores[0])
    await _is_sound(stores[0])
    for name in sorted(load.accepted):
        task = await stores[0].task(name)
        assert task is None or task.status.final, name


async def test_connections_that_are_cut_leave_no_call_half_done(stores: Stores, database_url: str) -> None:
    """Again and again, wherever a call is; the pools recover by themselves."""
    await _give_keys(stores[0])
    load = Load(stores, StorageError)

    async def cut() -> None:
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
            for _ in range(12):
                await anyio.sleep(0.1)
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND application_name = 'paperbanana' AND random() < 0.5"
                )

    await load.run(cut)
    await _is_sound(stores[0])
    for store in stores[1:]:
        await store.aclose()
    await stores[0].rescue(LATE)
    await _claim_the_rest(stores[0])
    statuses = {task.status for name in load.accepted if (task := await stores[0].task(name)) is not None}
    assert TaskStatus.PENDING not in statuses
    await _is_sound(stores[0])
