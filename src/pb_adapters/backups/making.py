"""Making a backup while the data folder is served: the database first, then every artifact that this copy refers to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from pb_adapters.artifacts.files import place_of
from pb_adapters.backups.archives import ENDING, writing_archive
from pb_adapters.backups.folders import writing_folder
from pb_adapters.backups.manifest import Blob, Manifest, Part, encode_listing
from pb_adapters.backups.snapshot import Snapshot, Tell, copy_database
from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.storage.sqlite.store import SCHEMA_VERSION

ROUNDS = 3
"""How often the database is copied where an artifact is not there: its key or task may have been deleted meanwhile."""

STEP = 1_000
"""After so many artifacts it is told how far it is."""


class Writer(Protocol):
    """What a backup is written into."""

    workspace: Path
    copied: int
    linked: int
    kept: int

    def add_blob(self, owner: str, digest: str, source: Path) -> Blob | None:
        """Add an artifact, held against its digest; ``None`` for one that is missing or damaged."""

    def add(self, source: Path, form: str) -> Part:
        """Take a file of the workspace over under a name by its hash."""

    def commit(self, manifest: Manifest, blobs: Iterable[Blob]) -> None:
        """Make this manifest with these artifacts the backup."""


class Made(Struct, frozen=True, kw_only=True):
    """A backup that was made; artifacts by how they got there, and the names of ``lost`` ones."""

    manifest: Manifest
    copied: int
    linked: int
    kept: int
    lost: tuple[str, ...]


def back_up(folder: Path, destination: Path, *, version: str, tell: Tell = lambda _: None) -> Made:
    """Copy a data folder, beside its server or without one, into a folder or, named so, a tar file.

    Artifacts that are missing or damaged in the data folder are left out and named. An interrupted backup has no
    manifest, or still that of the one before.

    Raises:
        FolderInUse: another backup is being written there.
        StorageError: the database cannot be read, or something else lies at the destination.
    """
    with _writer(destination) as writer:
        copy = writer.workspace / "database"
        for _ in range(ROUNDS):
            tell("the database")
            created_at, snapshot = datetime.now(UTC), copy_database(folder / DATABASE, copy, tell)
            blobs, lost = _add_all(writer, folder / ARTIFACTS, snapshot, tell)
            if not lost:
                break
        listing = writer.workspace / "listing"
        listing.write_bytes(encode_listing(blobs))
        manifest = Manifest(
            version=version,
            schema=SCHEMA_VERSION,
            created_at=created_at,
            database=writer.add(copy, "database-{}.db"),
            listing=writer.add(listing, "artifacts-{}.txt"),
            keys=snapshot.keys,
            tasks=snapshot.tasks,
            artifacts=len(blobs),
            artifact_bytes=sum(blob.size for blob in blobs),
            lost=len(lost),
        )
        writer.commit(manifest, blobs)
    return Made(manifest=manifest, copied=writer.copied, linked=writer.linked, kept=writer.kept, lost=tuple(lost))


@contextmanager
def _writer(destination: Path) -> Iterator[Writer]:
    if destination.suffix == ENDING:
        with writing_archive(destination) as archive:
            yield archive
    else:
        with writing_folder(destination) as folder:
            yield folder


def _add_all(writer: Writer, artifacts: Path, snapshot: Snapshot, tell: Tell) -> tuple[list[Blob], list[str]]:
    """Add what a copy of the database needs; return it, and the names of what could not be found whole."""
    blobs, lost = [], []
    for number, (owner, digest) in enumerate(snapshot.needed, 1):
        place = place_of(owner, digest)
        blob = writer.add_blob(owner, digest, artifacts / place)
        if blob is None:
            lost.append(place)
        else:
            blobs.append(blob)
        if not number % STEP:
            tell(f"{number} of {len(snapshot.needed)} artifacts")
    return blobs, lost
