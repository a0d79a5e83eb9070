"""The duties of ``TaskStore`` that concern steps."""

import pytest
from msgspec.structs import replace

from pb_core.domain.billing import Usage
from pb_core.domain.steps import StepRecord, StepState
from pb_core.errors import StepConflict
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    COST,
    NOW,
    OpenStorage,
    StoragePartContract,
    after,
    everything,
    running_task,
    sample_intent,
)

_BEGUN = StepRecord(
    task_id="task-1",
    name="plan",
    role="plan",
    digest="d1",
    engine="offline/rules-1",
    state=StepState.STARTED,
    started_at=NOW,
)


def _plain(step: StepRecord) -> StepRecord:
    """A step without the version since which it is so."""
    return replace(step, version=0)


class StepContract(StoragePartContract):
    """Intent before a call, result after it."""

    async def test_a_step_has_the_version_of_its_task_since_which_it_is_so(self, storage: Storage) -> None:
        """So that whoever saw the task before knows what is new."""
        held = await running_task(storage)
        seen = [(await storage.begin_step(held.lease, sample_intent(name))).version for name in ("plan", "style")]
        seen.append((await storage.finish_step(held.lease, "plan", b"1", NOW, COST)).version)
        task = await storage.task("task-1")
        assert task is not None
        assert held.task.version < seen[0] < seen[1] < seen[2] == task.version
        assert [step.version for step in await storage.steps("task-1")] == [seen[2], seen[1]]

    async def test_a_begun_step_is_stored_before_its_call(self, storage: Storage) -> None:
        """Started, first attempt, nothing abandoned."""
        held = await running_task(storage)
        begun = await storage.begin_step(held.lease, sample_intent())
        assert _plain(begun) == _BEGUN
        assert await storage.steps("task-1") == (begun,)

    async def test_a_finished_step_is_replayed_unchanged(self, storage: Storage) -> None:
        """Beginning it again returns the stored result and changes nothing, the version included."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        finished = await storage.finish_step(held.lease, "plan", b'{"a":"\xc3\xa9"}', after(2), COST)
        expected = replace(
            _BEGUN,
            state=StepState.FINISHED,
            result=b'{"a":"\xc3\xa9"}',
            finished_at=after(2),
            usage=COST,
            booked_micros=450,
        )
        assert _plain(finished) == expected
        before = await everything(storage, "task-1")
        assert await storage.begin_step(held.lease, sample_intent(seconds=9)) == finished
        assert await everything(storage, "task-1") == before

    async def test_a_started_step_begun_again_is_an_abandoned_attempt(self, storage: Storage) -> None:
        """Both counts grow; the provider's job id and its start stay: it is polled, not submitted again."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.submitted_step(held.lease, "plan", "job-7")
        for number in (1, 2):
            again = await storage.begin_step(held.lease, sample_intent(seconds=number))
            expected = (StepState.STARTED, number + 1, number, "job-7", _BEGUN.started_at)
            assert (again.state, again.attempts, again.abandoned, again.provider_ref, again.started_at) == expected
            assert await storage.steps("task-1") == (again,)

    async def test_a_failed_step_starts_afresh(self, storage: Storage) -> None:
        """The attempt is counted but not abandoned; job id, error and end are cleared."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.submitted_step(held.lease, "plan", "job-7")
        await storage.fail_step(held.lease, "plan", "The engine broke down.", after(1))
        (failed,) = await storage.steps("task-1")
        assert (failed.state, failed.error, failed.finished_at) == (
            StepState.FAILED,
            "The engine broke down.",
            after(1),
        )
        again = await storage.begin_step(held.lease, sample_intent(seconds=2))
        assert _plain(again) == replace(_BEGUN, attempts=2, started_at=after(2))
        assert await storage.steps("task-1") == (again,)

    async def test_a_finished_step_is_replayed_whatever_is_asked_now(self, storage: Storage) -> None:
        """After an upgrade a request may differ; later steps were built on the stored result all the same."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        finished = await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
        before = await everything(storage, "task-1")
        assert await storage.begin_step(held.lease, sample_intent(digest="d2", engine="kie/m")) == finished
        assert await everything(storage, "task-1") == before

    @pytest.mark.parametrize("job", [None, "job-7"])
    async def test_a_started_step_with_another_request_goes_on_with_its_job_or_afresh(
        self, storage: Storage, job: str | None
    ) -> None:
        """The new digest is stored; the attempt given up is counted as abandoned."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        if job:
            await storage.submitted_step(held.lease, "plan", job)
        again = await storage.begin_step(held.lease, sample_intent(digest="d2", seconds=1))
        start = _BEGUN.started_at if job else after(1)
        assert _plain(again) == replace(
            _BEGUN, digest="d2", attempts=2, abandoned=1, started_at=start, provider_ref=job
        )
        assert await storage.steps("task-1") == (again,)

    async def test_a_job_of_another_engine_is_not_polled(self, storage: Storage) -> None:
        """Its id means nothing to the engine that is asked now."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.submitted_step(held.lease, "plan", "job-7")
        again = await storage.begin_step(held.lease, sample_intent(digest="d2", engine="kie/m"))
        assert _plain(again) == replace(_BEGUN, digest="d2", engine="kie/m", attempts=2, abandoned=1)

    async def test_a_failed_step_with_another_request_starts_afresh(self, storage: Storage) -> None:
        """As with the same request."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.fail_step(held.lease, "plan", "Broken.", NOW)
        again = await storage.begin_step(held.lease, sample_intent(digest="d2"))
        assert _plain(again) == replace(_BEGUN, digest="d2", attempts=2)

    async def test_the_job_id_is_stored_at_once(self, storage: Storage) -> None:
        """In a commit of its own, before the call ends; it stays when the step is finished."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())
        await storage.submitted_step(held.lease, "plan", "job-7")
        (step,) = await storage.steps("task-1")
        assert _plain(step) == replace(_BEGUN, provider_ref="job-7")
        finished = await storage.finish_step(held.lease, "plan", b"1", NOW, Usage())
        assert (finished.provider_ref, finished.usage) == ("job-7", Usage())

    @pytest.mark.parametrize("over", ["finished", "failed"])
    async def test_the_end_of_a_step_may_be_told_again(self, storage: Storage, over: str) -> None:
        """As after a commit whose answer was lost: nothing changes, and nothing is booked twice."""
        held = await running_task(storage)
        await storage.begin_step(held.lease, sample_intent())

        async def end() -> None:
            if over == "finished":
                await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
            else:
                await storage.fail_step(held.lease, "plan", "Broken.", NOW)

        await end()
        before = await everything(storage, "task-1")
        await end()
        assert await everything(storage, "task-1") == before

    @pytest.mark.parametrize("over", ["finished", "failed", "never begun"])
    async def test_a_step_that_is_not_under_way_does_not_change(self, storage: Storage, over: str) -> None:
        """Once finished, a step never changes; nor does one that failed or was not begun."""
        held = await running_task(storage)
        if over != "never begun":
            await storage.begin_step(held.lease, sample_intent())
        if over == "finished":
            await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
        if over == "failed":
            await storage.fail_step(held.lease, "plan", "Broken.", NOW)
        before = await everything(storage, "task-1")
        with pytest.raises(StepConflict):
            await storage.submitted_step(held.lease, "plan", "job-9")
        with pytest.raises(StepConflict):
            await storage.finish_step(held.lease, "plan", b"2", after(3), Usage())
        with pytest.raises(StepConflict):
            await storage.fail_step(held.lease, "plan", "Late.", after(3))
        assert await everything(storage, "task-1") == before

    async def test_steps_are_listed_in_the_order_they_were_begun(self, storage: Storage) -> None:
        """Beginning one again does not move it; other tasks' steps are not listed."""
        held = await running_task(storage)
        for name in ("retrieve", "plan", "style", "round/1/draw", "plan"):
            await storage.begin_step(held.lease, sample_intent(name))
        other = await running_task(storage, "task-2", key=False)
        await storage.begin_step(other.lease, sample_intent("plan"))
        assert [step.name for step in await storage.steps("task-1")] == ["retrieve", "plan", "style", "round/1/draw"]
        assert [step.task_id for step in await storage.steps("task-2")] == ["task-2"]

    async def test_the_version_grows_with_every_change(self, storage: Storage) -> None:
        """Of the task or of its steps, so that a watcher never takes an old state for the new one."""
        held = await running_task(storage)
        lease = held.lease
        versions = [1, held.task.version]

        async def note() -> None:
            task = await storage.task("task-1")
            assert task is not None
            versions.append(task.version)

        await storage.begin_step(lease, sample_intent())
        await note()
        await storage.submitted_step(lease, "plan", "job-7")
        await note()
        await storage.fail_step(lease, "plan", "Broken.", NOW)
        await note()
        await storage.begin_step(lease, sample_intent())
        await note()
        await storage.finish_step(lease, "plan", b"1", NOW, COST)
        await note()
        await storage.finish_task(lease, COMPLETED, NOW)
        await note()
        assert versions == sorted(set(versions))

    async def test_the_version_grows_when_a_task_is_released(self, storage: Storage) -> None:
        """A status that goes back is a change as well."""
        held = await running_task(storage)
        await storage.release_task(held.lease)
        task = await storage.task("task-1")
        assert task is not None
        assert task.version > held.task.version

    async def test_steps_outlive_closing(self, open_storage: OpenStorage) -> None:
        """A finished step is replayed and a started one found abandoned after a restart."""
        async with open_storage() as storage:
            held = await running_task(storage)
            await storage.begin_step(held.lease, sample_intent())
            finished = await storage.finish_step(held.lease, "plan", b"1", NOW, COST)
            await storage.begin_step(held.lease, sample_intent("draw"))
            await storage.submitted_step(held.lease, "draw", "job-7")
        async with open_storage() as storage:
            assert await storage.begin_step(held.lease, sample_intent()) == finished
            resumed = await storage.begin_step(held.lease, sample_intent("draw"))
            assert (resumed.attempts, resumed.abandoned, resumed.provider_ref) == (2, 1, "job-7")
