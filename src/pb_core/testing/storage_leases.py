"""The duty of every method that takes a lease: a worker that lost it changes nothing."""

from collections.abc import Awaitable, Callable

import pytest

from pb_core.errors import LeaseLost
from pb_core.ports.storage import Storage
from pb_core.tasks import Lease
from pb_core.testing.storage_base import StorageDuties
from pb_core.testing.storage_samples import (
    COMPLETED,
    COST,
    FAILED,
    LEASE,
    NOW,
    after,
    everything,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
)

Deed = Callable[[Storage, Lease], Awaitable[object]]

_WRITES: dict[str, Deed] = {
    "renew": lambda store, lease: store.renew_task(lease, after(999)),
    "release": lambda store, lease: store.release_task(lease),
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


_FATES: dict[str, Deed] = {
    "taken over": lambda store, _lease: store.claim_task(after(60), LEASE, "t1"),
    "released": lambda store, lease: store.release_task(lease),
    "released and claimed": _release_and_claim,
    "completed": lambda store, lease: store.finish_task(lease, COMPLETED, NOW, sample_delivery()),
    "failed": lambda store, lease: store.finish_task(lease, FAILED, NOW),
    "removed": lambda store, _lease: store.remove_key("key-1"),
}


class LeaseContract(StorageDuties):
    """Fencing by token."""

    @pytest.mark.parametrize("fate", _FATES)
    @pytest.mark.parametrize("write", _WRITES)
    async def test_a_worker_that_lost_its_lease_changes_nothing(self, storage: Storage, write: str, fate: str) -> None:
        """Each write raises ``LeaseLost`` and leaves every row as it is."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent("retrieve"))
        await storage.finish_step(held.lease, "retrieve", b"[]", NOW, COST)
        await storage.begin_step(held.lease, sample_intent("plan"))
        await _FATES[fate](storage, held.lease)
        before = await everything(storage, "task-1")
        with pytest.raises(LeaseLost):
            await _WRITES[write](storage, held.lease)
        assert await everything(storage, "task-1") == before

    @pytest.mark.parametrize("write", _WRITES)
    async def test_an_unknown_task_is_held_by_nobody(self, storage: Storage, write: str) -> None:
        """A lease on a task that never was is a lost one."""
        await storage.add_key(sample_key())
        with pytest.raises(LeaseLost):
            await _WRITES[write](storage, Lease(holds="task-1", token="t0", until=NOW))

    async def test_the_new_holder_works_on(self, storage: Storage) -> None:
        """After a takeover the new lease is as good as the first was."""
        lost = await running_task(storage)
        await storage.begin_step(lost.lease, sample_intent())
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
