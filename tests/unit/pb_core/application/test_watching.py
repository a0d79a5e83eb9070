"""Who watches a task learns of each change, gets signs of life, and is let go when the server stops."""

import anyio
import msgspec
import pytest

from pb_core.application.watching import QUIET_POLLS
from pb_core.domain.billing import KeyChange
from pb_core.domain.tasks import TaskStatus
from pb_core.errors import KeyDisabled
from support.installation import DIAGRAM, PROMPT, installation


async def test_nobody_waits_at_a_server_that_stops() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    core.service.stop_waiting()
    assert (await core.service.wait(core.key, task.id, 1e9)).status is TaskStatus.PENDING


async def test_events_tell_each_step_and_end_with_the_task() -> None:
    core = await installation()
    task = await core.service.submit(core.key, msgspec.structs.replace(DIAGRAM, iterations=1))
    await core.worker().run_once()
    events = [event async for event in core.service.events(core.key, task.id)]
    assert all(event is not None for event in events)
    told = [(event.step and event.step.name, event.version) for event in events if event is not None]
    assert [name for name, _ in told] == ["plan", "style", "round/1/draw", None]
    versions = [version for _, version in told]
    assert versions == sorted(set(versions))
    later = [event async for event in core.service.events(core.key, task.id, versions[1])]
    assert later == events[2:]


async def test_events_end_once_the_key_is_disabled() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    events = core.service.events(core.key, task.id)
    await anext(events)
    await core.keyring.change(core.key.id, KeyChange(active=False))
    async with anyio.create_task_group() as group:
        group.start_soon(events.__anext__)  # a sign of life: nothing of the task has changed
        for _ in range(QUIET_POLLS):
            await core.clock.elapse(1)
    with anyio.fail_after(60), pytest.raises(KeyDisabled):
        await anext(events)


async def test_events_give_a_sign_of_life_and_end_when_the_server_stops() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    events = core.service.events(core.key, task.id)
    assert (await anext(events)).task == task  # type: ignore[union-attr]  # the first is the task itself
    quiet: list[object] = []

    async def listen() -> None:
        quiet.extend([event async for event in events])

    async with anyio.create_task_group() as group:
        group.start_soon(listen)
        for _ in range(QUIET_POLLS):
            await core.clock.elapse(1)
        await core.clock.until_asleep()
        core.service.stop_waiting()
        core.clock.advance(1)
    assert quiet == [None, None]
