"""The contract suite of the storage port: bind it to an adapter by one subclass with one fixture.

class TestMyStorage(StorageContract):
    @pytest.fixture
    def open_storage(self, tmp_path, uptime) -> OpenStorage:
        return lambda: MyStorage(tmp_path / "rows", uptime=uptime)
"""

from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from pb_core.domain.billing import KeyChange
from pb_core.domain.questions.vision_probe import VisionRecord
from pb_core.domain.tasks import Lease
from pb_core.domain.webhooks import Attempt, ClaimedDelivery, DeliveryState
from pb_core.errors import LeaseLost
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.queue import QueueContract
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
    all_at_once,
    everything,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
)
from pb_core.testing.contracts.storage_keys import KeyStoreContract
from pb_core.testing.contracts.storage_spending import SpendingContract
from pb_core.testing.contracts.storage_steps import StepContract
from pb_core.testing.contracts.storage_tasks import AcceptContract, ListContract

_REFUSED = Attempt(number=1, at=NOW, status=503)
_ACCEPTED = Attempt(number=1, at=NOW, status=204)


async def _queue(storage: Storage, *seconds: float) -> None:
    await storage.add_key(sample_key(quota=None))
    for number, due in enumerate(seconds, start=1):
        held = await running_task(storage, f"task-{number}", key=False)
        await storage.finish_task(
            held.lease, COMPLETED, NOW, sample_delivery(f"delivery-{number}", f"task-{number}", due)
        )


async def _claim(storage: Storage, seconds: float = 0, number: int = 0) -> ClaimedDelivery:
    claimed = await storage.claim_delivery(after(seconds), LEASE, f"d{number}")
    assert claimed is not None
    return claimed


