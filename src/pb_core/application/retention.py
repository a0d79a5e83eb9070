"""Retention: what is over goes by age and by size, rows first and their bytes an hour later, in small steps.

The hour is for whoever looked at a task just before it went: a composite that was checked against it, and is accepted
later, names its pictures and so keeps them.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct

from pb_core.ports.artifacts import ArtifactStore, StoredBlob
from pb_core.ports.clock import Clock
from pb_core.ports.retention import ReleasedArtifact, RetentionStore

log = logging.getLogger(__name__)

GRACE = timedelta(hours=1)
"""How long after its last task an artifact goes."""

YOUNGEST = timedelta(hours=1)
"""How long ago a task ended, at least, that goes to make room: until then its caller may still fetch it."""

SIZE_INTERVAL = timedelta(hours=1)
"""How often it is added up what the artifacts take."""

FEW = 20
"""Tasks that go at once to make room: each step may make a little more than is asked for."""

Name = tuple[str, str]


class Limits(Struct, frozen=True, kw_only=True):
    """What is kept of tasks that are over: for how long, and in how many bytes of artifacts; ``None`` for no limit."""

    keep_for: timedelta | None = None
    keep_bytes: int | None = None


@dataclass
class Cleared:
    """What has gone since the start of this program: tasks, artifacts and their bytes."""

    tasks: int = 0
    artifacts: int = 0
    bytes: int = 0


class Retention:
    """Holds a store within limits. ``rest`` is awaited between two steps, so that others go first."""

    def __init__(
        self,
        *,
        store: RetentionStore,
        artifacts: ArtifactStore,
        clock: Clock,
        limits: Limits,
        rest: Callable[[], Awaitable[None]],
    ) -> None:
        self._store, self._artifacts, self._clock, self._limits, self._rest = store, artifacts, clock, limits, rest
        self._sized_at: datetime | None = None
        self.cleared = Cleared()

    async def retire_by_age(self) -> None:
        """Let tasks go that ended too long ago."""
        if self._limits.keep_for is None:
            return
        now, count = self._clock.now(), 0
        while gone := (await self._store.retire_tasks(now - self._limits.keep_for, now)).tasks:
            count += gone
            self.cleared.tasks += gone
            await self._rest()
        if count:
            log.info("tasks were removed by age", extra={"tasks": count})

    async def retire_by_size(self) -> None:
        """Let tasks go, those first that ended longest ago, until the artifacts of the others fit."""
        now = self._clock.now()
        if self._limits.keep_bytes is None or (self._sized_at and now - self._sized_at < SIZE_INTERVAL):
            return
        self._sized_at = now
        sizes = await self._sizes()
        excess, count = sum(sizes.values()) - self._limits.keep_bytes, 0
        while excess > 0:
            gone = await self._store.retire_tasks(now - YOUNGEST, now, FEW)
            if not gone.tasks:
                log.warning("artifacts of tasks that are not over, or not for an hour, take more than may be kept")
                break
            excess -= sum(sizes.get((artifact.owner, artifact.digest), 0) for artifact in gone.released)
            count += gone.tasks
            self.cleared.tasks += gone.tasks
            await self._rest()
        if count:
            log.info("tasks were removed to make room", extra={"tasks": count})

    async def remove_released(self) -> None:
        """Remove artifacts that no task has used for an hour."""
        count = self.cleared.artifacts
        while due := await self._store.released_artifacts(self._clock.now() - GRACE):
            for owner in sorted({artifact.owner for artifact in due}):
                await self._remove_of(owner, [artifact for artifact in due if artifact.owner == owner])
            await self._store.forget_released(due)
            await self._rest()
        if self.cleared.artifacts > count:
            log.info("artifacts were removed", extra={"artifacts": self.cleared.artifacts - count})

    async def _remove_of(self, owner: str, due: Sequence[ReleasedArtifact]) -> None:
        """Remove artifacts of an owner, but those that were put since they were released: somebody needs them."""
        since = {artifact.digest: artifact.released_at for artifact in due}
        found: list[StoredBlob] = [blob async for blob in self._artifacts.blobs(owner) if blob.digest in since]
        for blob in found:
            if blob.stored_at < since[blob.digest] and await self._artifacts.remove(owner, blob.digest, blob.stamp):
                self.cleared.artifacts += 1
                self.cleared.bytes += blob.size

    async def _sizes(self) -> dict[Name, int]:
        """How large each artifact is that a task uses: letting tasks go makes no room of the others."""
        used = await self._store.used_artifacts()
        sizes = {(blob.owner, blob.digest): blob.size async for blob in self._artifacts.blobs()}
        return {name: size for name, size in sizes.items() if name in used}
