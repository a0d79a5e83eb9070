"""The duties of ``KeyStore``."""

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from msgspec.structs import replace

from pb_core.domain.billing import ApiKey, EntryKind, KeyChange
from pb_core.domain.webhooks.rotation import RotationBegun, RotationEnded
from pb_core.errors import InvalidRequest, KeyUnknown, LeaseLost, NotFound, PaperBananaError
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    all_at_once,
    checked_ledger,
    delete_key,
    everything,
    running_task,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)


class KeyStoreContract(StoragePartContract):
    """Keys and ledger."""

    async def test_a_key_is_found_by_its_id_and_by_its_digest(self, storage: Storage) -> None:
        """Every field comes back as it was given."""
        key = sample_key(webhook_url="https://caller.example/hook", active=False, total_used=3)
        await storage.add_key(key)
        assert await storage.key(key.id) == key
        assert await storage.key_by_digest(key.digest) == key

    async def test_an_unknown_key_is_none(self, storage: Storage) -> None:
        """Looking up is no error."""
        assert await storage.key("key-1") is None
        assert await storage.key_by_digest("digest of key-1") is None
        assert (await storage.ledger("key-1"), await storage.usage("key-1"), await storage.keys()) == ((), (), ())

    async def test_keys_are_listed_oldest_first(self, storage: Storage) -> None:
        """The order is that of creation, then of insertion."""
        for key_id, seconds in (("b", 2), ("a", 2), ("c", 1)):
            await storage.add_key(sample_key(key_id, created_at=after(seconds)))
        assert [key.id for key in await storage.keys()] == ["c", "b", "a"]

    @pytest.mark.parametrize("quota", [0, 7, 2**53, None])
    async def test_a_new_key_books_its_grant(self, storage: Storage, quota: int | None) -> None:
        """``grant:{key_id}``, whose amount and balance are its quota."""
        await storage.add_key(sample_key(quota=quota))
        (entry,) = await checked_ledger(storage)
        assert (entry.kind, entry.fact) == (EntryKind.GRANT, "grant:key-1")
        assert (entry.amount, entry.balance, entry.created_at, entry.task_id) == (quota, quota, NOW, None)

    @pytest.mark.parametrize("twin", [sample_key(digest="another"), sample_key("key-2", digest="digest of key-1")])
    async def test_an_id_or_digest_is_given_once(self, storage: Storage, twin: ApiKey) -> None:
        """A second key with either is refused whole, its grant included."""
        await storage.add_key(sample_key())
        before = await everything(storage)
        with pytest.raises(PaperBananaError):
            await storage.add_key(twin)
        assert await everything(storage) == before

    async def test_a_change_replaces_the_given_fields_only(self, storage: Storage) -> None:
        """What is unset stays, ``None`` clears."""
        await storage.add_key(sample_key(webhook_url="https://caller.example/hook"))
        changed = await storage.change_key("key-1", KeyChange(active=False, webhook_secret=None), NOW)
        expected = sample_key(webhook_url="https://caller.example/hook", active=False, webhook_secret=None)
        assert changed == await storage.key("key-1") == expected
        assert len(await checked_ledger(storage)) == 1

    async def test_a_change_is_decided_on_the_key_as_it_is_and_may_refuse(self, storage: Storage) -> None:
        """What it raises is raised, and nothing is changed."""
        await storage.add_key(sample_key(webhook_secret="old"))
        rotating = await storage.change_key("key-1", RotationBegun(secret="new"), NOW)
        assert rotating == await storage.key("key-1") == sample_key(webhook_secret="old", next_webhook_secret="new")
        completed = await storage.change_key("key-1", RotationEnded(completed=True), NOW)
        assert completed == await storage.key("key-1") == sample_key(webhook_secret="new")
        before = await everything(storage)
        with pytest.raises(InvalidRequest):
            await storage.change_key("key-1", RotationEnded(completed=True), NOW)
        assert await everything(storage) == before

    @pytest.mark.parametrize(
        ("before", "now", "amount"), [(10, 25, 15), (10, 0, -10), (None, 5, None), (5, None, None)]
    )
    async def test_a_changed_remaining_quota_books_an_adjustment(
        self, storage: Storage, before: int | None, now: int | None, amount: int | None
    ) -> None:
        """The amount is the difference; without a number on either side it is ``None``."""
        await storage.add_key(sample_key(quota=before))
        key = await storage.change_key("key-1", KeyChange(quota_remaining=now, quota_total=now), after(9))
        assert (key.quota_remaining, key.quota_total, key.total_used) == (now, now, 0)
        entry = (await checked_ledger(storage))[-1]
        assert (entry.kind, entry.amount, entry.balance) == (EntryKind.ADJUST, amount, now)
        assert entry.created_at == after(9)

    async def test_a_remaining_quota_set_to_what_it_is_books_nothing(self, storage: Storage) -> None:
        """An adjustment is a change."""
        await storage.add_key(sample_key(quota=4))
        await storage.change_key("key-1", KeyChange(quota_remaining=4, quota_total=40), NOW)
        assert len(await checked_ledger(storage)) == 1

    async def test_every_adjustment_is_a_fact_of_its_own(self, storage: Storage) -> None:
        """The same change made again later is booked again."""
        await storage.add_key(sample_key(quota=4))
        for quota in (5, 4, 5, 4):
            await storage.change_key("key-1", KeyChange(quota_remaining=quota), NOW)
        assert [entry.amount for entry in await checked_ledger(storage)] == [4, 1, -1, 1, -1]

    async def test_a_balance_below_zero_is_refused_whole(self, storage: Storage) -> None:
        """The other fields of such a change are not applied either."""
        await storage.add_key(sample_key())
        before = await everything(storage)
        with pytest.raises(PaperBananaError):
            await storage.change_key("key-1", KeyChange(quota_remaining=-1, active=False), NOW)
        with pytest.raises(PaperBananaError):
            await storage.add_key(sample_key("key-2", quota=-1))
        assert await everything(storage) == before

    async def test_changing_or_removing_an_unknown_key_is_not_found(self, storage: Storage) -> None:
        """``NotFound``, and no entry without a key."""
        with pytest.raises(NotFound):
            await storage.change_key("key-1", KeyChange(quota_remaining=1), NOW)
        with pytest.raises(NotFound):
            await storage.remove_key("key-1")
        assert await storage.ledger("key-1") == ()

    async def test_charges_made_during_adjustments_are_never_lost(self, open_storage: OpenStorage) -> None:
        """The adjusted amount is taken against the balance in the same transaction, over two connections.

        In whatever order: the quotas are further apart than there are charges, so each one is another balance.
        """
        async with open_storage() as one, open_storage() as two:
            await one.add_key(sample_key(quota=1000))
            await all_at_once(
                *(one.accept(sample_task(f"one-{n}")) for n in range(20)),
                *(two.change_key("key-1", KeyChange(quota_remaining=500 + 50 * n), NOW) for n in range(5)),
                *(two.accept(sample_task(f"two-{n}")) for n in range(20)),
                *(one.change_key("key-1", KeyChange(quota_remaining=2000 + 50 * n), NOW) for n in range(5)),
            )
            entries, key = await checked_ledger(two), await one.key("key-1")
        kinds = [entry.kind for entry in entries]
        assert (kinds.count(EntryKind.CHARGE), kinds.count(EntryKind.ADJUST)) == (40, 10)
        assert key is not None
        assert key.total_used == 40
        assert key.quota_remaining == sum(entry.amount or 0 for entry in entries)

    async def test_removing_a_key_removes_all_that_is_its_own(self, storage: Storage) -> None:
        """Ledger, usage log, tasks, steps and deliveries go; another key's rows stay."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.finish_task(held.lease, COMPLETED, NOW, sample_delivery())
        await storage.add_key(sample_key("key-2"))
        await storage.accept(sample_task("task-2", "key-2"))
        kept = (await storage.ledger("key-2"), await storage.usage("key-2"), await storage.task("task-2"))
        await delete_key(storage, "key-1")
        assert await storage.key("key-1") is None
        assert await storage.key_by_digest("digest of key-1") is None
        assert await storage.task("task-1") is None
        assert await storage.claim_delivery(after(999), LEASE, "t9") is None
        assert (await storage.ledger("key-1"), await storage.usage("key-1")) == ((), ())
        assert (await storage.steps("task-1"), await storage.deliveries("task-1")) == ((), ())
        assert (await storage.ledger("key-2"), await storage.usage("key-2"), await storage.task("task-2")) == kept
        assert [key.id for key in await storage.keys()] == ["key-2"]

    async def test_a_removed_key_is_gone_before_its_rows_are(self, storage: Storage) -> None:
        """Nothing is charged to it, worked on or sent for it; other keys go on."""
        held = await running_task(storage)
        await storage.finish_task(held.lease, COMPLETED, NOW, sample_delivery())
        await storage.accept(sample_task("task-2"))
        running = await storage.claim_task(NOW, LEASE, "t2")
        assert running is not None
        await storage.accept(sample_task("task-3"))
        await storage.remove_key("key-1")
        assert (await storage.key("key-1"), await storage.keys()) == (None, ())
        assert await storage.key_by_digest("digest of key-1") is None
        with pytest.raises(KeyUnknown):
            await storage.accept(sample_task("task-4"))
        with pytest.raises(LeaseLost):
            await storage.begin_step(running.lease, sample_intent())
        for refused in (storage.remove_key("key-1"), storage.change_key("key-1", KeyChange(active=True), NOW)):
            with pytest.raises(NotFound):
                await refused
        await storage.rescue(after(999))
        assert await storage.claim_task(after(999), LEASE, "t3") is None
        assert await storage.claim_overdue(after(999), LEASE, "t3", timedelta()) is None
        assert await storage.claim_delivery(after(999), LEASE, "d1") is None

    async def test_what_is_left_of_removed_keys_is_known_until_it_is_gone(self, open_storage: OpenStorage) -> None:
        """So that another program goes on where one has stopped; a key that is there is not cleared."""
        async with open_storage() as storage:
            for number in range(3):
                await storage.add_key(sample_key(f"key-{number}"))
                await storage.accept(sample_task(f"task-{number}", f"key-{number}"))
            await storage.remove_key("key-2")
            await storage.remove_key("key-1")
            kept = await everything(storage, "task-0")
        async with open_storage() as storage:
            assert sorted(await storage.removed_keys()) == ["key-1", "key-2"]
            await storage.clear_key("key-1")
            for key_id in ("key-1", "key-2"):
                while await storage.clear_key(key_id):
                    pass
                await storage.forget_key(key_id)
                await storage.forget_key(key_id)
            assert await storage.removed_keys() == ()
            assert not await storage.clear_key("key-0")
            await storage.forget_key("key-0")
            assert await everything(storage, "task-0") == kept

    async def test_the_usage_log_is_newest_first_and_counts_over_all_keys(self, storage: Storage) -> None:
        """One line per accepted task; ids count up from 1, whoever's task it is."""
        await storage.add_key(sample_key())
        await storage.add_key(sample_key("key-2"))
        for number, key_id in enumerate(("key-1", "key-2", "key-1", "key-1"), start=1):
            await storage.accept(sample_task(f"task-{number}", key_id, seconds=number))
        lines = await storage.usage("key-1")
        assert [(line.id, line.task_id) for line in lines] == [(4, "task-4"), (3, "task-3"), (1, "task-1")]
        assert [line.created_at for line in lines] == [after(4), after(3), after(1)]
        assert {line.endpoint for line in lines} == {"/api/generate"}
        assert [line.id for line in await storage.usage("key-1", limit=2)] == [4, 3]
        assert [line.id for line in await storage.usage("key-2")] == [2]

    async def test_a_usage_id_is_never_given_again(self, storage: Storage) -> None:
        """Ids go on counting when the newest lines went with their key."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        await delete_key(storage, "key-1")
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        assert [line.id for line in await storage.usage("key-1")] == [2]

    async def test_a_key_is_found_as_it_is_now(self, open_storage: OpenStorage) -> None:
        """Whoever changed or removed it, and however often it was asked for before."""
        async with open_storage() as storage, open_storage() as other:
            await storage.add_key(key := sample_key(quota=5))
            for writing in (storage, other):
                for active in (False, True):
                    assert await storage.key_by_digest(key.digest) == key
                    key = await writing.change_key(key.id, KeyChange(active=active), NOW)
                    assert await storage.key_by_digest(key.digest) == key
                await writing.accept(sample_task(f"of {writing}"))
                key = replace(key, quota_remaining=(key.quota_remaining or 0) - 1, total_used=key.total_used + 1)
                assert await storage.key_by_digest(key.digest) == key
            await other.remove_key(key.id)
            assert await storage.key_by_digest(key.digest) is None

    async def test_keys_outlive_closing(self, open_storage: OpenStorage) -> None:
        """What was acknowledged is there when the location is opened again."""
        async with open_storage() as storage:
            await storage.add_key(sample_key())
            await storage.change_key("key-1", KeyChange(quota_remaining=3), NOW)
            before = await everything(storage)
        async with open_storage() as storage:
            assert await everything(storage) == before

    async def test_closing_twice_is_fine_and_a_closed_store_refuses(self, open_storage: OpenStorage) -> None:
        """``aclose`` is idempotent; a call after it fails loudly."""
        async with AsyncExitStack() as stack:
            storage = await stack.enter_async_context(open_storage())
            await storage.aclose()
            await storage.aclose()
            with pytest.raises(PaperBananaError):
                await storage.add_key(sample_key())
            with pytest.raises(PaperBananaError):
                await storage.keys()
