from pathlib import Path

import obstore
import pytest

from pb_adapters.artifacts.bucket_address import BucketAddress
from pb_adapters.artifacts.s3.bucket import Bucket
from pb_adapters.artifacts.s3.etags import PART_BYTES, expected_etag, is_large
from pb_adapters.artifacts.s3.patience import Patience
from support.s3_server import BUCKET, S3Server

SIZES = [0, 1, 2 * PART_BYTES, 2 * PART_BYTES + 1, 3 * PART_BYTES]


def require_foretold(server: S3Server, folder: str, size: int) -> None:
    bucket = Bucket(BucketAddress(BUCKET, folder), Patience(), server.config)
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    bucket.put("object", data)
    found = obstore.head(server.store(folder), "object")
    assert (found["size"], (found["e_tag"] or "").strip('"')) == (size, expected_etag(data))


@pytest.mark.parametrize("size", SIZES)
def test_the_etag_of_an_object_is_foretold(moto: S3Server, tmp_path: Path, size: int) -> None:
    require_foretold(moto, tmp_path.name, size)


@pytest.mark.drill
@pytest.mark.parametrize("size", SIZES)
def test_the_etag_of_an_object_in_seaweed_is_foretold(seaweed: S3Server, tmp_path: Path, size: int) -> None:
    require_foretold(seaweed, tmp_path.name, size)


def test_only_what_has_more_than_two_parts_is_large() -> None:
    assert [is_large(size) for size in SIZES] == [False, False, False, True, True]
