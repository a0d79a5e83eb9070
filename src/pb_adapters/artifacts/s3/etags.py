"""ETags that a store gives bytes that it has: of most stores they prove that the bytes are the right ones."""

import hashlib

PART_BYTES = 8 * 2**20
"""How large the parts of a large object are, in bytes."""


def is_large(size: int) -> bool:
    """Whether an object is sent in parts."""
    return size > 2 * PART_BYTES


def expected_etag(data: bytes) -> str:
    """The ETag of an object that is stored as it is: the MD5 of its bytes, or of its parts' MD5 and their number.

    Stores that encrypt with keys of a key service, and some others, give other ETags.
    """
    if not is_large(len(data)):
        return _md5(data).hexdigest()
    view = memoryview(data)
    parts = [_md5(view[start : start + PART_BYTES]).digest() for start in range(0, len(data), PART_BYTES)]
    return f"{_md5(b''.join(parts)).hexdigest()}-{len(parts)}"


def _md5(data: bytes | memoryview) -> "hashlib._Hash":
    return hashlib.md5(data, usedforsecurity=False)
