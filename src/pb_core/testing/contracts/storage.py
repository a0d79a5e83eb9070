"""The contract suite of the storage port: bind it to an adapter by one subclass with one fixture.

class TestMyStorage(StorageContract):
    @pytest.fixture
    def open_storage(self, tmp_path, uptime) -> OpenStorage:
        return lambda: MyStorage(tmp_path / "rows", uptime=uptime)
"""

from collections.abc import Awaitable, Callable

import pytest

from pb_core.domain.questions.vision_probe import VisionRecord
from pb_core.domain.tasks import Lease
from pb_core.errors import LeaseLost
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.queue import QueueContract
from pb_core.testing.contracts.storage_activity import ActivityContract, DeliveryListContract, LedgerPageContract
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    FAILED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    Uptime,
    after,
    everything,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
)
from pb_core.testing.contracts.storage_deliveries import DeliveryStoreContract
from pb_core.testing.contracts.storage_history import HistoryContract
from pb_core.testing.contracts.storage_keys import KeyStoreContract
from pb_core.testing.contracts.storage_retention import RetentionContract
from pb_core.testing.contracts.storage_spending import SpendingContract
from pb_core.testing.contracts.storage_steps import StepContract
from pb_core.testing.contracts.storage_tasks import AcceptContract, ListContract

Deed = Callable[[Storage, Lease], Awaitable[object]]

_WRITES: dict[str, Deed] = {
    "renew": lambda store, lease: store.renew_task(lease, LEASE),
    "release": lambda store, lease: store.release_task(lease),
    "put back": lambda store, lease: store.put_back(lease, NOW, "Waiting."),
    "finish": lambda store, lease: store.finish_task(lease, FAILED, NOW, sample_delivery("delivery-9")),
    "begin a step": lambda store, lease: store.begin_step(lease, sample_intent("style")),
    "begin a step again": lambda store, lease: store.begin_step(lease, sample_intent("plan")),
    "replay a step": lambda store, lease: store.begin_step(lease, sample_intent("retrieve")),
    "submit a step": lambda store, lease: store.submitted_step(lease, "plan", "job-9"),
    "finish a step": lambda store, lease: store.finish_step(lease, "plan", b"9", NOW, COST),
    "fail a step": lambda store, lease: store.fail_step(lease, "plan", "Broken.", NOW),
}


async def _release_and_claim(store: Storage, lease: Lease) -> None:
    await store.release_task(lease)
    await store.claim_task(after(1), LEASE, "t1")


async def _rescue(_store: Storage, _lease: Lease, other: Storage, uptime: Uptime) -> None:
    uptime.advance(60)
    assert await other.rescue(after(60)) == 1


async def _rescue_and_claim(store: Storage, lease: Lease, other: Storage, uptime: Uptime) -> None:
    await _rescue(store, lease, other, uptime)
    assert await other.claim_task(after(60), LEASE, "t1") is not None


_FATES: dict[str, Callable[[Storage, Lease, Storage, Uptime], Awaitable[object]]] = {
    "rescued": _rescue,
    "taken over": _rescue_and_claim,
    "released": lambda store, lease, *_: store.release_task(lease),
    "put back": lambda store, lease, *_: store.put_back(lease, NOW, "Waiting."),
    "released and claimed": lambda store, lease, *_: _release_and_claim(store, lease),
    "completed": lambda store, lease, *_: store.finish_task(lease, COMPLETED, NOW, sample_delivery()),
    "failed": lambda store, lease, *_: store.finish_task(lease, FAILED, NOW),
    "cancelled": lambda store, lease, *_: store.cancel_task(lease.holds, FAILED, NOW),
    "removed": lambda store, _lease, *_: store.remove_key("key-1"),
}


class LeaseContract(StoragePartContract):
    """Fencing by token."""

    @pytest.mark.parametrize("fate", _FATES)
    @pytest.mark.parametrize("write", _WRITES)
    async def test_a_worker_that_lost_its_lease_changes_nothing(
        self, storage: Storage, open_storage: OpenStorage, uptime: Uptime, write: str, fate: str
    ) -> None:
        """Each write raises ``LeaseLost`` and leaves every row as it is."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent("retrieve"))
        await storage.finish_step(held.lease, "retrieve", b"[]", NOW, COST)
        await storage.begin_step(held.lease, sample_intent("plan"))
        async with open_storage() as other:
            await _FATES[fate](storage, held.lease, other, uptime)
        before = await everything(storage, "task-1")
        with pytest.raises(LeaseLost):
            await _WRITES[write](storage, held.lease)
        assert await everything(storage, "task-1") == before

    @pytest.mark.parametrize("write", _WRITES)
    async def test_an_unknown_task_is_held_by_nobody(self, storage: Storage, write: str) -> None:
        """A lease on a task that never was is a lost one."""
        await storage.add_key(sample_key())
        with pytest.raises(LeaseLost):
            await _WRITES[write](storage, Lease(holds="task-1", token="t0"))

    async def test_the_new_holder_works_on(self, storage: Storage, open_storage: OpenStorage, uptime: Uptime) -> None:
        """After a takeover the new lease is as good as the first was."""
        lost = await running_task(storage)
        await storage.begin_step(lost.lease, sample_intent())
        async with open_storage() as other:
            uptime.advance(60)
            await other.rescue(after(60))
        held = await storage.claim_task(after(60), LEASE, "t1")
        assert held is not None
        step = await storage.begin_step(held.lease, sample_intent())
        assert (step.attempts, step.abandoned) == (2, 1)
        await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
        with pytest.raises(LeaseLost):
            await storage.finish_step(lost.lease, "plan", b"2", NOW, COST)
        finished = await storage.finish_task(held.lease, COMPLETED, NOW, sample_delivery())
        assert finished.attempt == 2
        assert [step.result for step in await storage.steps("task-1")] == [b"1"]


class VisionStoreContract(StoragePartContract):
    """What probes of models found."""

    async def test_a_model_that_was_not_probed_is_none(self, storage: Storage) -> None:
        """Another model of its provider, or its name at another provider, says nothing of it."""
        await storage.record_vision(VisionRecord(provider="kie", model="m", sees=True, checked_at=NOW))
        assert await storage.vision("kie", "n") is None
        assert await storage.vision("gemini", "m") is None

    async def test_the_last_probe_counts(self, open_storage: OpenStorage) -> None:
        """And it outlives closing."""
        blind = VisionRecord(provider="kie", model="a/b", sees=False, checked_at=NOW)
        seeing = VisionRecord(provider="kie", model="a/b", sees=True, checked_at=after(9))
        async with open_storage() as storage:
            await storage.record_vision(blind)
            assert await storage.vision("kie", "a/b") == blind
            await storage.record_vision(seeing)
        async with open_storage() as storage:
            assert await storage.vision("kie", "a/b") == seeing


class StorageContract(
    KeyStoreContract,
    AcceptContract,
    ListContract,
    QueueContract,
    LeaseContract,
    StepContract,
    SpendingContract,
    DeliveryStoreContract,
    RetentionContract,
    HistoryContract,
    ActivityContract,
    DeliveryListContract,
    LedgerPageContract,
    VisionStoreContract,
):
    """Every duty of ``pb_core.ports.storage``."""
