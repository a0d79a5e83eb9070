"""Painted pictures over real sockets, from hosts that are late, wrong, endless or not where they should be."""

import ssl
import traceback
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any

import anyio
import pytest
from PIL import Image

from pb_adapters.upstream.downloader import DELAYS, Downloader
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.pictures import ImageHeader
from pb_core.errors import Billed, EngineError, NoPicture, OutcomeUnknown, UnreadablePicture
from support.network import always
from support.paths import CERTIFICATES
from support.raw_server import Start

LONG = 30.0
Line = Any  # the class stands in conftest.py, which no test can import


def png(size: tuple[int, int] = (16, 9)) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, (1, 2, 3)).save(buffer, "PNG")
    return buffer.getvalue()


class Waits(list[float]):
    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        await anyio.lowlevel.checkpoint()


async def fetch(url: str, *allowed: str, waits: Waits | None = None, **options: Any) -> Any:  # noqa: ANN401 - passed on
    async with Downloader(
        allowed=frozenset(allowed), sleep=Waits() if waits is None else waits, **options
    ) as downloader:
        return await downloader.fetch(url, "acme")


async def failure(url: str, *allowed: str, **options: Any) -> EngineError:  # noqa: ANN401 - passed on
    with pytest.raises(EngineError) as caught:
        await fetch(url, *allowed, **options)
    error = caught.value
    assert "planted" not in "".join(traceback.format_exception(error))
    assert str(error).startswith("acme")
    assert error.billed is Billed.YES  # the picture was painted, whatever became of it
    return error


def answers(*script: tuple[int, bytes, str]) -> Callable[[str, bytes, Line], Awaitable[None]]:
    """Answer one request after another with status, body and a header; the last for ever."""
    left = list(script)

    async def play(_head: str, _body: bytes, line: Line) -> None:
        status, body, header = left.pop(0) if len(left) > 1 else left[0]
        await line.answer(body, status, (header,) if header else ())

    return play


async def test_the_original_bytes_come_back_measured(serve: Start) -> None:
    server = await serve(answers((200, png(), "Content-Type: text/html")))
    found = await fetch(server.url + "/a.jpg?planted=1", server.url)
    assert (found.data, found.measured) == (png(), ImageHeader("image/png", 16, 9))
    head = server.heads[0].lower()
    assert head.startswith("get /a.jpg?planted=1 http/1.1\r\n")
    assert "user-agent: mozilla/5.0" in head
    assert "authorization" not in head
    assert "cookie" not in head


@pytest.mark.parametrize("status", [403, 404, 408, 425, 429, 500, 502, 503])
async def test_a_picture_that_is_late_is_waited_for(serve: Start, status: int) -> None:
    waits = Waits()
    server = await serve(answers((status, b"error code: 1010", ""), (status, b"", ""), (200, png(), "")))
    assert (await fetch(server.url, server.url, waits=waits)).data == png()
    assert waits == list(DELAYS[:2])


@pytest.mark.parametrize(("status", "kind"), [(404, NoPicture), (403, NoPicture), (503, OutcomeUnknown)])
async def test_a_picture_that_never_comes_is_given_up(serve: Start, status: int, kind: type[EngineError]) -> None:
    waits = Waits()
    server = await serve(answers((status, b"", "")))
    error = await failure(server.url + "/planted", server.url, waits=waits)
    assert type(error) is kind
    assert str(status) in str(error)
    assert (server.connections, waits) == (len(DELAYS) + 1, list(DELAYS))


@pytest.mark.parametrize("status", [204, 400, 401, 410])
async def test_a_picture_that_is_gone_is_not_waited_for(serve: Start, status: int) -> None:
    server = await serve(answers((status, b"", "")))
    assert type(await failure(server.url, server.url)) is NoPicture
    assert server.connections == 1


async def test_a_body_that_was_cut_is_fetched_again(serve: Start) -> None:
    tries = 0

    async def play(_head: str, _body: bytes, line: Line) -> None:
        nonlocal tries
        tries += 1
        await line.send(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(png()), png()[: 20 if tries < 3 else None]
        )

    server = await serve(play)
    assert (await fetch(server.url, server.url)).data == png()
    assert tries == 3


