"""Exchanges through proxies over real sockets: the way there, and what each failure on it is called."""

import base64
import io
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest
from anyio.abc import SocketAttribute, SocketStream
from PIL import Image

from pb_adapters.upstream.downloader import Downloader
from pb_adapters.upstream.exchange import Answer, Upstream, UpstreamPool
from pb_adapters.upstream.proxies import Proxies
from pb_core.errors import Billed, EngineError, EngineMisconfigured, EngineUnavailable, NoPicture, OutcomeUnknown
from support.paths import CERTIFICATES
from support.raw_server import Line, serving

HOST = "receiver.example"
TRUST = ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))


class Proxy:
    """Opens a way to one local port whatever host it is asked for, or answers with ``status``."""

    def __init__(self, target: int, status: int) -> None:
        self.target, self.status = target, status
        self.heads: list[str] = []
        self.url = ""

    async def serve(self, client: SocketStream) -> None:
        async with client:
            head = b""
            while b"\r\n\r\n" not in head:
                head += await client.receive()
            self.heads.append(head.decode("latin-1"))
            await client.send(f"HTTP/1.1 {self.status} Word\r\nContent-Length: 0\r\n\r\n".encode())
            if head.startswith(b"CONNECT") and self.status == 200:
                there = await anyio.connect_tcp("127.0.0.1", self.target)
                async with there, anyio.create_task_group() as both:
                    both.start_soon(copied, client, there)
                    both.start_soon(copied, there, client)


async def copied(source: SocketStream, target: SocketStream) -> None:
    """Hand on what comes, and the end of it."""
    try:
        async for data in source:
            await target.send(data)
        await target.send_eof()
    except (anyio.BrokenResourceError, anyio.ClosedResourceError, OSError):
        pass


@asynccontextmanager
async def proxy_to(target: str, status: int = 200) -> AsyncIterator[Proxy]:
    proxy = Proxy(int(target.rpartition(":")[2]), status)
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as group:
        port = listener.extra_attributes[SocketAttribute.local_port]()
        proxy.url = f"http://user:sec%40ret@127.0.0.1:{port}"
        group.start_soon(listener.serve, proxy.serve)
        yield proxy
        group.cancel_scope.cancel()


async def ask(proxies: Proxies, url: str) -> Answer:
    async with UpstreamPool(clients=1, ssl_context=TRUST, proxies=proxies) as pool:
        upstream = Upstream(pool, provider="acme", base_url=url, headers=lambda: {"Authorization": "Bearer planted"})
        return await upstream.exchange("POST", "v1/chat", json=b"{}", deadline=20, max_bytes=1 << 20)


async def failure(proxies: Proxies, url: str) -> EngineError:
    with pytest.raises(EngineError) as caught:
        await ask(proxies, url)
    for secret in ("sec", "planted", "127.0.0.1"):
        assert secret not in str(caught.value)
    return caught.value


def certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "receiver.example.pem")
    return context


def sample_picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6)).save(buffer, "PNG")
    return buffer.getvalue()


async def good(_head: str, _body: bytes, line: Line) -> None:
    await line.answer(b"{}")


async def lost(_head: str, _body: bytes, _line: Line) -> None:
    """Hang up."""


async def test_https_goes_through_a_tunnel_and_the_proxy_sees_no_key() -> None:
    async with serving(good, certified()) as server, proxy_to(server.url) as proxy:
        answer = await ask(Proxies(https=proxy.url), f"https://{HOST}")
    assert (answer.status, answer.body) == (200, b"{}")
    [head] = proxy.heads
    assert head.startswith(f"CONNECT {HOST}:443 ")
    credentials = base64.b64encode(b"user:sec@ret").decode()
    assert f"Proxy-Authorization: Basic {credentials}" in head
    assert "planted" not in head
    assert "Bearer planted" in server.heads[0]


async def test_http_is_handed_to_the_proxy_with_its_whole_url() -> None:
    async with proxy_to("x:1") as proxy:
        assert (await ask(Proxies(http=proxy.url), f"http://{HOST}/base")).status == 200
    assert proxy.heads[0].startswith(f"POST http://{HOST}/base/v1/chat ")


async def test_an_exempt_host_is_reached_without_the_proxy() -> None:
    async with serving(good) as server, proxy_to(server.url) as proxy:
        assert (await ask(Proxies(http=proxy.url, https=proxy.url), server.url)).status == 200
    assert proxy.heads == []


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (502, EngineUnavailable, "could not be connected to through the proxy; nothing was sent."),
        (403, EngineUnavailable, "could not be connected to through the proxy; nothing was sent."),
        (407, EngineMisconfigured, "is behind a proxy that wants other credentials than HTTPS_PROXY has."),
    ],
)
async def test_a_proxy_that_opens_no_way_has_sent_nothing(status: int, kind: type[EngineError], words: str) -> None:
    async with proxy_to("x:1", status) as proxy:
        error = await failure(Proxies(https=proxy.url), f"https://{HOST}")
    assert (type(error), error.billed, str(error)) == (kind, Billed.NO, f"acme {words}")


async def test_a_proxy_that_wants_credentials_for_http_is_named_too() -> None:
    async with proxy_to("x:1", 407) as proxy:
        assert (await ask(Proxies(http=proxy.url), f"http://{HOST}")).status == 407


async def test_a_proxy_that_is_not_there_has_sent_nothing() -> None:
    error = await failure(Proxies(https="http://127.0.0.1:9"), f"https://{HOST}")
    assert (type(error), error.billed) == (EngineUnavailable, Billed.NO)
    assert "through the proxy" in str(error)


async def test_a_certificate_that_is_not_the_providers_is_refused_through_a_proxy() -> None:
    async with serving(good, certified()) as server, proxy_to(server.url) as proxy:
        error = await failure(Proxies(https=proxy.url), "https://other.example")
    assert str(error) == "acme does not show a valid certificate; nothing was sent."


async def test_an_answer_lost_behind_a_proxy_may_have_been_billed() -> None:
    async with serving(lost, certified()) as server, proxy_to(server.url) as proxy:
        error = await failure(Proxies(https=proxy.url), f"https://{HOST}")
    assert (type(error), error.billed) == (OutcomeUnknown, Billed.UNKNOWN)


async def test_pictures_are_fetched_through_the_proxy() -> None:
    picture = sample_picture()

    async def shown(_head: str, _body: bytes, line: Line) -> None:
        await line.answer(picture)

    async with (
        serving(shown, certified()) as server,
        proxy_to(server.url) as proxy,
        Downloader(ssl_context=TRUST, proxies=Proxies(https=proxy.url), delays=()) as downloader,
    ):
        found = await downloader.fetch(f"https://{HOST}/picture.png", "acme")
    assert found.data == picture
    assert proxy.heads[0].startswith(f"CONNECT {HOST}:443 ")


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "169.254.169.254", "[fd00::1]", "intranet", "files.corp", "metadata.internal", "0177.0.0.1"]
)
async def test_no_proxy_is_asked_for_what_is_not_of_the_internet(host: str) -> None:
    async with (
        proxy_to("x:1") as proxy,
        Downloader(ssl_context=TRUST, proxies=Proxies(https=proxy.url), delays=()) as downloader,
    ):
        with pytest.raises(NoPicture, match="private address"):
            await downloader.fetch(f"https://{host}/picture.png", "acme")
    assert proxy.heads == []
