"""Retention in memory: which task uses which artifact is read from all of them, each time."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from anyio.lowlevel import checkpoint

from pb_core.domain.tasks import Task, TaskStatus
from pb_core.domain.webhooks import DeliveryState
from pb_core.ports.retention import ReleasedArtifact, Retired
from pb_core.testing.memory.storage_access import MemoryAccess
from pb_core.testing.memory.storage_state import MemoryLocation

_DIGEST = re.compile(r"[0-9a-f]{64}")


class MemoryRetention(MemoryAccess):
    """The duties of ``RetentionStore``."""

    async def retire_tasks(self, ended_before: datetime, now: datetime, most: int = 100) -> Retired:
        """Delete tasks that ended longest ago, and release the artifacts that no other uses."""
        await checkpoint()
        with self._unit() as at:
            gone = _ended(at, ended_before)[:most]
            used = {name for task in gone for name in _uses(at, task)}
            for task in gone:
                _erase(at, task)
            free = sorted(used - _all_uses(at))
            released = tuple(ReleasedArtifact(owner=owner, digest=digest, released_at=now) for owner, digest in free)
            at.released.update({(artifact.owner, artifact.digest): artifact for artifact in released})
            return Retired(tasks=len(gone), released=released)

    async def release(self, artifacts: Sequence[ReleasedArtifact]) -> None:
        """List artifacts as released that no task of their owner uses."""
        await checkpoint()
        with self._unit() as at:
            named = {(artifact.owner, artifact.digest): artifact for artifact in artifacts}
            at.released.update({name: artifact for name, artifact in named.items() if name not in _all_uses(at)})

    async def is_retired(self, key_id: str, task_id: str) -> bool:
        """Whether this was a task of the key that was retired."""
        await checkpoint()
        with self._unit() as at:
            return at.retired.get(task_id) == key_id

    async def used_artifacts(self) -> frozenset[tuple[str, str]]:
        """Owner and digest of every artifact that a task uses."""
        await checkpoint()
        with self._unit() as at:
            return frozenset(_all_uses(at))

    async def released_artifacts(self, before: datetime, most: int = 500) -> tuple[ReleasedArtifact, ...]:
        """Artifacts that were released before a time and that no task has come to use since."""
        await checkpoint()
        with self._unit() as at:
            used = _all_uses(at)
            at.released = {name: artifact for name, artifact in at.released.items() if name not in used}
            due = [
                artifact
                for artifact in at.released.values()
                if artifact.released_at < before and not _is_worked_for(at, artifact)
            ]
            return tuple(sorted(due, key=lambda artifact: artifact.released_at)[:most])

    async def forget_released(self, artifacts: Sequence[ReleasedArtifact]) -> None:
        """Forget artifacts whose bytes are gone, or are somebody else's by now."""
        await checkpoint()
        with self._unit() as at:
            at.released = {name: artifact for name, artifact in at.released.items() if artifact not in artifacts}

    async def give_back(self) -> bool:
        """There is nothing to give back."""
        await checkpoint()
        with self._unit():
            return False


def _ended(at: MemoryLocation, before: datetime) -> list[Task]:
    """The tasks that ended before a time and whose webhooks are sent, those first that ended longest ago."""
    waiting = {delivery.task_id for delivery in at.deliveries.values() if delivery.state is DeliveryState.PENDING}
    ended = [
        (task.completed_at, number, task)
        for number, task in enumerate(at.tasks.values())
        if task.completed_at is not None and task.completed_at < before and task.id not in waiting
    ]
    return [task for *_, task in sorted(ended, key=lambda entry: entry[:2])]


def _erase(at: MemoryLocation, task: Task) -> None:
    at.retired[task.id] = task.key_id
    del at.tasks[task.id]
    at.accepted_uptimes.pop(task.id, None)
    at.accepted = {asked: stored for asked, stored in at.accepted.items() if stored[0] != task.id}
    at.steps = {name: step for name, step in at.steps.items() if step.task_id != task.id}
    at.deliveries = {name: row for name, row in at.deliveries.items() if row.task_id != task.id}


def _is_worked_for(at: MemoryLocation, artifact: ReleasedArtifact) -> bool:
    """Whether its owner has a task running that began before it was released."""
    return any(
        task.status is TaskStatus.RUNNING
        and task.key_id == artifact.owner
        and task.started_at is not None
        and task.started_at <= artifact.released_at
        for task in at.tasks.values()
    )


def _all_uses(at: MemoryLocation) -> set[tuple[str, str]]:
    return {name for task in at.tasks.values() for name in _uses(at, task)}


def _uses(at: MemoryLocation, task: Task) -> Iterator[tuple[str, str]]:
    """Owner and digest of every artifact that a task names in its request, its result or a step."""
    steps = [step.result for step in at.steps.values() if step.task_id == task.id and step.result is not None]
    for document in (msgspec.json.encode(task.work), msgspec.json.encode(task.result), *steps):
        for digest in _digests(msgspec.json.decode(document)):
            yield task.key_id, digest


def _digests(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        digest = value.get("digest")
        if isinstance(digest, str) and _DIGEST.fullmatch(digest):
            yield digest
        for member in value.values():
            yield from _digests(member)
    elif isinstance(value, list):
        for member in value:
            yield from _digests(member)
