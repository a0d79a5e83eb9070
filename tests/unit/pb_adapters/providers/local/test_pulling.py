"""Fetching over real HTTP from a hub that the test plays."""

import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pb_adapters.providers.local.pulling import pull
from pb_core.errors import EngineMisconfigured, EngineUnavailable
from support.model_files import whole
from support.paths import CERTIFICATES

FILE = whole() + bytes(5_000)
NAME = "makers/small-gguf/small-q4.gguf"
PATH = "/makers/small-gguf/resolve/main/small-q4.gguf"


class Hub(ThreadingHTTPServer):
    """Redirects to its store, as the real one does; ``cuts`` closes the first answer early."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.sha256 = hashlib.sha256(FILE).hexdigest()
        self.cuts = self.private = False
        self.ranges: list[str | None] = []


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_HEAD(self) -> None:
        if self.path != PATH or self.server.private:
            self.send_error(401 if self.server.private else 404)
            return
        self._head(302, ("Location", "/store"), ("X-Linked-Size", str(len(FILE))),
                   ("X-Linked-ETag", f'"{self.server.sha256}"'))  # fmt: skip

    def do_GET(self) -> None:
        if self.path == PATH:
            self._head(302, ("Location", "/store"))
            return
        asked = self.headers.get("range")
        self.server.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        rest = FILE[start:]
        self._head(206 if asked else 200, ("Content-Length", str(len(rest))))
        self.wfile.write(rest[:1_000] if self.server.cuts else rest)
        if self.server.cuts:
            self.server.cuts = False
            time.sleep(0.2)  # the piece arrives before the end of the connection does

    def _head(self, status: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as hub:
        threading.Thread(target=hub.serve_forever, daemon=True).start()
        yield hub
        hub.shutdown()


def test_a_file_is_fetched_once(hub: Hub, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    for _ in range(2):
        file = pull(NAME, tmp_path / "models", hub=hub.url, told=lambda there, size: told.append((there, size)))
    assert file.path.read_bytes() == FILE
    assert (file.path.name, file.architecture) == ("small-q4.gguf", "qwen2")
    assert told[-1] == (len(FILE), len(FILE))
    assert hub.ranges == [None]


def test_one_that_broke_off_is_gone_on_with(hub: Hub, tmp_path: Path) -> None:
    hub.cuts = True
    with pytest.raises(EngineUnavailable):
        pull(NAME, tmp_path, hub=hub.url)
    assert not (tmp_path / "small-q4.gguf").exists()
    assert pull(NAME, tmp_path, hub=hub.url).path.read_bytes() == FILE
    assert hub.ranges == [None, "bytes=1000-"]


@pytest.mark.parametrize("told_by", ["hub", "caller"])
def test_a_file_that_is_another_is_removed(hub: Hub, tmp_path: Path, told_by: str) -> None:
    wrong = "0" * 64
    if told_by == "hub":
        hub.sha256 = wrong
    with pytest.raises(EngineMisconfigured, match="is not what the hub tells of"):
        pull(NAME, tmp_path, hub=hub.url, sha256=wrong if told_by == "caller" else "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("small.gguf", "names no model"),
        ("makers/small/../../x.gguf", "names no model"),
        ("makers/small-gguf/other.gguf", r"has no .* \(HTTP 404\)"),
    ],
)
def test_what_is_not_there_is_told(hub: Hub, tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(EngineMisconfigured, match=words):
        pull(name, tmp_path, hub=hub.url)


def test_a_model_behind_a_wall_is_told(hub: Hub, tmp_path: Path) -> None:
    hub.private = True
    with pytest.raises(EngineMisconfigured, match="does not give"):
        pull(NAME, tmp_path, hub=hub.url)


def test_a_hub_behind_an_authority_of_ones_own_is_trusted_by_its_bundle(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / "receiver.example.pem")
    hub.socket = context.wrap_socket(hub.socket, server_side=True)
    found = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *others, **more: found("127.0.0.1", *others, **more))
    url = f"https://receiver.example:{hub.server_port}"

    with pytest.raises(EngineUnavailable):
        pull(NAME, tmp_path, hub=url)
    file = pull(NAME, tmp_path, hub=url, bundle=CERTIFICATES / "authority.pem")
    assert file.path.read_bytes() == FILE


def test_without_a_network_a_path_is_the_way(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="PAPERBANANA_LOCAL_MODEL"):
        pull(NAME, tmp_path, hub="http://127.0.0.1:9")
