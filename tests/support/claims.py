"""A task that a worker has just claimed, for tests of workflows."""

from datetime import UTC, datetime, timedelta

from pb_core.domain.billing import ApiKey
from pb_core.domain.requests import CompositeWork, MethodologyWork, PlotWork
from pb_core.domain.tasks import ClaimedTask, Task, TaskKind
from pb_core.testing.memory.storage import MemoryStorage

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OWNER = "owner"


async def claimed_task(
    storage: MemoryStorage, work: CompositeWork | MethodologyWork | PlotWork, kind: TaskKind, endpoint: str
) -> ClaimedTask:
    """Add the owner's key, accept the work as the task ``t`` and claim it for a minute."""
    await storage.add_key(ApiKey(id=OWNER, prefix="pb_", digest="d", name="n", created_at=NOW))
    await storage.accept(
        Task(id="t", key_id=OWNER, kind=kind, endpoint=endpoint, work=work, public_url="", created_at=NOW)
    )
    claimed = await storage.claim_task(NOW, timedelta(seconds=60), "token")
    assert claimed is not None
    return claimed
