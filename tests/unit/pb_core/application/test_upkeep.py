from datetime import timedelta

import anyio
import pytest

from pb_core.application.keyring import Keyring
from pb_core.application.retention import Limits
from pb_core.application.upkeep import INTERVAL, Upkeep
from pb_core.errors import StorageError
from pb_core.testing.memory import START, ManualClock, MemoryArtifacts, SequentialIds
from pb_core.testing.memory.storage import MemoryStorage


class RefusingStorage(MemoryStorage):
    """Refuses for a while to say which keys were removed."""

    refusals = 1

    async def removed_keys(self) -> tuple[str, ...]:
        if self.refusals:
            self.refusals -= 1
            message = "The store refused the operation: disk I/O error."
            raise StorageError(message)
        return await super().removed_keys()


def upkeep_of(
    storage: MemoryStorage, artifacts: MemoryArtifacts, keyring: Keyring, clock: ManualClock, **limits: timedelta
) -> Upkeep:
    return Upkeep(
        storage=storage,
        artifacts=artifacts,
        keyring=keyring,
        clock=clock,
        is_idle=lambda: clock.now() >= START + timedelta(days=10, seconds=3),
        limits=Limits(**limits),  # type: ignore[arg-type]  # as given
    )


class GenerousStorage(MemoryStorage):
    """Has space to give back, three times."""

    times = 3

    async def give_back(self) -> bool:
        self.times -= 1
        return self.times > 0


async def test_steps_wait_for_a_moment_in_which_no_task_runs() -> None:
    storage, artifacts, clock = GenerousStorage(), MemoryArtifacts(), ManualClock()
    keyring = Keyring(store=storage, artifacts=artifacts, ids=SequentialIds(), clock=clock)
    clock.advance(timedelta(days=10).total_seconds())
    async with anyio.create_task_group() as running:
        running.start_soon(upkeep_of(storage, artifacts, keyring, clock).run_once)
        left = []
        for _ in range(6):
            await anyio.wait_all_tasks_blocked()
            left.append(storage.times)
            clock.advance(1.0)
        running.cancel_scope.cancel()
    assert left[0] == 2
    assert left[-1] == 0
    assert left.count(2) >= 3


class BehindStorage(MemoryStorage):
    """Has lines of its history to write, in three steps; the last one is refused at first."""

    steps, refused = 3, False

    async def write_history(self) -> bool:
        if self.steps == 1 and not self.refused:
            self.refused = True
            message = "The store refused the operation: disk I/O error."
            raise StorageError(message)
        self.steps -= 1
        return self.steps > 0


async def test_the_history_is_brought_up_to_date_while_tasks_run(caplog: pytest.LogCaptureFixture) -> None:
    storage, artifacts, clock = BehindStorage(), MemoryArtifacts(), ManualClock()
    keyring = Keyring(store=storage, artifacts=artifacts, ids=SequentialIds(), clock=clock)
    upkeep = upkeep_of(storage, artifacts, keyring, clock)
    async with anyio.create_task_group() as running:
        running.start_soon(upkeep.run)
        for _ in range(5):
            await anyio.wait_all_tasks_blocked()
            clock.advance(1.0)
        assert storage.steps == 1
        clock.advance(INTERVAL.total_seconds())
        await anyio.wait_all_tasks_blocked()
        running.cancel_scope.cancel()
    assert storage.steps == 0
    assert "the history could not be brought up to date yet" in caplog.text


async def test_a_deletion_is_gone_on_with_at_the_next_start_and_after_a_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    storage, artifacts, clock = RefusingStorage(), MemoryArtifacts(), ManualClock()
    keyring = Keyring(store=storage, artifacts=artifacts, ids=SequentialIds(), clock=clock)
    _, key = await keyring.create("test")
    await artifacts.put(key.id, b"figure")
    await storage.remove_key(key.id)  # and here its program was killed
    async with anyio.create_task_group() as running:
        running.start_soon(upkeep_of(storage, artifacts, keyring, clock).run)
        await anyio.wait_all_tasks_blocked()
        assert artifacts._blobs
        for _ in range(2):
            clock.advance(INTERVAL.total_seconds())
            await anyio.wait_all_tasks_blocked()
        running.cancel_scope.cancel()
    assert not artifacts._blobs
    assert await storage.removed_keys() == ()
    assert [record.message for record in caplog.records] == ["keys that were deleted could not be cleared away yet"]
