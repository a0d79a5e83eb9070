import pytest

from pb_adapters.network import wire_form


@pytest.mark.parametrize(
    ("url", "origin", "target", "authority"),
    [
        ("https://a.example", ("https", b"a.example", None), b"/", "a.example"),
        ("http://a.example:8080/x?y=1#part", ("http", b"a.example", 8080), b"/x?y=1", "a.example:8080"),
        ("https://[::1]:9/ä b", ("https", b"::1", 9), b"/%C3%A4%20b", "[::1]:9"),
        ("https://bücher.example/%20", ("https", b"xn--bcher-kva.example", None), b"/%20", "xn--bcher-kva.example"),
    ],
)
def test_a_url_is_written_in_ascii(
    url: str, origin: tuple[str, bytes, int | None], target: bytes, authority: str
) -> None:
    written, host = wire_form(url)
    assert (written.scheme.decode(), written.host, written.port) == origin
    assert (written.target, host) == (target, authority)


def test_a_host_that_no_name_can_have_is_an_error_of_encoding() -> None:
    with pytest.raises(UnicodeError):
        wire_form("https://ä..example/")
