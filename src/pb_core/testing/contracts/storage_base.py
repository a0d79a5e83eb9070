"""What the suites of the storage port share: how an adapter is opened, rows, and running many calls at once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import anyio
import pytest
from msgspec.structs import replace

from pb_core.domain.billing import ApiKey, LedgerEntry, Usage
from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import Canvas, MethodologyWork
from pb_core.domain.steps import StepIntent
from pb_core.domain.tasks import Callback, ClaimedTask, Outcome, Task, TaskKind, TaskResult
from pb_core.domain.webhooks import Delivery
from pb_core.errors import PaperBananaError
from pb_core.ports.storage import Storage
from pb_core.testing.contracts import Contract

OpenStorage = Callable[[], AbstractAsyncContextManager[Storage]]
"""Opens one location; opened twice, it is two independent connections to the same rows."""


class Uptime:
    """The clock by which leases end, turned by hand: call it for the seconds since its start."""

    def __init__(self) -> None:
        self._seconds = 1000.0

    def __call__(self) -> float:
        """The seconds so far."""
        return self._seconds

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._seconds += seconds


NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
LEASE = timedelta(seconds=60)
COST = Usage(input_tokens=1200, output_tokens=80, cost_micros=450)
FAILED = Outcome(error="The engine broke down.")
COMPLETED = Outcome(
    result=TaskResult(
        description="An encoder feeds a decoder.",
        artifacts=(
            Artifact(format="png", media_type="image/png", digest="ab" * 32, size=4096, width=1024, height=576),
        ),
        notes=("Nothing was left out.",),
    )
)


def after(seconds: float) -> datetime:
    """A time this long after ``NOW``."""
    return NOW + timedelta(seconds=seconds)


def sample_key(key_id: str = "key-1", quota: int | None = 10, **fields: Any) -> ApiKey:  # noqa: ANN401 - any field
    """A key with a quota; what else it holds follows from its id."""
    key = ApiKey(
        id=key_id,
        prefix="pb_Ab3dEf",
        digest=f"digest of {key_id}",
        name=f"Name of {key_id} – Σ",
        created_at=NOW,
        quota_total=quota,
        quota_remaining=quota,
        webhook_secret="s3cret",
    )
    return replace(key, **fields)


def sample_task(task_id: str = "task-1", key_id: str = "key-1", seconds: float = 0, **fields: Any) -> Task:  # noqa: ANN401 - any field
    """A task of a key, created some seconds after ``NOW``."""
    task = Task(
        id=task_id,
        key_id=key_id,
        kind=TaskKind.METHODOLOGY,
        endpoint="/api/generate",
        work=MethodologyWork(caption="Überblick", source="An encoder.\n図", canvas=Canvas(aspect_ratio="16:9")),
        public_url="https://figures.example",
        created_at=after(seconds),
        callback=Callback(url="https://caller.example/hook", include_image=True),
    )
    return replace(task, **fields)


def sample_delivery(
    delivery_id: str = "delivery-1",
    task_id: str = "task-1",
    seconds: float = 0,
    key_id: str = "key-1",
    url: str = "https://caller.example/hook",
) -> Delivery:
    """A delivery of a task, due some seconds after ``NOW``."""
    return Delivery(
        id=delivery_id,
        task_id=task_id,
        key_id=key_id,
        url=url,
        event="task.completed",
        body=b'{"event":"task.completed"}\x00\xff',
        next_at=after(seconds),
        created_at=NOW,
    )


def sample_intent(
    name: str = "plan",
    digest: str = "d1",
    seconds: float = 0,
    *,
    engine: str = "offline/rules-1",
    estimate: int = 0,
    most: int = 0,
) -> StepIntent:
    """A step about to be begun, whose call should cost ``estimate`` micros and costs ``most`` at most."""
    return StepIntent(
        name=name,
        digest=digest,
        engine=engine,
        started_at=after(seconds),
        estimate_micros=estimate,
        most_micros=most,
    )


async def running_task(storage: Storage, task_id: str = "task-1", *, key: bool = True, number: int = 0) -> ClaimedTask:
    """Accept and claim one task (of a new key, unless there is one)."""
    if key:
        await storage.add_key(sample_key())
    await storage.accept(sample_task(task_id))
    claimed = await storage.claim_task(NOW, LEASE, f"t{number}")
    assert claimed is not None
    assert claimed.task.id == task_id
    return claimed


async def claimed_task(storage: Storage, task_id: str) -> ClaimedTask:
    """Claim tasks that are due until this one is claimed."""
    while True:
        held = await storage.claim_task(after(9_999), LEASE, f"token of {task_id}")
        assert held is not None
        if held.task.id == task_id:
            return held


async def queue_delivery(storage: Storage, delivery: Delivery) -> None:
    """Put a delivery into the outbox with the end of its task, which is made and run for it, as is its key."""
    if await storage.key(delivery.key_id) is None:
        await storage.add_key(sample_key(delivery.key_id, quota=None))
    await storage.accept(sample_task(delivery.task_id, delivery.key_id))
    held = await storage.claim_task(after(9999), LEASE, f"token of {delivery.task_id}")
    assert held is not None
    await storage.finish_task(held.lease, COMPLETED, NOW, delivery)


async def all_at_once(*calls: Awaitable[Any]) -> list[Any]:
    """Run calls concurrently; return each one's value, or the error of ours that it raised, in order."""
    outcomes: list[Any] = [None] * len(calls)

    async def run(number: int, call: Awaitable[Any]) -> None:
        try:
            outcomes[number] = await call
        except PaperBananaError as error:
            outcomes[number] = error

    async with anyio.create_task_group() as group:
        for number, call in enumerate(calls):
            group.start_soon(run, number, call)
    return outcomes


