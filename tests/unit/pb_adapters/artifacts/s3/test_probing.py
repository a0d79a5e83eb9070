from collections.abc import Callable
from datetime import timedelta

import pytest

from pb_adapters.artifacts.s3 import probing
from pb_adapters.artifacts.s3.bucket import Bucket
from pb_adapters.artifacts.s3.probing import FOLDER, probe
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble
from support.s3_faults import Passing, S3Proxy, is_list, is_put, is_read, losing_puts, refusing, spoiling_puts


def test_a_bucket_that_can_be_used_is_left_as_it_was(bucket: Bucket) -> None:
    probe(bucket)
    assert bucket.list("") == []


def test_what_a_crash_left_is_cleared_and_what_others_try_now_is_not(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put(f"{FOLDER}/other", b"")
    probe(bucket)
    assert [found.path for found in bucket.list("")] == [f"{FOLDER}/other"]
    monkeypatch.setattr(probing, "STALE", timedelta(seconds=-1))
    probe(bucket)
    assert bucket.list("") == []


@pytest.mark.parametrize("lacking", [is_put, is_read, is_list, lambda passing: passing.method == "POST"])
def test_each_permission_is_tried(bucket: Bucket, s3_proxy: S3Proxy, lacking: Callable[[Passing], bool]) -> None:
    s3_proxy.spoil(refusing(403, "AccessDenied", when=lacking))
    with pytest.raises(BucketFailed, match="let these credentials"):
        probe(bucket)


@pytest.mark.parametrize("fault", [losing_puts, spoiling_puts(lambda data: data[:-1])])
def test_a_store_that_keeps_no_bytes_is_told_of(
    bucket: Bucket, s3_proxy: S3Proxy, fault: Callable[[Passing], bool]
) -> None:
    s3_proxy.spoil(fault)
    with pytest.raises(BucketFailed, match="does not have") as failed:
        probe(bucket)
    assert failed.value.trouble is Trouble.LOST
