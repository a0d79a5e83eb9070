"""Objects over HTTP, also where the line or the store is bad for a moment."""

import tracemalloc
from datetime import timedelta

import httpx
import pytest

from pb_adapters.artifacts.s3 import bucket as module
from pb_adapters.artifacts.s3.bucket import CHUNK_BYTES, Bucket, ObjectGone
from pb_adapters.artifacts.s3.etags import PART_BYTES
from pb_adapters.artifacts.s3.troubles import BucketFailed
from support.s3_faults import S3Proxy, cutting_reads, is_put, refusing
from support.s3_server import LISTED_AT_ONCE, S3Server

from .conftest import HASTY

LARGE = bytes(range(256)) * (3 * PART_BYTES // 256) + b"end"


@pytest.mark.parametrize("bounds", [(0, None), (0, 5), (CHUNK_BYTES - 2, CHUNK_BYTES + 2), (len(LARGE) - 3, None)])
def test_a_range_of_a_large_object_is_read_over_its_pieces(bucket: Bucket, bounds: tuple[int, int | None]) -> None:
    bucket.put("a/b", LARGE)
    _, size, data = bucket.read("a/b", *bounds)
    assert (size, data) == (len(LARGE), LARGE[slice(*bounds)])


def test_large_objects_go_in_parts_and_small_ones_at_once(bucket: Bucket, s3_proxy: S3Proxy) -> None:
    bucket.put("small", b"1")
    bucket.put("large", LARGE)
    parts = [request for request in s3_proxy.requests if "partNumber=" in request]
    assert len(parts) == 4
    assert len(s3_proxy.requests) == 1 + 1 + len(parts) + 1


def test_a_large_object_is_in_memory_once(bucket: Bucket, moto: S3Server) -> None:
    bucket.put("a/b", LARGE)
    bucket = Bucket(bucket.address, HASTY, moto.config)  # without the proxy, which is in this process
    tracemalloc.start()
    try:
        _, _, data = bucket.read("a/b", 0, None)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(data) == len(LARGE)
    assert most < len(LARGE) + 8 * CHUNK_BYTES


def test_what_fails_for_a_moment_is_asked_again(bucket: Bucket, s3_proxy: S3Proxy) -> None:
    s3_proxy.spoil(refusing(503, "SlowDown"), 2)
    bucket.put("a/b", b"figure")
    s3_proxy.spoil(refusing(500, "InternalError"), 2)
    assert bucket.read("a/b", 0, None)[2] == b"figure"
    s3_proxy.spoil(refusing(503, "SlowDown"), 2)
    assert [found.path for found in bucket.list("a")] == ["a/b"]


def test_asking_again_has_an_end(bucket: Bucket, s3_proxy: S3Proxy) -> None:
    s3_proxy.spoil(refusing(503, "SlowDown", when=is_put))
    with pytest.raises(BucketFailed, match="slow down"):
        bucket.put("a/b", b"figure")
    assert len(s3_proxy.requests) == 3
    s3_proxy.heal()
    bucket.put("a/b", b"figure")


def test_a_line_that_is_cut_once_is_taken_up_where_it_broke(bucket: Bucket, s3_proxy: S3Proxy) -> None:
    bucket.put("a/b", LARGE)
    s3_proxy.spoil(cutting_reads, 1)
    assert bucket.read("a/b", 0, None)[2] == LARGE


def test_a_part_that_is_refused_leaves_no_object(bucket: Bucket, s3_proxy: S3Proxy) -> None:
    s3_proxy.spoil(refusing(503, "SlowDown", when=lambda passing: "partNumber=3" in passing.path))
    with pytest.raises(BucketFailed, match="slow down"):
        bucket.put("a/b", LARGE)
    s3_proxy.heal()
    assert bucket.list("a") == []
    with pytest.raises(ObjectGone):
        bucket.digest("a/b")


def test_more_than_a_page_is_listed_and_removed(
    bucket: Bucket, s3_proxy: S3Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", LISTED_AT_ONCE)
    count = LISTED_AT_ONCE + 5
    for number in range(count):
        bucket.put(f"many/{number}", b"")
    bucket.put("other", b"")
    s3_proxy.requests.clear()
    assert len(bucket.list("many")) == count
    assert len(s3_proxy.requests) == 2
    bucket.remove(found.path for found in bucket.list("many"))
    assert len(s3_proxy.requests) == 2 + 2 + 2
    assert [found.path for found in bucket.list("")] == ["other"]


def test_a_signed_address_reads_an_object_and_nothing_else(bucket: Bucket) -> None:
    bucket.put("a/b", b"figure")
    url = bucket.signed_url("a/b", timedelta(minutes=5))
    assert httpx.get(url).content == b"figure"
    assert "X-Amz-Expires=300" in url
