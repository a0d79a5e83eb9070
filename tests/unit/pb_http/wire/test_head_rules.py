import pytest

from pb_http.wire.head_rules import check_head
from pb_http.wire.refusals import Refusal

HOST = (b"host", b"pb.example:8000")
CHUNKED = (b"transfer-encoding", b"chunked")


@pytest.mark.parametrize(
    ("version", "target", "headers"),
    [
        ("1.1", b"/a?b", [HOST]),
        ("1.1", b"/a", [(b"host", b"[::1]:8000"), CHUNKED]),
        ("1.1", b"/a", [(b"host", b"[::1]")]),
        ("1.1", b"/a", [HOST, (b"transfer-encoding", b"Chunked ")]),
        ("1.1", b"http://PB.example:8000/a", [HOST]),
        ("1.0", b"/a", []),
    ],
)
def test_a_plain_head_passes(version: str, target: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    check_head(version, target, headers)


@pytest.mark.parametrize(
    ("version", "target", "headers", "status", "words"),
    [
        ("1.1", b"/a", [], 400, "Host is missing"),
        ("1.1", b"/a", [HOST, HOST], 400, "Host is given more than once"),
        ("1.1", b"/a", [(b"host", b"")], 400, "names no host"),
        ("1.1", b"/a", [(b"host", b"a b")], 400, "names no host"),
        ("1.1", b"/a", [(b"host", b"user@a")], 400, "names no host"),
        ("1.1", b"/a", [(b"host", b"a:80:80")], 400, "names no host"),
        ("1.1", b"/a", [HOST, CHUNKED, CHUNKED], 400, "chunked, once"),
        ("1.1", b"/a", [HOST, (b"transfer-encoding", b"identity"), CHUNKED], 400, "chunked, once"),
        ("1.1", b"/a", [HOST, (b"transfer-encoding", b"gzip, chunked")], 400, "chunked, once"),
        ("1.1", b"/a", [HOST, (b"transfer-encoding", b"identity")], 400, "chunked, once"),
        ("1.0", b"/a", [HOST, CHUNKED], 400, "HTTP/1.0 has no"),
        ("1.1", b"http://other.example/a", [HOST], 400, "different hosts"),
        ("1.1", b"*", [HOST], 400, "must be a path"),
        ("1.1", b"a.example:80", [HOST], 400, "must be a path"),
        ("0.9", b"/a", [], 505, "HTTP/1.1"),
        ("2.0", b"/a", [HOST], 505, "HTTP/1.1"),
    ],
)
def test_an_ambiguous_head_is_refused(
    version: str, target: bytes, headers: list[tuple[bytes, bytes]], status: int, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        check_head(version, target, headers)

    assert caught.value.status == status
