"""Addresses that a server may dial for somebody else: those of the public internet, by lists of their own.

The lists are the special-purpose registries of IANA (RFC 6890, as of 2026). The standard library's ``is_global`` says
yes to several of their blocks, and its tables differ between Python versions.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_SPECIAL_V4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20"))
)

METADATA_ADDRESSES = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.0.23",  # AWS and most others, ECS, EKS, Tencent
        "100.100.100.200", "168.63.129.16", "192.0.0.192",  # Alibaba, Azure, Oracle
        "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254", "fd00:c1::a9fe:a9fe", "fe80::a9fe:a9fe",
    )
)  # fmt: skip
"""Where clouds tell a machine its secrets. Azure's lies in a block that is public."""

_EMBEDDING = tuple(
    map(IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"))
)  # compatible, mapped, translated (SIIT) and the two prefixes of NAT64: IPv4 in the last 32 bits
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
_LOW_32 = 2**32 - 1


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and hides no other address; a mapped one is what it maps."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        hidden = address not in _GLOBAL_UNICAST or _is_isatap(address)
        return not hidden and not any(address in block for block in _SPECIAL_V6)
    return address not in METADATA_ADDRESSES and not any(address in block for block in _SPECIAL_V4)


def is_metadata(address: Address) -> bool:
    """Whether an address is one at which a cloud tells a machine its secrets, in any of its IPv6 disguises."""
    if isinstance(address, IPv6Address):
        address = IPv6Address(int(address))  # without its scope
    return not METADATA_ADDRESSES.isdisjoint({address, *_embedded(address)})


def _embedded(address: Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address stands for where something on the way translates or unwraps it."""
    if isinstance(address, IPv4Address):
        return ()
    if any(address in block for block in _EMBEDDING) or _is_isatap(address):
        return (IPv4Address(int(address) & _LOW_32),)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    return address.teredo or ()


def _is_isatap(address: IPv6Address) -> bool:
    """Whether the interface's part embeds an IPv4 address to tunnel to (RFC 5214)."""
    return int(address) >> 32 & _LOW_32 in _ISATAP
