"""Which addresses are public and which URLs a callback may have."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.webhooks import check_callback_url, is_public
from pb_core.errors import UnsafeUrl

# Written down from the registries' point of view, apart from the module's own list.
FORBIDDEN_V4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
]  # fmt: skip
FORBIDDEN_V6 = [
    "::/128", "::1/128", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:10::/28",
    "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
          "9.255.255.255", "11.0.0.0", "126.255.255.255", "128.0.0.0", "198.17.255.255", "198.20.0.0",
          "223.255.255.255", "2606:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001:81b::200e", "2003::1",
          "2001:200::1", "2400:cb00::1"]  # fmt: skip


def addresses_in(blocks: list[str]) -> st.SearchStrategy[IPv4Address | IPv6Address]:
    """Any address of any block, first and last ones more often."""
    networks = [ip_network(block) for block in blocks]
    return st.sampled_from(networks).flatmap(
        lambda network: st.one_of(
            st.sampled_from([network[0], network[-1]]),
            st.integers(0, network.num_addresses - 1).map(lambda offset: network[offset]),
        )
    )


@given(addresses_in(FORBIDDEN_V4 + FORBIDDEN_V6))
def test_no_address_of_a_forbidden_block_is_public(address: IPv4Address | IPv6Address) -> None:
    assert not is_public(address)


@given(addresses_in(FORBIDDEN_V4))
def test_a_forbidden_address_is_found_in_every_ipv6_disguise(address: IPv4Address) -> None:
    number = int(address)
    for base in ("::ffff:0:0", "::", "64:ff9b::"):
        assert not is_public(IPv6Address(int(IPv6Address(base)) | number))
    assert not is_public(IPv6Address(int(IPv6Address("2002::")) | number << 80))


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_pass(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", [address for address in PUBLIC if ":" not in address])
def test_a_mapped_public_address_is_the_address_it_maps(text: str) -> None:
    assert is_public(IPv6Address(f"::ffff:{text}"))


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_whoever_is_in_no_forbidden_block_is_public(address: IPv4Address) -> None:
    assert is_public(address) is not any(address in ip_network(block) for block in FORBIDDEN_V4)


@given(st.integers(int(IPv6Address("2001:200::")), int(IPv6Address("3ffe:ffff::"))).map(IPv6Address))
def test_the_global_unicast_space_is_public_but_for_its_holes(address: IPv6Address) -> None:
    assert is_public(address) is not any(address in ip_network(block) for block in FORBIDDEN_V6)


def test_a_scope_does_not_make_an_address_public() -> None:
    assert not is_public(IPv6Address("fe80::1%eth0"))


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example/pb",
        "http://hooks.example:8080/pb?token=a&b=%20#part",
        "HTTPS://HOOKS.EXAMPLE",
        "https://1.1.1.1/",
        "https://[2606:4700::1111]:443/",
        "https://xn--bcher-kva.example/",
        "https://bücher.example/päge",
        "https://localhost.example/",
        "https://a.b/?next=http://user:word@127.0.0.1/",
    ],
)
def test_a_public_url_is_returned_unchanged(url: str) -> None:
    assert check_callback_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "hooks.example", "/pb", "//hooks.example/pb", "ftp://hooks.example/", "file:///etc/passwd", "https:///pb",
        "https://", "https://:443/", "http:hooks.example", "javascript:alert(1)", "https://hooks.example:0/",
    ],
)  # fmt: skip
def test_only_absolute_web_urls_pass(url: str) -> None:
    with pytest.raises(UnsafeUrl, match="absolute http or https"):
        check_callback_url(url)


@pytest.mark.parametrize("url", ["https://[::1/", "https://hooks.example:99999/", "https://hooks.example:port/"])
def test_a_malformed_url_is_refused(url: str) -> None:
    with pytest.raises(UnsafeUrl, match="not a valid URL"):
        check_callback_url(url)


@pytest.mark.parametrize(
    "url",
    ["https://me@hooks.example/", "https://me:word@hooks.example/", "https://@hooks.example/",
     "http://hooks.example\\@127.0.0.1/"],
)  # fmt: skip
def test_credentials_are_refused(url: str) -> None:
    with pytest.raises(UnsafeUrl, match="user name or password"):
        check_callback_url(url, allow_private=True)


@given(st.sampled_from([*(chr(code) for code in range(0x21)), "\x7f"]), st.integers(0, 24))
def test_blanks_and_control_characters_are_refused_wherever_they_stand(character: str, place: int) -> None:
    url = "https://hooks.example/pb?"
    with pytest.raises(UnsafeUrl, match="control characters"):
        check_callback_url(url[:place] + character + url[place:])


@given(addresses_in(FORBIDDEN_V4 + FORBIDDEN_V6))
def test_a_private_literal_is_refused_unless_private_networks_are_allowed(address: IPv4Address | IPv6Address) -> None:
    url = f"http://[{address}]/" if address.version == 6 else f"http://{address}/"
    with pytest.raises(UnsafeUrl, match="private address"):
        check_callback_url(url)
    assert check_callback_url(url, allow_private=True) == url


@pytest.mark.parametrize(
    "url",
    ["http://localhost/", "http://LOCALHOST:80/", "http://a.localhost/", "http://[::ffff:10.0.0.1]/",
     "http://[fe80::1%25eth0]/", "http://localhost./", "http://127.0.0.1./", "http://2130706433/", "http://127.1/",
     "http://0x7f.1/", "http://0X7F000001/", "http://017700000001/", "http://0177.0.0.1/", "http://10.0.0.1.2/"],
)  # fmt: skip
def test_other_spellings_of_this_machine_are_refused(url: str) -> None:
    with pytest.raises(UnsafeUrl, match="private address"):
        check_callback_url(url)


def test_the_sentence_does_not_quote_the_url() -> None:
    with pytest.raises(UnsafeUrl) as refusal:
        check_callback_url("https://me:hush@hooks.example/")
    assert "hush" not in str(refusal.value)