async def test_a_host_that_never_answers_is_given_up_and_left(serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\n\r\n" + png()[:20])
        await line.hung_up()

    server = await serve(play)
    error = await failure(server.url, server.url, seconds=0.5, delays=(0.0, 0.0))
    assert (type(error), error.retryable) == (OutcomeUnknown, True)
    assert server.connections == 3
    with anyio.fail_after(LONG):
        await server.empty.wait()


async def test_a_host_that_refuses_connections_is_given_up() -> None:
    waits = Waits()
    assert type(await failure("http://127.0.0.1:1", "http://127.0.0.1:1", waits=waits)) is OutcomeUnknown
    assert waits == list(DELAYS)


@pytest.mark.parametrize("body", [b"<html>planted</html>", b"", png()[:10]])
async def test_what_is_no_picture_is_refused(serve: Start, body: bytes) -> None:
    server = await serve(answers((200, body, "")))
    assert type(await failure(server.url, server.url)) is UnreadablePicture


async def test_sixty_megabytes_past_the_limit_are_not_taken(serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\n\r\n", png(), *[bytes(1 << 20)] * 60)

    server = await serve(play)
    error = await failure(server.url, server.url, limits=Limits(picture_bytes=1 << 20))
    assert type(error) is UnreadablePicture


async def test_a_picture_past_the_pixel_limit_is_refused(serve: Start) -> None:
    server = await serve(answers((200, png((30, 30)), "")))
    assert type(await failure(server.url, server.url, limits=Limits(pixels=899))) is UnreadablePicture


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.example/planted.png", "http://93.184.216.34/", "ftp://cdn.example/a.png", "file:///etc/passwd",
        "data:image/png;base64,planted", "cdn.example/planted", "", "https://", "https://user:planted@cdn.example/",
        "https://@cdn.example/", "https://a:b:c/", "https://ä..example/", "https://cdn.example/" + "planted" * 2000,
        "https://[::1", "https://cdn.example:0x50/",
    ],
)  # fmt: skip
async def test_a_url_that_none_should_give_is_not_fetched(url: str) -> None:
    assert type(await failure(url)) is NoPicture


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://2130706433/", "https://0x7f.1/", "https://[::1]/",
        "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/",
    ],
)  # fmt: skip
async def test_a_private_address_is_never_dialled(url: str) -> None:
    error = await failure(url)
    assert type(error) is NoPicture
    assert "private address" in str(error)


async def test_a_name_that_leads_to_a_private_address_is_never_dialled(serve: Start) -> None:
    server = await serve(answers((200, png(), "")))
    port = server.url.rpartition(":")[2]
    error = await failure(f"https://cdn.example:{port}/planted", resolve=always("93.184.216.34", "127.0.0.1"))
    assert type(error) is NoPicture
    assert server.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_within_what_is_allowed_is_followed(serve: Start, status: int) -> None:
    server = await serve(answers((status, b"", "Location: /b.png"), (200, png(), "")))
    assert (await fetch(server.url + "/a.png", server.url)).data == png()
    assert [head.split(" ")[1] for head in server.heads] == ["/a.png", "/b.png"]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/planted",
        "https://127.0.0.1:1/",
        "https://169.254.169.254/",
        "file:///etc/passwd",
        "//[",
        "x:y",
    ],
)
async def test_a_redirect_to_where_none_may_go_is_not_followed(serve: Start, target: str) -> None:
    server = await serve(answers((302, b"", f"Location: {target}")))
    assert type(await failure(server.url, server.url)) is NoPicture
    assert server.connections == 1


async def test_redirects_come_to_an_end(serve: Start) -> None:
    server = await serve(answers((302, b"", "Location: /again")))
    assert type(await failure(server.url, server.url)) is NoPicture
    assert server.connections == 4


async def test_a_redirect_without_a_target_is_no_picture(serve: Start) -> None:
    server = await serve(answers((302, b"", "")))
    assert type(await failure(server.url, server.url)) is NoPicture


async def test_an_allowed_origin_does_not_allow_its_neighbours(serve: Start) -> None:
    server = await serve(answers((200, png(), "")))
    assert type(await failure(server.url, server.url + "1")) is NoPicture
    assert server.connections == 0


async def test_https_is_spoken_with_the_name_of_the_url(serve: Start) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / "receiver.example.pem")
    server = await serve(answers((200, png(), "")), context)
    trusting = ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))
    port = server.url.rpartition(":")[2]

    async def at(name: str) -> Any:  # noqa: ANN401 - passed on
        url = f"https://{name}:{port}"
        return await fetch(url, url, ssl_context=trusting, resolve=always("127.0.0.1"), delays=())

    assert (await at("receiver.example")).data == png()
    with pytest.raises(OutcomeUnknown):
        await at("other.example")
    assert len(server.heads) == 1


async def test_a_host_that_keeps_the_handshake_waiting_is_left() -> None:
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        port = listener.extra_attributes[anyio.abc.SocketAttribute.local_port]()
        url = f"https://127.0.0.1:{port}"
        assert type(await failure(url, url, seconds=0.05, delays=())) is OutcomeUnknown
