"""What a healthy task meets that is not its fault: a store that refuses, a full disk, a locked database."""

import errno
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import anyio
import msgspec
import pytest

from pb_core.application.waiting import SHORTAGE, Patience
from pb_core.domain.tasks import TaskStatus
from pb_core.errors import StorageError
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_core.testing.memory.vlm import ScriptedVlm
from support.installation import DIAGRAM, PROMPT, HangingVlm, Installation, installation

FULL = OSError(errno.ENOSPC, "No space left on device", "/srv/secret/path")


class Failing:
    """A method in whose place so many errors are raised first, by a clock that goes on as soon as somebody waits."""

    def __init__(self, method: Callable[..., Awaitable[Any]], *errors: Exception) -> None:
        self.method, self.errors, self.calls = method, list(errors), 0

    async def __call__(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on as it is
        self.calls += 1
        await anyio.lowlevel.checkpoint()
        if self.errors:
            raise self.errors.pop(0)
        return await self.method(*given, **named)


async def run(core: Installation) -> None:
    """Run one task, letting time pass whenever somebody waits for it."""
    async with anyio.create_task_group() as group:

        async def turn() -> None:
            while True:
                await core.clock.until_asleep(2)  # the heartbeat always sleeps
                core.clock.advance(0.5)
                await anyio.lowlevel.checkpoint()

        group.start_soon(turn)
        await core.worker().run_once()
        group.cancel_scope.cancel()


@pytest.mark.parametrize("error", [StorageError("database is locked"), FULL, MemoryError(), OSError(errno.EMFILE, "")])
async def test_a_picture_that_cannot_be_stored_is_held_and_not_painted_again(error: Exception) -> None:
    core = await installation()
    core.artifacts.put = Failing(core.artifacts.put, error, error)  # type: ignore[method-assign]  # a disk that is full for a while
    task = await core.service.submit(core.key, msgspec.structs.replace(DIAGRAM, iterations=1))

    await run(core)

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert len(core.images.requests) == 1


async def test_an_answer_whose_step_cannot_be_stored_is_not_bought_again() -> None:
    core = await installation()
    refused = StorageError("The store refused the operation: database is locked.")
    core.storage.finish_step = Failing(core.storage.finish_step, *[refused] * 9)  # type: ignore[method-assign]  # locked for a minute
    task = await core.service.submit(core.key, PROMPT)

    await run(core)

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert len(core.vlm.requests) == 1


async def test_an_end_that_cannot_be_stored_is_held() -> None:
    core = await installation()
    core.storage.finish_task = Failing(core.storage.finish_task, StorageError("disk I/O error"))  # type: ignore[method-assign]  # once
    task = await core.service.submit(core.key, PROMPT)

    await run(core)

    task = await core.again(task)
    assert (task.status, task.attempt, len(core.vlm.requests)) == (TaskStatus.COMPLETED, 1, 1)


@pytest.mark.parametrize("error", [StorageError("disk I/O error"), FULL, MemoryError()])
async def test_a_shortage_puts_a_task_back_with_growing_waits(error: Exception) -> None:
    core = await installation()
    core.storage.begin_step = Failing(core.storage.begin_step, *[error] * 3)  # type: ignore[method-assign]  # at its first write
    task = await core.service.submit(core.key, PROMPT)
    worker = core.worker()
    for seconds in (1, 2, 4):
        assert await worker.run_once()
        waiting = await core.again(task)
        assert (waiting.status, waiting.waits_for, waiting.attempt) == (TaskStatus.PENDING, SHORTAGE, 0)
        assert waiting.not_before == core.clock.now() + timedelta(seconds=seconds)
        core.clock.advance(seconds)
    assert await worker.run_once()

    assert (await core.again(task)).status is TaskStatus.COMPLETED


async def test_a_shortage_that_lasts_ends_a_task_at_its_deadline() -> None:
    core = await installation()
    core.storage.begin_step = Failing(core.storage.begin_step, FULL, FULL)  # type: ignore[method-assign]  # for good
    task = await core.service.submit(core.key, PROMPT)
    worker = core.worker(patience=Patience(deadline=timedelta(seconds=1)))
    await worker.run_once()
    core.clock.advance(0.9)
    await worker.run_once()

    error = (await core.again(task)).error
    assert (
        error == f"{SHORTAGE}; the task was tried again, and its deadline of 1 seconds leaves no time for another try"
    )


async def test_a_renewal_that_fails_cancels_no_call_that_is_paid() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, PROMPT)
    core.storage.renew_task = Failing(core.storage.renew_task, *[StorageError("database is locked")] * 40)  # type: ignore[method-assign]  # for 75 s

    async with anyio.create_task_group() as group:
        group.start_soon(core.worker().run_once)
        await vlm.called.wait()
        for _ in range(40):
            await core.clock.until_asleep()
            core.clock.advance(2)
        vlm.free.set()

    task = await core.again(task)
    assert (task.status, task.attempt, len(vlm.requests)) == (TaskStatus.COMPLETED, 1, 1)


class StoppingVlm(ScriptedVlm):
    """Is told to stop with everybody else while its answer arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = anyio.CancelScope()

    async def complete(self, request: VlmRequest) -> VlmReply:
        reply = await super().complete(request)
        self.scope.cancel()
        return reply


async def test_an_answer_that_arrives_as_the_worker_stops_is_stored() -> None:
    vlm = StoppingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, PROMPT)
    with vlm.scope:
        await core.worker().run_once()
    assert (await core.again(task)).status is TaskStatus.PENDING

    assert await core.worker().run_once()

    assert (await core.again(task)).status is TaskStatus.COMPLETED
    assert len(vlm.requests) == 1
