"""The duties of ``TaskStore`` and ``KeyStore`` that concern money."""

from datetime import timedelta

import pytest

from pb_core.domain.billing import Caps, Reservation, SeenCall, Spent, Usage
from pb_core.domain.steps import StepState
from pb_core.domain.tasks import Lease
from pb_core.errors import Billed, CapBusy, CapReached
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    FAILED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    all_at_once,
    delete_key,
    everything,
    running_task,
    sample_intent,
    sample_key,
    sample_task,
)

TODAY, TOMORROW = NOW.date(), (NOW + timedelta(days=1)).date()
DAY = 86_400


async def _begin(storage: Storage, lease: Lease, name: str = "plan", *, seconds: float = 0) -> None:
    await storage.begin_step(lease, sample_intent(name, estimate=100, seconds=seconds))


async def _amounts(storage: Storage) -> tuple[int, int]:
    """Settled and reserved; the key's, the server's and today's are the same here."""
    spent = await storage.spent("key-1")
    assert spent == await storage.spent("key-1", TODAY) == await storage.spent() == await storage.spent(day=TODAY)
    return spent.settled_micros, spent.reserved_micros


async def _tasks(storage: Storage, *key_ids: str) -> list[Lease]:
    leases = []
    for number, key_id in enumerate(key_ids):
        if await storage.key(key_id) is None:
            await storage.add_key(sample_key(key_id, None))
        await storage.accept(sample_task(f"task-{number}", key_id, seconds=number))
        claimed = await storage.claim_task(NOW, LEASE, f"t{number}")
        assert claimed is not None
        leases.append(claimed.lease)
    return leases


