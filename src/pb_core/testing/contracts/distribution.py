"""The duties of every ``Distributor``, together with the store and the wake-ups that it is used with."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio
import pytest
from msgspec import Struct

from pb_core.domain.tasks import ClaimedTask
from pb_core.errors import QuotaExhausted
from pb_core.ports.distribution import Distributor
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import TASKS, Wakeups
from pb_core.testing.contracts import Contract
from pb_core.testing.contracts.storage_base import COMPLETED, sample_key, sample_task

LEASE = timedelta(seconds=60)


class Member(Struct, frozen=True):
    """What one process has."""

    storage: Storage
    wakeups: Wakeups
    distributor: Distributor


OpenMember = Callable[[], AbstractAsyncContextManager[Member]]
"""Opens what a process has; opened twice, it is two processes on the same rows."""

Work = Callable[[ClaimedTask], Awaitable[None]]


async def no_work(claimed: ClaimedTask) -> None:
    """Work that is done at once."""
    del claimed


class Shift:
    """Serves in one process, and notes what it served."""

    def __init__(self, member: Member, work: Work = no_work) -> None:
        self._member, self._work = member, work
        self.begun: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        self.running = 0
        self.most_running = 0
        self.stopping = anyio.Event()
        self._changed = anyio.Event()

    async def serve(self) -> bool:
        """Claim a task, work and finish it."""
        now = datetime.now(UTC)
        with anyio.CancelScope(shield=True):
            claimed = await self._member.storage.claim_task(now, LEASE, f"token-{id(self)}-{self.begun.total()}")
        if claimed is None:
            return False
        self.begun[claimed.task.id] += 1
        self.running += 1
        self.most_running = max(self.running, self.most_running)
        self._change()
        try:
            await self._work(claimed)
        finally:
            self.running -= 1
        await self._member.storage.finish_task(claimed.lease, COMPLETED, datetime.now(UTC))
        self.ended[claimed.task.id] += 1
        self._change()
        return True

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something that this shift notes is so."""
        while not condition():
            await self._changed.wait()

    def _change(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()

    @asynccontextmanager
    async def at_work(self, places: int = 2) -> AsyncIterator[anyio.CancelScope]:
        """Distribute to this shift; at the end stop and let it return."""
        async with anyio.create_task_group() as group:
            group.start_soon(self._member.distributor.distribute, self.serve, places, self.stopping)
            yield group.cancel_scope
            self.stopping.set()


class Gate:
    """Work that waits until the gate is opened."""

    def __init__(self) -> None:
        self._opened = anyio.Event()
        self._passed = anyio.Semaphore(0)

    async def work(self, claimed: ClaimedTask) -> None:
        """Wait, and pass."""
        del claimed
        await self._opened.wait()
        self._passed.release()

    async def open(self, passing: int = 0) -> None:
        """Let all work end, and wait until so much of it has."""
        self._opened.set()
        for _ in range(passing):
            await self._passed.acquire()


async def submit(member: Member, *names: str) -> None:
    """Accept tasks, and say so, as the application does."""
    for name in names:
        await member.storage.accept(sample_task(name))
        await member.wakeups.notify(TASKS)


class DistributionContract(Contract):
    """Bind it by a subclass with a fixture ``open_member``."""

    @pytest.fixture
    def open_member(self) -> OpenMember:
        """Return what opens one process on a location of the test's own, any number of times."""
        raise NotImplementedError("Override the fixture open_member.")

    @pytest.fixture
    async def members(self, open_member: OpenMember) -> AsyncIterator[tuple[Member, Member]]:
        """Two processes, with a key that may have ten tasks."""
        async with AsyncExitStack() as stack:
            first = await stack.enter_async_context(open_member())
            second = await stack.enter_async_context(open_member())
            await first.storage.add_key(sample_key())
            yield first, second

    async def test_a_task_is_served_that_another_process_accepted(self, members: tuple[Member, Member]) -> None:
        """Work starts after the acceptance, wherever that was."""
        first, second = members
        shift = Shift(second)
        async with shift.at_work():
            await submit(first, "task-1")
            await shift.until(lambda: shift.ended["task-1"] == 1)
            await submit(first, "task-2", "task-3")
            await shift.until(lambda: shift.ended.total() == 3)

    async def test_tasks_are_served_that_were_accepted_before(self, members: tuple[Member, Member]) -> None:
        """What became pending while nobody worked waits for who comes."""
        first, second = members
        await submit(first, "task-1", "task-2", "task-3")
        shift = Shift(second)
        async with shift.at_work(places=1):
            await shift.until(lambda: shift.ended.total() == 3)

    async def test_a_refused_task_leaves_nothing_to_serve(self, members: tuple[Member, Member]) -> None:
        """What is rolled back is not served, and stops nothing."""
        first, _ = members
        await first.storage.add_key(sample_key("poor", quota=0))
        shift = Shift(first)
        async with shift.at_work():
            with pytest.raises(QuotaExhausted):
                await first.storage.accept(sample_task("refused", "poor"))
            await submit(first, "task-1")
            await shift.until(lambda: shift.ended["task-1"] == 1)
        assert shift.begun == Counter({"task-1": 1})

    async def test_a_task_that_was_put_back_is_served_when_it_is_due(self, members: tuple[Member, Member]) -> None:
        """Nobody has to say that the time has come."""
        first, second = members
        await submit(first, "task-1")
        claimed = await first.storage.claim_task(datetime.now(UTC), LEASE, "first")
        assert claimed is not None
        due = datetime.now(UTC) + timedelta(seconds=0.5)
        await first.storage.put_back(claimed.lease, due, "The engine is away.")
        shift = Shift(second)
        async with shift.at_work():
            await shift.until(lambda: shift.ended["task-1"] == 1)
        assert datetime.now(UTC) >= due

    async def test_a_task_that_was_given_back_is_served(self, members: tuple[Member, Member]) -> None:
        """What a worker puts down in order to stop is another's."""
        first, second = members
        await submit(first, "task-1")
        claimed = await first.storage.claim_task(datetime.now(UTC), LEASE, "first")
        assert claimed is not None
        shift = Shift(second)
        async with shift.at_work():
            await first.storage.release_task(claimed.lease)
            await first.wakeups.notify(TASKS)
            await shift.until(lambda: shift.ended["task-1"] == 1)

    async def test_a_task_is_served_whose_worker_is_gone(self, open_member: OpenMember) -> None:
        """Once it was rescued; nobody else knows of it."""
        async with open_member() as first, open_member() as second:
            await first.storage.add_key(sample_key())
            leaving, shift = Shift(first, Gate().work), Shift(second)
            async with leaving.at_work(places=1) as its_scope:
                await submit(first, "task-1")
                await leaving.until(lambda: leaving.running == 1)
                its_scope.cancel()
            await first.storage.aclose()
            async with shift.at_work():
                assert await second.storage.rescue(datetime.now(UTC)) == 1
                await second.wakeups.notify(TASKS)
                await shift.until(lambda: shift.ended["task-1"] == 1)

    async def test_processes_share_the_work(self, members: tuple[Member, Member]) -> None:
        """Each task is served once, and no process keeps tasks from one that has a place."""
        gate = Gate()
        shifts = tuple(Shift(member, gate.work) for member in members)
        async with shifts[0].at_work(), shifts[1].at_work():
            await submit(members[0], *(f"task-{number}" for number in range(8)))
            for shift in shifts:
                await shift.until(lambda shift=shift: shift.running == 2)  # type: ignore[misc]
            await gate.open(passing=8)
        both = shifts[0].begun + shifts[1].begun
        assert both == Counter({f"task-{number}": 1 for number in range(8)})

    async def test_no_more_are_served_than_there_are_places(self, members: tuple[Member, Member]) -> None:
        """``places`` is a limit, however many are due."""
        gate = Gate()
        shift = Shift(members[0], gate.work)
        await submit(members[1], *(f"task-{number}" for number in range(6)))
        async with shift.at_work(places=2):
            await shift.until(lambda: shift.running == 2)
            await gate.open()
            await shift.until(lambda: shift.ended.total() == 6)
        assert shift.most_running == 2

    async def test_who_stops_ends_what_is_begun_and_begins_nothing(self, members: tuple[Member, Member]) -> None:
        """What is left is served by others."""
        gate = Gate()
        leaving, staying = Shift(members[0], gate.work), Shift(members[1])
        async with leaving.at_work(places=1):
            await submit(members[0], "task-1", "task-2")
            await leaving.until(lambda: leaving.running == 1)
            leaving.stopping.set()
            await gate.open()
        assert leaving.ended.total() == 1
        async with staying.at_work():
            await staying.until(lambda: staying.ended.total() == 1)
        assert leaving.ended + staying.ended == Counter({"task-1": 1, "task-2": 1})

    async def test_who_is_cancelled_cancels_what_is_begun(self, members: tuple[Member, Member]) -> None:
        """As at the end of the grace."""
        shift = Shift(members[0], Gate().work)
        async with shift.at_work() as scope:
            await submit(members[0], "task-1")
            await shift.until(lambda: shift.running == 1)
            scope.cancel()
        assert shift.running == 0
        assert not shift.ended

    async def test_a_stop_before_there_was_work_returns(self, members: tuple[Member, Member]) -> None:
        """Nothing waits for a task that never comes."""
        shift = Shift(members[0])
        async with shift.at_work():
            pass
        assert not shift.begun
