"""Which URLs a callback may have."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.webhooks.addresses import METADATA_ADDRESSES, is_metadata, is_public
from pb_core.domain.webhooks.callback_urls import check_callback_url, plain_host
from pb_core.errors import UnsafeUrl
from support.special_addresses import FORBIDDEN_V4, FORBIDDEN_V6, addresses_in


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
        "https://", "https://:443/", "https://./", "https://\u3002/", "http:hooks.example", "javascript:alert(1)", "https://hooks.example:0/",
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
    if not is_metadata(address):
        assert check_callback_url(url, allow_private=True) == url


@pytest.mark.parametrize("host", sorted(f"[{a}]" if a.version == 6 else str(a) for a in METADATA_ADDRESSES))
def test_a_clouds_metadata_service_is_refused_always(host: str) -> None:
    with pytest.raises(UnsafeUrl, match="private address"):
        check_callback_url(f"http://{host}/latest/")
    with pytest.raises(UnsafeUrl, match="metadata service"):
        check_callback_url(f"http://{host}/latest/", allow_private=True)


@pytest.mark.parametrize("host", ["metadata.google.internal", "Metadata.Google.Internal.", "metadata", "metadata.goog"])
def test_a_clouds_metadata_service_is_refused_by_its_name(host: str) -> None:
    with pytest.raises(UnsafeUrl, match="private address"):
        check_callback_url(f"http://{host}/")
    with pytest.raises(UnsafeUrl, match="metadata service"):
        check_callback_url(f"http://{host}/", allow_private=True)


@pytest.mark.parametrize("host", ["printer.local", "db.internal", "nas.home.arpa", "a.b.localhost"])
def test_names_of_local_networks_are_refused(host: str) -> None:
    with pytest.raises(UnsafeUrl, match="private address"):
        check_callback_url(f"http://{host}/")
    assert check_callback_url(f"http://{host}/", allow_private=True)


DIGITS = {str(digit): [chr(start + digit) for start in (0xFF10, 0x1D7CE, 0x1D7F6)] for digit in range(10)}
for digit in range(1, 10):
    DIGITS[str(digit)].append(chr(0x2460 + digit - 1))  # in a circle
DIGITS["0"].append("\u24ea")
STOPS = [".", "\u3002", "\uff0e", "\uff61"]
LETTERS = {letter: [letter, letter.upper(), chr(0xFF21 + ord(letter) - ord("a")), chr(0x24D0 + ord(letter) - ord("a"))]
           for letter in "abcdefghijklmnopqrstuvwxyz"}  # fmt: skip
UNSEEN = ["", "", "", "\u00ad", "\u200b", "\u2060", "\ufe0f", "\u034f"]


@st.composite
def respelled(draw: st.DrawFn, text: str) -> str:
    """A text in other characters that a resolver reads as the same."""
    written = ""
    for character in text:
        forms = STOPS if character == "." else [character, *DIGITS.get(character, LETTERS.get(character, []))]
        written += draw(st.sampled_from(forms)) + draw(st.sampled_from(UNSEEN))
    return written


@given(addresses_in(FORBIDDEN_V4).flatmap(lambda address: st.tuples(st.just(address), respelled(str(address)))))
def test_a_private_address_is_refused_in_every_spelling_of_unicode(
    spelling: tuple[IPv4Address | IPv6Address, str],
) -> None:
    address, host = spelling
    assert plain_host(host) == str(address)
    with pytest.raises(UnsafeUrl, match="private address"):
        check_callback_url(f"http://{host}/")


@given(respelled("localhost") | respelled("metadata.google.internal") | respelled("0x7f.1"))
def test_a_private_name_is_refused_in_every_spelling_of_unicode(host: str) -> None:
    with pytest.raises(UnsafeUrl, match="private address"):
        check_callback_url(f"http://{host}/")


@given(st.text(st.characters(codec="utf-8", exclude_characters="/?#@:[]%\\"), min_size=1, max_size=12))
def test_no_host_that_is_dialled_as_a_private_address_passes(host: str) -> None:
    """What IDNA makes of the host, as whoever dials it will, is judged at submission too."""
    try:
        address = ip_address(idna.encode(host, uts46=True).decode())
    except (UnicodeError, ValueError):
        return
    if not is_public(address):
        with pytest.raises(UnsafeUrl):
            check_callback_url(f"http://{host}/")


@pytest.mark.parametrize(
    "url", ["https://b\u00fccher.example/", "https://\u4f8b\u3048.example/", "https://stra\u00dfe.example/"]
)
def test_names_beyond_ascii_pass(url: str) -> None:
    assert check_callback_url(url) == url


@pytest.mark.parametrize(
    "url",
    ["http://localhost/", "http://LOCALHOST:80/", "http://a.localhost/", "http://[::ffff:10.0.0.1]/",
     "http://[fe80::1%25eth0]/", "http://localhost./", "http://127.0.0.1./", "http://2130706433/", "http://127.1/",
     "http://0x7f.1/", "http://0X7F000001/", "http://017700000001/", "http://0177.0.0.1/", "http://10.0.0.1.2/",
     "http://127.0.0.0x1/", "http://0x7f.0x0.0x0.0x1/", "http://127.0.0.1../", "http://[::ffff:0:127.0.0.1]/",
     "http://[64:ff9b:1::7f00:1]/", "http://[2002:7f00:1::]/", "http://[2001:0:808:808::80ff:fffe]/"],
)  # fmt: skip
def test_other_spellings_of_this_machine_are_refused(url: str) -> None:
    with pytest.raises(UnsafeUrl, match="private address"):
        check_callback_url(url)


def test_the_sentence_does_not_quote_the_url() -> None:
    with pytest.raises(UnsafeUrl) as refusal:
        check_callback_url("https://me:hush@hooks.example/")
    assert "hush" not in str(refusal.value)
