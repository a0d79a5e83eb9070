"""Names of blobs: which owners and digests there are."""

import re

OWNER = re.compile(r"[0-9a-z][0-9a-z_-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")


def require_owner(owner: str) -> None:
    """Raise ``ValueError`` for what is no owner."""
    if not OWNER.fullmatch(owner):
        raise ValueError("an owner is up to 64 lowercase letters, digits, underscores and hyphens")


def require_name(owner: str, digest: str) -> None:
    """Raise ``ValueError`` for what is no owner or no digest."""
    require_owner(owner)
    if not DIGEST.fullmatch(digest):
        raise ValueError("a digest is 64 lowercase hex digits")


def require_range(start: int, stop: int | None) -> None:
    """Raise ``ValueError`` for a range that runs backwards."""
    if start < 0 or (stop is not None and stop < start):
        raise ValueError("a range must not be negative")
