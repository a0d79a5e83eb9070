"""Which addresses are public."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.webhooks.addresses import METADATA_ADDRESSES, is_metadata, is_public
from support.special_addresses import FORBIDDEN_V4, FORBIDDEN_V6, addresses_in, disguises

PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
          "9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.0", "198.17.255.255", "198.20.0.0",
          "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001:81b::200e", "2003::1",
          "2001:200::1", "2400:cb00::1"]  # fmt: skip


@given(addresses_in(FORBIDDEN_V4 + FORBIDDEN_V6))
def test_no_address_of_a_forbidden_block_is_public(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(address)


@given(addresses_in(FORBIDDEN_V4))
def test_a_forbidden_address_is_found_in_every_ipv6_disguise(address: IPv4Address) -> None:
    assert [disguise for disguise in disguises(address) if is_public(disguise)] == []


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_pass(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", [address for address in PUBLIC if ":" not in address])
def test_a_mapped_public_address_is_the_address_it_maps(text: str) -> None:
    assert is_public(IPv6Address(f"::ffff:{text}"))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_whoever_is_in_no_forbidden_block_is_public(address: IPv4Address) -> None:
    assert is_public(address) is not any(address in ip_network(block) for block in FORBIDDEN_V4)


@given(st.integers(0, 2**128 - 1).map(IPv6Address).filter(lambda address: address.ipv4_mapped is None))
def test_nothing_outside_the_global_unicast_space_is_public(address: IPv6Address) -> None:
    assert address in ip_network("2000::/3") or not is_public(address)


@given(st.integers(int(IPv6Address("2001:200::")), int(IPv6Address("3ffe:ffff::"))).map(IPv6Address))
def test_the_global_unicast_space_is_public_but_for_its_holes(address: IPv6Address) -> None:
    assert is_public(address) is not any(address in ip_network(block) for block in FORBIDDEN_V6)


def test_a_scope_does_not_make_an_address_public() -> None:
    assert not is_public(IPv6Address("fe80::1%eth0"))


@pytest.mark.parametrize("address", sorted(METADATA_ADDRESSES, key=str), ids=str)
def test_a_clouds_metadata_address_is_known_in_every_disguise_and_never_public(
    address: IPv4Address | IPv6Address,
) -> None:
    forms = [address, *disguises(address)] if isinstance(address, IPv4Address) else [address]
    assert [form for form in forms if not is_metadata(form) or is_public(form)] == []


def test_a_scope_does_not_hide_a_metadata_address() -> None:
    assert is_metadata(IPv6Address("fe80::a9fe:a9fe%eth0"))


@given(addresses_in(FORBIDDEN_V4 + FORBIDDEN_V6))
def test_other_private_addresses_are_no_metadata_address(address: IPv4Address | IPv6Address) -> None:
    hidden = {known for known in METADATA_ADDRESSES if isinstance(known, IPv4Address) and address in disguises(known)}
    assert is_metadata(address) is (address in METADATA_ADDRESSES or bool(hidden))
