"""Which proxies the environment names, and which URLs they stand before."""

import pytest

from pb_adapters.upstream.proxies import Proxies, proxies_of

PROXY, OTHER = "http://proxy.example:3128", "http://user:secret@other.example:8080"


@pytest.mark.parametrize(
    ("environ", "proxies"),
    [
        ({}, Proxies()),
        ({"HTTPS_PROXY": PROXY}, Proxies(https=PROXY)),
        ({"HTTPS_PROXY": OTHER, "https_proxy": PROXY}, Proxies(https=PROXY)),
        ({"HTTP_PROXY": "proxy.example:3128"}, Proxies(http=PROXY)),
        ({"ALL_PROXY": PROXY, "HTTPS_PROXY": OTHER}, Proxies(http=PROXY, https=OTHER)),
        ({"HTTPS_PROXY": " ", "NO_PROXY": "a.example, .B.example,,"}, Proxies(exempt=("a.example", ".b.example"))),
    ],
)
def test_the_variables_are_read_as_other_programs_read_them(environ: dict[str, str], proxies: Proxies) -> None:
    assert proxies_of(environ) == proxies


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (
            "socks5://user:secret@proxy.example:1080",
            "HTTPS_PROXY names a proxy that speaks socks5; only http and https",
        ),
        ("http://", "HTTPS_PROXY is not the URL of a proxy, such as http://proxy.example:3128"),
        ("http://user:secret@proxy.example:port", "HTTPS_PROXY is not the URL of a proxy"),
        ("http://[::1", "HTTPS_PROXY is not the URL of a proxy"),
    ],
)
def test_what_is_no_proxy_is_refused_without_its_credentials(url: str, words: str) -> None:
    with pytest.raises(ValueError, match="HTTPS_PROXY") as refused:
        proxies_of({"HTTPS_PROXY": url})
    assert words in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("exempt", "url", "is_direct"),
    [
        ("", "https://api.example/v1", False),
        ("", "http://api.example/v1", True),
        ("*", "https://api.example/v1", True),
        ("example", "https://api.example/v1", True),
        ("api.example", "https://api.example./v1", True),
        ("api.example", "https://eu.API.example/v1", True),
        (".api.example", "https://api.example/v1", True),
        ("*.api.example", "https://eu.api.example/v1", True),
        ("pi.example", "https://api.example/v1", False),
        ("api.example:8443", "https://api.example/v1", False),
        ("api.example:8443", "https://api.example:8443/v1", True),
        ("10.0.0.0/8", "https://10.1.2.3/v1", True),
        ("10.0.0.0/8", "https://11.1.2.3/v1", False),
        ("10.0.0.0/8", "https://api.example/v1", False),
        ("not/a/network", "https://api.example/v1", False),
        ("", "https://127.0.0.1:8080/v1", True),
        ("", "https://[::1]/v1", True),
        ("", "https://localhost:11434/v1", True),
        ("[2001:db8::1]", "https://[2001:db8::1]/v1", True),
    ],
)
def test_exempt_hosts_and_this_machine_are_reached_directly(exempt: str, url: str, *, is_direct: bool) -> None:
    assert (proxies_of({"HTTPS_PROXY": PROXY, "NO_PROXY": exempt}).of(url) is None) is is_direct


def test_no_credential_is_shown() -> None:
    assert "secret" not in repr(Proxies(https=OTHER))
