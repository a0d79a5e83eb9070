"""One blob in a bucket: its copies, each under a name of its own, so that what is removed is exactly what was seen.

A store of this kind has no way, common to all, to remove an object only if nobody has put it anew. So a put never
writes over what is there: it makes a copy of a later name and then removes the earlier ones.
"""

import hashlib
import re
import secrets
import time
from collections.abc import Iterator

from pb_adapters.artifacts.s3.bucket import Bucket, ObjectGone, StoredObject
from pb_adapters.artifacts.s3.etags import expected_etag
from pb_adapters.artifacts.s3.known import Copies
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble
from pb_core.errors import ArtifactMissing

COPY = re.compile(r"[0-9a-f]{14}-[0-9a-f]{8}")
"""The name of a copy: microseconds since 1970 by the clock of whoever put it, and chance."""


LOOKS = 20
"""How often copies are listed that are gone when they are read, since the same bytes were put anew."""


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
        found = self._proven(mine, data)
        self._bucket.remove(self._path(name) for name in found if name < mine)
        return tuple(name for name in found if name >= mine) or (mine,)

    def read(self, hint: Copies, start: int = 0, stop: int | None = None) -> tuple[bytes, Copies]:
        """The bytes from ``start`` to before ``stop``, of a copy that is whole, and the copies.

        ``hint`` are the copies that were there last. Raises ``ArtifactMissing`` where no copy is whole, or the blob
        ends before the range does. A copy that is gone was replaced by another since it was listed.
        """
        for look, copies in enumerate(self._lookings(hint)):
            gone = False
            for name in reversed(copies):
                try:
                    digest, size, data = self._bucket.read(self._path(name), start, stop)
                except ObjectGone:
                    gone = True
                    continue
                if digest == self._digest:
                    return _checked(data, size, start, stop), copies
            if look and not gone:
                raise _damaged() if copies else _missing()
        raise self._replaced()

    def verify(self, hint: Copies) -> Copies:
        """The copies, if one of them is whole, else none; raises ``ArtifactMissing`` where there is none at all."""
        for look, copies in enumerate(self._lookings(hint)):
            whole = [self._is_whole(name) for name in reversed(copies)]
            if any(whole):
                return copies
            if look and None not in whole:
                if not copies:
                    raise _missing()
                return ()
        raise self._replaced()

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

    def _proven(self, mine: str, data: bytes) -> Copies:
        """The copies, once this one or a later one is whole.

        A later one that is gone was replaced since it was listed, by one that is later still.
        """
        for _ in range(LOOKS):
            found = self._objects()
            if self._is_proven(found.get(mine), data):
                return tuple(found)
            later = [name for name in found if name >= mine]
            whole = {name: self._is_whole(name) for name in sorted({mine, *later})}
            if any(whole.values()):
                return tuple(found)
            if not any(whole[name] is None for name in later):
                raise BucketFailed(Trouble.LOST, self._bucket.address.url, f"{self._folder}/{mine}")
        raise self._replaced()

    def _lookings(self, hint: Copies) -> Iterator[Copies]:
        """The copies as they were seen last, and as they are, again and again: a put may take away what was listed."""
        yield hint
        for _ in range(LOOKS):
            yield self._copies()

    def _replaced(self) -> BucketFailed:
        """What to say of a blob of which every copy that was listed was gone before it was read."""
        return BucketFailed(Trouble.BUSY, self._bucket.address.url, f"{self._folder} is put anew all the time")

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

    def _is_whole(self, name: str) -> bool | None:
        """Whether the bytes of a copy have the digest, by reading them; ``None`` where it is gone."""
        try:
            return self._bucket.digest(self._path(name)) == self._digest
        except ObjectGone:
            return None


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
