"""A backup as a folder, which later runs bring up to date.

Files are named by their hash and the manifest names the ones that count, so that replacing it is the one moment in
which a new backup takes the place of the earlier one.
"""

import hashlib
import os
import shutil
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from pb_adapters.backups.manifest import (
    MANIFEST,
    Blob,
    Manifest,
    Part,
    decode_listing,
    decode_manifest,
    encode_manifest,
    part_of,
)
from pb_adapters.folder_lock import locked
from pb_adapters.whole_file import sync_disks
from pb_core.errors import StorageError

UNFINISHED = "unfinished"
"""A file that lies in a folder while a backup is written into it, and stays if that is interrupted."""

_OURS = {MANIFEST, UNFINISHED, "lock"}


@contextmanager
def writing_folder(folder: Path) -> Iterator["FolderWriter"]:
    """Write a backup into a folder that is new or empty, or has an earlier one.

    Raises:
        FolderInUse: another backup is being written into it.
        StorageError: it holds something else.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    entries = {entry.name for entry in folder.iterdir()}
    if entries and not entries & {MANIFEST, UNFINISHED} and entries != {"lock"}:
        raise StorageError(f"the folder {folder} is not empty and holds no backup: choose a new one")
    with locked(folder, "pb backup"):
        (folder / UNFINISHED).touch(mode=0o600)
        yield FolderWriter(folder)


class FolderWriter:
    """Adds what is new, then commits; ``copied``, ``linked`` and ``kept`` count artifacts by how they got there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._earlier = _earlier_blobs(folder)
        self._added: dict[tuple[str, str], Blob] = {}
        self.workspace = folder / ".part"
        self.workspace.mkdir(mode=0o700, exist_ok=True)
        self.copied = self.linked = self.kept = 0

    def add_blob(self, owner: str, digest: str, source: Path) -> Blob | None:
        """Add an artifact, unless the earlier backup has it; ``None`` for one that is missing or damaged.

        A link shares its bytes with the data folder, where the file system allows that.
        """
        name = (owner, digest)
        if name in self._added:
            return self._added[name]
        blob = self._earlier.get(name)
        if blob is not None and _has_size(self._folder / blob.name, blob.size):
            self.kept += 1
        elif (blob := self._taken(owner, digest, source)) is None:
            return None
        self._added[name] = blob
        return blob

    def _taken(self, owner: str, digest: str, source: Path) -> Blob | None:
        part = self.workspace / digest
        part.unlink(missing_ok=True)
        try:
            is_linked = _linked(source, part)
        except FileNotFoundError:
            return None
        with part.open("rb") as file:
            found, size = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
        if found != digest:
            part.unlink()
            return None
        blob = Blob(owner, digest, size)
        place = self._folder / blob.name
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.replace(place)
        self.linked += is_linked
        self.copied += not is_linked
        return blob

    def add(self, source: Path, form: str) -> Part:
        """Take a file of the workspace over under a name by its hash."""
        with source.open("rb") as file:
            part = part_of(file, form)
        source.replace(self._folder / part.name)
        return part

    def commit(self, manifest: Manifest, blobs: Iterable[Blob]) -> None:
        """Make this manifest with these artifacts the backup, durably, and remove what was of earlier ones only."""
        shutil.rmtree(self.workspace)
        sync_disks()
        part = self._folder / f".{MANIFEST}"
        with part.open("wb") as file:
            file.write(encode_manifest(manifest))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._folder / MANIFEST)
        sync_disks()
        self._keep({manifest.database.name, manifest.listing.name, *_OURS, *(blob.name for blob in blobs)})
        (self._folder / UNFINISHED).unlink()

    def _keep(self, names: Container[str]) -> None:
        for top, _folders, files in os.walk(self._folder, topdown=False):
            for name in files:
                path = Path(top, name)
                place = path.relative_to(self._folder).as_posix()
                if place not in names:
                    path.unlink()
            with suppress(OSError):  # not empty
                Path(top).rmdir()


class FolderReader:
    """Reads the files of a backup."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def manifest(self) -> Manifest:
        """The manifest; raises ``StorageError`` where there is none."""
        path = self._folder / MANIFEST
        if path.exists():
            return decode_manifest(path.read_bytes())
        if (self._folder / UNFINISHED).exists():
            raise StorageError(f"the backup {self._folder} was never finished: use an earlier one, or make it anew")
        raise StorageError(f"the folder {self._folder} is no backup: it has no {MANIFEST}")

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file of the backup; raises ``FileNotFoundError``."""
        with (self._folder / name).open("rb") as file:
            yield file


def _earlier_blobs(folder: Path) -> dict[tuple[str, str], Blob]:
    """The artifacts of the backup that is there; none where there is no whole one."""
    try:
        manifest = FolderReader(folder).manifest()
        listing = (folder / manifest.listing.name).read_bytes()
        return {(blob.owner, blob.digest): blob for blob in decode_listing(listing)}
    except (StorageError, FileNotFoundError):
        return {}


def _has_size(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _linked(source: Path, place: Path) -> bool:
    """Link a file, or copy it where that cannot be; return whether it is a link."""
    try:
        place.hardlink_to(source)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, place)
        return False
    return True
