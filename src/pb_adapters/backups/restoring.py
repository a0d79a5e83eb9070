"""Restoring a backup: everything is read and held against its hash before anything of it appears in the data folder."""

import hashlib
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol

from pb_adapters.backups.archives import reading_archive
from pb_adapters.backups.folders import FolderReader
from pb_adapters.backups.making import STEP
from pb_adapters.backups.manifest import Manifest, Part, decode_listing
from pb_adapters.backups.snapshot import Tell
from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.folder_lock import locked
from pb_adapters.storage.sqlite.census import fault_of_pages
from pb_adapters.storage.sqlite.store import SCHEMA_VERSION, read_version
from pb_adapters.whole_file import sync_disks
from pb_core.errors import StorageError

_STAGING = ".restoring-"
_CHUNK = 2**20

_HAS_UPTIMES = "SELECT 1 FROM pragma_table_info('tasks') WHERE name = 'accepted_uptime'"
_BEGIN_ANEW = "UPDATE tasks SET accepted_uptime = ? WHERE status = 'pending'"
"""The age of a task is what clock and uptime agree on: else all would be past their deadlines."""


class Reader(Protocol):
    """What a backup is read from."""

    def manifest(self) -> Manifest:
        """The manifest; raises ``StorageError`` where there is none."""

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A file of the backup; raises ``FileNotFoundError``."""


def check(source: Path, *, tell: Tell = lambda _: None) -> Manifest:
    """Read a backup to its end and hold all of it against its hashes; nothing is written.

    Raises ``StorageError`` where it is damaged or incomplete, or of a newer version.
    """
    with _opened(source) as reader:
        manifest = _supported(reader)
        tell("the database")
        _take(reader, manifest.database)
        for part in _artifacts(reader, manifest, tell):
            _take(reader, part)
    return manifest


def restore(source: Path, folder: Path, *, tell: Tell = lambda _: None) -> Manifest:
    """Make a data folder of a backup; the folder must be new or empty.

    Raises:
        FolderInUse: a server has the folder open.
        StorageError: the folder is not empty, or the backup is damaged, incomplete or of a newer version; then
            nothing was restored.
    """
    with _opened(source) as reader:
        manifest = _supported(reader)
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder, "pb restore"):
            _require_empty(folder)
            staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
            try:
                _fill(reader, manifest, staging, tell)
                (staging / ARTIFACTS).replace(folder / ARTIFACTS)
                (staging / DATABASE).replace(folder / DATABASE)  # last: without it the folder is refused
            finally:
                shutil.rmtree(staging)
    return manifest


@contextmanager
def _opened(source: Path) -> Iterator[Reader]:
    if not source.exists():
        raise StorageError(f"there is no backup at {source}")
    if source.is_dir():
        yield FolderReader(source)
    else:
        with reading_archive(source) as archive:
            yield archive


def _supported(reader: Reader) -> Manifest:
    manifest = reader.manifest()
    if manifest.schema > SCHEMA_VERSION:
        raise StorageError(
            f"the backup was made by a newer version of this program ({manifest.version}, schema {manifest.schema}; "
            f"this one knows {SCHEMA_VERSION}): install that version"
        )
    return manifest


def _require_empty(folder: Path) -> None:
    """Refuse a folder with anything in it but its lock, and clear what an interrupted restore has left."""
    for entry in folder.iterdir():
        if entry.name.startswith(_STAGING):
            shutil.rmtree(entry)
        elif entry.name != "lock":
            raise StorageError(f"the folder {folder} is not empty ({entry.name}): restore into a new one")


def _fill(reader: Reader, manifest: Manifest, staging: Path, tell: Tell) -> None:
    tell("the database")
    database = staging / DATABASE
    with database.open("xb") as file:
        _take(reader, manifest.database, file)
    _require_database(database, manifest)
    (staging / ARTIFACTS).mkdir()
    for part in _artifacts(reader, manifest, tell):
        place = staging / part.name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            _take(reader, part, file)
    sync_disks()


def _artifacts(reader: Reader, manifest: Manifest, tell: Tell) -> Iterator[Part]:
    """The artifacts that the listing names."""
    listing = BytesIO()
    _take(reader, manifest.listing, listing)
    for number, blob in enumerate(decode_listing(listing.getvalue()), 1):
        yield Part(name=blob.name, sha256=blob.digest, size=blob.size)
        if not number % STEP:
            tell(f"{number} of {manifest.artifacts} artifacts")


def _take(reader: Reader, part: Part, sink: IO[bytes] | None = None) -> None:
    """Read a file to its end, write it where it is wanted, and hold it against its length and hash."""
    found, size = hashlib.sha256(), 0
    try:
        with reader.open(part.name) as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
                size += len(chunk)
                if sink is not None:
                    sink.write(chunk)
    except FileNotFoundError as error:
        raise StorageError(f"the backup is incomplete: {part.name} is missing; nothing was restored") from error
    if (size, found.hexdigest()) != (part.size, part.sha256):
        raise StorageError(f"the backup is damaged: {part.name} is not what was backed up; nothing was restored")


def _require_database(database: Path, manifest: Manifest) -> None:
    """Hold the database against what the manifest says of it, and let what is unfinished begin its time anew."""
    database.chmod(0o600)
    if read_version(database) != manifest.schema:
        raise StorageError("the backup is damaged: its database is of another version than its manifest says")
    with closing(sqlite3.connect(database)) as connection:
        fault = fault_of_pages(connection)
        if fault is not None:
            raise StorageError(f"the backup is damaged: its database does not pass SQLite's check ({fault})")
        if connection.execute(_HAS_UPTIMES).fetchone():
            with connection:
                connection.execute(_BEGIN_ANEW, (time.monotonic(),))
