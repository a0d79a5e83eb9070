"""One blob in a bucket: its copies, each under a name of its own, so that what is removed is exactly what was seen.

A store of this kind has no way, common to all, to remove an object only if nobody has put it anew. So a put never
writes over what is there: it makes a copy of a later name and then removes the earlier ones.
"""

import hashlib
import re
import secrets
import time

from pb_adapters.artifacts.s3.bucket import Bucket, ObjectGone, StoredObject
from pb_adapters.artifacts.s3.etags import expected_etag
from pb_adapters.artifacts.s3.known import Copies
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble
from pb_core.errors import ArtifactMissing

COPY = re.compile(r"[0-9a-f]{14}-[0-9a-f]{8}")
"""The name of a copy: microseconds since 1970 by the clock of whoever put it, and chance."""


class Blob:
    """The copies of one blob; calls block."""

    def __init__(self, bucket: Bucket, owner: str, digest: str) -> None:
        self._bucket, self._digest, self._folder = bucket, digest, f"{owner}/{digest}"

    def put(self, data: bytes) -> Copies:
        """Store the bytes as a new copy, prove that they are there, and remove earlier ones; the copies that are left.

        Of writers at the same moment the latest name is left, whoever ends first.
        Raises ``BucketFailed`` with ``Trouble.LOST`` where the store confirmed the bytes and does not have them.
        """
        mine = f"{time.time_ns() // 1_000:014x}-{secrets.token_hex(4)}"
        self._bucket.put(self._path(mine), data)
        found = self._objects()
        later = {name: there for name, there in found.items() if name >= mine}
        if not self._is_proven(later.get(mine), data) and not any(map(self._is_whole, sorted({mine, *later}))):
            raise BucketFailed(Trouble.LOST, self._bucket.address.url, f"{self._folder}/{mine}")
        self._bucket.remove(self._path(name) for name in found if name < mine)
        return tuple(sorted(later)) or (mine,)

    def read(self, hint: Copies, start: int = 0, stop: int | None = None) -> tuple[bytes, Copies]:
        """The bytes from ``start`` to before ``stop``, of a copy that is whole, and the copies.

        ``hint`` are the copies that were there last. Raises ``ArtifactMissing`` where no copy is whole, or the blob
        ends before the range does.
        """
        copies = hint
        for names in (hint, None):
            copies = self._copies() if names is None else names
            for name in reversed(copies):
                try:
                    digest, size, data = self._bucket.read(self._path(name), start, stop)
                except ObjectGone:
                    continue
                if digest == self._digest:
                    return _checked(data, size, start, stop), copies
        raise _damaged() if copies else _missing()

    def verify(self, hint: Copies) -> Copies:
        """The copies, if one of them is whole, else none; raises ``ArtifactMissing`` where there is none at all."""
        if any(map(self._is_whole, reversed(hint))):
            return hint
        copies = self._copies()
        if not copies:
            raise _missing()
        return copies if any(map(self._is_whole, reversed(copies))) else ()

    def remove(self, seen: Copies | None) -> bool:
        """Remove the copies, with those that were ``seen`` only if there is no other; whether any was there."""
        copies = self._copies()
        if not copies or (seen is not None and not {*copies} <= {*seen}):
            return False
        self._bucket.remove(map(self._path, copies))
        return True

    def latest(self) -> str | None:
        """The path of the copy that was put last; ``None`` where there is none."""
        copies = self._copies()
        return self._path(copies[-1]) if copies else None

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def _objects(self) -> dict[str, StoredObject]:
        named = {found.path.rpartition("/")[2]: found for found in self._bucket.list(self._folder)}
        return {name: named[name] for name in sorted(named) if COPY.fullmatch(name)}

    def _copies(self) -> Copies:
        return tuple(self._objects())

    def _is_proven(self, found: StoredObject | None, data: bytes) -> bool:
        """Whether the store's own account of a copy shows that it has these bytes."""
        return found is not None and (found.size, found.etag) == (len(data), expected_etag(data))

    def _is_whole(self, name: str) -> bool:
        """Whether the bytes of a copy have the digest, by reading them."""
        try:
            return self._bucket.digest(self._path(name)) == self._digest
        except ObjectGone:
            return False


def digest_of(data: bytes) -> str:
    """The name of bytes."""
    return hashlib.sha256(data).hexdigest()


def _checked(data: bytes, size: int, start: int, stop: int | None) -> bytes:
    if max(start, stop or 0) > size:
        raise ArtifactMissing("An artifact is damaged, it is shorter than its record says: submit again.")
    return data


def _damaged() -> ArtifactMissing:
    return ArtifactMissing("An artifact is damaged, its bytes are no longer those that were stored: submit again.")


def _missing() -> ArtifactMissing:
    return ArtifactMissing("An artifact is missing from the store: submit again.")
