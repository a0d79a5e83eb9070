"""``/studio/figures/{id}/versions``: the versions of a figure side by side, and what changed from one to another."""

import difflib

import anyio.to_thread
import msgspec
from litestar import Response, get
from litestar.params import FromPath
from msgspec import Struct

from pb_core.application.figure_versions import Versions
from pb_core.application.plans import written
from pb_core.domain.diagrams.plan_diff import diff
from pb_core.domain.tasks import PlotRecord, Task
from pb_http.pages.rendering import page
from pb_http.pages.studio.drafts import Draft
from pb_http.pages.studio.titles import asked_of, title_of
from pb_http.request import ApiRequest

_MOST_LINES = 40
MOST_COMPARED = 1_000
"""Lines of a plot's plan that are compared, from the first that differs on: the time for it grows with their square."""


class Version(Struct, frozen=True, kw_only=True):
    """One version: its number, the number of the one that it was made from, what was asked and what changed.

    ``lines`` are those of a plot's plan that are gone (``-``) and new (``+``).
    """

    number: int
    task: Task
    of: int | None = None
    asked: str = ""
    changes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@get("/figures/{task_id:str}/versions")
async def figure_versions(request: ApiRequest, task_id: FromPath[str]) -> Response[str]:
    """Show all versions of a figure."""
    service = request.runtime.service
    task = await service.task(request.api_key, task_id)
    found = await service.versions.of(task)
    return await page(
        request,
        "studio/versions.html",
        task=task,
        title=title_of(task),
        found=found,
        versions=await anyio.to_thread.run_sync(told, found),
        draft=Draft(),
        left=request.api_key.quota_remaining,
    )


def told(found: Versions) -> tuple[Version, ...]:
    """The versions, the newest first, each with what changed from the one that it was made from."""
    numbers = {task.id: number for number, task in enumerate(found.tasks, 1)}
    tasks = {task.id: task for task in found.tasks}
    return tuple(_version(task, numbers, tasks.get(task.parent or "")) for task in reversed(found.tasks))


def _version(task: Task, numbers: dict[str, int], before: Task | None) -> Version:
    return Version(
        number=numbers[task.id],
        task=task,
        of=numbers.get(before.id) if before else None,
        asked=asked_of(task),
        changes=_changes(before, task) if before else (),
        lines=_lines(before, task) if before else (),
    )


def _changes(before: Task, after: Task) -> tuple[str, ...]:
    one, other = (task.result.diagram if task.result else None for task in (before, after))
    if one is None or other is None:
        return ()
    return diff(one.spec, other.spec, one.styling, other.styling).sentences


def _lines(before: Task, after: Task) -> tuple[str, ...]:
    one, other = (task.result.plot if task.result else None for task in (before, after))
    if one is None or other is None:
        return ()
    found = difflib.unified_diff(*differing(_written(one), _written(other)), n=0, lineterm="")
    return tuple(line for line in found if line[:2] not in {"--", "++", "@@"})[:_MOST_LINES]


def differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """What is left of two texts without the lines that both begin and end with, ``MOST_COMPARED`` lines at most."""
    shorter = min(len(old), len(new))
    first = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    rest = shorter - first
    last = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    before, after = old[first : len(old) - last], new[first : len(new) - last]
    return before[:MOST_COMPARED], after[:MOST_COMPARED]


def _written(plot: PlotRecord) -> list[str]:
    return msgspec.json.format(written(plot, "json"), indent=2).decode().splitlines()
