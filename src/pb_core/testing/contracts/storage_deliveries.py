"""The duties of ``DeliveryStore``."""

import pytest
from msgspec.structs import replace

from pb_core.domain.billing import KeyChange
from pb_core.domain.tasks import Lease
from pb_core.domain.webhooks import KEPT_ATTEMPTS, Attempt, ClaimedDelivery, DeliveryState
from pb_core.domain.webhooks.receivers import Share
from pb_core.domain.webhooks.rotation import RotationBegun, RotationEnded
from pb_core.errors import LeaseLost, NotFound
from pb_core.ports.storage import ALL, Storage
from pb_core.testing.contracts.storage_base import (
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    Uptime,
    after,
    all_at_once,
    delete_key,
    everything,
    queue_delivery,
    sample_delivery,
    sample_key,
)

SLOW, OTHER = "https://slow.example/hook", "https://other.example/hook"

_REFUSED = Attempt(number=1, at=NOW, status=503)
_ACCEPTED = Attempt(number=1, at=NOW, status=204)


async def _queue(storage: Storage, *seconds: float) -> None:
    await storage.add_key(sample_key(quota=None))
    for number, due in enumerate(seconds, start=1):
        await queue_delivery(storage, sample_delivery(f"delivery-{number}", f"task-{number}", due))


async def _queue_for(storage: Storage, *urls: str, key_id: str = "key-1") -> list[str]:
    """Queue a delivery to each URL, in the order in which they are due; their ids."""
    names = [f"delivery-{key_id}-{number}" for number in range(len(urls))]
    for number, (name, url) in enumerate(zip(names, urls, strict=True)):
        await queue_delivery(storage, sample_delivery(name, f"task of {name}", number / 10, key_id, url))
    return names


