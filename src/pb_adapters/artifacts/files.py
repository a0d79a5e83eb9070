"""Artifacts as files: ``<root>/<owner>/<first two digits>/<digest>``."""

import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from anyio import to_thread

from pb_adapters.artifacts.names import DIGEST, OWNER, require_name, require_owner, require_range
from pb_core.errors import ArtifactMissing, StorageError
from pb_core.ports.artifacts import StoredBlob

_PART = re.compile(r"[0-9a-f]{2}")
_STAGING = ".staging"
_STALE_SECONDS = 3600.0

_T = TypeVar("_T")


class FileArtifacts:
    """Blobs in a folder of a local file system.

    What is on its way in or out lies in ``<root>/.staging``: a blob appears under its name by one
    rename, after its bytes were synced, and an owner disappears by one. Leftovers of crashes, more
    than an hour old, are cleared when the store is opened.

    Owners are up to 64 lowercase letters, digits, ``_`` and ``-``; digests 64 lowercase hex digits;
    anything else is a ``ValueError``. A disk that refuses raises ``StorageError``.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._staging = self._root / _STAGING
        _guarded(lambda: _open(self._staging))

    async def put(self, owner: str, data: bytes) -> str:
        """Store the bytes and return their digest; storing them again repairs a damaged copy and makes it new."""
        folder = self._owner(owner)
        return await _on_disk(lambda: self._write(folder, data))

    async def get(self, owner: str, digest: str, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes from ``start`` to before ``stop`` (default: all), once the whole blob has its digest.

        Raises ``ArtifactMissing`` if the blob is absent or damaged, or ends before the range does.
        """
        require_range(start, stop)
        path = self._path(owner, digest)
        return await _on_disk(lambda: _read(path, start, stop))

    async def verify(self, owner: str, digest: str) -> bool:
        """Whether the stored bytes still have their digest, and can be read."""
        path = self._path(owner, digest)
        return await _on_disk(lambda: _is_whole(path))

    def stamp(self, owner: str, digest: str) -> Hashable:
        """The file's number, size and times of change: what the system holds of a file that is in use."""
        try:
            return _stamp_of(os.stat(self.location(owner, digest)))  # noqa: PTH116 - asked by every poll, and four times as fast
        except OSError:
            return None

    def location(self, owner: str, digest: str) -> str:
        """The absolute path of the file."""
        return f"{self._root}{os.sep}{place_of(owner, digest)}"

    async def blobs(self, owner: str | None = None) -> AsyncGenerator[StoredBlob]:
        """Every blob, or those of an owner; files of other names are no blobs."""
        owners = [self._owner(owner)] if owner is not None else await _on_disk(partial(_entries, self._root, OWNER))
        for folder in owners:
            for part in await _on_disk(partial(_entries, folder, _PART)):
                for blob in await _on_disk(partial(_blobs_in, part)):
                    yield blob

    async def remove(self, owner: str, digest: str, stamp: Hashable = None) -> bool:
        """Remove one blob, with a ``stamp`` only if it still has that one; return whether it did."""
        path = self._path(owner, digest)
        return await _on_disk(lambda: self._remove_blob(path, stamp))

    async def remove_owner(self, owner: str) -> None:
        """Remove every blob of an owner; idempotent."""
        folder = self._owner(owner)
        await _on_disk(lambda: self._remove(folder))

    def _owner(self, owner: str) -> Path:
        require_owner(owner)
        return self._root / owner

    def _path(self, owner: str, digest: str) -> Path:
        return Path(self.location(owner, digest))

    def _write(self, owner: Path, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        folder = owner / digest[:2]
        handle, name = tempfile.mkstemp(dir=self._staging)
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - mkstemp hands over a descriptor
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            folder.mkdir(parents=True, exist_ok=True)
            Path(name).replace(folder / digest)
        except FileNotFoundError as error:
            raise StorageError("The artifact's owner was removed while it was written.") from error
        finally:
            Path(name).unlink(missing_ok=True)
        # All three, always: another writer may have made a folder and not have synced its parent yet.
        for changed in (folder, owner, self._root):
            _sync_folder(changed)
        return digest

    def _remove_blob(self, path: Path, stamp: Hashable) -> bool:
        """Take a blob aside and look at it there, so that one that was put meanwhile is given back."""
        aside = Path(tempfile.mkdtemp(dir=self._staging))
        taken = aside / path.name
        try:
            before = _stamp_of(path.stat())
            if stamp is not None and before != stamp:
                return False
            path.replace(taken)
            if taken.stat().st_ino != before[0]:
                taken.replace(path)
                return False
        except FileNotFoundError:
            return False
        finally:
            shutil.rmtree(aside)
        return True

    def _remove(self, owner: Path) -> None:
        if not owner.exists():
            return
        aside = Path(tempfile.mkdtemp(dir=self._staging))
        with suppress(FileNotFoundError):  # another remover was faster
            owner.replace(aside / owner.name)
            _sync_folder(self._root)
        shutil.rmtree(aside)


def place_of(owner: str, digest: str) -> str:
    """Where a blob lies below the root; raises ``ValueError`` for what is no owner or no digest."""
    require_name(owner, digest)
    return f"{owner}{os.sep}{digest[:2]}{os.sep}{digest}"


async def _on_disk(work: Callable[[], _T]) -> _T:
    """Run disk work in a thread, to its end even if the caller is cancelled."""
    return await to_thread.run_sync(lambda: _guarded(work))


def _open(staging: Path) -> None:
    staging.mkdir(parents=True, exist_ok=True)
    _sync_folder(staging.parent.parent)
    # By age, because another process may be writing right now.
    stale_before = time.time() - _STALE_SECONDS
    for entry in staging.iterdir():
        if entry.stat().st_mtime < stale_before:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def _read(path: Path, start: int, stop: int | None) -> bytes:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        end = size if stop is None else stop
        if start > size or end > size:
            raise ArtifactMissing("An artifact is damaged, it is shorter than its record says: submit again.")
        if (start, end) == (0, size):
            data = file.read()
            found = hashlib.sha256(data)
        else:
            found = hashlib.file_digest(file, "sha256")
            file.seek(start)
            data = file.read(end - start)
    if found.hexdigest() != path.name:
        raise ArtifactMissing("An artifact is damaged, its bytes are no longer those that were stored: submit again.")
    return data


def _is_whole(path: Path) -> bool:
    """Whether a file has its digest; where it cannot be read twice in a row its place on the disk is bad."""
    for _ in range(2):
        try:
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == path.name
        except OSError as error:
            if error.errno != errno.EIO:
                raise
    return False


def _stamp_of(stat: os.stat_result) -> tuple[int, ...]:
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _entries(folder: Path, name: re.Pattern[str]) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if name.fullmatch(entry.name))
    except (FileNotFoundError, NotADirectoryError):
        return []


def _blobs_in(part: Path) -> list[StoredBlob]:
    """The blobs in ``<owner>/<first two digits>``; one that is removed meanwhile is none."""
    found = []
    for path in _entries(part, DIGEST):
        with suppress(FileNotFoundError):
            stat = path.stat()
            found.append(
                StoredBlob(
                    owner=part.parent.name,
                    digest=path.name,
                    size=stat.st_size,
                    stored_at=datetime.fromtimestamp(stat.st_mtime, UTC),
                    stamp=_stamp_of(stat),
                )
            )
    return found


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _guarded(work: Callable[[], _T]) -> _T:
    """Run disk work and turn its errors into ours."""
    try:
        return work()
    except FileNotFoundError as error:
        raise ArtifactMissing("An artifact is missing from the store: submit again.") from error
    except OSError as error:
        raise StorageError(f"The artifact store refuses: {error.strerror}.") from error
