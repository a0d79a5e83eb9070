"""Copies of one blob: what a put proves, which copy is read, and what removal spares."""

import hashlib
from collections.abc import Callable

import pytest

from pb_adapters.artifacts.s3 import blob as module
from pb_adapters.artifacts.s3.blob import Blob
from pb_adapters.artifacts.s3.bucket import Bucket
from pb_adapters.artifacts.s3.etags import PART_BYTES
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble
from pb_core.errors import ArtifactMissing
from support.s3_faults import Passing, S3Proxy, is_list, is_read, losing_puts, spoiling_puts

OWNER, DATA = "owner", b"the bytes of a figure"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def blob(bucket: Bucket) -> Blob:
    return Blob(bucket, OWNER, DIGEST)


def set_clock(monkeypatch: pytest.MonkeyPatch, microseconds: int) -> None:
    monkeypatch.setattr(module.time, "time_ns", lambda: microseconds * 1_000)


def paths(bucket: Bucket) -> list[str]:
    return [found.path for found in bucket.list("")]


@pytest.mark.parametrize(
    "fault",
    [
        losing_puts,
        spoiling_puts(lambda data: data[:-1]),
        spoiling_puts(lambda data: data + b"!"),
        spoiling_puts(lambda data: b"?" + data[1:]),
        spoiling_puts(lambda _: b""),
    ],
    ids=["lost", "cut", "lengthened", "changed", "emptied"],
)
def test_a_put_that_was_confirmed_and_is_not_there_is_not_believed(
    blob: Blob, s3_proxy: S3Proxy, fault: Callable[[Passing], bool]
) -> None:
    s3_proxy.spoil(fault, 1)
    with pytest.raises(BucketFailed, match="does not have") as failed:
        blob.put(DATA)
    assert failed.value.trouble is Trouble.LOST
    assert blob.read(blob.put(DATA))[0] == DATA


def test_a_spoilt_put_takes_nothing_from_the_copy_before_it(blob: Blob, s3_proxy: S3Proxy) -> None:
    blob.put(DATA)
    s3_proxy.spoil(spoiling_puts(lambda data: data[:-1]), 1)
    with pytest.raises(BucketFailed):
        blob.put(DATA)
    data, copies = blob.read(())
    assert (data, len(copies)) == (DATA, 2)
    assert blob.put(DATA)
    assert len(blob.read(())[1]) == 1


def test_a_part_that_was_spoilt_is_found(bucket: Bucket, s3_proxy: S3Proxy) -> None:
    data = bytes(2 * PART_BYTES + 1)

    def fault(passing: Passing) -> bool:
        return "partNumber=2" in passing.path and spoiling_puts(lambda part: b"?" + part[1:])(passing)

    s3_proxy.spoil(fault, 1)
    with pytest.raises(BucketFailed, match="does not have"):
        Blob(bucket, OWNER, hashlib.sha256(data).hexdigest()).put(data)


def test_bytes_are_read_back_only_where_the_etag_proves_nothing(blob: Blob, s3_proxy: S3Proxy) -> None:
    blob.put(DATA)
    assert [request.partition(" ")[0] for request in s3_proxy.requests] == ["PUT", "GET"]  # and a list

    def other_etags(passing: Passing) -> bool:
        if not is_list(passing):
            return False
        status, headers, body = passing.forward()
        md5 = hashlib.md5(DATA, usedforsecurity=False).hexdigest().encode()
        assert md5 in body
        passing.answer(status, headers, body.replace(md5, b"0" * 32))
        return True

    s3_proxy.requests.clear()
    s3_proxy.spoil(other_etags)
    copies = blob.put(DATA)
    assert any(request.startswith("GET") and copies[0] in request for request in s3_proxy.requests)


def test_putting_again_leaves_the_new_copy_alone(blob: Blob, bucket: Bucket) -> None:
    (first,) = blob.put(DATA)
    (second,) = blob.put(DATA)
    assert first < second
    assert paths(bucket) == [f"{OWNER}/{DIGEST}/{second}"]


def test_a_program_whose_clock_is_behind_spares_the_later_name(
    blob: Blob, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, 2_000_000)
    (ahead,) = blob.put(DATA)
    set_clock(monkeypatch, 1_000_000)
    behind, *rest = blob.put(DATA)
    assert rest == [ahead]
    bucket.put(f"{OWNER}/{DIGEST}/{ahead}", b"damaged")
    assert blob.read(())[0] == DATA  # of the copy that was put last, though its name is the earlier one
    assert blob.verify(())
    assert not blob.remove((ahead,))
    assert blob.remove((behind, ahead))
    assert paths(bucket) == []