async def _claims(storage: Storage, count: int, share: Share = ALL, seconds: float = 5) -> list[str]:
    """The deliveries that so many claims take one after the other."""
    claims = [await storage.claim_delivery(after(seconds), LEASE, f"c{n}-{seconds}", share) for n in range(count)]
    return [claim.delivery.id for claim in claims if claim is not None]


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

    async def test_a_claim_comes_with_both_secrets_while_one_is_rotated(self, storage: Storage) -> None:
        """And with the one that is left once that is over."""
        await _queue(storage, 0)
        await storage.change_key("key-1", RotationBegun(secret="n3w"), NOW)
        claimed = await _claim(storage)
        assert (claimed.secret, claimed.next_secret, claimed.secrets) == ("s3cret", "n3w", ("s3cret", "n3w"))
        await storage.release_delivery(claimed.lease)
        await storage.change_key("key-1", RotationEnded(completed=True), NOW)
        claimed = await _claim(storage, number=1)
        assert (claimed.secret, claimed.next_secret, claimed.secrets) == ("n3w", None, ("n3w",))

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
        await delete_key(storage, "key-1")
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

    async def test_a_receiver_has_at_most_its_share_under_way(self, open_storage: OpenStorage) -> None:
        """Whoever sends; what is due later at another receiver goes first then, and a place given back is taken."""
        share = Share(per_receiver=2)
        async with open_storage() as one, open_storage() as two:
            first, second, third, other = await _queue_for(one, SLOW, f"{SLOW}/2", f"{SLOW}?3", OTHER)
            held = await one.claim_delivery(after(5), LEASE, "d0", share)
            assert held is not None
            assert held.delivery.id == first
            assert await _claims(two, 3, share) == [second, other]
            await one.release_delivery(held.lease)
            assert await _claims(one, 2, share, 6) == [first]
            assert await _claims(one, 2, seconds=7) == [third]

    async def test_the_same_receiver_of_another_key_has_a_share_of_its_own(self, storage: Storage) -> None:
        """Whose webhooks it keeps waiting concerns that key alone."""
        mine = await _queue_for(storage, SLOW, SLOW)
        others = await _queue_for(storage, SLOW, key_id="key-2")
        assert sorted(await _claims(storage, 4, Share(per_receiver=1))) == sorted([mine[0], others[0]])

    async def test_a_key_has_at_most_its_share_under_way(self, storage: Storage) -> None:
        """However many receivers it names."""
        mine = await _queue_for(storage, *(f"https://{n}.example/" for n in range(4)))
        (other,) = await _queue_for(storage, SLOW, key_id="key-2")
        assert sorted(await _claims(storage, 9, Share(per_key=3))) == sorted([*mine[:3], other])

    async def test_a_receiver_that_rests_is_left_alone_and_no_other(self, open_storage: OpenStorage) -> None:
        """Until its rest is over, also for who opens the store later."""
        async with open_storage() as storage:
            mine = await _queue_for(storage, SLOW, SLOW, OTHER)
            (others,) = await _queue_for(storage, SLOW, key_id="key-2")
            failed = await storage.claim_delivery(after(0), LEASE, "d0")
            assert failed is not None
            await storage.record_attempt(failed.lease, _REFUSED, after(5), rest_until=after(30))
        async with open_storage() as storage:
            assert sorted(await _claims(storage, 4, seconds=29)) == sorted([mine[2], others])
            assert await _claims(storage, 3, seconds=30) == [mine[1], mine[0]]

    async def test_the_longest_rest_counts_and_an_answer_ends_it(self, storage: Storage) -> None:
        """Several tries under way at once may each ask for a rest."""
        await _queue_for(storage, *[SLOW] * 4)
        claims = [await storage.claim_delivery(after(1), LEASE, f"d{n}") for n in range(3)]
        leases = [claim.lease for claim in claims if claim is not None]
        await storage.record_attempt(leases[0], _REFUSED, after(5), rest_until=after(60))
        await storage.record_attempt(leases[1], _REFUSED, after(5), rest_until=after(30))
        assert await _claims(storage, 1, seconds=59) == []
        await storage.record_attempt(leases[2], _ACCEPTED, None)
        assert len(await _claims(storage, 4, seconds=59)) == 3

    async def test_a_rest_is_over_once_nothing_is_pending(self, storage: Storage) -> None:
        """The next webhook to this receiver is tried when it is due."""
        await _queue_for(storage, SLOW)
        given_up = await storage.claim_delivery(after(1), LEASE, "d0")
        assert given_up is not None
        await storage.record_attempt(given_up.lease, _REFUSED, None, rest_until=after(60))
        await queue_delivery(storage, sample_delivery("next", "next task", 2, url=SLOW))
        assert await _claims(storage, 2, seconds=3) == ["next"]

    @pytest.mark.parametrize("attempt", [_REFUSED, _ACCEPTED])
    async def test_a_delivery_that_is_over_can_be_asked_for_again(self, storage: Storage, attempt: Attempt) -> None:
        """It is due then, as it was, with its attempts; the next attempt counts on."""
        await _queue(storage, 0)
        over = await storage.record_attempt((await _claim(storage)).lease, attempt, None)
        again = await storage.redeliver("delivery-1", after(100))
        assert again == replace(over, state=DeliveryState.PENDING, next_at=after(100), tries_before=1)
        assert await storage.delivery("delivery-1") == again
        assert await storage.claim_delivery(after(99), LEASE, "early") is None
        claimed = await _claim(storage, 100, 1)
        assert claimed.delivery == again
        ended = await storage.record_attempt(claimed.lease, replace(_ACCEPTED, number=2), None)
        assert (ended.state, ended.attempts) == (DeliveryState.DELIVERED, (attempt, replace(_ACCEPTED, number=2)))

    async def test_a_delivery_that_waits_is_sent_at_once_when_it_is_asked_for_again(self, storage: Storage) -> None:
        """Although its receiver was to rest."""
        await _queue(storage, 0)
        await storage.record_attempt((await _claim(storage)).lease, _REFUSED, after(500), after(60))
        await storage.redeliver("delivery-1", after(1))
        assert (await _claim(storage, 1, 1)).delivery.tries_before == 1

    async def test_a_delivery_under_way_is_not_begun_again(self, storage: Storage) -> None:
        """Whoever sends it can record its attempt."""
        await _queue(storage, 0)
        claimed = await _claim(storage)
        assert await storage.redeliver("delivery-1", after(1)) == sample_delivery()
        assert await storage.claim_delivery(after(9), LEASE, "d1") is None
        await storage.record_attempt(claimed.lease, _ACCEPTED, None)

    async def test_an_unknown_delivery_is_none_and_cannot_be_asked_for_again(self, storage: Storage) -> None:
        """``NotFound``."""
        assert await storage.delivery("delivery-1") is None
        with pytest.raises(NotFound):
            await storage.redeliver("delivery-1", NOW)

    async def test_a_delivery_of_a_removed_key_is_there_no_more(self, storage: Storage) -> None:
        """Nor can it be asked for again, though its row may go later."""
        await _queue(storage, 0)
        await storage.remove_key("key-1")
        assert (await storage.delivery("delivery-1"), await storage.deliveries("task-1")) == (None, ())
        with pytest.raises(NotFound):
            await storage.redeliver("delivery-1", NOW)

    async def test_a_delivery_keeps_its_last_attempts_only(self, storage: Storage) -> None:
        """Their numbers count on."""
        await _queue(storage, 0)
        for number in range(1, KEPT_ATTEMPTS + 3):
            claimed = await _claim(storage, number, number)
            assert claimed.delivery.tries == number - 1
            delivery = await storage.record_attempt(claimed.lease, replace(_REFUSED, number=number), after(number))
        assert [attempt.number for attempt in delivery.attempts] == list(range(3, KEPT_ATTEMPTS + 3))