class DeliveryStoreContract(StoragePartContract):
    """The outbox."""

    async def test_a_claimed_delivery_comes_with_lease_and_secret(self, storage: Storage) -> None:
        """As it was stored, leased for the asked time, with its key's webhook secret."""
        await _queue(storage, 0)
        claimed = await _claim(storage)
        lease = Lease(holds="delivery-1", token="d0")
        assert claimed == ClaimedDelivery(delivery=sample_delivery(), lease=lease, secret="s3cret")

    async def test_the_secret_is_the_key_s_at_the_time_of_the_claim(self, storage: Storage) -> None:
        """Without a secret there is none to sign with."""
        await _queue(storage, 0)
        await storage.change_key("key-1", KeyChange(webhook_secret=None), NOW)
        assert (await _claim(storage)).secret is None

    async def test_the_delivery_that_is_longest_due_goes_first(self, storage: Storage) -> None:
        """One that is not due yet is not claimed."""
        await _queue(storage, 5, 3, 3, 9)
        claims = [await storage.claim_delivery(after(5), LEASE, f"d{number}") for number in range(4)]
        assert [claim and claim.delivery.id for claim in claims] == ["delivery-2", "delivery-3", "delivery-1", None]

    async def test_two_claims_never_take_the_same_delivery(self, open_storage: OpenStorage) -> None:
        """Ten senders over two connections on six deliveries."""
        async with open_storage() as one, open_storage() as two:
            await _queue(one, *[0] * 6)
            claims = await all_at_once(
                *((one, two)[number % 2].claim_delivery(NOW, LEASE, f"d{number}") for number in range(10))
            )
        taken = [claim.delivery.id for claim in claims if isinstance(claim, ClaimedDelivery)]
        assert sorted(taken) == [f"delivery-{number}" for number in range(1, 7)]

    async def test_a_held_delivery_is_taken_over_once_its_lease_is_over(
        self, storage: Storage, open_storage: OpenStorage, uptime: Uptime
    ) -> None:
        """By another holder, when it is rescued; the sender that lost it cannot record its attempt."""
        await _queue(storage, 0)
        lost = await _claim(storage)
        async with open_storage() as other:
            uptime.advance(59)
            assert await other.rescue(after(59)) == 0
            assert await other.claim_delivery(after(59), LEASE, "d1") is None
            uptime.advance(1)
            assert await storage.rescue(after(60)) == 0
            assert await other.rescue(after(60)) == 1
            held = await _claim(other, 60, 1)
        before = await everything(storage, "task-1")
        with pytest.raises(LeaseLost):
            await storage.record_attempt(lost.lease, _ACCEPTED, None)
        assert await everything(storage, "task-1") == before
        assert (await storage.record_attempt(held.lease, _ACCEPTED, None)).state is DeliveryState.DELIVERED

    async def test_an_expired_lease_that_nobody_took_over_is_valid(self, storage: Storage, uptime: Uptime) -> None:
        """Only the token decides."""
        await _queue(storage, 0)
        claimed = await _claim(storage)
        uptime.advance(5000)
        late = Attempt(number=1, at=after(5000), status=200)
        assert (await storage.record_attempt(claimed.lease, late, None)).state is DeliveryState.DELIVERED

    @pytest.mark.parametrize("next_at", [None, after(5)])
    async def test_a_delivered_delivery_is_over(self, storage: Storage, next_at: object) -> None:
        """Whatever time was proposed for a next try; its lease is gone and nobody claims it again."""
        await _queue(storage, 0)
        claimed = await _claim(storage)
        delivery = await storage.record_attempt(claimed.lease, _ACCEPTED, next_at)  # type: ignore[arg-type]  # parametrised
        assert delivery == replace(sample_delivery(), state=DeliveryState.DELIVERED, attempts=(_ACCEPTED,))
        assert await storage.deliveries("task-1") == (delivery,)
        assert await storage.claim_delivery(after(9999), LEASE, "d1") is None
        with pytest.raises(LeaseLost):
            await storage.record_attempt(claimed.lease, _ACCEPTED, None)

    async def test_a_refused_delivery_is_pending_until_its_next_try(self, storage: Storage) -> None:
        """Every attempt is kept, and the lease is dropped."""
        await _queue(storage, 0)
        attempts: tuple[Attempt, ...] = ()
        for number, (at, next_at) in enumerate([(0, 5), (5, 20), (20, 80)], start=1):
            claimed = await _claim(storage, at, number)
            attempt = Attempt(number=number, at=after(at), error="The connection was refused.")
            attempts = (*attempts, attempt)
            delivery = await storage.record_attempt(claimed.lease, attempt, after(next_at))
            assert (delivery.state, delivery.next_at) == (DeliveryState.PENDING, after(next_at))
            assert delivery.attempts == attempts
            assert await storage.claim_delivery(after(next_at - 1), LEASE, "early") is None
        assert await storage.deliveries("task-1") == (delivery,)

    async def test_a_delivery_without_a_next_try_has_failed(self, storage: Storage) -> None:
        """For good."""
        await _queue(storage, 0)
        claimed = await _claim(storage)
        delivery = await storage.record_attempt(claimed.lease, _REFUSED, None)
        assert delivery == replace(sample_delivery(), state=DeliveryState.FAILED, attempts=(_REFUSED,))
        assert await storage.claim_delivery(after(9999), LEASE, "d1") is None

    async def test_a_released_delivery_is_due_as_it_was(self, storage: Storage) -> None:
        """No attempt is counted; who gave it back cannot record one."""
        await _queue(storage, 0)
        claimed = await _claim(storage)
        await storage.release_delivery(claimed.lease)
        for write in (storage.release_delivery(claimed.lease), storage.record_attempt(claimed.lease, _ACCEPTED, None)):
            with pytest.raises(LeaseLost):
                await write
        assert (await _claim(storage, number=1)).delivery == sample_delivery()

    async def test_a_delivery_whose_key_is_removed_is_lost(self, storage: Storage) -> None:
        """Its sender cannot record anything."""
        await _queue(storage, 0)
        claimed = await _claim(storage)
        await storage.remove_key("key-1")
        with pytest.raises(LeaseLost):
            await storage.record_attempt(claimed.lease, _ACCEPTED, None)
        assert await storage.deliveries("task-1") == ()

    async def test_deliveries_outlive_closing(self, open_storage: OpenStorage) -> None:
        """With their attempts and their leases."""
        async with open_storage() as storage:
            await _queue(storage, 0, 0)
            first = await _claim(storage)
            refused = await storage.record_attempt(first.lease, _REFUSED, after(5))
            held = await _claim(storage, number=1)
        async with open_storage() as storage:
            assert await storage.deliveries("task-1") == (refused,)
            assert await storage.claim_delivery(NOW, LEASE, "d2") is None
            await storage.record_attempt(held.lease, _ACCEPTED, None)
            assert (await _claim(storage, 5, 3)).delivery == refused


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
    VisionStoreContract,
):
    """Every duty of ``pb_core.ports.storage``."""
