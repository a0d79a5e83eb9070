"""How one claimed task ends: with a sentence, put back, put down or released, and never twice paid."""

from typing import NoReturn

import anyio
import pytest
from msgspec.structs import replace

from pb_core.application.engines import Engines
from pb_core.domain.requests import UnreadableWork
from pb_core.domain.tasks import Task, TaskStatus
from pb_core.errors import StepConflict
from pb_core.ports.images import DrawReply, DrawRequest, Submission
from pb_core.testing.memory.images import ScriptedImages
from support.installation import DIAGRAM, PROMPT, HangingVlm, Installation, installation


async def unreadable(core: Installation) -> Task:
    task = await core.service.submit(core.key, PROMPT)
    work = UnreadableWork(fields=("work",))
    core.location.tasks[task.id] = replace(core.location.tasks[task.id], work=work)
    return task


async def test_a_task_that_cannot_be_read_fails_alone_with_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    core = await installation()
    spoiled, healthy = await unreadable(core), await core.service.submit(core.key, PROMPT)
    worker = core.worker()
    while await worker.run_once():
        pass

    error = (await core.again(spoiled)).error
    assert error == "The record of this task (work) cannot be read by this version of the program: submit again"
    assert (await core.again(healthy)).status is TaskStatus.COMPLETED
    assert "have its caller submit again" in caplog.text


async def test_a_conflict_of_steps_fails_its_task_and_says_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    core = await installation()
    core.vlm.script("stylist", StepConflict("The record of step plan cannot be read"))
    task = await core.service.submit(core.key, PROMPT)
    await core.worker().run_once()
    assert (await core.again(task)).error == "The record of step plan cannot be read"
    assert "restore a backup" in caplog.text


async def test_an_end_that_cannot_be_stored_is_a_fault_of_the_run() -> None:
    core = await installation()
    finish, calls = core.storage.finish_task, []

    async def broken(*given: object) -> object:
        calls.append(given)
        if len(calls) < 2:
            raise ZeroDivisionError
        return await finish(*given)  # type: ignore[arg-type]  # passed on as it is

    core.storage.finish_task = broken  # type: ignore[method-assign,assignment]  # a bug, as far as the worker can know
    task = await core.service.submit(core.key, PROMPT)
    worker = core.worker()
    await worker.run_once()
    assert ((waiting := await core.again(task)).status, waiting.faults) == (TaskStatus.PENDING, 2)
    core.clock.advance(9)
    await worker.run_once()

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert len(core.vlm.requests) == 1


class Polled(ScriptedImages):
    """Submits a job and polls it until ``done`` is set; a job that is there already is polled again."""

    def __init__(self) -> None:
        super().__init__()
        self.polling, self.done = anyio.Event(), anyio.Event()

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:
        if submission.provider_ref is None:
            await submission.submitted("job-1")
        self.polling.set()
        await self.done.wait()
        return await super().draw(request, submission)


async def test_a_stop_puts_a_submitted_job_down_at_once_and_polls_it_later() -> None:
    core = await installation()
    images = Polled()
    core.tools = replace(core.tools, engines=Engines(vlm=core.vlm, images=images))
    task = await core.service.submit(core.key, replace(DIAGRAM, iterations=1))
    worker = core.worker(grace_seconds=3600)
    async with anyio.create_task_group() as group:
        group.start_soon(worker.run)
        await images.polling.wait()
        worker.stop()

    assert ((waiting := await core.again(task)).status, waiting.attempt) == (TaskStatus.PENDING, 0)
    images.done.set()
    await core.worker().run_once()
    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert images.refs == ["job-1"]


async def test_a_stop_waits_for_a_call_that_would_be_lost() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, PROMPT)
    worker = core.worker(grace_seconds=3600)
    async with anyio.create_task_group() as group:
        group.start_soon(worker.run)
        await vlm.called.wait()
        worker.stop()
        await anyio.lowlevel.checkpoint()
        vlm.free.set()

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert len(vlm.requests) == 1


class PricedVlm(HangingVlm):
    """Hangs in its first call, and costs money."""

    def estimate(self, request: object, /) -> int:  # noqa: ARG002 - the signature of the port
        return 1_000


async def test_a_stop_waits_for_a_paid_call_and_begins_no_other() -> None:
    vlm = PricedVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, replace(DIAGRAM, iterations=1))
    worker = core.worker(grace_seconds=3600)
    async with anyio.create_task_group() as group:
        group.start_soon(worker.run)
        await vlm.called.wait()
        worker.stop()
        await anyio.lowlevel.checkpoint()
        vlm.free.set()

    assert ((waiting := await core.again(task)).status, waiting.attempt) == (TaskStatus.PENDING, 0)
    assert len(vlm.requests) == 1
    await core.worker().run_once()
    assert ((ended := await core.again(task)).status, ended.attempt) == (TaskStatus.COMPLETED, 1)
    assert len(vlm.requests) == len({request.prompt for request in vlm.requests}) > 1


async def test_after_its_grace_a_stop_gives_a_task_back() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, PROMPT)
    worker = core.worker(grace_seconds=0)
    async with anyio.create_task_group() as group:
        group.start_soon(worker.run)
        await vlm.called.wait()
        worker.stop()

    assert ((waiting := await core.again(task)).status, waiting.attempt) == (TaskStatus.PENDING, 0)


async def test_a_task_whose_end_cannot_even_be_put_back_is_given_back_after_a_lease() -> None:
    core = await installation()
    finish, put_back = core.storage.finish_task, core.storage.put_back

    async def broken(*_: object, **__: object) -> NoReturn:
        raise ZeroDivisionError

    core.storage.finish_task = core.storage.put_back = broken  # type: ignore[method-assign,assignment]  # two bugs at once
    task = await core.service.submit(core.key, PROMPT)
    async with anyio.create_task_group() as group:

        async def turn() -> None:
            while True:
                await core.clock.elapse(20)
                await anyio.lowlevel.checkpoint()

        group.start_soon(turn)
        with pytest.raises(ExceptionGroup):
            await core.worker().run_once()
        group.cancel_scope.cancel()
    assert (await core.again(task)).status is TaskStatus.PENDING
    core.storage.finish_task, core.storage.put_back = finish, put_back  # type: ignore[method-assign]  # mended
    await core.worker().run_once()
    assert (await core.again(task)).status is TaskStatus.COMPLETED
