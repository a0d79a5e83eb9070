"""Watching: what changes of a task, told as it comes, and waiting for its end."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from operator import attrgetter

import anyio
from msgspec import Struct

from pb_core.domain.billing import ApiKey
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import Task
from pb_core.errors import KeyDisabled, NotFound
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import Wakeup, Wakeups, task_topic

POLL_SECONDS = 1.0
QUIET_POLLS = 15

ReadTask = Callable[[ApiKey, str], Awaitable[Task]]
"""The task of a key as it is now; raises ``NotFound``."""


class TaskEvent(Struct, frozen=True, kw_only=True):
    """A change of a task: of one step, or of the task itself. ``version`` is where to go on after it."""

    version: int
    task: Task
    step: StepRecord | None = None


class TaskWatch:
    """Watches tasks for their keys, until it is stopped."""

    def __init__(self, storage: Storage, wakeups: Wakeups, read: ReadTask) -> None:
        self._storage, self._wakeups, self._read = storage, wakeups, read
        self._stopping = False

    def stop(self) -> None:
        """Let whoever watches or waits, now or later, return within a second."""
        self._stopping = True

    async def events(self, key: ApiKey, task_id: str, seen: int = -1) -> AsyncGenerator[TaskEvent | None]:
        """What changed since the version ``seen``, then every change until the task is over; ``None`` now and then.

        Each step as it is by now, in the order of the changes, and the task after them. Resumed after any version,
        nothing that came later is left out. Raises ``NotFound``, also later, once the key is deleted, and
        ``KeyDisabled`` once it is disabled: its tasks wait then, perhaps for ever.
        """
        async with self._wakeups.subscribe(task_topic(task_id)) as wakeup:
            while True:
                task = await self._read(key, task_id)
                await self._require_active(key)
                steps = await self._storage.steps(task_id)  # read after it, so that an end comes after all steps
                news = sorted((step for step in steps if step.version > seen), key=attrgetter("version"))
                for step in news:
                    yield TaskEvent(version=step.version, task=task, step=step)
                if news or task.version > seen:
                    seen = max([task.version, *(step.version for step in news)])
                    yield TaskEvent(version=seen, task=task)
                if task.status.final or self._stopping:
                    return
                if not await self._changed(wakeup):
                    yield None

    async def wait(self, key: ApiKey, task_id: str, seconds: float) -> Task:
        """The task once it is completed or failed, or as it is after ``seconds`` or at ``stop``."""
        with anyio.move_on_after(seconds):
            async with self._wakeups.subscribe(task_topic(task_id)) as wakeup:
                while not (task := await self._read(key, task_id)).status.final and not self._stopping:
                    await wakeup.wait(POLL_SECONDS)
                return task
        return await self._read(key, task_id)

    async def _require_active(self, key: ApiKey) -> None:
        """Ask again whether a key that was authenticated a while ago may still call."""
        now = await self._storage.key_by_digest(key.digest)
        if now is None:
            raise NotFound("No such task")
        if not now.active:
            raise KeyDisabled("This API key is disabled")

    async def _changed(self, wakeup: Wakeup) -> bool:
        """Whether something changed before it is time for a sign of life."""
        for _ in range(QUIET_POLLS):
            if await wakeup.wait(POLL_SECONDS):
                return True
            if self._stopping:
                break
        return False
