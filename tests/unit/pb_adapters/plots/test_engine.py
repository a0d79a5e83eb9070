import os
import signal
import subprocess
import sys

import anyio
import anyio.lowlevel
import anyio.to_process
import pytest

from pb_adapters.plots import MatplotlibPlots
from pb_core.errors import EngineUnavailable
from pb_core.ports.images import Picture
from pb_core.testing.plots import sample_request

PNG = {"formats": ("png",)}


async def test_a_call_survives_the_death_of_its_worker() -> None:
    plots = MatplotlibPlots(workers=1)
    worker = await anyio.to_process.run_sync(os.getpid)
    os.kill(worker, signal.SIGSTOP)
    pictures: list[Picture] = []

    async def call() -> None:
        pictures.extend((await plots.draw(sample_request(**PNG))).pictures)

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await anyio.wait_all_tasks_blocked()
        os.kill(worker, signal.SIGKILL)
    assert len(pictures) == 1


async def test_a_cancelled_call_kills_its_worker() -> None:
    plots = MatplotlibPlots(workers=1)
    worker = await anyio.to_process.run_sync(os.getpid)
    os.kill(worker, signal.SIGSTOP)
    async with anyio.create_task_group() as group:
        group.start_soon(plots.draw, sample_request(**PNG))
        await anyio.wait_all_tasks_blocked()
        group.cancel_scope.cancel()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


async def test_a_closed_engine_takes_no_calls() -> None:
    plots = MatplotlibPlots()
    await plots.aclose()
    await plots.aclose()
    with pytest.raises(EngineUnavailable, match="closed"):
        await plots.draw(sample_request(**PNG))


async def test_closing_waits_for_running_calls() -> None:
    plots, done = MatplotlibPlots(workers=1), anyio.Event()

    async def call() -> None:
        await plots.draw(sample_request(**PNG))
        done.set()

    async with anyio.create_task_group() as group:
        group.start_soon(call)
        await anyio.lowlevel.checkpoint()
        await plots.aclose()
        assert done.is_set()


def test_a_server_does_not_pay_for_the_drawing_library() -> None:
    code = "import sys, pb_adapters.plots; print({'matplotlib', 'numpy', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert done.stdout.strip() == "set()"
