import os
from collections.abc import Callable
from typing import Any

import pytest

from pb_adapters.artifacts.bucket_address import BucketAddress
from pb_adapters.artifacts.s3.bucket import Bucket
from pb_adapters.artifacts.s3.client import made_client
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble
from pb_core.errors import StorageError
from support.s3_faults import S3Proxy
from support.s3_server import ACCESS_KEY, SECRET_KEY

from .conftest import HASTY

Set = Callable[..., None]


@pytest.fixture
def variables(s3_proxy: S3Proxy, monkeypatch: pytest.MonkeyPatch) -> Set:
    """Sets the AWS variables of the server, with changes, and no others."""

    def change(**changes: str) -> None:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        for name, value in (s3_proxy.server.variables | changes).items():
            monkeypatch.setenv(name, value)

    return change


def test_the_variables_are_enough(address: BucketAddress, variables: Set, s3_proxy: S3Proxy) -> None:
    variables()
    Bucket(address, HASTY).put("a", b"figure")
    assert s3_proxy.requests == [f"PUT /{address.bucket}/{address.prefix}/a"]


@pytest.mark.parametrize(
    "name", ["AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_SSE_KMS_KEY_ID"]
)
def test_an_empty_variable_counts_as_unset(address: BucketAddress, variables: Set, name: str) -> None:
    variables(**{name: " "})
    bucket = Bucket(address, HASTY)
    bucket.put("a", b"figure")
    assert bucket.read("a", 0, None)[2] == b"figure"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_SECRET_ACCESS_KEY", "canary\nline"),
        ("AWS_ACCESS_KEY_ID", "canary-ä"),
        ("AWS_SESSION_TOKEN", "canary\x7f"),
        ("AWS_ENDPOINT_URL", "canary"),
        ("AWS_ENDPOINT_URL", "https://canary:secret@s3.example.org"),
        ("AWS_ENDPOINT_URL", "https://s3.example.org:99999"),
        ("AWS_ENDPOINT_URL_S3", "ftp://s3.example.org"),
        ("AWS_VIRTUAL_HOSTED_STYLE_REQUEST", "perhaps"),
    ],
)
def test_what_no_request_can_carry_is_refused_without_its_value(
    address: BucketAddress, variables: Set, name: str, value: str
) -> None:
    variables(**{name: value})
    with pytest.raises(StorageError, match="correct") as refused:
        made_client(address, HASTY, {})
    assert "canary" not in str(refused.value)


def test_half_of_the_credentials_are_none(address: BucketAddress, variables: Set) -> None:
    variables(AWS_SECRET_ACCESS_KEY="")
    with pytest.raises(BucketFailed) as failed:
        made_client(address, HASTY, {})
    assert failed.value.trouble is Trouble.CREDENTIALS


@pytest.mark.parametrize("config", [{"nonsense": "1"}, {"endpoint": "figures"}, {"endpoint": "http://a b"}])
def test_a_configuration_that_means_nothing_is_refused(address: BucketAddress, config: dict[str, Any]) -> None:
    with pytest.raises(StorageError, match="correct"):
        made_client(address, HASTY, {"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY} | config)


@pytest.mark.parametrize("endpoint", ["http://[::1]:9000", "https://s3.example.org/path", "http://localhost:9000/"])
def test_endpoints_of_every_kind_are_taken(address: BucketAddress, endpoint: str) -> None:
    config = {"access_key_id": ACCESS_KEY, "secret_access_key": SECRET_KEY, "endpoint": endpoint}
    assert made_client(address, HASTY, config).prefix == address.prefix
