"""Blocks of addresses that are not the public internet's, written down apart from the lists of the program."""

from ipaddress import IPv4Address, IPv6Address, ip_network

from hypothesis import strategies as st

FORBIDDEN_V4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    "168.63.129.16/32",
]  # fmt: skip
FORBIDDEN_V6 = [
    "::/128", "::1/128", "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32",
    "2001:10::/28", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20", "5f00::/16",
    "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
]  # fmt: skip


def addresses_in(blocks: list[str]) -> st.SearchStrategy[IPv4Address | IPv6Address]:
    """Any address of any block, first and last ones more often."""
    networks = [ip_network(block) for block in blocks]
    return st.sampled_from(networks).flatmap(
        lambda network: st.one_of(
            st.sampled_from([network[0], network[-1]]),
            st.integers(0, network.num_addresses - 1).map(lambda offset: network[offset]),
        )
    )


def disguises(address: IPv4Address) -> list[IPv6Address]:
    """The IPv6 addresses that lead to an IPv4 one by a translation or a tunnel."""
    number = int(address)
    behind = [int(IPv6Address(prefix)) | number for prefix in ("::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::")]
    behind += [int(IPv6Address("64:ff9b:1:abcd::")) | number, int(IPv6Address("2606:4700::5efe:0:0")) | number]
    behind.append(int(IPv6Address("2606:4700::200:5efe:0:0")) | number)
    sixtofour = int(IPv6Address("2002::1")) | number << 80
    teredo = int(IPv6Address("2001:0:808:808::")) | (number ^ (2**32 - 1))
    return [IPv6Address(value) for value in (*behind, sixtofour, teredo)]
