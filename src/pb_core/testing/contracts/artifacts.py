"""The duties of every ``ArtifactStore``."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import anyio
import anyio.lowlevel
import pytest

from pb_core.errors import ArtifactMissing
from pb_core.ports.artifacts import ArtifactStore
from pb_core.testing.contracts import Contract

OWNER, OTHER = "a" * 32, "b" * 32
ABSENT = "0" * 64

Damage = Callable[[str, str], Awaitable[None]]
"""Changes a byte of an owner's stored blob behind the adapter's back."""


class ArtifactsContract(Contract):
    """Bind it by a subclass with the fixtures ``artifacts`` and ``damage``."""

    @pytest.mark.parametrize("data", [b"", b"figure", bytes(range(256)) * 4096], ids=["empty", "short", "1 MiB"])
    async def test_what_was_put_is_read_back_under_its_digest(self, artifacts: ArtifactStore, data: bytes) -> None:
        """``put`` names the bytes by their SHA-256; ``get``, ``verify``, ``stamp`` and ``blobs`` find them."""
        digest = await artifacts.put(OWNER, data)
        assert digest == hashlib.sha256(data).hexdigest()
        assert await artifacts.get(OWNER, digest) == data
        assert await artifacts.verify(OWNER, digest)
        (blob,) = [blob async for blob in artifacts.blobs()]
        assert (blob.owner, blob.digest, blob.size) == (OWNER, digest, len(data))
        assert blob.stamp == artifacts.stamp(OWNER, digest) is not None
        assert blob.stored_at.utcoffset() == timedelta()

    async def test_putting_twice_is_putting_once(self, artifacts: ArtifactStore) -> None:
        """``put`` is idempotent."""
        assert await artifacts.put(OWNER, b"figure") == await artifacts.put(OWNER, b"figure")
        assert await artifacts.get(OWNER, await artifacts.put(OWNER, b"figure")) == b"figure"

    async def test_many_can_put_at_once(self, artifacts: ArtifactStore) -> None:
        """Concurrent puts of equal and of different bytes do not disturb each other."""
        contents = [bytes([number % 5]) * 10_000 for number in range(25)]
        async with anyio.create_task_group() as group:
            for data in contents:
                group.start_soon(artifacts.put, OWNER, data)
        for data in contents:
            assert await artifacts.get(OWNER, hashlib.sha256(data).hexdigest()) == data

    @pytest.mark.parametrize("bounds", [(0, 0), (0, 6), (2, 5), (3, None), (6, 6), (6, None), (5, 6)])
    async def test_a_range_is_a_slice(self, artifacts: ArtifactStore, bounds: tuple[int, int | None]) -> None:
        """``get`` returns the bytes from ``start`` to before ``stop``."""
        digest = await artifacts.put(OWNER, b"figure")
        assert await artifacts.get(OWNER, digest, *bounds) == b"figure"[slice(*bounds)]

    @pytest.mark.parametrize("bounds", [(0, 7), (7, None), (7, 8)])
    async def test_a_blob_shorter_than_asked_is_damaged(
        self, artifacts: ArtifactStore, bounds: tuple[int, int | None]
    ) -> None:
        """Reading verifies the length: a read past the end is an error, not a shorter answer."""
        digest = await artifacts.put(OWNER, b"figure")
        with pytest.raises(ArtifactMissing):
            await artifacts.get(OWNER, digest, *bounds)

    @pytest.mark.parametrize("bounds", [(-1, None), (0, -1), (4, 2)])
    async def test_a_negative_range_is_a_mistake(
        self, artifacts: ArtifactStore, bounds: tuple[int, int | None]
    ) -> None:
        """A range that runs backwards is a fault of the program."""
        digest = await artifacts.put(OWNER, b"figure")
        with pytest.raises(ValueError, match="negative"):
            await artifacts.get(OWNER, digest, *bounds)

    @pytest.mark.parametrize("reads", ["get", "verify"])
    async def test_a_missing_blob_is_reported(self, artifacts: ArtifactStore, reads: str) -> None:
        """Every read of a blob that is not there raises ``ArtifactMissing``."""
        with pytest.raises(ArtifactMissing):
            await getattr(artifacts, reads)(OWNER, ABSENT)
        assert artifacts.stamp(OWNER, ABSENT) is None

    @pytest.mark.parametrize("reads", ["get", "verify"])
    async def test_an_owner_cannot_reach_anothers_blob(self, artifacts: ArtifactStore, reads: str) -> None:
        """The digest of another owner's blob is of no use."""
        digest = await artifacts.put(OWNER, b"figure")
        with pytest.raises(ArtifactMissing):
            await getattr(artifacts, reads)(OTHER, digest)
        assert artifacts.stamp(OTHER, digest) is None
        assert not await artifacts.remove(OTHER, digest)
        assert [blob async for blob in artifacts.blobs(OTHER)] == []
        assert await artifacts.get(OWNER, digest) == b"figure"

    async def test_damage_is_found(self, artifacts: ArtifactStore, damage: Damage) -> None:
        """``verify`` reads the bytes and compares, and the stamp is another."""
        digest = await artifacts.put(OWNER, b"figure")
        before = artifacts.stamp(OWNER, digest)
        assert artifacts.stamp(OWNER, digest) == before
        await damage(OWNER, digest)
        assert not await artifacts.verify(OWNER, digest)
        assert artifacts.stamp(OWNER, digest) != before

    @pytest.mark.parametrize("bounds", [(0, None), (0, 6), (3, 5), (6, 6)])
    async def test_damaged_bytes_are_never_read_as_if_they_were_whole(
        self, artifacts: ArtifactStore, damage: Damage, bounds: tuple[int, int | None]
    ) -> None:
        """``get`` holds the whole blob against its digest, also where the range is sound."""
        digest = await artifacts.put(OWNER, b"figure")
        await damage(OWNER, digest)
        with pytest.raises(ArtifactMissing, match="is damaged"):
            await artifacts.get(OWNER, digest, *bounds)

    async def test_putting_again_repairs(self, artifacts: ArtifactStore, damage: Damage) -> None:
        """After ``put`` the bytes are there, whatever was there before."""
        digest = await artifacts.put(OWNER, b"figure")
        await damage(OWNER, digest)
        await artifacts.put(OWNER, b"figure")
        assert await artifacts.verify(OWNER, digest)

    async def test_one_blob_is_removed_and_can_return(self, artifacts: ArtifactStore) -> None:
        """``remove`` spares the others, is idempotent and bars nobody."""
        digest, other = await artifacts.put(OWNER, b"figure"), await artifacts.put(OWNER, b"other")
        assert await artifacts.remove(OWNER, digest)
        assert not await artifacts.remove(OWNER, digest)
        with pytest.raises(ArtifactMissing):
            await artifacts.get(OWNER, digest)
        assert [blob.digest async for blob in artifacts.blobs(OWNER)] == [other]
        assert await artifacts.get(OWNER, await artifacts.put(OWNER, b"figure")) == b"figure"

    async def test_what_was_put_again_is_not_removed_by_its_old_stamp(self, artifacts: ArtifactStore) -> None:
        """A blob that somebody is about to refer to is not taken for the one that nobody referred to."""
        digest = await artifacts.put(OWNER, b"figure")
        old = artifacts.stamp(OWNER, digest)
        await artifacts.put(OWNER, b"figure")
        assert not await artifacts.remove(OWNER, digest, old)
        assert await artifacts.get(OWNER, digest) == b"figure"
        assert await artifacts.remove(OWNER, digest, artifacts.stamp(OWNER, digest))

    async def test_blobs_are_listed_by_owner(self, artifacts: ArtifactStore) -> None:
        """``blobs`` finds every one, or those of an owner."""
        mine = {await artifacts.put(OWNER, bytes([number])) for number in range(5)}
        theirs = {await artifacts.put(OTHER, b"figure")}
        assert {blob.digest async for blob in artifacts.blobs(OWNER)} == mine
        assert {blob.digest async for blob in artifacts.blobs(OTHER)} == theirs
        assert {blob.digest async for blob in artifacts.blobs()} == mine | theirs

    async def test_removing_an_owner_removes_its_blobs_only(self, artifacts: ArtifactStore) -> None:
        """Equal bytes of two owners are two blobs."""
        digest = await artifacts.put(OWNER, b"figure")
        await artifacts.put(OTHER, b"figure")
        await artifacts.remove_owner(OWNER)
        with pytest.raises(ArtifactMissing):
            await artifacts.get(OWNER, digest)
        assert await artifacts.get(OTHER, digest) == b"figure"

    async def test_an_owner_can_be_removed_twice_and_return(self, artifacts: ArtifactStore) -> None:
        """``remove_owner`` is idempotent and bars nobody."""
        await artifacts.put(OWNER, b"figure")
        await artifacts.remove_owner(OWNER)
        await artifacts.remove_owner(OWNER)
        assert await artifacts.get(OWNER, await artifacts.put(OWNER, b"figure")) == b"figure"

    async def test_a_cancelled_put_leaves_all_or_nothing(self, artifacts: ArtifactStore) -> None:
        """No reader sees a partial blob, whatever the moment of a cancellation."""
        data = bytes(1_000_000)
        async with anyio.create_task_group() as group:
            group.start_soon(artifacts.put, OWNER, data)
            await anyio.lowlevel.checkpoint()
            group.cancel_scope.cancel()
        try:
            assert await artifacts.get(OWNER, hashlib.sha256(data).hexdigest()) == data
        except ArtifactMissing:
            assert await artifacts.put(OWNER, data)

    async def test_locations_tell_blobs_apart(self, artifacts: ArtifactStore) -> None:
        """An operator finds one blob by its location."""
        digest = await artifacts.put(OWNER, b"figure")
        assert digest in artifacts.location(OWNER, digest)
        assert artifacts.location(OWNER, digest) != artifacts.location(OTHER, digest)
