"""Each trouble over HTTP, as the client tells it."""

import os
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace

from pb_adapters.artifacts.bucket_address import BucketAddress
from pb_adapters.artifacts.s3.bucket import Bucket
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble
from pb_core.errors import StorageError
from support.s3_faults import S3Proxy, cutting_reads, hanging, refusing, stalling_reads
from support.s3_server import ACCESS_KEY, SECRET_KEY, S3Server, free_port

from .conftest import HASTY

IMPATIENT = replace(HASTY, silence=timedelta(milliseconds=200), retries=0)

REFUSALS = [
    (404, "NoSuchBucket", Trouble.MISSING, "make it"),
    (403, "AccessDenied", Trouble.FORBIDDEN, "let these credentials get, put, delete and list"),
    (403, "", Trouble.FORBIDDEN, "status 403"),
    (403, "SignatureDoesNotMatch", Trouble.CREDENTIALS, "AWS_SECRET_ACCESS_KEY"),
    (403, "InvalidAccessKeyId", Trouble.CREDENTIALS, "AWS_ACCESS_KEY_ID"),
    (400, "ExpiredToken", Trouble.CREDENTIALS, "AWS_SESSION_TOKEN"),
    (403, "RequestTimeTooSkewed", Trouble.CLOCK, "set both right"),
    (400, "AuthorizationHeaderMalformed", Trouble.REGION, "it is eu-west-1): set AWS_REGION"),
    (301, "PermanentRedirect", Trouble.REGION, "set AWS_REGION"),
    (507, "XMinioStorageFull", Trouble.FULL, "make room"),
    (403, "QuotaExceeded", Trouble.FULL, "make room"),
    (503, "SlowDown", Trouble.BUSY, "slow down"),
    (429, "", Trouble.BUSY, "slow down"),
    (400, "RequestTimeout", Trouble.SLOW, "in time"),
    (500, "InternalError", Trouble.OTHER, "InternalError"),
]


def trouble(bucket: Bucket, action: str) -> BucketFailed:
    actions = {
        "put": lambda: bucket.put("a/b", b"1"),
        "read": lambda: bucket.read("a/b", 0, None),
        "list": lambda: bucket.list("a"),
        "remove": lambda: bucket.remove(["a/b"]),
    }
    with pytest.raises(BucketFailed) as failed:
        actions[action]()
    assert isinstance(failed.value, StorageError)
    assert (failed.value.__cause__, failed.value.__suppress_context__) == (None, True)
    return failed.value


@pytest.mark.parametrize("action", ["put", "read", "list", "remove"])
@pytest.mark.parametrize(("status", "code", "expected", "words"), REFUSALS)
def test_refusals_are_told_apart(
    bucket: Bucket, s3_proxy: S3Proxy, action: str, status: int, code: str, expected: Trouble, words: str
) -> None:
    quoted = f"<Region>eu-west-1</Region><AWSAccessKeyId>{ACCESS_KEY}</AWSAccessKeyId><StringToSign>{SECRET_KEY}"
    s3_proxy.spoil(refusing(status, code, more=f"{quoted}</StringToSign>"))
    found = trouble(bucket, action)
    assert found.trouble is expected
    assert words in str(found)
    assert bucket.address.url in str(found)
    assert not {ACCESS_KEY, SECRET_KEY} & {*str(found).split()}
    assert ACCESS_KEY not in repr(found)


@pytest.mark.parametrize("action", ["put", "read", "list", "remove"])
def test_a_store_that_never_answers_is_slow(bucket: Bucket, s3_proxy: S3Proxy, action: str) -> None:
    s3_proxy.spoil(hanging)
    assert trouble(Bucket(bucket.address, IMPATIENT, s3_proxy.server.config), action).trouble is Trouble.SLOW


def test_a_store_that_stops_in_the_middle_of_an_object_is_slow(bucket: Bucket, s3_proxy: S3Proxy) -> None:
    bucket.put("a/b", bytes(100_000))
    s3_proxy.spoil(stalling_reads)
    assert trouble(Bucket(bucket.address, IMPATIENT, s3_proxy.server.config), "read").trouble is Trouble.SLOW


def test_a_line_that_is_cut_in_every_object_is_told(bucket: Bucket, s3_proxy: S3Proxy) -> None:
    bucket.put("a/b", bytes(100_000))
    s3_proxy.spoil(cutting_reads)
    assert trouble(bucket, "read").trouble is Trouble.UNREACHABLE


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:{port}", "http://no-such-host.invalid:{port}"])
def test_a_store_that_is_not_there_is_unreachable(bucket: Bucket, s3_proxy: S3Proxy, endpoint: str) -> None:
    config = s3_proxy.server.config | {"endpoint": endpoint.format(port=free_port())}
    found = trouble(Bucket(bucket.address, HASTY, config), "put")
    assert found.trouble is Trouble.UNREACHABLE
    assert "AWS_ENDPOINT_URL" in str(found)


def test_a_machine_without_credentials_is_told_so(
    bucket: Bucket, s3_proxy: S3Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    config = {"endpoint": s3_proxy.server.endpoint, "metadata_endpoint": f"http://127.0.0.1:{free_port()}"}
    hasty = replace(HASTY, connect=timedelta(seconds=1))
    assert trouble(Bucket(bucket.address, hasty, config), "put").trouble is Trouble.NO_CREDENTIALS


@pytest.mark.drill
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"secret_access_key": "wrong"}, Trouble.CREDENTIALS),
        ({"access_key_id": "nobody"}, Trouble.CREDENTIALS),
        ({"session_token": "stale"}, Trouble.CREDENTIALS),
    ],
)
@pytest.mark.parametrize("action", ["put", "read", "list", "remove"])
def test_a_server_that_looks_at_signatures_refuses_wrong_ones(
    seaweed: S3Server, address: BucketAddress, action: str, change: dict[str, str], expected: Trouble
) -> None:
    assert trouble(Bucket(address, HASTY, seaweed.config | change), action).trouble is expected


@pytest.mark.drill
def test_a_server_that_looks_at_signatures_takes_signed_addresses(seaweed: S3Server, address: BucketAddress) -> None:
    bucket = Bucket(address, HASTY, seaweed.config)
    bucket.put("a/b", b"figure")
    url = bucket.signed_url("a/b", timedelta(minutes=5))
    assert httpx.get(url).content == b"figure"
    assert httpx.get(url.replace("a/b", "a/c")).status_code == 403
