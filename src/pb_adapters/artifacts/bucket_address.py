"""The address of a place for artifacts in an S3-compatible store: ``s3://bucket/prefix``."""

import re

from msgspec import Struct

_ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(?:/[A-Za-z0-9._-]+)*)/?")


class BucketAddress(Struct, frozen=True):
    """A bucket, and the folder in it below which everything lies; the folder may be empty."""

    bucket: str
    prefix: str = ""

    @property
    def url(self) -> str:
        """``s3://bucket/prefix``, without a slash at its end."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


def parse_bucket_address(text: str) -> BucketAddress:
    """Read ``s3://bucket`` or ``s3://bucket/prefix``; raises ``ValueError`` with what it must look like."""
    found = _ADDRESS.fullmatch(text)
    prefix = found["prefix"].strip("/") if found else ""
    if not found or {".", ".."} & set(prefix.split("/")):
        raise ValueError(
            "must be an address such as s3://bucket/prefix, of lowercase letters, digits, dots and hyphens for the "
            "bucket; keys belong into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    return BucketAddress(found["bucket"], prefix)
