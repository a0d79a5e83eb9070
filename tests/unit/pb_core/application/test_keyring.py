from datetime import timedelta

import anyio
import pytest
from msgspec.structs import replace

from pb_core.application.keyring import Keyring
from pb_core.domain.billing import KeyChange, Spent, Usage
from pb_core.errors import KeyUnknown, NotFound, StorageError, UnsafeUrl
from pb_core.testing.contracts.storage_base import LEASE, sample_intent, sample_task
from pb_core.testing.memory import ManualClock, MemoryArtifacts, SequentialIds
from pb_core.testing.memory.storage import MemoryStorage


class StubbornArtifacts(MemoryArtifacts):
    """Refuses the first removal, like a disk that is away for a moment."""

    refusals = 1

    async def remove_owner(self, owner: str) -> None:
        if self.refusals:
            self.refusals -= 1
            message = "The artifact store refuses: Input/output error."
            raise StorageError(message)
        await super().remove_owner(owner)


class SlowArtifacts(MemoryArtifacts):
    """Says when a removal has begun."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = anyio.Event()

    async def remove_owner(self, owner: str) -> None:
        self.begun.set()
        await anyio.lowlevel.checkpoint()
        await super().remove_owner(owner)


def keyring_over(artifacts: MemoryArtifacts) -> Keyring:
    return Keyring(store=MemoryStorage(), artifacts=artifacts, ids=SequentialIds(), clock=ManualClock())


async def test_a_deletion_that_failed_is_gone_on_with(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    artifacts = StubbornArtifacts()
    keyring = keyring_over(artifacts)
    value, key = await keyring.create("test")
    await artifacts.put(key.id, b"figure")

    with pytest.raises(StorageError):
        await keyring.remove(value)
    with pytest.raises(NotFound):
        await keyring.find(value)
    assert artifacts._blobs
    await keyring.finish_removals()
    assert not artifacts._blobs


async def test_what_is_stored_after_a_deletion_goes_before_its_key_is_forgotten(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    artifacts, storage = MemoryArtifacts(), MemoryStorage()
    keyring = Keyring(store=storage, artifacts=artifacts, ids=SequentialIds(), clock=ManualClock())
    value, key = await keyring.create("test")
    await keyring.remove(value)
    await keyring.finish_removals()
    await artifacts.put(key.id, b"figure")  # by a worker that is killed then
    assert await storage.removed_keys() == (key.id,)
    for _ in range(2):
        await keyring.finish_removals()
    assert not artifacts._blobs
    assert await storage.removed_keys() == ()
    assert [record.message for record in caplog.records] == ["a deleted key is forgotten"]


async def test_a_key_is_gone_whenever_the_caller_of_its_deletion_is_cancelled() -> None:
    artifacts = SlowArtifacts()
    keyring = keyring_over(artifacts)
    value, key = await keyring.create("test")
    await artifacts.put(key.id, b"figure")

    async with anyio.create_task_group() as group:
        group.start_soon(keyring.remove, value)
        await artifacts.begun.wait()
        group.cancel_scope.cancel()

    with pytest.raises(KeyUnknown):
        await keyring.authenticate(value)
    await keyring.finish_removals()
    assert not artifacts._blobs


async def test_a_webhook_that_no_task_could_use_is_refused_whoever_asks() -> None:
    keyring = keyring_over(MemoryArtifacts())
    value, _ = await keyring.create("test", webhook_url="", webhook_secret="")

    for url in ("ftp://example.org/", "http://10.0.0.1/"):
        with pytest.raises(UnsafeUrl):
            await keyring.create("another", webhook_url=url)
        with pytest.raises(UnsafeUrl):
            await keyring.change(value, KeyChange(webhook_url=url))

    (key,) = await keyring.list()
    assert (key.webhook_url, key.webhook_secret) == (None, None)


async def test_a_key_knows_what_it_spent_on_all_days() -> None:
    storage, clock = MemoryStorage(), ManualClock()
    keyring = Keyring(store=storage, artifacts=MemoryArtifacts(), ids=SequentialIds(), clock=clock)
    _, key = await keyring.create("paying")
    await storage.accept(sample_task("task-1", key.id))
    held = await storage.claim_task(clock.now() + LEASE, LEASE, "t")
    assert held is not None
    yesterday = clock.now() - timedelta(days=1)
    for name, begun_at in (("plan", yesterday), ("style", clock.now())):
        intent = replace(sample_intent(name, estimate=100), started_at=begun_at)
        await storage.begin_step(held.lease, intent)
    await storage.finish_step(held.lease, "plan", b"1", clock.now(), Usage(cost_micros=30))

    assert await keyring.spent(key) == Spent(settled_micros=30, reserved_micros=100)
