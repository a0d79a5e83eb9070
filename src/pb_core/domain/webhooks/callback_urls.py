"""Which URLs a callback may have: absolute http(s), without credentials, and at no private address in any spelling.

Names are not resolved here: whoever dials checks every address.
"""

import re
import unicodedata
from ipaddress import ip_address
from urllib.parse import urlsplit

from pb_core.domain.webhooks.addresses import is_metadata, is_public
from pb_core.errors import UnsafeUrl

# No name of the public internet ends in a number; resolvers read 2130706433, 127.1 and 0x7f.1 as 127.0.0.1.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa")
_METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "metadata.goog", "instance-data"})
_LOCAL_NAMES = _METADATA_NAMES | {"localhost"}

_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
"""What IDNA reads as a full stop (RFC 3490, section 3.1)."""

_IGNORED = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What IDNA drops: Unicode's default ignorable code points."""


def check_callback_url(url: str, *, allow_private: bool = False) -> str:
    """Return the URL unchanged, or raise ``UnsafeUrl`` saying what is wrong with it.

    ``allow_private`` lets it lead anywhere but to a cloud's metadata service.
    """
    if any(ord(character) <= ord(" ") or ord(character) == 0x7F for character in url):  # noqa: PLR2004 - DEL
        raise UnsafeUrl("webhook_url contains blanks or control characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UnsafeUrl("webhook_url is not a valid URL") from error
    if parts.scheme not in {"http", "https"} or not plain_host(host or "") or port == 0:
        raise UnsafeUrl("webhook_url must be an absolute http or https URL")
    if parts.username is not None or parts.password is not None:
        raise UnsafeUrl("webhook_url must not carry a user name or password")
    _check_host(plain_host(host or ""), allow_private=allow_private)
    return url


def _check_host(host: str, *, allow_private: bool) -> None:
    if not allow_private and _is_private(host):
        raise UnsafeUrl("webhook_url points at a private address")
    if allow_private and _is_metadata(host):
        raise UnsafeUrl("webhook_url points at the metadata service of a cloud")


def plain_host(host: str) -> str:
    """A host as resolvers come to see it: compatibility forms of Unicode folded, invisible ones and last dots left out.

    Full-width and circled digits become digits, ideographic full stops dots. It is no whole IDNA: letters beyond ASCII
    stay, as no private name has any.
    """
    seen = _IGNORED.sub("", host.translate(_DOTS))
    return unicodedata.normalize("NFKC", seen).casefold().translate(_DOTS).rstrip(".")


def _is_private(host: str) -> bool:
    """Whether a host is local by its name, a private address, or an address in a form that hides which one."""
    if host in _LOCAL_NAMES or host.endswith(_LOCAL_ENDINGS):
        return True
    try:
        return not is_public(ip_address(host.split("%", 1)[0]))
    except ValueError:
        return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def _is_metadata(host: str) -> bool:
    try:
        return is_metadata(ip_address(host.split("%", 1)[0]))
    except ValueError:
        return host in _METADATA_NAMES
