import anyio
import pytest

from pb_core.application.keyring import Keyring
from pb_core.application.upkeep import INTERVAL, Upkeep
from pb_core.errors import StorageError
from pb_core.testing.memory import ManualClock, MemoryArtifacts, SequentialIds
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


async def test_a_deletion_is_gone_on_with_at_the_next_start_and_after_a_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    storage, artifacts, clock = RefusingStorage(), MemoryArtifacts(), ManualClock()
    keyring = Keyring(store=storage, artifacts=artifacts, ids=SequentialIds(), clock=clock)
    _, key = await keyring.create("test")
    await artifacts.put(key.id, b"figure")
    await storage.remove_key(key.id)  # and here its program was killed
    async with anyio.create_task_group() as running:
        running.start_soon(Upkeep(keyring=keyring, clock=clock).run)
        await anyio.wait_all_tasks_blocked()
        assert artifacts._blobs
        clock.advance(INTERVAL.total_seconds())
        await anyio.wait_all_tasks_blocked()
        running.cancel_scope.cancel()
    assert not artifacts._blobs
    assert await storage.removed_keys() == ()
    assert [record.message for record in caplog.records] == ["keys that were deleted could not be cleared away yet"]