def test_of_two_writers_at_once_one_copy_is_left(blob: Blob, bucket: Bucket, s3_proxy: S3Proxy) -> None:
    """The other's whole put falls between the put and the listing of this one."""
    others: list[tuple[str, ...]] = []

    def meanwhile(passing: Passing) -> bool:
        if not is_list(passing):
            return False
        s3_proxy.heal()
        others.append(blob.put(DATA))
        return False

    s3_proxy.spoil(meanwhile, 1)
    mine = blob.put(DATA)
    assert mine == others[0]
    assert len(paths(bucket)) == 1
    assert blob.read(mine)[0] == DATA


def test_of_three_writers_at_once_none_takes_the_replaced_copy_of_another_for_a_loss(
    blob: Blob, bucket: Bucket, s3_proxy: S3Proxy
) -> None:
    """One puts before this one lists, and another before it reads the copy that it then found in place of its own."""
    others: list[tuple[str, ...]] = []

    def before(is_now: Callable[[Passing], bool], then: Callable[[], None]) -> Callable[[Passing], bool]:
        def meanwhile(passing: Passing) -> bool:
            if is_now(passing):
                s3_proxy.heal()
                others.append(blob.put(DATA))
                then()
            return False

        return meanwhile

    def third() -> None:
        s3_proxy.spoil(before(is_read, lambda: None), 1)

    s3_proxy.spoil(before(is_list, third), 1)
    assert blob.put(DATA) == others[-1]
    assert len(others) == 2
    assert len(paths(bucket)) == 1


def test_removal_takes_what_was_seen_and_never_what_was_put_meanwhile(blob: Blob, s3_proxy: S3Proxy) -> None:
    """The put falls between the look at the copies and their removal: the moment that no condition covers."""
    seen = blob.put(DATA)
    later: list[tuple[str, ...]] = []

    def meanwhile(passing: Passing) -> bool:
        if passing.method != "POST":
            return False
        s3_proxy.heal()
        later.append(blob.put(DATA))
        return False

    s3_proxy.spoil(meanwhile, 1)
    assert blob.remove(seen)
    assert later
    assert blob.read(())[0] == DATA


def test_a_reader_that_knew_an_earlier_copy_finds_the_new_one(blob: Blob) -> None:
    before = blob.put(DATA)
    after = blob.put(DATA)
    assert blob.read(before) == (DATA, after)
    assert blob.verify(before) == after


def test_a_reader_that_knows_the_copy_asks_for_nothing_else(blob: Blob, s3_proxy: S3Proxy) -> None:
    copies = blob.put(DATA)
    s3_proxy.requests.clear()
    blob.read(copies)
    assert len(s3_proxy.requests) == 1


def test_a_blob_that_the_store_cannot_give_now_is_not_called_missing(blob: Blob, s3_proxy: S3Proxy) -> None:
    copies = blob.put(DATA)
    s3_proxy.spoil(lambda passing: is_read(passing) and _missing_bucket(passing))
    with pytest.raises(BucketFailed, match="is not there"):
        blob.read(copies)
    with pytest.raises(BucketFailed, match="is not there"):
        blob.verify(())


def _missing_bucket(passing: Passing) -> bool:
    passing.answer(404, {"Content-Type": "application/xml"}, b"<Error><Code>NoSuchBucket</Code></Error>")
    return True


def test_objects_of_other_names_are_no_copies(blob: Blob, bucket: Bucket) -> None:
    bucket.put(f"{OWNER}/{DIGEST}/notes.txt", DATA)
    with pytest.raises(ArtifactMissing, match="missing"):
        blob.read(())
    assert not blob.remove(None)
    assert blob.latest() is None


def test_no_put_writes_over_another(blob: Blob, s3_proxy: S3Proxy) -> None:
    blob.put(DATA)
    blob.put(DATA)
    puts = [request for request in s3_proxy.requests if request.startswith("PUT")]
    assert len(puts) == len({*puts}) == 2


@pytest.mark.parametrize("times", [1, 5])
def test_a_copy_that_a_put_replaced_after_it_was_listed_is_no_damage(
    blob: Blob, bucket: Bucket, s3_proxy: S3Proxy, times: int
) -> None:
    blob.put(DATA)
    other = Blob(bucket, OWNER, DIGEST)

    def meanwhile(passing: Passing) -> bool:
        if not is_read(passing):
            return False
        left.append(1)
        if len(left) <= times:
            other.put(DATA)
        return False

    for look in (lambda: blob.read(())[0] == DATA, lambda: bool(blob.verify(()))):
        left: list[int] = []
        s3_proxy.spoil(meanwhile, 1)
        assert look()
