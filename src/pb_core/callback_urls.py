"""Which URLs a callback may go to: absolute http(s), no credentials, no private address."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from pb_core.errors import UnsafeUrl

Address = IPv4Address | IPv6Address

# An explicit list: the standard library's is_global says yes to several of these.
_FORBIDDEN = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip

# No name of the public internet ends in a number; resolvers read 2130706433, 127.1 and 0x7f.1 as 127.0.0.1.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and embeds no other address."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    return not any(address.version == block.version and address in block for block in _FORBIDDEN)


def check_callback_url(url: str, *, allow_private: bool = False) -> str:
    """Return the URL unchanged, or raise ``UnsafeUrl`` saying what is wrong with it.

    Names are not resolved here: the notifier checks every address when it connects.
    """
    if any(ord(character) <= ord(" ") or ord(character) == 0x7F for character in url):  # noqa: PLR2004 - DEL
        message = "webhook_url contains blanks or control characters"
        raise UnsafeUrl(message)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        message = "webhook_url is not a valid URL"
        raise UnsafeUrl(message) from error
    if parts.scheme not in {"http", "https"} or not host or port == 0:
        message = "webhook_url must be an absolute http or https URL"
        raise UnsafeUrl(message)
    if parts.username is not None or parts.password is not None:
        message = "webhook_url must not carry a user name or password"
        raise UnsafeUrl(message)
    if not allow_private and _is_private_literal(host):
        message = "webhook_url points at a private address"
        raise UnsafeUrl(message)
    return url


def _is_private_literal(host: str) -> bool:
    """Whether a host is local by its name, a private address, or an address in a form that hides which one."""
    host = host.removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(ip_address(host.split("%", 1)[0]))
    except ValueError:
        return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None
