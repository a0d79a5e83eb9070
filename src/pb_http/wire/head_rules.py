"""Rules for the head of a request that the parser leaves open, so that no proxy before us reads another request.

The parser itself refuses malformed lines, ``Content-Length`` twice or beside ``Transfer-Encoding``, and bare line ends.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from pb_http.wire.refusals import Refusal

MAX_FIELDS = 128
"""Header lines in one request."""

_HOST = re.compile(rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_ABSOLUTE = re.compile(rb"https?://([^/?#]*)", re.IGNORECASE)


def check_head(version: str, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Raise ``Refusal`` for a head that is ambiguous; names of headers are in small letters."""
    hosts, codings = [], []
    for name, value in headers:
        if name == b"host":
            hosts.append(value)
        elif name == b"transfer-encoding":
            codings.append(value)
    if version not in {"1.0", "1.1"}:
        raise Refusal(505, "This server speaks HTTP/1.1")
    _check_host(version, hosts)
    if codings:
        _check_codings(version, codings)
    if not target.startswith(b"/"):
        _check_target(target, hosts)


def _check_host(version: str, hosts: list[bytes]) -> None:
    if len(hosts) > 1:
        raise Refusal(400, "The header Host is given more than once")
    if not hosts and version == "1.1":
        raise Refusal(400, "The header Host is missing")
    if hosts and not _is_host(hosts[0]):
        raise Refusal(400, "The header Host names no host")


@lru_cache(maxsize=256)
def _is_host(value: bytes) -> bool:
    return _HOST.fullmatch(value) is not None


def _check_codings(version: str, codings: list[bytes]) -> None:
    if version == "1.0":
        raise Refusal(400, "HTTP/1.0 has no Transfer-Encoding")
    if len(codings) > 1 or codings[0].strip().lower() != b"chunked":
        raise Refusal(400, "Transfer-Encoding must be chunked, once")


def _check_target(target: bytes, hosts: list[bytes]) -> None:
    absolute = _ABSOLUTE.match(target)
    if absolute is None:
        raise Refusal(400, "The request's target must be a path")
    if hosts and absolute[1].lower() != hosts[0].lower():
        raise Refusal(400, "The request's target and its header Host name different hosts")
