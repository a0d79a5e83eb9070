"""Whose fault it is: runs that end unexpectedly, programs that are killed, records that cannot be read."""

from datetime import timedelta
from typing import NoReturn

import anyio
import pytest

from pb_core.application.deadline import OVER
from pb_core.application.task_run import STOPPED
from pb_core.application.waiting import INTERNAL_FAULT, UNEXPECTED, Patience
from pb_core.domain.tasks import STOPS_ALONE, SUSPECT_WAIT, TaskStatus
from pb_core.errors import EngineUnavailable, RowRefused
from pb_core.ports.vlm import VlmRequest
from support.installation import DIAGRAM, PROMPT, HangingVlm, Installation, installation, running

LEASE = timedelta(seconds=60)


class Died(EngineUnavailable):
    """A process died at its work, as that of a drawing engine may."""

    retryable = False
    suspect = True


def die(request: VlmRequest) -> NoReturn:
    """End as a killed process does: no except clause runs for it."""
    raise KeyboardInterrupt(request.role)


async def killed(core: Installation, *, beside: int = 0) -> None:
    """A worker claims, with others in flight beside, and its program is killed."""
    for _ in range(1 + beside):
        await core.storage.claim_task(core.clock.now(), LEASE, core.ids.fresh())
    await core.crash()
    await core.storage.rescue(core.clock.now())


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("secret detail"), INTERNAL_FAULT),
        (RowRefused("CHECK constraint failed"), INTERNAL_FAULT),
        (Died("the drawing engine died"), "the drawing engine died"),
    ],
)
async def test_an_unexpected_fault_ends_a_task_after_two_runs_alone(error: Exception, sentence: str) -> None:
    core = await installation()
    core.vlm.script("stylist", *[error] * 3)
    task = await core.service.submit(core.key, PROMPT)
    worker = core.worker()
    for faults in (2, 3):
        assert await worker.run_once()
        waiting = await core.again(task)
        assert (waiting.status, waiting.faults, waiting.waits_for) == (TaskStatus.PENDING, faults, UNEXPECTED)
        core.clock.advance(30)
    assert await worker.run_once()

    task = await core.again(task)
    assert (task.status, task.error) == (TaskStatus.FAILED, sentence)
    assert len(core.vlm.requests) == 3


async def test_a_fault_that_passes_costs_a_task_nothing() -> None:
    core = await installation()
    core.vlm.script("stylist", RuntimeError(), RuntimeError())
    task = await core.service.submit(core.key, PROMPT)
    worker = core.worker()
    for _ in range(3):
        assert await worker.run_once()
        core.clock.advance(30)

    task = await core.again(task)
    assert (task.status, task.faults) == (TaskStatus.COMPLETED, 0)


async def test_a_healthy_task_survives_any_number_of_kills_while_it_makes_progress() -> None:
    core = await installation()
    task = await core.service.submit(core.key, DIAGRAM)
    for role in ("planner", "stylist"):
        core.vlm.script(role, *[die] * 3)
    runs = 0
    while not (await core.again(task)).status.final:
        runs += 1
        try:
            assert await core.worker().run_once()
        except BaseExceptionGroup:
            await core.crash()
            await core.storage.rescue(core.clock.now())
        core.clock.advance(16)

    task = await core.again(task)
    assert (task.status, runs) == (TaskStatus.COMPLETED, 7)


async def test_a_task_that_kills_its_program_is_given_up_and_its_neighbours_end_well() -> None:
    core = await installation()
    poison = await core.service.submit(core.key, PROMPT)
    neighbours = [await core.service.submit(core.key, PROMPT) for _ in range(3)]
    for _ in range(2):
        await killed(core, beside=3)
    core.clock.advance(SUSPECT_WAIT.total_seconds())
    assert [(await core.again(task)).faults for task in (poison, *neighbours)] == [2, 2, 2, 2]
    await killed(core, beside=3)
    assert [(await core.again(task)).faults for task in (poison, *neighbours)] == [3, 0, 0, 0]
    async with running(core.worker()):
        ended = [await core.service.wait(core.key, task.id, 60) for task in neighbours]
    for _ in range(STOPS_ALONE - 1):
        core.clock.advance(SUSPECT_WAIT.total_seconds())
        await killed(core)

    core.clock.advance(SUSPECT_WAIT.total_seconds())
    assert await core.worker().run_once()

    assert {task.status for task in ended} == {TaskStatus.COMPLETED}
    poison = await core.again(poison)
    assert (poison.status, poison.error) == (TaskStatus.FAILED, STOPPED)
    assert len(core.vlm.requests) == 3


async def test_a_suspect_is_not_begun_after_its_deadline() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    await killed(core)
    core.clock.advance(100)
    await core.worker(patience=Patience(deadline=timedelta(seconds=100))).run_once()
    assert (await core.again(task)).error == OVER.format(100)
    assert not core.vlm.requests


async def test_a_worker_takes_over_what_a_killed_one_has_left() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    await core.storage.claim_task(core.clock.now(), LEASE, core.ids.fresh())
    await core.crash()

    async with running(core.worker()):
        task = await core.service.wait(core.key, task.id, 60)

    assert (task.status, task.attempt) == (TaskStatus.COMPLETED, 2)


async def test_the_wall_clock_takes_no_task_from_its_worker() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, PROMPT)
    seconds = 0.0
    core.storage._uptime = lambda: seconds
    async with running(core.worker()):
        await vlm.called.wait()
        core.clock.advance(3600)
        await core.clock.until_asleep(4)
        core.clock.advance(3600)
        await core.clock.until_asleep(4)
        vlm.free.set()
        with anyio.fail_after(30):
            task = await core.service.wait(core.key, task.id, 60)

    assert (task.status, task.attempt, len(vlm.requests)) == (TaskStatus.COMPLETED, 1, 1)
