"""The duties of ``RetentionStore``."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import CompositeWork, PdfPages, SourceFigure
from pb_core.domain.tasks import Candidate, Idempotency, Outcome, Task, TaskKind, TaskQuery, TaskResult
from pb_core.domain.webhooks import Attempt
from pb_core.ports.retention import ReleasedArtifact
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COST,
    FAILED,
    LEASE,
    NOW,
    StoragePartContract,
    after,
    checked_ledger,
    delete_key,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)

LATER = after(1_000)
ALL = TaskQuery()


def picture(name: str) -> Artifact:
    """A picture whose digest is made of one digit."""
    return Artifact(format="png", media_type="image/png", digest=name * 64, size=1, width=1, height=1)


def released(*names: str, owner: str = "key-1") -> tuple[ReleasedArtifact, ...]:
    """Those pictures, released at ``LATER``."""
    return tuple(ReleasedArtifact(owner=owner, digest=name * 64, released_at=LATER) for name in names)


async def ended(storage: Storage, task: Task, *pictures: str, seconds: float = 0, step: str = "") -> None:
    """A task that has ended with these pictures, or failed without one, and had those of ``step`` before."""
    await storage.accept(task)
    held = await storage.claim_task(NOW, LEASE, f"token of {task.id}")
    assert held is not None
    assert held.task.id == task.id
    if step:
        await storage.begin_step(held.lease, sample_intent(estimate=500, most=900))
        answer = msgspec.json.encode({"pictures": [picture(name) for name in step]})
        await storage.finish_step(held.lease, "plan", answer, NOW, COST)
    result = TaskResult(description="Drawn.", artifacts=tuple(picture(name) for name in pictures))
    await storage.finish_task(held.lease, Outcome(result=result) if pictures else FAILED, after(seconds))


def composite_of(task_id: str, name: str) -> Task:
    """A composite that is to show a picture of an earlier task."""
    source = SourceFigure(task_id="task-1", kind=TaskKind.METHODOLOGY.value, pictures=(picture(name),))
    return sample_task(task_id, kind=TaskKind.COMPOSITE, work=CompositeWork(sources=(source, source)))


class RetentionContract(StoragePartContract):
    """Tasks that are over, and artifacts that are needed no more."""

    async def test_tasks_that_ended_longest_ago_go_first(self, storage: Storage) -> None:
        """Only those that ended before the time, no more than asked for."""
        await storage.add_key(sample_key())
        for number, seconds in enumerate((30, 10, 20, 40)):
            await ended(storage, sample_task(f"task-{number}"), "abcd"[number], seconds=seconds)
        first = await storage.retire_tasks(after(40), LATER, most=2)
        assert (first.tasks, first.released) == (2, released("b", "c"))
        assert [line.id for line in await storage.list_tasks("key-1", ALL)] == ["task-3", "task-0"]
        assert (await storage.retire_tasks(after(40), LATER)).released == released("a")
        assert (await storage.retire_tasks(after(40), LATER)).tasks == 0
        assert await storage.task("task-3") is not None

    async def test_accounts_stay_as_they_are(self, storage: Storage) -> None:
        """Ledger, units used, usage log and amounts are those of before; no id is given again."""
        await storage.add_key(sample_key())
        await ended(storage, sample_task(), step="a")
        before = (await checked_ledger(storage), await storage.key("key-1"), await storage.usage("key-1"))
        spent = (await storage.spent("key-1"), await storage.spent(), await storage.spent("key-1", NOW.date()))
        assert (await storage.retire_tasks(LATER, LATER)).tasks == 1
        assert (await checked_ledger(storage), await storage.key("key-1"), await storage.usage("key-1")) == before
        assert (await storage.spent("key-1"), await storage.spent(), await storage.spent("key-1", NOW.date())) == spent
        assert (await storage.task("task-1"), await storage.steps("task-1")) == (None, ())
        await storage.accept(sample_task("task-2"))
        assert [(line.id, line.task_id) for line in await storage.usage("key-1")] == [(2, "task-2"), (1, "task-1")]
        assert [line.id for line in await storage.usage("key-1", limit=1)] == [2]

    async def test_the_pictures_of_candidates_stay_and_go_with_their_task(self, storage: Storage) -> None:
        """Those that were not delivered too, which only their own records name."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        held = await storage.claim_task(NOW, LEASE, "t0")
        assert held is not None
        results = [TaskResult(description=name, artifacts=(picture(name),)) for name in "ab"]
        made = tuple(Candidate(index=number, result=one, engine="e/m") for number, one in enumerate(results, 1))
        outcome = Outcome(result=replace(results[1], candidates=made))
        assert (await storage.finish_task(held.lease, outcome, NOW)).result == outcome.result
        assert await storage.used_artifacts() == {("key-1", name * 64) for name in "ab"}
        assert (await storage.retire_tasks(LATER, LATER)).released == released("a", "b")

    async def test_it_is_known_that_a_task_was_retired(self, storage: Storage) -> None:
        """To its own key only, and until that is deleted."""
        await storage.add_key(sample_key())
        await ended(storage, sample_task())
        assert not await storage.is_retired("key-1", "task-1")
        await storage.retire_tasks(LATER, LATER)
        assert await storage.is_retired("key-1", "task-1")
        assert not await storage.is_retired("key-2", "task-1")
        await delete_key(storage, "key-1")
        assert not await storage.is_retired("key-1", "task-1")

    async def test_a_list_goes_on_behind_a_retired_task(self, storage: Storage) -> None:
        """It was the last of a page when it went."""
        await storage.add_key(sample_key())
        await storage.accept(sample_task("oldest"))
        await storage.accept(sample_task("gone", seconds=1))
        await storage.accept(sample_task("newest", seconds=2))
        await storage.cancel_task("gone", FAILED, NOW)
        await storage.retire_tasks(LATER, LATER)
        page = await storage.list_tasks("key-1", TaskQuery(before="gone"))
        assert [line.id for line in page] == ["oldest"]
        assert await storage.list_tasks("key-2", TaskQuery(before="gone")) == ()

    async def test_what_is_not_over_stays(self, storage: Storage) -> None:
        """Pending and running tasks, and those whose webhook is still to be sent."""
        await storage.add_key(sample_key())
        for number in range(3):
            await storage.accept(sample_task(f"task-{number}", seconds=number))
        told = await storage.claim_task(NOW, LEASE, "t0")
        assert told is not None
        await storage.finish_task(told.lease, FAILED, NOW, sample_delivery(task_id="task-0"))
        assert await storage.claim_task(NOW, LEASE, "t1") is not None
        assert (await storage.retire_tasks(after(10**9), LATER)).tasks == 0
        claimed = await storage.claim_delivery(NOW, LEASE, "d1")
        assert claimed is not None
        await storage.record_attempt(claimed.lease, Attempt(number=1, at=NOW, status=204), None)
        assert (await storage.retire_tasks(after(10**9), LATER)).tasks == 1
        assert await storage.deliveries("task-0") == ()

    async def test_an_idempotency_key_goes_with_its_task(self, storage: Storage) -> None:
        """The same request is another task afterwards."""
        await storage.add_key(sample_key())
        idempotency = Idempotency(key="order-7", digest="d1")
        await storage.accept(sample_task(), idempotency)
        await storage.cancel_task("task-1", FAILED, NOW)
        await storage.retire_tasks(LATER, LATER)
        assert await storage.accepted_before("key-1", idempotency) is None
        assert (await storage.accept(sample_task("task-2"), idempotency)).id == "task-2"

    async def test_what_another_task_uses_is_not_released(self, storage: Storage) -> None:
        """In its request, its result or a step, whatever its status; the bytes of another key are others."""
        await storage.add_key(sample_key())
        await storage.add_key(sample_key("key-2"))
        await ended(storage, sample_task("other", "key-2"), "a", seconds=500)
        await ended(storage, sample_task("task-1"), "a", "b", step="cd", seconds=1)
        await ended(storage, sample_task("task-2"), "b", step="c", seconds=500)
        await storage.accept(composite_of("task-3", "d"))
        assert (await storage.retire_tasks(after(2), LATER)).released == released("a")
        await storage.cancel_task("task-3", FAILED, after(3))
        assert (await storage.retire_tasks(after(4), LATER)).released == released("d")
        assert await storage.released_artifacts(after(1_001)) == released("a", "d")

    async def test_what_is_submitted_with_a_task_is_released_with_it(self, storage: Storage) -> None:
        """Such as the bytes of a PDF."""
        await storage.add_key(sample_key())
        work = replace(sample_task().work, pdf=PdfPages(digest="e" * 64, path="", pages=(1,)))
        await ended(storage, sample_task(work=work), "a")
        assert (await storage.retire_tasks(LATER, LATER)).released == released("a", "e")

    async def test_a_released_artifact_that_is_used_again_is_not_listed(self, storage: Storage) -> None:
        """By a request that was accepted since; once that is retired too, from then on."""
        await storage.add_key(sample_key())
        await ended(storage, sample_task(), "a", "b", "c")
        await storage.retire_tasks(LATER, LATER)
        assert await storage.released_artifacts(LATER) == ()
        assert await storage.released_artifacts(after(1_001)) == released("a", "b", "c")
        assert await storage.released_artifacts(after(1_001), most=1) == released("a")
        await storage.forget_released(released("c"))
        await storage.accept(composite_of("task-2", "a"))
        assert await storage.released_artifacts(after(1_001)) == released("b")
        await storage.cancel_task("task-2", FAILED, after(2_000))
        again = await storage.retire_tasks(after(3_000), after(3_000))
        assert [artifact.released_at for artifact in again.released] == [after(3_000)]
        await storage.forget_released(released("a", "b"))
        assert await storage.released_artifacts(after(4_000)) == again.released

    async def test_what_tasks_use_is_told(self, storage: Storage) -> None:
        """In a request, a result or a step, each once; of a task that is gone no more."""
        await storage.add_key(sample_key())
        assert await storage.used_artifacts() == frozenset()
        await ended(storage, sample_task(), "a", "b", step="c")
        await storage.accept(composite_of("task-2", "a"))
        assert await storage.used_artifacts() == {("key-1", name * 64) for name in "abc"}
        await storage.retire_tasks(LATER, LATER)
        assert await storage.used_artifacts() == {("key-1", "a" * 64)}

    async def test_what_a_refused_submission_has_stored_is_listed(self, storage: Storage) -> None:
        """Unless a task uses it, or comes to."""
        await storage.add_key(sample_key())
        await ended(storage, sample_task(), "a")
        await storage.release(released("a", "b", "c"))
        await storage.accept(composite_of("task-2", "c"))
        assert await storage.released_artifacts(after(1_001)) == released("b")

    async def test_what_is_to_be_released_later_is_listed_then(self, storage: Storage) -> None:
        """By the time of the last call; not where a task has come to use it meanwhile."""
        await storage.add_key(sample_key())
        a, b, c = (replace(one, released_at=after(500)) for one in released("a", "b", "c"))
        await storage.release((a, b, c))
        await storage.release((moved := replace(b, released_at=after(800)),))
        await storage.accept(composite_of("task-1", "c"))
        assert await storage.released_artifacts(after(500)) == ()
        assert await storage.released_artifacts(after(501)) == (a,)
        assert await storage.released_artifacts(after(801)) == (a, moved)

    async def test_what_a_running_task_may_be_about_to_use_is_left_out(self, storage: Storage) -> None:
        """Of an owner whose task began before the release, until it has ended."""
        await storage.add_key(sample_key())
        await ended(storage, sample_task(), "a")
        await storage.accept(sample_task("task-2"))
        held = await storage.claim_task(NOW, LEASE, "t2")
        assert held is not None
        await storage.retire_tasks(LATER, LATER)
        assert await storage.released_artifacts(after(1_001)) == ()
        await storage.release_task(held.lease)
        assert await storage.released_artifacts(after(1_001)) == released("a")
        assert await storage.claim_task(after(1_002), LEASE, "t3") is not None
        assert await storage.released_artifacts(after(1_003)) == ()

    async def test_space_is_given_back_in_steps_that_end(self, storage: Storage) -> None:
        """Nothing that is stored changes."""
        await storage.add_key(sample_key())
        await ended(storage, sample_task(), "a", seconds=timedelta(days=1).total_seconds())
        before = await storage.task("task-1")
        for _ in range(1_000):
            if not await storage.give_back():
                break
        else:
            pytest.fail("there is always more to give back")
        assert await storage.task("task-1") == before
