import subprocess
import sys

import anyio
import anyio.lowlevel
import pytest

from pb_adapters.drawing.plots import MatplotlibPlots
from pb_core.errors import EngineUnavailable
from pb_core.testing.memory.plots import sample_request

PNG = {"formats": ("png",)}


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
    code = "import sys, pb_adapters.drawing.plots; print({'matplotlib', 'numpy', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert done.stdout.strip() == "set()"
