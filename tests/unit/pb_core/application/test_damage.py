import hashlib
from collections.abc import Hashable

import pytest

from pb_core.application.damage import LOST_SECONDS, DamageWatch
from pb_core.domain.pictures import Artifact
from pb_core.domain.tasks import Task, TaskResult, TaskStatus
from pb_core.testing.contracts.storage_base import NOW, sample_task
from pb_core.testing.memory import MemoryArtifacts

OWNER = "key-1"
PICTURES = {"png": b"png", "svg": b"svg"}
DIGESTS = {fmt: hashlib.sha256(data).hexdigest() for fmt, data in PICTURES.items()}


class CountingArtifacts(MemoryArtifacts):
    """Counts how often a blob is read."""

    reads = 0

    async def verify(self, owner: str, digest: str) -> bool:
        self.reads += 1
        return await super().verify(owner, digest)


@pytest.fixture
async def artifacts() -> CountingArtifacts:
    store = CountingArtifacts()
    for data in PICTURES.values():
        await store.put(OWNER, data)
    return store


def task(task_id: str = "task-1") -> Task:
    """A finished task with both pictures."""
    made = tuple(
        Artifact(format=fmt, media_type="", digest=digest, size=3, width=1, height=1) for fmt, digest in DIGESTS.items()
    )
    result = TaskResult(description="", artifacts=made)
    return sample_task(task_id, OWNER, status=TaskStatus.COMPLETED, completed_at=NOW, result=result)


async def test_sound_pictures_are_read_once(artifacts: CountingArtifacts) -> None:
    watch = DamageWatch(artifacts)
    assert watch.known("task-1") is None
    assert await watch.look(task()) == watch.known("task-1") == ()
    assert artifacts.reads == 2


async def test_whatever_changes_is_not_known_any_more(artifacts: CountingArtifacts) -> None:
    watch = DamageWatch(artifacts)
    await watch.look(task())
    artifacts.damage(OWNER, DIGESTS["svg"])
    assert watch.known("task-1") is None
    assert await watch.look(task()) == watch.known("task-1") == ("svg",)
    await artifacts.remove(OWNER, DIGESTS["png"])
    assert watch.known("task-1") is None
    assert await watch.look(task()) == watch.known("task-1") == ("png", "svg")
    await artifacts.put(OWNER, PICTURES["png"])
    assert watch.known("task-1") is None
    assert await watch.look(task()) == ("svg",)


class FarArtifacts(CountingArtifacts):
    """Knows the stamps of those blobs alone that it has read and found whole."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    async def verify(self, owner: str, digest: str) -> bool:
        self.seen.discard(digest)
        whole = await super().verify(owner, digest)
        self.seen |= {digest} if whole else set()
        return whole

    def stamp(self, owner: str, digest: str) -> Hashable:
        return super().stamp(owner, digest) if digest in self.seen else None


async def test_of_a_store_that_knows_what_it_read_sound_pictures_are_read_once_too() -> None:
    artifacts = FarArtifacts()
    for data in PICTURES.values():
        await artifacts.put(OWNER, data)
    watch = DamageWatch(artifacts)
    assert await watch.look(task()) == watch.known("task-1") == ()
    assert artifacts.reads == 2


async def test_a_lost_picture_of_which_no_stamp_is_known_is_looked_for_again_after_a_while() -> None:
    artifacts, seconds = FarArtifacts(), 0.0
    await artifacts.put(OWNER, PICTURES["png"])
    watch = DamageWatch(artifacts, now=lambda: seconds)
    assert await watch.look(task()) == watch.known("task-1") == ("svg",)
    await artifacts.put(OWNER, PICTURES["svg"])  # elsewhere, as far as this store can tell
    seconds = LOST_SECONDS - 1
    assert watch.known("task-1") == ("svg",)
    seconds = LOST_SECONDS
    assert watch.known("task-1") is None
    assert await watch.look(task()) == watch.known("task-1") == ()
    seconds *= 1_000_000
    assert watch.known("task-1") == ()


async def test_a_task_without_pictures_has_none_damaged() -> None:
    watch = DamageWatch(MemoryArtifacts())
    assert await watch.look(sample_task()) == watch.known("task-1") == ()


async def test_what_is_forgotten_or_read_least_lately_is_looked_at_again(artifacts: CountingArtifacts) -> None:
    watch = DamageWatch(artifacts, most_tasks=2)
    for name in ("a", "b"):
        await watch.look(task(name))
    assert watch.known("a") == ()
    await watch.look(task("c"))
    assert (watch.known("a"), watch.known("b"), watch.known("c")) == ((), None, ())
    watch.forget("a")
    assert watch.known("a") is None


async def test_where_a_damaged_picture_lies_is_logged(
    artifacts: CountingArtifacts, caplog: pytest.LogCaptureFixture
) -> None:
    artifacts.damage(OWNER, DIGESTS["svg"])
    await DamageWatch(artifacts).look(task())
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.place == artifacts.location(OWNER, DIGESTS["svg"])  # type: ignore[attr-defined]  # a field of ours
