"""Whether a bucket can be used: everything that artifacts need is done once with a few bytes."""

import secrets
from datetime import timedelta

from pb_adapters.artifacts.s3.bucket import Bucket, ObjectGone
from pb_adapters.artifacts.s3.troubles import BucketFailed, Trouble

FOLDER = ".probe"
"""Where the bytes lie meanwhile: the name of no owner."""

STALE = timedelta(hours=1)
"""How much older than ours, by the store's clock, what a crash has left behind is."""


def probe(bucket: Bucket) -> None:
    """Put, list, read and remove an object; raises ``BucketFailed`` with what is wrong."""
    name, data = secrets.token_hex(8), secrets.token_bytes(16)
    path = f"{FOLDER}/{name}"
    bucket.put(path, data)
    try:
        _, _, found = bucket.read(path, 0, None)
    except ObjectGone:
        found = b""
    listed = {entry.path: entry.modified for entry in bucket.list(FOLDER)}
    if found != data or path not in listed:
        raise BucketFailed(Trouble.LOST, bucket.address.url, path)
    stale = [other for other, modified in listed.items() if listed[path] - modified > STALE]
    bucket.remove([path, *stale])
