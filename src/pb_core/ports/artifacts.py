"""Port of the bytes: content-addressed blobs, one namespace per owner."""

from typing import Protocol


class ArtifactStore(Protocol):
    """Immutable blobs addressed by the SHA-256 of their content, kept apart by owner (an API key's id).

    Duties: ``put`` returns only after the bytes would survive a crash, is idempotent, and a reader
    never sees a partial blob, whatever the moment of a crash or cancellation. Reading verifies
    nothing but length; ``verify`` reads and compares. A missing blob raises ``ArtifactMissing``. No
    owner can reach another's blobs. Owners and digests are ours, never a caller's text. Disk work
    does not run on the event loop.
    """

    async def put(self, owner: str, data: bytes) -> str:
        """Store the bytes and return their digest, 64 lowercase hex digits."""

    async def get(self, owner: str, digest: str, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes from ``start`` to before ``stop`` (default: all)."""

    async def size(self, owner: str, digest: str) -> int:
        """The number of bytes."""

    async def verify(self, owner: str, digest: str) -> bool:
        """Whether the stored bytes still have their digest."""

    def location(self, owner: str, digest: str) -> str:
        """Where an operator finds the blob, for traceability: a path or URL."""

    async def remove_owner(self, owner: str) -> None:
        """Remove every blob of an owner; idempotent."""