class SpendingContract(StoragePartContract):
    """Reserved before a call, settled after it, never past a cap."""

    async def test_nothing_is_spent_at_first(self, storage: Storage) -> None:
        """Nor is anything for a key that is not there, nor by free calls."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.finish_step(held.lease, "plan", b"1", NOW, Usage())
        assert await _amounts(storage) == (0, 0)
        assert await storage.spent("key-9") == Spent()

    async def test_a_call_reserves_what_it_may_cost(self, storage: Storage) -> None:
        """On the day on which its step begins."""
        held = await running_task(storage)
        step = await storage.begin_step(held.lease, sample_intent(estimate=100))
        assert (step.reservation, step.booked_micros) == (Reservation(micros=100, day=TODAY), 0)
        assert await storage.steps("task-1") == (step,)
        assert await _amounts(storage) == (0, 100)

    @pytest.mark.parametrize("cost", [0, 30, 130])
    async def test_a_finished_call_costs_what_it_reports(self, storage: Storage, cost: int) -> None:
        """Less than reserved, nothing, or more."""
        held = await running_task(storage)
        await _begin(storage, held.lease)
        usage = Usage(cost_micros=cost, cost_source="reported")
        step = await storage.finish_step(held.lease, "plan", b"1", NOW, usage)
        assert (step.reservation, step.booked_micros, step.usage) == (None, cost, usage)
        assert await _amounts(storage) == (cost, 0)

    async def test_a_cost_that_nobody_reports_is_what_was_reserved(self, storage: Storage) -> None:
        """And the record says that it is an estimate."""
        held = await running_task(storage)
        await _begin(storage, held.lease)
        step = await storage.finish_step(held.lease, "plan", b"1", NOW, Usage(input_tokens=7))
        assert step.usage == Usage(input_tokens=7, cost_micros=100, cost_source="estimate")
        assert await _amounts(storage) == (100, 0)

    async def test_a_reported_cost_counts_without_a_reservation(self, storage: Storage) -> None:
        """An engine that cannot say beforehand what it costs is held to account afterwards."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.finish_step(held.lease, "plan", b"1", NOW, Usage(cost_micros=30))
        assert await _amounts(storage) == (30, 0)

    @pytest.mark.parametrize(("billed", "cost"), [(Billed.NO, 0), (Billed.YES, 100), (Billed.UNKNOWN, 100)])
    async def test_a_failed_call_costs_nothing_only_when_that_is_certain(
        self, storage: Storage, billed: Billed, cost: int
    ) -> None:
        """Else it costs what was reserved."""
        held = await running_task(storage)
        await _begin(storage, held.lease)
        await storage.fail_step(held.lease, "plan", "Broken.", NOW, billed)
        (step,) = await storage.steps("task-1")
        assert (step.reservation, step.booked_micros, step.usage.cost_micros) == (None, cost, cost or None)
        assert await _amounts(storage) == (cost, 0)
        await _begin(storage, held.lease)
        assert await _amounts(storage) == (cost, 100)

    async def test_an_abandoned_call_counts_as_paid(self, storage: Storage) -> None:
        """And the next attempt reserves anew."""
        held = await running_task(storage)
        for lost in range(3):
            await _begin(storage, held.lease)
            assert await _amounts(storage) == (100 * lost, 100)
        step = await storage.finish_step(held.lease, "plan", b"1", NOW, Usage(cost_micros=30))
        assert (step.abandoned, step.booked_micros) == (2, 230)
        assert await _amounts(storage) == (230, 0)

    async def test_a_job_that_is_polled_again_is_paid_once(self, storage: Storage) -> None:
        """Its reservation stays, with the day it was made on, and no cap stops the poll."""
        held = await running_task(storage)
        await _begin(storage, held.lease)
        await storage.submitted_step(held.lease, "plan", "job-7")
        again = await storage.begin_step(
            held.lease, sample_intent(estimate=100, seconds=DAY), Caps(task_micros=100, day_micros=0)
        )
        assert again.reservation == Reservation(micros=100, day=TODAY)
        assert await _amounts(storage) == (0, 100)
        await storage.finish_step(held.lease, "plan", b"1", after(DAY), Usage(cost_micros=30))
        assert await _amounts(storage) == (30, 0)

    async def test_a_call_counts_for_the_day_on_which_it_began(self, storage: Storage) -> None:
        """Whenever it ends; the next attempt counts for its own day."""
        held = await running_task(storage)
        await _begin(storage, held.lease)
        await _begin(storage, held.lease, seconds=DAY)
        await storage.finish_step(held.lease, "plan", b"1", after(2 * DAY), Usage(cost_micros=30))
        for key_id in ("key-1", None):
            days = [await storage.spent(key_id, day) for day in (TODAY, TOMORROW, None)]
            assert [day.settled_micros for day in days] == [100, 30, 130]
            assert [day.reserved_micros for day in days] == [0, 0, 0]

    @pytest.mark.parametrize("outcome", [COMPLETED, FAILED])
    async def test_what_a_finished_task_had_reserved_is_spent(self, storage: Storage, outcome: object) -> None:
        """Nobody is left to settle it."""
        held = await running_task(storage)
        await _begin(storage, held.lease)
        await _begin(storage, held.lease, "style")
        await storage.finish_step(held.lease, "style", b"1", NOW, Usage(cost_micros=30))
        await storage.finish_task(held.lease, outcome, NOW)  # type: ignore[arg-type]  # parametrised
        assert await _amounts(storage) == (130, 0)
        steps = {step.name: step for step in await storage.steps("task-1")}
        assert (steps["plan"].state, steps["plan"].reservation) == (StepState.STARTED, None)
        assert (steps["plan"].booked_micros, steps["style"].booked_micros) == (100, 30)

    async def test_a_released_task_keeps_its_reservations(self, storage: Storage) -> None:
        """Its calls may be found again by their job ids."""
        held = await running_task(storage)
        await _begin(storage, held.lease)
        await storage.release_task(held.lease)
        assert await _amounts(storage) == (0, 100)

    async def test_a_removed_key_leaves_its_amounts_to_the_server(self, storage: Storage) -> None:
        """What was spent stays spent, so that removing a key makes no room under a cap."""
        held = await running_task(storage)
        await _begin(storage, held.lease)
        await _begin(storage, held.lease, "style")
        await storage.finish_step(held.lease, "style", b"1", NOW, Usage(cost_micros=30))
        await delete_key(storage, "key-1")
        assert await storage.spent("key-1") == Spent()
        assert await storage.spent() == await storage.spent(day=TODAY) == Spent(settled_micros=130)

    @pytest.mark.parametrize(
        ("caps", "words"),
        [
            (Caps(task_micros=150), "$0.00015 for this task: $0.0001 are spent and $0.00 reserved"),
            (Caps(key_day_micros=250), "for this API key and day: $0.0001 are spent and $0.0001 reserved"),
            (Caps(day_micros=350), "for all tasks of this server and day: $0.0001 are spent and $0.0002 reserved"),
        ],
    )
    async def test_a_call_that_could_pass_a_cap_is_not_begun(self, storage: Storage, caps: Caps, words: str) -> None:
        """Nothing changes; a call that just fits is begun, and a free one always is."""
        mine, twin, other = await _tasks(storage, "key-1", "key-1", "key-2")
        await _begin(storage, mine)
        await storage.finish_step(mine, "plan", b"1", NOW, Usage())
        await _begin(storage, twin)
        await _begin(storage, other)
        before = await everything(storage, "task-0", "task-1", "task-2")
        with pytest.raises(CapReached) as refused:
            await storage.begin_step(mine, sample_intent("style", estimate=100), caps)
        assert words in str(refused.value)
        assert await everything(storage, "task-0", "task-1", "task-2") == before
        await storage.begin_step(mine, sample_intent("style", estimate=50), caps)
        await storage.begin_step(mine, sample_intent("free"), caps)

    async def test_a_cap_is_busy_while_only_reservations_stand_in_the_way(self, storage: Storage) -> None:
        """They may turn out to be more than their calls cost; what is spent does not change any more."""
        mine, other = await _tasks(storage, "key-1", "key-2")
        caps = Caps(day_micros=150)
        await storage.begin_step(other, sample_intent(estimate=100), caps)
        with pytest.raises(CapBusy):
            await storage.begin_step(mine, sample_intent(estimate=100), caps)
        await storage.finish_step(other, "plan", b"1", NOW, Usage(cost_micros=50))
        await storage.begin_step(mine, sample_intent(estimate=100), caps)
        await storage.finish_step(mine, "plan", b"1", NOW, Usage(cost_micros=60))
        with pytest.raises(CapReached) as refused:
            await storage.begin_step(mine, sample_intent("style", estimate=100), caps)
        assert not isinstance(refused.value, CapBusy)

    async def test_ones_own_lost_attempt_is_spent_and_nothing_to_wait_for(self, storage: Storage) -> None:
        """It is booked by the attempt that follows it, if that is begun."""
        held = await running_task(storage)
        caps = Caps(day_micros=150)
        await storage.begin_step(held.lease, sample_intent(estimate=100), caps)
        with pytest.raises(CapReached) as refused:
            await storage.begin_step(held.lease, sample_intent(estimate=100), caps)
        assert not isinstance(refused.value, CapBusy)

    async def test_what_calls_cost_and_take_is_told_by_engine_and_role(self, storage: Storage) -> None:
        """The newest first, with what was reserved and what they could have cost; rounds are one role."""
        held = await running_task(storage)
        names = ("round/1/draw", "plan", "round/2/draw", "round/3/draw")
        for number, name in enumerate(names):
            await storage.begin_step(held.lease, sample_intent(name, estimate=20 + number, most=80 + number))
            await storage.finish_step(held.lease, name, b"1", after(number + 0.25), Usage(cost_micros=10 + number))
        seen = [
            SeenCall(most_micros=80 + n, reserved_micros=20 + n, cost_micros=10 + n, seconds=n + 0.25)
            for n in (3, 2, 0)
        ]
        assert await storage.calls_seen("offline/rules-1", "round/draw") == tuple(seen)
        assert await storage.calls_seen("offline/rules-1", "round/draw", 2) == tuple(seen[:2])
        assert await storage.calls_seen("offline/rules-1", "style") == ()
        assert await storage.calls_seen("gemini/other", "plan") == ()

    async def test_only_finished_calls_are_seen(self, storage: Storage) -> None:
        """A free one costs nothing, and one whose cost nobody reports its upper bound."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent("1/draw", estimate=1, most=9))
        await storage.fail_step(held.lease, "1/draw", "Broken.", NOW)
        await storage.begin_step(held.lease, sample_intent("2/draw", estimate=1, most=9))
        assert await storage.calls_seen("offline/rules-1", "draw") == ()
        step = await storage.finish_step(held.lease, "2/draw", b"1", NOW, Usage())
        assert step.usage == Usage(cost_micros=9, cost_source="estimate")
        await storage.begin_step(held.lease, sample_intent("3/draw"))
        await storage.finish_step(held.lease, "3/draw", b"1", after(1), Usage())
        assert await storage.calls_seen("offline/rules-1", "draw") == (
            SeenCall(most_micros=0, reserved_micros=0, cost_micros=0, seconds=1),
            SeenCall(most_micros=9, reserved_micros=1, cost_micros=9),
        )

    async def test_a_new_day_has_new_room(self, storage: Storage) -> None:
        """For keys and server; a task's cap is for its whole life."""
        held = await running_task(storage)
        caps = Caps(key_day_micros=100, day_micros=100)
        await storage.begin_step(held.lease, sample_intent(estimate=100), caps)
        with pytest.raises(CapReached):
            await storage.begin_step(held.lease, sample_intent("style", estimate=1, seconds=43_199), caps)
        await storage.begin_step(held.lease, sample_intent("style", estimate=100, seconds=43_200), caps)
        with pytest.raises(CapReached):
            await storage.begin_step(
                held.lease, sample_intent("draw", estimate=1, seconds=9 * DAY), Caps(task_micros=200)
            )

    async def test_an_abandoned_call_still_counts_against_the_cap(self, storage: Storage) -> None:
        """A second attempt that no longer fits is refused whole: the first stays reserved."""
        held = await running_task(storage)
        caps = Caps(task_micros=150)
        await storage.begin_step(held.lease, sample_intent(estimate=100), caps)
        with pytest.raises(CapReached):
            await storage.begin_step(held.lease, sample_intent(estimate=100), caps)
        assert await _amounts(storage) == (0, 100)

    async def test_concurrent_calls_never_pass_a_cap_together(self, open_storage: OpenStorage) -> None:
        """Ten tasks over two connections, with room for four calls."""
        caps = Caps(day_micros=450, key_day_micros=99_999)
        async with open_storage() as one, open_storage() as two:
            leases = await _tasks(one, *["key-1", "key-2"] * 5)
            intent = sample_intent(estimate=100)
            begun = await all_at_once(
                *((one, two)[number % 2].begin_step(lease, intent, caps) for number, lease in enumerate(leases))
            )
            assert sum(isinstance(outcome, CapReached) for outcome in begun) == 6
            assert await two.spent(day=TODAY) == Spent(reserved_micros=400)

    async def test_amounts_outlive_closing(self, open_storage: OpenStorage) -> None:
        """The reservation of a call that a crash cut off is there to be booked."""
        async with open_storage() as storage:
            held = await running_task(storage)
            await _begin(storage, held.lease)
            await storage.finish_step(held.lease, "plan", b"1", NOW, Usage(cost_micros=30))
            await _begin(storage, held.lease, "style")
        async with open_storage() as storage:
            assert await _amounts(storage) == (30, 100)
            await _begin(storage, held.lease, "style")
            assert await _amounts(storage) == (130, 100)
