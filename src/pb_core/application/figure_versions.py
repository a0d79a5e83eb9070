"""FigureVersions: a figure, what it was revised from and what was made of it, and what a revision would come to."""

from msgspec import Struct

from pb_core.application.intake import Intake
from pb_core.domain.billing import ApiKey
from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import ReviseBody, Work
from pb_core.domain.tasks import Task, TaskQuery
from pb_core.ports.storage import TaskStore

MOST = 60
"""Versions that are looked up."""


class Versions(Struct, frozen=True, kw_only=True):
    """The versions of a figure in the order in which they were asked for.

    ``is_rootless`` says that the first was revised from one that is no longer kept, ``is_cut`` that there are more.
    """

    tasks: tuple[Task, ...]
    is_rootless: bool = False
    is_cut: bool = False


class FigureVersions:
    """Follows revisions both ways; nothing is charged."""

    def __init__(self, store: TaskStore, intake: Intake) -> None:
        self._store, self._intake = store, intake

    async def of(self, task: Task) -> Versions:
        """All versions of the figure that a task is a version of, as far as their tasks are kept."""
        first, is_rootless = await self._first(task)
        found, waiting = {first.id: first}, [first.id]
        while waiting and len(found) < MOST:
            query = TaskQuery(limit=MOST, parent=waiting.pop(0))
            for line in await self._store.list_tasks(task.key_id, query):
                version = await self._store.task(line.id)
                if version is not None and len(found) < MOST:
                    found[version.id] = version
                    waiting.append(version.id)
        tasks = tuple(sorted(found.values(), key=lambda one: (one.created_at, one.id)))
        return Versions(tasks=tasks, is_rootless=is_rootless, is_cut=len(found) >= MOST)

    async def _first(self, task: Task) -> tuple[Task, bool]:
        """The version that no kept one precedes, and whether it was revised from one that is gone."""
        for _ in range(MOST):
            before = None if task.parent is None else await self._store.task(task.parent)
            if before is None or before.key_id != task.key_id:
                return task, task.parent is not None
            task = before
        return task, True

    async def check(self, key: ApiKey, task: Task, body: ReviseBody) -> Work:
        """What a revision would make of a figure, after all of its checks; raises what ``FigureService.revise`` does.

        Neither charged nor queued.
        """
        require_valid(body)
        return await self._intake.revised(key, task, body)
