"""Objects below an address in an S3-compatible store, by blocking calls of obstore: errors become ours here."""

import hashlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import obstore
from msgspec import Struct
from obstore.exceptions import BaseError

from pb_adapters.artifacts.bucket_address import BucketAddress
from pb_adapters.artifacts.s3.client import made_client
from pb_adapters.artifacts.s3.etags import PART_BYTES, is_large
from pb_adapters.artifacts.s3.media_types import media_type_of
from pb_adapters.artifacts.s3.patience import Patience
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble, trouble_of

CHUNK_BYTES = 2**20
"""In such pieces bytes are read and hashed."""

PAGE = 1_000
"""How many objects are listed, and removed, in one request."""

PARTS_AT_ONCE = 4
"""How many parts of a large object are on their way at once."""

_PANICS = "pyo3_runtime"
"""Where errors of the client come from that are none of its own; they are no ``Exception``."""


class StoredObject(Struct, frozen=True):
    """What a listing tells of an object; ``path`` is the part of its name below the address."""

    path: str
    size: int
    modified: datetime
    etag: str


class ObjectGone(Exception):
    """There is no object of this name."""


class Bucket:
    """The objects below an address.

    The usual AWS variables of the environment name the endpoint, region and credentials; ``config`` holds the same
    with obstore's names and wins. A certificate is always checked; plain HTTP is spoken where the endpoint says so.
    """

    def __init__(self, address: BucketAddress, patience: Patience, config: Mapping[str, Any] | None = None) -> None:
        self.address = address
        self._store = made_client(address, patience, config or {})

    def put(self, path: str, data: bytes) -> None:
        """Store an object, large ones in parts; it is there whole or not at all."""
        large = is_large(len(data))
        with self._troubles():
            obstore.put(
                self._store,
                path,
                data,
                attributes={"Content-Type": media_type_of(data)},
                use_multipart=large,
                chunk_size=PART_BYTES,
                max_concurrency=PARTS_AT_ONCE,
            )

    def read(self, path: str, start: int, stop: int | None) -> tuple[str, int, bytes]:
        """The SHA-256 and size of all of an object, and its bytes from ``start`` to before ``stop``, kept once.

        Raises ``ObjectGone`` where it is not there.
        """
        kept, found, position = BytesIO(), hashlib.sha256(), 0
        for chunk in self._chunks(path):
            found.update(chunk)
            end = len(chunk) if stop is None else max(0, min(len(chunk), stop - position))
            kept.write(memoryview(chunk)[max(0, start - position) : end])
            position += len(chunk)
        return found.hexdigest(), position, kept.getvalue()

    def digest(self, path: str) -> str:
        """The SHA-256 of an object; raises ``ObjectGone``."""
        found = hashlib.sha256()
        for chunk in self._chunks(path):
            found.update(chunk)
        return found.hexdigest()

    def pages(self, folder: str = "") -> Generator[list[StoredObject]]:
        """What lies in a folder and below, page by page, in any order."""
        with self._troubles():
            pages: Iterator[Sequence[Any]] = iter(obstore.list(self._store, folder or None, chunk_size=PAGE))
        while True:
            with self._troubles():
                page = next(pages, None)
            if page is None:
                return
            yield [_stored(found) for found in page]

    def list(self, folder: str) -> list[StoredObject]:
        """Everything in a folder and below."""
        return [found for page in self.pages(folder) for found in page]

    def remove(self, paths: Iterable[str]) -> None:
        """Remove objects, in few requests; those that are not there are no error."""
        left = list(paths)
        while left:
            with self._troubles():
                obstore.delete(self._store, left[:PAGE])
            left = left[PAGE:]

    def signed_url(self, path: str, lifetime: timedelta) -> str:
        """An address under which anybody can read an object for a while."""
        with self._troubles():
            return obstore.sign(self._store, "GET", path, lifetime)

    def _chunks(self, path: str) -> Generator[bytes]:
        with self._troubles():
            chunks = iter(obstore.get(self._store, path).stream(min_chunk_size=CHUNK_BYTES))
        while True:
            with self._troubles():
                chunk = next(chunks, None)
            if chunk is None:
                return
            yield chunk

    @contextmanager
    def _troubles(self) -> Generator[None]:
        """Turn errors of the client into ours, without its words."""
        try:
            yield
        except FileNotFoundError as error:
            trouble = trouble_of(error, self.address.url)
            raise (trouble if trouble.trouble is Trouble.MISSING else ObjectGone) from None
        except (BaseError, OSError) as error:
            raise trouble_of(error, self.address.url) from None
        except BaseException as error:
            if type(error).__module__ == _PANICS:
                raise BucketFailed(Trouble.OTHER, self.address.url, "the client gave up") from None
            raise


def _stored(found: Mapping[str, Any]) -> StoredObject:
    return StoredObject(found["path"], found["size"], found["last_modified"], (found["e_tag"] or "").strip('"'))
