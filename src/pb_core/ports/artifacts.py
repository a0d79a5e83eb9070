"""Port of the bytes: content-addressed blobs, one namespace per owner."""

from collections.abc import AsyncGenerator, Hashable
from datetime import datetime
from typing import Protocol

from msgspec import Struct


class StoredBlob(Struct, frozen=True, kw_only=True):
    """What a store tells of a blob without reading it: ``stored_at`` is when it was put last, UTC."""

    owner: str
    digest: str
    size: int
    stored_at: datetime
    stamp: Hashable


class ArtifactStore(Protocol):
    """Immutable blobs addressed by the SHA-256 of their content, kept apart by owner (an API key's id).

    Duties: ``put`` returns only after the bytes would survive a crash, is idempotent, and a reader
    never sees a partial blob, whatever the moment of a crash or cancellation. Bytes are held against
    their digest whenever they are read, without a second copy of them in memory: a blob that is
    missing or damaged raises ``ArtifactMissing``. No owner can reach another's blobs. Owners and
    digests are ours, never a caller's text. Disk work does not run on the event loop.
    """

    async def put(self, owner: str, data: bytes) -> str:
        """Store the bytes and return their digest, 64 lowercase hex digits.

        They are stored anew where they are there already, so that the blob is as young as the last ``put`` of it.
        """

    async def get(self, owner: str, digest: str, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes from ``start`` to before ``stop`` (default: all), once the whole blob was found undamaged."""

    async def verify(self, owner: str, digest: str) -> bool:
        """Whether the stored bytes still have their digest; ``False`` for those that cannot be read any more."""

    def stamp(self, owner: str, digest: str) -> Hashable:
        """What changes whenever the stored bytes do, as far as can be told at once and without reading them.

        ``None`` where they are missing, and where nothing is known of them: a store far away tells what this program
        saw when it put or read them lately. It takes microseconds, so that it may be asked on the event loop.
        """

    def location(self, owner: str, digest: str) -> str:
        """Where an operator finds the blob, for traceability: a path or URL."""

    def blobs(self, owner: str | None = None) -> AsyncGenerator[StoredBlob]:
        """Every blob, or those of an owner, in any order; what is put or removed meanwhile may be among them or not."""

    async def remove(self, owner: str, digest: str, stamp: Hashable = None) -> bool:
        """Remove one blob, with a ``stamp`` only if it still has that one; return whether it did. Idempotent."""

    async def remove_owner(self, owner: str) -> None:
        """Remove every blob of an owner; idempotent."""
