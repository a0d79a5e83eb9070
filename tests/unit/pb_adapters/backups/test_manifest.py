from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from pb_adapters.backups.manifest import (
    FORMAT,
    Blob,
    Manifest,
    Part,
    decode_listing,
    decode_manifest,
    encode_listing,
    encode_manifest,
)
from pb_core.errors import StorageError

PART = Part(name="database-ab.db", sha256="ab" * 32, size=7)
MANIFEST = Manifest(
    version="1.2.3", schema=9, created_at=datetime(2026, 1, 31, tzinfo=UTC), database=PART, listing=PART,
    keys=1, tasks=2, artifacts=3, artifact_bytes=4,
)  # fmt: skip


def test_manifest_and_listing_come_back_as_they_were() -> None:
    blobs = [Blob("key-2", "cd" * 32, 0), Blob("key-1", "ab" * 32, 12)]
    assert decode_manifest(encode_manifest(MANIFEST)) == MANIFEST
    assert list(decode_listing(encode_listing(blobs))) == sorted(blobs)
    assert Blob("key-1", "ab" * 32, 12).name == f"artifacts/key-1/ab/{'ab' * 32}"


@pytest.mark.parametrize("line", ["../x/" + "ab" * 32 + " 1", "key-1/" + "ab" * 31 + " 1", "key-1/" + "ab" * 32, "é"])
def test_a_listing_names_nothing_but_artifacts(line: str) -> None:
    with pytest.raises(StorageError, match="its listing has the line"):
        list(decode_listing(line.encode()))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format": "x"}', b"\xff"])
def test_a_damaged_manifest_is_refused(data: bytes) -> None:
    with pytest.raises(StorageError, match="is damaged"):
        decode_manifest(data)


def test_a_newer_form_is_refused() -> None:
    with pytest.raises(StorageError, match="made by a newer version of this program"):
        decode_manifest(encode_manifest(replace(MANIFEST, format=FORMAT + 1)))
