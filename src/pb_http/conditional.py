"""Conditional requests (RFC 9110): entity tags, one byte range, and ``Prefer: wait`` (RFC 7240)."""

import re

from msgspec import Struct

MAX_WAIT_SECONDS = 60
RETRY_AFTER_SECONDS = "3"
"""For ``Retry-After``: the reference's polling cadence is 3 to 5 seconds."""
COME_BACK_SECONDS = "5"
"""For ``Retry-After`` where the server cannot take a request now."""

_TAGS = re.compile(r'(?:W/)?("[^"]*")')
_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)
_WAIT = re.compile(r'(?:^|,)[ \t]*wait[ \t]*=[ \t]*"?([0-9]{1,9})"?[ \t]*(?=[,;]|$)', re.IGNORECASE)


class Span(Struct, frozen=True):
    """The bytes from ``start`` to before ``stop``."""

    start: int
    stop: int


class Unsatisfiable(Exception):
    """A byte range lies past the end."""


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether an ``If-None-Match`` header names this tag (weak comparison) or any."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or etag in _TAGS.findall(if_none_match)


def span(range_header: str | None, if_range: str | None, etag: str, size: int) -> Span | None:
    """The one range to answer, or ``None`` for the whole; several ranges and other units are ignored.

    Raises ``Unsatisfiable`` for a range that begins past the end.
    """
    if range_header is None or (if_range is not None and if_range.strip() != etag):
        return None
    match = _RANGE.fullmatch(range_header.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, stop = max(0, size - int(match[2])), size
    else:
        start, stop = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, stop)


def wait_seconds(prefer: str | None) -> int:
    """The seconds that a ``Prefer: wait=N`` header asks for, at most 60; 0 for none or a malformed one."""
    match = _WAIT.search(prefer or "")
    return min(int(match[1]), MAX_WAIT_SECONDS) if match else 0
