"""Damage: which pictures of finished tasks the store has lost, found by reading them and known until they change."""

import logging
import math
from collections import OrderedDict
from collections.abc import Callable, Hashable

import anyio
from msgspec import Struct

from pb_core.domain.tasks import Task
from pb_core.errors import ArtifactMissing
from pb_core.ports.artifacts import ArtifactStore

log = logging.getLogger(__name__)

MOST_TASKS = 10_000
"""Of so many tasks it is known what was found; those read least lately are looked at again."""


LOST_SECONDS = 60.0
"""How long a picture without a stamp counts as lost: a store far away does not tell when it is there again."""


class _Looked(Struct, frozen=True):
    """What was found of a task's pictures, their stamps then, and until when it holds."""

    owner: str
    digests: tuple[str, ...]
    stamps: tuple[Hashable, ...]
    damaged: tuple[str, ...]
    until: float


class DamageWatch:
    """Holds the pictures of tasks against their digests once, and again whenever the store says that they changed.

    ``now`` counts seconds.
    """

    def __init__(
        self, artifacts: ArtifactStore, most_tasks: int = MOST_TASKS, now: Callable[[], float] = anyio.current_time
    ) -> None:
        self._artifacts, self._most_tasks, self._now = artifacts, most_tasks, now
        self._looked: OrderedDict[str, _Looked] = OrderedDict()

    def known(self, task_id: str) -> tuple[str, ...] | None:
        """The names of pictures that are damaged or lost, where that is known without reading; else ``None``."""
        looked = self._looked.get(task_id)
        if looked is None or self._now() >= looked.until:
            return None
        if looked.stamps != self._stamps(looked.owner, looked.digests):
            return None
        self._looked.move_to_end(task_id)
        return looked.damaged

    async def look(self, task: Task) -> tuple[str, ...]:
        """The names, as in ``TaskResult.pictures``, of a finished task's pictures that are damaged or lost."""
        named = {name: picture.digest for name, picture in task.result.pictures().items()} if task.result else {}
        digests = tuple(dict.fromkeys(named.values()))
        stamps = self._stamps(task.key_id, digests)  # before they are read: what changes meanwhile is looked at again
        lost = {digest for digest in digests if not await self._is_whole(task, digest)}
        damaged = tuple(name for name, digest in named.items() if digest in lost)
        told = self._stamps(task.key_id, digests)  # by reading them, where a store knows nothing before
        stamps = tuple(
            after if before is None and digest not in lost else before
            for digest, before, after in zip(digests, stamps, told, strict=True)
        )
        until = self._now() + LOST_SECONDS if None in stamps else math.inf
        self._looked[task.id] = _Looked(task.key_id, digests, stamps, damaged, until)
        self._looked.move_to_end(task.id)
        while len(self._looked) > self._most_tasks:
            self._looked.popitem(last=False)
        return damaged

    def forget(self, task_id: str) -> None:
        """Look at a task's pictures anew next time: one could not be read."""
        self._looked.pop(task_id, None)

    def _stamps(self, owner: str, digests: tuple[str, ...]) -> tuple[Hashable, ...]:
        return tuple(self._artifacts.stamp(owner, digest) for digest in digests)

    async def _is_whole(self, task: Task, digest: str) -> bool:
        try:
            whole = await self._artifacts.verify(task.key_id, digest)
        except ArtifactMissing:
            whole = False
        if not whole:
            place = self._artifacts.location(task.key_id, digest)
            log.error(
                "a picture is damaged or lost: restore it from a backup, or have its caller submit again",
                extra={"task_id": task.id, "place": place},
            )
        return whole
