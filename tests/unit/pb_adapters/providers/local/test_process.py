import gc
import os

import anyio
import pytest

from pb_adapters.providers.local.model_file import read_model_file
from pb_adapters.providers.local.process import ModelProcess, usable_cores
from pb_core.errors import EngineUnavailable
from support.model_files import Model


async def test_a_process_lives_until_it_is_closed(model: Model) -> None:
    process = await ModelProcess.start(read_model_file(model()), 4_096)
    assert process.is_running
    assert process.url.startswith("http://127.0.0.1:")
    assert len(process.key) > 20
    await process.close()
    assert not process.is_running


async def test_a_model_that_loads_for_too_long_is_given_up(model: Model) -> None:
    with pytest.raises(EngineUnavailable, match="was not loaded within 0 seconds"):
        await ModelProcess.start(read_model_file(model()), 4_096, seconds=0)


async def test_a_start_can_be_cancelled(model: Model) -> None:
    with anyio.move_on_after(0.05) as scope:
        await ModelProcess.start(read_model_file(model()), 4_096)
    assert scope.cancelled_caught


def test_a_start_cancelled_at_any_moment_leaves_nothing_behind(model: Model) -> None:
    file = read_model_file(model())

    async def cancelled(seconds: float) -> None:
        with anyio.move_on_after(seconds):
            await ModelProcess.start(file, 4_096)

    for step in range(100):
        anyio.run(cancelled, step / 10_000)
    gc.collect()  # a process, pipe or transport that is left warns, which is an error


def test_no_more_threads_than_cores_are_used() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
