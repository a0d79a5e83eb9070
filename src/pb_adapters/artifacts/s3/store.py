"""Artifacts as objects: ``<prefix>/<owner>/<digest>/<copy>``."""

from collections.abc import AsyncGenerator, Callable, Generator, Hashable, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from typing import Any, TypeVar

import anyio
from anyio import to_thread

from pb_adapters.artifacts.bucket_address import parse_bucket_address
from pb_adapters.artifacts.names import DIGEST, OWNER, require_name, require_owner, require_range
from pb_adapters.artifacts.s3.blob import COPY, Blob, digest_of
from pb_adapters.artifacts.s3.bucket import Bucket, StoredObject
from pb_adapters.artifacts.s3.known import Copies, Known
from pb_adapters.artifacts.s3.patience import Patience
from pb_adapters.artifacts.s3.probing import probe
from pb_core.errors import ArtifactMissing
from pb_core.ports.artifacts import StoredBlob

AT_ONCE = 32
"""Requests under way at once: a store that hangs must not hold the threads of others."""

PROVEN_SECONDS = 30.0
"""How long a bucket that could be used counts as one that can."""

T = TypeVar("T")


class S3Artifacts:
    """Blobs in a bucket of an S3-compatible store, shared by any number of programs.

    Each ``put`` makes a copy of a name of its own, proves that it is there and then removes earlier ones; a reader
    takes the latest copy that is whole. ``stamp`` is what this program saw of a blob when it put or read it within the
    last hour, and ``None`` where it did not. ``location`` is the folder of the copies.

    Owners are up to 64 lowercase letters, digits, ``_`` and ``-``; digests 64 lowercase hex digits;
    anything else is a ``ValueError``. A store that fails raises ``BucketFailed``, a ``StorageError`` whose ``trouble``
    says why; the next call asks it anew. Writes go on to their end even if the caller is cancelled, reads do not
    hold it up.
    """

    def __init__(self, bucket: Bucket) -> None:
        self._bucket, self._known = bucket, Known()
        self._threads = anyio.CapacityLimiter(AT_ONCE)
        self._proven_until = float("-inf")

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        config: Mapping[str, Any] | None = None,
    ) -> "S3Artifacts":
        """Open ``s3://bucket/prefix`` once it was proven that it can be written, listed, read and cleared.

        Endpoint, region and credentials come from the usual AWS variables; ``config`` wins over them, with obstore's
        names. Raises ``ValueError`` for another address, and ``BucketFailed`` with what to do.
        """
        address = parse_bucket_address(url)
        artifacts = cls(await to_thread.run_sync(lambda: Bucket(address, patience, config)))
        await artifacts.require_usable()
        return artifacts

    async def require_usable(self) -> None:
        """Raise ``BucketFailed`` if the bucket cannot be used now; it is not asked for a while after it could."""
        if anyio.current_time() >= self._proven_until:
            await self._read(lambda: probe(self._bucket))
            self._proven_until = anyio.current_time() + PROVEN_SECONDS

    async def put(self, owner: str, data: bytes) -> str:
        """Store the bytes as a new copy and return their digest, once the store has shown that it has them."""
        require_owner(owner)
        digest, copies = await self._write(lambda: self._put(owner, data))
        self._known.learn(owner, digest, copies)
        return digest

    async def get(self, owner: str, digest: str, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes from ``start`` to before ``stop`` (default: all), once the whole blob has its digest.

        Raises ``ArtifactMissing`` if the blob is absent or damaged, or ends before the range does.
        """
        require_range(start, stop)
        blob, hint = self._blob(owner, digest), self._known.copies(owner, digest)
        with self._forgotten_if_missing(owner, digest):
            data, copies = await self._read(lambda: blob.read(hint, start, stop))
        self._known.learn(owner, digest, copies)
        return data

    async def verify(self, owner: str, digest: str) -> bool:
        """Whether a copy still has the digest."""
        blob, hint = self._blob(owner, digest), self._known.copies(owner, digest)
        with self._forgotten_if_missing(owner, digest):
            copies = await self._read(lambda: blob.verify(hint))
        self._known.learn(owner, digest, copies)
        return bool(copies)

    def stamp(self, owner: str, digest: str) -> Hashable:
        """The copies that this program saw when it put or read the blob within the last hour."""
        return self._known.trusted(owner, digest)

    def location(self, owner: str, digest: str) -> str:
        """The folder of the copies, as ``s3://``."""
        require_name(owner, digest)
        return f"{self._bucket.address.url}/{owner}/{digest}/"

    async def signed_url(self, owner: str, digest: str, lifetime: timedelta) -> str | None:
        """An address under which anybody can read the blob for a while; ``None`` where it is missing."""
        blob = self._blob(owner, digest)

        def sign() -> str | None:
            path = blob.latest()
            return None if path is None else self._bucket.signed_url(path, lifetime)

        return await self._read(sign)

    async def blobs(self, owner: str | None = None) -> AsyncGenerator[StoredBlob]:
        """Every blob, or those of an owner; objects of other names are no blobs."""
        if owner is not None:
            require_owner(owner)
        pages = self._bucket.pages(owner or "")
        held: list[StoredObject] = []
        while (page := await self._read(lambda: next(pages, None))) is not None:
            *whole, held = _grouped([*held, *page])
            for group in whole:
                yield _blob_of(group)
        if held:
            yield _blob_of(held)

    async def remove(self, owner: str, digest: str, stamp: Hashable = None) -> bool:
        """Remove one blob, with a ``stamp`` only if it still has that one; return whether it did."""
        blob = self._blob(owner, digest)
        seen = stamp if isinstance(stamp, tuple) or stamp is None else ()
        self._known.learn(owner, digest, ())
        return await self._write(lambda: blob.remove(seen))

    async def remove_owner(self, owner: str) -> None:
        """Remove every blob of an owner; idempotent."""
        require_owner(owner)
        self._known.forget_owner(owner)
        await self._write(lambda: self._bucket.remove(found.path for found in self._bucket.list(owner)))
        self._known.forget_owner(owner)

    @contextmanager
    def _forgotten_if_missing(self, owner: str, digest: str) -> Generator[None]:
        try:
            yield
        except ArtifactMissing:
            self._known.learn(owner, digest, ())
            raise

    def _put(self, owner: str, data: bytes) -> tuple[str, Copies]:
        digest = digest_of(data)
        return digest, self._blob(owner, digest).put(data)

    def _blob(self, owner: str, digest: str) -> Blob:
        require_name(owner, digest)
        return Blob(self._bucket, owner, digest)

    async def _read(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self._threads, abandon_on_cancel=True)

    async def _write(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self._threads)


def _place(found: StoredObject) -> tuple[str, ...] | None:
    """Owner and digest of a copy; ``None`` for what is no copy of a blob."""
    match found.path.split("/"):
        case [owner, digest, copy] if OWNER.fullmatch(owner) and DIGEST.fullmatch(digest) and COPY.fullmatch(copy):
            return owner, digest
    return None


def _grouped(objects: Sequence[StoredObject]) -> list[list[StoredObject]]:
    """The copies of each blob in turn; one empty group where there are none."""
    copies = [found for found in objects if _place(found)]
    return [list(group) for _, group in groupby(copies, key=_place)] or [[]]


def _blob_of(copies: Sequence[StoredObject]) -> StoredBlob:
    owner, digest, _ = copies[0].path.split("/")
    ordered = sorted(copies, key=lambda found: found.path)
    return StoredBlob(
        owner=owner,
        digest=digest,
        size=ordered[-1].size,
        stored_at=max(found.modified for found in copies),
        stamp=tuple(found.path.rpartition("/")[2] for found in ordered),
    )
