"""The steps of a running task, shown on a terminal."""

import sys

from pb_core.application.service import FigureService
from pb_core.domain.billing import ApiKey
from pb_core.domain.tasks import Task
from pb_http.cli.reporting import Reporter

REFRESH_SECONDS = 0.2


async def watched(service: FigureService, key: ApiKey, task: Task, reporter: Reporter) -> Task:
    """Wait for the end of a task; a terminal shows the step that is under way."""
    if reporter.quiet or not sys.stderr.isatty():
        while not task.status.final:
            task = await service.wait(key, task.id, 60)
        return task
    from rich.console import Console  # noqa: PLC0415 - for terminals only

    with Console(stderr=True).status("starting") as status:
        while not task.status.final:
            task = await service.wait(key, task.id, REFRESH_SECONDS)
            if steps := await service.steps(task):
                status.update(f"{steps[-1].name} ({steps[-1].engine})")
    return task
