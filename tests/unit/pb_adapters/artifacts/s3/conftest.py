"""A bucket behind a proxy, and programs that use it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from pb_adapters.artifacts.bucket_address import BucketAddress
from pb_adapters.artifacts.s3 import Patience, S3Artifacts
from pb_adapters.artifacts.s3.bucket import Bucket
from support.s3_faults import S3Proxy
from support.s3_server import BUCKET

Open = Callable[[], Awaitable[S3Artifacts]]
"""Opens the store of this test as one more program does."""

HASTY = Patience(
    connect=timedelta(seconds=30),
    silence=timedelta(seconds=60),
    request=timedelta(seconds=120),
    retries=2,
    retry_for=timedelta(seconds=120),
    first_pause=timedelta(milliseconds=1),
    longest_pause=timedelta(milliseconds=5),
)
"""Asks again twice and at once."""


@pytest.fixture
def address(tmp_path: Path) -> BucketAddress:
    """A folder of this test's own."""
    return BucketAddress(BUCKET, f"unit/{tmp_path.name}")


@pytest.fixture
def bucket(s3_proxy: S3Proxy, address: BucketAddress) -> Bucket:
    """That folder, behind the proxy."""
    return Bucket(address, HASTY, s3_proxy.server.config)


@pytest.fixture
def program(s3_proxy: S3Proxy, address: BucketAddress) -> Open:
    """Opens it, as often as there shall be programs."""

    async def opened() -> S3Artifacts:
        return await S3Artifacts.open(address.url, patience=HASTY, config=s3_proxy.server.config)

    return opened
