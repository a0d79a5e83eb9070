"""Verification: the rows of a database, the artifacts that they refer to, and those that none refers to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import anyio
import anyio.to_thread
from msgspec import Struct

from pb_adapters.data_folder import DATABASE
from pb_adapters.folder_lock import locked
from pb_adapters.storage.flaws import Flaw
from pb_adapters.storage.references import Name, Reference
from pb_adapters.storage.snapshots import STEP, Snapshot, Tell
from pb_adapters.storage.sqlite.references import references
from pb_adapters.storage.sqlite.soundness import read_snapshot
from pb_adapters.storage.sqlite.store import reading
from pb_core.errors import ArtifactMissing, FolderInUse, PaperBananaError, StorageError
from pb_core.ports.artifacts import ArtifactStore, StoredBlob

ARTIFACTS = "artifacts"
"""The check of artifacts, as a flaw names it."""

AT_ONCE = 8
"""How many artifacts are read at the same time."""

ORPHAN_AGE = timedelta(days=1)
"""How old an artifact is that no work under way can be about to refer to, while a server is at work."""


class Verification(Struct, frozen=True, kw_only=True):
    """What was looked at, and what was found.

    ``artifacts`` were read and held against their digest. No row refers to ``orphans``, nor to ``recent`` ones, to
    which work under way may be about to refer; ``removed`` orphans are gone and no longer counted.
    """

    rows: int
    artifacts: int
    artifact_bytes: int
    orphans: int
    orphan_bytes: int
    recent: int
    removed: int = 0
    flaws: tuple[Flaw, ...] = ()


class VerifiableRows(Protocol):
    """The rows to verify, in whichever database."""

    async def snapshot(self, tell: Tell) -> Snapshot:
        """All rows at one moment."""

    async def references(self) -> list[Reference]:
        """Which artifacts they refer to now."""

    def alone(self) -> AbstractContextManager[bool]:
        """Keep programs away that would put artifacts, unless one may be at work: whether none is."""


async def verify(
    folder: Path, artifacts: ArtifactStore, *, repair: bool = False, tell: Tell = lambda _: None
) -> Verification:
    """Look at all of a data folder, beside a server or without one; with ``repair`` remove the orphans.

    Without a server everything that no row refers to is an orphan; beside one, what is older than ``ORPHAN_AGE`` and
    than the running tasks of its key. Where a row cannot be read nothing is removed.

    Raises ``StorageError`` where there is no database that this version of the program can read.
    """
    return await verify_rows(_InFolder(folder), artifacts, repair=repair, tell=tell)


async def verify_rows(
    database: VerifiableRows, artifacts: ArtifactStore, *, repair: bool = False, tell: Tell = lambda _: None
) -> Verification:
    """Look at all rows of any database and at their artifacts, as ``verify``."""
    stored = [blob async for blob in artifacts.blobs()]  # before the rows: what is put meanwhile is no orphan
    snapshot = await database.snapshot(tell)
    lost = await _lost(database, artifacts, snapshot.needed, tell)
    unneeded = [blob for blob in stored if (blob.owner, blob.digest) not in snapshot.needed]
    removed: set[StoredBlob] = set()
    orphans = _removable(unneeded, snapshot)
    if repair and snapshot.is_whole:
        with database.alone() as alone:
            if alone:  # a server that has ended since rows were read may have come to what it had put before
                needed = {(found.owner, found.digest) for found in await database.references()}
                orphans = [blob for blob in unneeded if (blob.owner, blob.digest) not in needed]
            removed = {blob for blob in orphans if await artifacts.remove(blob.owner, blob.digest, blob.stamp)}
    left = [blob for blob in orphans if blob not in removed]
    return Verification(
        rows=snapshot.rows,
        artifacts=len(snapshot.needed),
        artifact_bytes=sum(blob.size for blob in stored) - sum(blob.size for blob in unneeded),
        orphans=len(left),
        orphan_bytes=sum(blob.size for blob in left),
        recent=len(unneeded) - len(orphans),
        removed=len(removed),
        flaws=(*snapshot.flaws, *lost),
    )


def _removable(unneeded: Sequence[StoredBlob], snapshot: Snapshot) -> list[StoredBlob]:
    """Those that no server which may be at work is about to refer to.

    Nor about to remove. It refers to nothing that it did not put, a task that runs puts nothing before it has begun,
    and putting what is there makes it new.
    """
    latest = datetime.now(UTC) - ORPHAN_AGE
    orphans = [blob for blob in unneeded if (blob.owner, blob.digest) not in snapshot.released]
    return [blob for blob in orphans if blob.stored_at < min(latest, snapshot.running_since.get(blob.owner, latest))]


async def _lost(
    database: VerifiableRows, artifacts: ArtifactStore, needed: Mapping[Name, Reference], tell: Tell
) -> tuple[Flaw, ...]:
    """The artifacts that are missing or damaged, looked at twice: their rows go first when a key is deleted."""
    faulty = await _faulty(artifacts, needed, tell)
    if not faulty:
        return ()
    try:
        still = [found for found in await database.references() if (found.owner, found.digest) in faulty]
    except StorageError:  # rows cannot be read any more: what referred to them when all was read
        still = [needed[name] for name in needed if name in faulty]
    return tuple(
        [
            Flaw(ARTIFACTS, f"an artifact of task {found.task_id} ({found.place}) is {fault}: {found.digest}")
            for found in still
            if (fault := await _fault(artifacts, found.owner, found.digest))
        ]
    )


async def _faulty(artifacts: ArtifactStore, needed: Collection[Name], tell: Tell) -> set[Name]:
    """Those that are missing or damaged, several read at once: a store far away takes its time for each."""
    names, found, failures = enumerate(needed, 1), set[Name](), list[Exception]()

    async def read() -> None:
        for number, name in names:
            try:
                if await _fault(artifacts, *name):
                    found.add(name)
            except PaperBananaError as error:
                failures.append(error)
            if failures:
                return
            if not number % STEP:
                tell(f"{number} of {len(needed)} artifacts")

    async with anyio.create_task_group() as group:
        for _ in range(AT_ONCE):
            group.start_soon(read)
    if failures:
        raise failures[0]
    return found


async def _fault(artifacts: ArtifactStore, owner: str, digest: str) -> str:
    """What is wrong with an artifact; nothing where it is sound."""
    try:
        return "" if await artifacts.verify(owner, digest) else "damaged"
    except ArtifactMissing:
        return "missing"


class _InFolder:
    """The database of a data folder, whose lock tells whether a server is at work."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / DATABASE

    async def snapshot(self, tell: Tell) -> Snapshot:
        return await anyio.to_thread.run_sync(read_snapshot, self._file, tell)

    async def references(self) -> list[Reference]:
        def found() -> list[Reference]:
            with reading(self._file) as connection:
                return list(references(connection))

        return await anyio.to_thread.run_sync(found)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        try:
            with locked(self._folder, "pb verify"):
                yield True
        except FolderInUse:
            yield False
