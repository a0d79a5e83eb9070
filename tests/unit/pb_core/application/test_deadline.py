"""When a task must be over: what is stopped by its deadline, what is delivered, and what is let end."""

import functools
import math
from collections.abc import Callable, Coroutine
from datetime import timedelta

import anyio
import pytest

from histories.event_loop import SimulatedLoop
from histories.seed import in_place
from pb_core.application.deadline import NEVER, OVER, Deadline
from pb_core.application.waiting import Patience
from pb_core.domain.billing import KeyChange
from pb_core.domain.tasks import TaskStatus
from pb_core.errors import DeadlinePassed
from pb_core.ports.images import DrawReply, DrawRequest, Submission
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.vlm import ScriptedVlm
from support.installation import DIAGRAM, PROMPT, HangingVlm, Installation, installation, running

MINUTE = Patience(deadline=timedelta(seconds=60))


def in_virtual_time(case: Callable[[], Coroutine[object, object, None]]) -> Callable[[], None]:
    """A test that waits for nothing: time jumps to the next timer."""

    @functools.wraps(case)
    def played() -> None:
        loop = SimulatedLoop(0)
        with in_place():
            loop.run(case())
        loop.close()

    del played.__wrapped__  # type: ignore[attr-defined]  # pytest would take it for asynchronous
    return played


class HangingCritic(ScriptedVlm):
    """Never answers the critic."""

    def __init__(self) -> None:
        super().__init__(sees_images=True)
        self.asked = anyio.Event()

    async def complete(self, request: VlmRequest) -> VlmReply:
        if request.role == "critic":
            self.asked.set()
            await anyio.sleep_forever()
        return await super().complete(request)


class SlowJob(ScriptedImages):
    """Submits a job that is done when it is told so."""

    def __init__(self) -> None:
        super().__init__()
        self.submitted, self.done = anyio.Event(), anyio.Event()

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        await submission.submitted("job-1")
        self.submitted.set()
        await self.done.wait()
        return await super().draw(request, submission)


async def test_an_age_grows_from_what_it_was() -> None:
    deadline = Deadline(timedelta(seconds=50), timedelta(seconds=60))
    assert timedelta(seconds=50) <= deadline.age < timedelta(seconds=60)
    assert not deadline.is_over
    deadline.require()


async def test_a_deadline_that_has_passed_says_so() -> None:
    deadline = Deadline(timedelta(seconds=60), timedelta(seconds=60))
    assert deadline.is_over
    with pytest.raises(DeadlinePassed, match="deadline of 60 seconds"):
        deadline.require()


async def test_without_a_limit_it_never_passes() -> None:
    assert Deadline(timedelta(days=9), NEVER).at == math.inf


@in_virtual_time
async def test_a_call_under_way_is_stopped_at_the_deadline() -> None:
    core = await installation(HangingVlm())
    task = await core.service.submit(core.key, PROMPT)
    assert await core.worker(patience=MINUTE).run_once()

    task = await core.again(task)
    assert (task.status, task.error) == (TaskStatus.FAILED, OVER.format(60))


@in_virtual_time
async def test_what_was_drawn_before_the_deadline_is_delivered() -> None:
    core = await installation(HangingCritic())
    task = await core.service.submit(core.key, DIAGRAM)
    assert await core.worker(patience=MINUTE).run_once()

    task = await core.again(task)
    assert task.result is not None
    assert task.result.artifacts
    assert any(OVER.format(60) in note for note in task.result.notes)


@in_virtual_time
async def test_a_submitted_job_is_polled_to_its_end_and_nothing_is_begun_after_it() -> None:
    core = Installation(ScriptedVlm(sees_images=True))
    core.images = core.tools.engines.images = slow = SlowJob()
    _, core.key = await core.keyring.create("test")
    task = await core.service.submit(core.key, DIAGRAM)
    async with anyio.create_task_group() as group:
        group.start_soon(core.worker(patience=MINUTE).run_once)
        await slow.submitted.wait()
        await anyio.sleep(61)
        slow.done.set()

    task = await core.again(task)
    assert task.status is TaskStatus.COMPLETED
    assert await core.names(task) == ["probe/scripted/scripted-1", "plan", "style", "round/1/draw"]


@pytest.mark.parametrize("waits", ["for a worker", "for its key"])
async def test_a_task_that_only_waits_is_ended_at_its_deadline(waits: str) -> None:
    core = await installation(HangingVlm())
    other, task = [await core.service.submit(core.key, PROMPT) for _ in range(2)]
    if waits == "for its key":
        await core.keyring.change(core.key.id, KeyChange(active=False))
    core.clock.advance(60)
    async with running(core.worker(concurrency=1, patience=MINUTE)):
        ended = [await core.service.wait(core.key, one.id, 60) for one in (other, task)]

    assert [(one.status, one.error) for one in ended] == [(TaskStatus.FAILED, OVER.format(60))] * 2
    assert not core.vlm.requests


async def test_a_task_that_was_drawn_and_then_waited_too_long_is_delivered() -> None:
    vlm = HangingCritic()
    core = await installation(vlm)
    task = await core.service.submit(core.key, DIAGRAM)
    async with anyio.create_task_group() as group:
        group.start_soon(core.worker().run_once)
        await vlm.asked.wait()
        group.cancel_scope.cancel()
    core.clock.advance(60)
    assert await core.worker(patience=MINUTE).run_once()

    task = await core.again(task)
    assert task.result is not None
    assert any(OVER.format(60) in note for note in task.result.notes)
