"""The duties of a queue to suspects, the tasks whose runs ended unexpectedly: run them alone."""

from pb_core.domain.tasks import SUSPECT_PATIENCE
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    FAILED,
    LEASE,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    running_task,
    sample_key,
    sample_task,
)


async def _suspect(storage: Storage, name: str = "task-1", seconds: float = 0) -> None:
    """Make a pending task, the only one, a suspect that is due ``seconds`` after ``NOW``."""
    held = await storage.claim_task(NOW, LEASE, f"s-{name}")
    assert held is not None
    assert held.task.id == name
    await storage.put_back(held.lease, after(seconds), "A fault.", fault=True)


class QuarantineContract(StoragePartContract):
    """Suspects run alone."""

    async def test_a_fault_makes_a_suspect(self, storage: Storage) -> None:
        """At once, and each one more counts; the attempt is not counted, the putting back is."""
        held = await running_task(storage)
        for faults in (2, 3, 4):
            await storage.put_back(held.lease, after(1), "A fault.", fault=True)
            task = await storage.task("task-1")
            assert task is not None
            assert (task.faults, task.is_suspect, task.attempt, task.put_backs) == (faults, True, 0, faults - 1)
            again = await storage.claim_task(after(1), LEASE, f"t{faults}")
            assert again is not None
            held = again

    async def test_an_idle_holder_claims_a_suspect_first_and_nothing_beside_it(
        self, storage: Storage, open_storage: OpenStorage
    ) -> None:
        """Other holders go on."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task(seconds=9))
        await _suspect(storage)
        for number in (2, 3):
            await storage.accept(sample_task(f"task-{number}"))
        first = await storage.claim_task(after(1), LEASE, "t1")
        assert first is not None
        assert first.task.id == "task-1"
        assert await storage.claim_task(after(1), LEASE, "t2") is None
        async with open_storage() as other:
            assert await other.claim_task(after(1), LEASE, "t3") is not None
        await storage.finish_task(first.lease, FAILED, after(2))
        assert await storage.claim_task(after(2), LEASE, "t4") is not None

    async def test_a_busy_holder_leaves_a_suspect_until_its_patience_ends(self, storage: Storage) -> None:
        """Then it claims nothing, until it is idle."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        await _suspect(storage)
        for number in (2, 3, 4):
            await storage.accept(sample_task(f"task-{number}", seconds=-1))
        held = await storage.claim_task(after(-1), LEASE, "t1")  # the suspect is not due yet
        assert held is not None
        assert held.task.id == "task-2"
        other = await storage.claim_task(after(1), LEASE, "t2")
        assert other is not None
        assert other.task.id == "task-3"
        late = NOW + SUSPECT_PATIENCE
        assert await storage.claim_task(late, LEASE, "t3") is None
        for claimed in (held, other):
            await storage.finish_task(claimed.lease, COMPLETED, late)
        alone = await storage.claim_task(late, LEASE, "t4")
        assert alone is not None
        assert alone.task.id == "task-1"
