"""A backup as one uncompressed tar file, which appears under its name when it is whole."""

import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from pb_adapters.backups.manifest import MANIFEST, Blob, Manifest, Part, decode_manifest, encode_manifest, part_of
from pb_core.errors import StorageError

ENDING = ".tar"


@contextmanager
def writing_archive(path: Path) -> Iterator["ArchiveWriter"]:
    """Write a backup into a new file; raises ``StorageError`` where there is one already.

    Until it is whole it lies in a hidden folder beside it, which an interrupted run leaves behind.
    """
    if path.exists():
        raise StorageError(f"{path} is there already: choose a new name")
    path.parent.mkdir(parents=True, exist_ok=True)
    workspace = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))  # for its owner only
    try:
        with tarfile.open(workspace / "unfinished", "w", format=tarfile.PAX_FORMAT) as archive:
            yield ArchiveWriter(path, workspace, archive)
    finally:
        shutil.rmtree(workspace)


class ArchiveWriter:
    """Adds files, the manifest last; ``copied`` counts artifacts, and none can be linked or kept."""

    def __init__(self, path: Path, workspace: Path, archive: tarfile.TarFile) -> None:
        self._path, self._archive = path, archive
        self._added: dict[tuple[str, str], Blob] = {}
        self.workspace = workspace
        self.copied = self.linked = self.kept = 0

    def add_blob(self, owner: str, digest: str, source: Path) -> Blob | None:
        """Add an artifact; ``None`` for one that is missing or damaged."""
        if (owner, digest) in self._added:
            return self._added[owner, digest]
        try:
            with source.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    return None
                blob = Blob(owner, digest, file.tell())
                self._add(blob.name, blob.size, file)
        except FileNotFoundError:
            return None
        self.copied += 1
        self._added[owner, digest] = blob
        return blob

    def add(self, source: Path, form: str) -> Part:
        """Add a file of the workspace under a name by its hash."""
        with source.open("rb") as file:
            part = part_of(file, form)
            self._add(part.name, part.size, file)
        source.unlink()
        return part

    def commit(self, manifest: Manifest, blobs: Iterable[Blob]) -> None:
        """Add the manifest and give the file its name, durably."""
        del blobs  # the listing names those that count
        data = encode_manifest(manifest)
        self._add(MANIFEST, len(data), BytesIO(data))
        self._archive.close()
        part = self.workspace / "unfinished"
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.chmod(0o600)
        part.replace(self._path)

    def _add(self, name: str, size: int, file: IO[bytes]) -> None:
        file.seek(0)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._archive.addfile(member, file)


class ArchiveReader:
    """Reads the files of a backup by name, whatever else lies in the archive."""

    def __init__(self, path: Path, archive: tarfile.TarFile) -> None:
        self._path, self._archive = path, archive
        self._members = {member.name: member for member in archive.getmembers() if member.isreg()}

    def manifest(self) -> Manifest:
        """The manifest; raises ``StorageError`` where there is none."""
        if MANIFEST not in self._members:
            raise StorageError(f"{self._path} is no backup, or was never finished: it has no {MANIFEST}")
        with self.open(MANIFEST) as file:
            return decode_manifest(file.read())

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file of the backup; raises ``FileNotFoundError``."""
        if name not in self._members:
            raise FileNotFoundError(name)
        file = self._archive.extractfile(self._members[name])
        if file is None:  # no regular file, which it was found to be
            raise FileNotFoundError(name)
        with file:
            yield file


@contextmanager
def reading_archive(path: Path) -> Iterator[ArchiveReader]:
    """Open an archive; raises ``StorageError`` where it is none, or is cut off."""
    try:
        with tarfile.open(path, "r:") as archive:
            yield ArchiveReader(path, archive)
    except tarfile.TarError as error:
        raise StorageError(f"{path} is damaged or no tar file ({error})") from error