async def checked_ledger(storage: Storage, key_id: str = "key-1") -> tuple[LedgerEntry, ...]:
    """The ledger of a key, after checking that each balance follows from the one before and the last is cached."""
    entries, key = await storage.ledger(key_id), await storage.key(key_id)
    assert key is not None
    assert len({entry.fact for entry in entries}) == len(entries)
    assert [entry.id for entry in entries] == sorted({entry.id for entry in entries})
    assert {entry.key_id for entry in entries} == {key_id}
    for earlier, later in pairwise(entries):
        if earlier.balance is not None and later.balance is not None:
            assert later.balance == earlier.balance + (later.amount or 0)
    assert entries[-1].balance == key.quota_remaining
    return entries


async def delete_key(storage: Storage, key_id: str) -> None:
    """Remove a key with all its rows, as a keyring does."""
    await storage.remove_key(key_id)
    while await storage.clear_key(key_id):
        pass
    await storage.forget_key(key_id)


async def everything(storage: Storage, *task_ids: str) -> list[object]:
    """All rows that belong to keys and to the given tasks, to compare before and after."""
    keys = await storage.keys()
    rows: list[object] = [*keys, await storage.spent()]
    for key in keys:
        rows += [await storage.ledger(key.id), await storage.usage(key.id), await storage.spent(key.id)]
    for task_id in task_ids:
        rows += [await storage.task(task_id), await storage.steps(task_id), await storage.deliveries(task_id)]
    return rows


@pytest.mark.anyio
class StoragePartContract(Contract):
    """An adapter's subclass overrides ``open_storage``; every test gets a location of its own."""

    @pytest.fixture
    def uptime(self) -> Uptime:
        """The clock by which the leases of every opened store end."""
        return Uptime()

    @pytest.fixture
    def open_storage(self, uptime: Uptime) -> OpenStorage:
        """Return what opens one empty location, any number of times, with leases that end by ``uptime``."""
        raise NotImplementedError("Override the fixture open_storage.")

    @pytest.fixture
    async def storage(self, open_storage: OpenStorage) -> AsyncIterator[Storage]:
        """One open store."""
        async with open_storage() as storage:
            yield storage
