"""Running one task without a server: the same pipeline on a data folder of its own."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import click
from msgspec.structs import replace
from rich.console import Console
from rich.status import Status

from pb_core.quota import ApiKey
from pb_core.requests import Body
from pb_core.tasks import Task, TaskResult
from pb_http import logs
from pb_http.cli.common import settings_of
from pb_http.composition import Core, open_core, working

Save = Callable[[Core, Task, TaskResult], Awaitable[None]]


def run_task(body: Body, save: Save, *, debug: bool = False) -> None:
    """Run one task to its end, show its steps on standard error and hand the result to ``save``."""
    logs.configure(level=10 if debug else 40)
    anyio.run(_run, body, save, backend_options={"use_uvloop": True})


async def _run(body: Body, save: Save) -> None:
    with TemporaryDirectory(prefix="paperbanana-") as folder:
        settings = replace(settings_of(), data_dir=Path(folder))
        async with open_core(settings) as core, working(core):
            _, key = await core.keyring.create("command line")
            task = await _watched(core, key, await core.service.submit(key, body))
            if task.result is None:
                raise click.ClickException(task.error or "the task failed")
            await save(core, task, task.result)


async def _watched(core: Core, key: ApiKey, task: Task) -> Task:
    with Console(stderr=True).status("starting") as status:
        while not task.status.final:
            task = await core.service.wait(key, task.id, 0.2)
            await _show(core, task, status)
    return task


async def _show(core: Core, task: Task, status: Status) -> None:
    steps = await core.service.steps(task)
    if steps:
        status.update(f"{steps[-1].name} ({steps[-1].engine})")
