"""The manifest of a backup: what it holds, with hashes. It is written last: what has none is no whole backup."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BufferedReader

import msgspec
from msgspec import Struct

from pb_core.errors import StorageError

MANIFEST = "manifest.json"
FORMAT = 1
"""The form of manifest and listing that this program writes and reads."""

_LINE = re.compile(r"([0-9a-z][0-9a-z_-]{0,63})/([0-9a-f]{64}) (\d{1,15})")


class Part(Struct, frozen=True, kw_only=True):
    """A file of the backup: its name there, its SHA-256 and its length in bytes."""

    name: str
    sha256: str
    size: int


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup holds.

    ``version`` is the program's, ``schema`` the database's. ``listing`` names every artifact in ``artifacts``; ``lost``
    ones were missing or damaged in the data folder already and are not among them. ``created_at`` is when the database
    was copied, UTC.
    """

    version: str
    schema: int
    created_at: datetime
    database: Part
    listing: Part
    keys: int
    tasks: int
    artifacts: int
    artifact_bytes: int
    lost: int = 0
    format: int = FORMAT


class Blob(Struct, frozen=True, order=True):
    """An artifact of a backup: whose it is, its SHA-256 and its length in bytes."""

    owner: str
    digest: str
    size: int

    @property
    def name(self) -> str:
        """Where it lies in the backup, as it does in a data folder."""
        return f"artifacts/{self.owner}/{self.digest[:2]}/{self.digest}"


def part_of(file: BufferedReader, form: str) -> Part:
    """Describe an open file that is to be named by its hash: ``database-{}.db``."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Part(name=form.format(digest[:16]), sha256=digest, size=file.tell())


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest as a file that people can read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def decode_manifest(data: bytes) -> Manifest:
    """The manifest of a file; raises ``StorageError`` for one that is damaged or of a newer form."""
    try:
        form = msgspec.json.decode(data, type=dict[str, object]).get("format")
        if isinstance(form, int) and form > FORMAT:
            raise StorageError(
                f"the backup was made by a newer version of this program (form {form}; this one reads {FORMAT}): "
                "install that version"
            )
        return msgspec.json.decode(data, type=Manifest)
    except msgspec.DecodeError as error:
        raise StorageError(f"the backup is damaged: its {MANIFEST} cannot be read ({error})") from error


def encode_listing(blobs: Iterable[Blob]) -> bytes:
    """A line for each artifact, in order."""
    return "".join(f"{blob.owner}/{blob.digest} {blob.size}\n" for blob in sorted(blobs)).encode()


def decode_listing(data: bytes) -> Iterator[Blob]:
    """The artifacts of a listing; raises ``StorageError`` for a line that names none."""
    for line in data.decode("utf-8", "replace").splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            raise StorageError(f"the backup is damaged: its listing has the line {line[:100]!r}")
        yield Blob(match[1], match[2], int(match[3]))
