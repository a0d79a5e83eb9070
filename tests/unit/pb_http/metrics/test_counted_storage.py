import pytest

from pb_core.domain.webhooks import Attempt
from pb_core.errors import LeaseLost
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    FAILED,
    LEASE,
    NOW,
    after,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)
from pb_core.testing.memory.storage import MemoryStorage
from pb_http.metrics.counted_storage import counted
from pb_http.metrics.observations import Observations


@pytest.fixture
def seen() -> Observations:
    return Observations()


@pytest.fixture
def store(seen: Observations) -> Storage:
    return counted(MemoryStorage(), seen)


async def test_tasks_are_counted_as_they_end_and_when_they_are_put_back(store: Storage, seen: Observations) -> None:
    held = await running_task(store)
    await store.put_back(held.lease, after(1), "The provider is away")
    again = await store.claim_task(after(2), LEASE, "t2")
    assert again is not None
    await store.finish_task(again.lease, FAILED, after(3))
    await store.accept(sample_task("task-2"))
    other = await store.claim_task(after(2), LEASE, "t3")
    assert other is not None
    await store.finish_task(other.lease, COMPLETED, after(3))

    assert seen.ended == {("methodology", "failed"): 1, ("methodology", "completed"): 1}
    assert (seen.put_back, seen.lease_losses, seen.bought_again) == (1, 0, 0)


async def test_a_lost_lease_is_counted_once_whoever_notices(store: Storage, seen: Observations) -> None:
    held = await running_task(store)
    await store.release_task(held.lease)
    for _ in range(2):
        with pytest.raises(LeaseLost):
            await store.renew_task(held.lease, LEASE)
        with pytest.raises(LeaseLost):
            await store.put_back(held.lease, after(120), "x")

    assert (seen.lease_losses, seen.put_back) == (1, 0)


async def test_a_call_whose_answer_is_unknown_is_counted_when_it_is_made_again(
    store: Storage, seen: Observations
) -> None:
    held = await running_task(store)
    await store.begin_step(held.lease, sample_intent())
    assert seen.bought_again == 0
    await store.begin_step(held.lease, sample_intent())
    await store.fail_step(held.lease, "plan", "no", NOW)
    await store.begin_step(held.lease, sample_intent())
    assert seen.bought_again == 1
    await store.submitted_step(held.lease, "plan", "job-1")
    await store.begin_step(held.lease, sample_intent())
    assert seen.bought_again == 1


async def test_tries_of_webhooks_are_counted_by_their_end(store: Storage, seen: Observations) -> None:
    held = await running_task(store)
    await store.finish_task(held.lease, COMPLETED, NOW, sample_delivery())
    for number, status in enumerate((503, 204), start=1):
        claimed = await store.claim_delivery(after(10 * number), LEASE, f"d{number}")
        assert claimed is not None
        await store.record_attempt(claimed.lease, Attempt(number=number, at=NOW, status=status), NOW)

    assert seen.tries == {False: 1, True: 1}


async def test_everything_else_is_the_stores_own(store: Storage) -> None:
    await store.add_key(sample_key())
    assert [key.id for key in await store.keys()] == ["key-1"]
    await store.aclose()
