"""The artifacts of a copy: each that a row refers to, held against its digest, several at once."""

from collections.abc import Iterable

import anyio
from msgspec import Struct

from pb_adapters.storage.references import Name
from pb_adapters.storage.snapshots import Tell
from pb_core.errors import ArtifactMissing, PaperBananaError
from pb_core.ports.artifacts import ArtifactStore

AT_ONCE = 8
STEP = 500
"""After how many artifacts it is told how far it is."""


class CopiedArtifacts(Struct, frozen=True, kw_only=True):
    """How many were copied with how many bytes, were there already from a copy before, and are lost in the source."""

    copied: int = 0
    copied_bytes: int = 0
    kept: int = 0
    lost: tuple[Name, ...] = ()


async def copy_artifacts(
    source: ArtifactStore, target: ArtifactStore, names: Iterable[Name], tell: Tell
) -> CopiedArtifacts:
    """Copy artifacts; those that the target has undamaged stay as they are.

    One that is missing or damaged in the source is lost there already and is named. Raises ``StorageError`` where
    either store cannot be used.
    """
    wanted = sorted(set(names))
    there = {(blob.owner, blob.digest) async for blob in target.blobs()}
    run = _Run(source, target, there, tell, len(wanted))
    todo = iter(wanted)

    async def work() -> None:
        for name in todo:
            if run.failures:
                return
            await run.copy(name)

    async with anyio.create_task_group() as group:
        for _ in range(AT_ONCE):
            group.start_soon(work)
    if run.failures:
        raise run.failures[0]
    return CopiedArtifacts(
        copied=run.copied, copied_bytes=run.copied_bytes, kept=run.kept, lost=tuple(sorted(run.lost))
    )


class _Run:
    def __init__(self, source: ArtifactStore, target: ArtifactStore, there: set[Name], tell: Tell, most: int) -> None:
        self._source, self._target, self._there, self._tell, self._most = source, target, there, tell, most
        self.copied = self.copied_bytes = self.kept = self._done = 0
        self.lost: list[Name] = []
        self.failures: list[Exception] = []

    async def copy(self, name: Name) -> None:
        """Copy one artifact."""
        try:
            await self._copy(*name)
        except PaperBananaError as error:
            self.failures.append(error)
        self._done += 1
        if not self._done % STEP:
            self._tell(f"{self._done} of {self._most} artifacts")

    async def _copy(self, owner: str, digest: str) -> None:
        if (owner, digest) in self._there and await self._is_sound(owner, digest):
            self.kept += 1
            return
        try:
            data = await self._source.get(owner, digest)
        except ArtifactMissing:
            self.lost.append((owner, digest))
            return
        await self._target.put(owner, data)
        self.copied += 1
        self.copied_bytes += len(data)

    async def _is_sound(self, owner: str, digest: str) -> bool:
        try:
            return await self._target.verify(owner, digest)
        except ArtifactMissing:
            return False
