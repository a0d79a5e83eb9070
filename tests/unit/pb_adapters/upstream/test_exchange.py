"""One exchange over real sockets: what comes back, what every failure is called, and what nobody gets to see."""

import gc
import logging
import ssl
import traceback
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import anyio
import pytest
from anyio.abc import SocketAttribute, SocketStream
from anyio.streams.stapled import MultiListener

from pb_adapters.upstream.exchange import ERROR_BYTES, Answer, Upstream, UpstreamPool
from pb_core.errors import BadAnswer, Billed, EngineError, EngineMisconfigured, EngineUnavailable, OutcomeUnknown
from served import NO_TLS
from support.paths import CERTIFICATES
from support.raw_server import Start

KEY = "planted-key-5d1c"
LONG = 30.0
SHORT = 0.5
Line = Any  # the class stands in conftest.py, which no test can import


@pytest.fixture
async def pool() -> AsyncIterator[UpstreamPool]:
    async with UpstreamPool(clients=2, ssl_context=NO_TLS) as pool:
        yield pool


def upstream(pool: UpstreamPool, url: str) -> Upstream:
    return Upstream(
        pool, provider="acme", base_url=url, headers=lambda: {"Authorization": f"Bearer {KEY}"}, redact=(KEY,)
    )


async def ask(pool: UpstreamPool, url: str, *, deadline: float = LONG, max_bytes: int = 1 << 20) -> Answer:
    return await upstream(pool, url).exchange("POST", "v1/chat", json=b"{}", deadline=deadline, max_bytes=max_bytes)


async def failure(pool: UpstreamPool, url: str, *, deadline: float = LONG, max_bytes: int = 1 << 20) -> EngineError:
    with pytest.raises(EngineError) as caught:
        await ask(pool, url, deadline=deadline, max_bytes=max_bytes)
    error = caught.value
    shown = "".join(traceback.format_exception(error))
    assert KEY not in shown
    assert "127.0.0.1" not in str(error)
    assert (error.__cause__, error.__context__) == (None, None)
    return error


def verdict(error: EngineError) -> tuple[type[EngineError], bool, Billed]:
    return type(error), error.retryable, error.billed


LOST = (OutcomeUnknown, True, Billed.UNKNOWN)
UNREACHED = (EngineUnavailable, True, Billed.NO)


async def test_an_answer_comes_back_whole_with_its_headers_in_lower_case(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.answer(b'{"a":1}', 201, ("Retry-After: 3", "Set-Cookie: a=b"))

    server = await serve(play)
    answer = await ask(pool, server.url)
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (201, b'{"a":1}', "3")


async def test_a_request_is_written_as_asked_for(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.answer(b"", headers=("Set-Cookie: a=b",))

    server = await serve(play)
    acme = upstream(pool, server.url + "/gate/")
    await acme.exchange(
        "POST", "/m?x#y/é:go", json=b"[1]", params={"q": "a b"}, headers={"X-Own": "1"}, deadline=LONG, max_bytes=9
    )
    await acme.exchange("GET", "list", deadline=LONG, max_bytes=9)
    first, second = server.heads
    assert first.startswith("POST /gate/m%3Fx%23y/%C3%A9:go?q=a+b HTTP/1.1\r\n")
    for line in ("Content-Type: application/json", f"Authorization: Bearer {KEY}", "X-Own: 1", "Content-Length: 3"):
        assert line.lower() in first.lower()
    assert "accept-encoding: identity" in first.lower()
    assert server.bodies == [b"[1]", b""]
    assert second.startswith("GET /gate/list HTTP/1.1\r\n")
    assert "cookie" not in second.lower()


async def test_files_are_sent_as_a_form(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.answer(b"")

    server = await serve(play)
    await upstream(pool, server.url).exchange(
        "POST",
        "up",
        files={"file": ("a.png", b"\x89PNG", "image/png")},
        fields={"path": "x"},
        deadline=LONG,
        max_bytes=9,
    )
    assert "content-type: multipart/form-data" in server.heads[0].lower()
    assert b'name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x89PNG' in server.bodies[0]
    assert b'name="path"\r\n\r\nx' in server.bodies[0]


HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


async def drip(line: Line, piece: bytes) -> None:
    """Send a piece now and then, for ever: no pause is long enough for a time-out between two reads."""
    with suppress(ConnectionError):
        while True:
            await line.send(piece)
            await anyio.sleep(SHORT / 20)


async def test_padding_before_the_answer_is_waited_out(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(HEAD, *[b"2\r\n \n\r\n"] * 5, b'7\r\n{"a":1}\r\n', b"0\r\n\r\n")

    assert (await ask(pool, (await serve(play)).url)).body == b" \n" * 5 + b'{"a":1}'


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (HEAD, b"1\r\n \r\n"),  # white space for ever
        (HEAD + b'1\r\n{\r\n4\r\n"a":\r\n', b""),  # stops in the middle
        (b"HTTP/1.1 200 OK\r\nX-Drip: ", b"a"),  # a header without an end
        (b"", b""),  # never a word
    ],
    ids=["padding", "stalled body", "dripping header", "silence"],
)
async def test_an_answer_that_never_ends_is_lost_at_the_deadline(
    pool: UpstreamPool, serve: Start, start: bytes, piece: bytes
) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(start)
        async with anyio.create_task_group() as group:
            group.start_soon(drip, line, piece)
            await line.hung_up()
            group.cancel_scope.cancel()

    server = await serve(play)
    error = await failure(pool, server.url, deadline=SHORT)
    with anyio.fail_after(LONG):
        await server.empty.wait()
    assert verdict(error) == LOST
    assert "may have been billed" in str(error)


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        HEAD + b'7\r\n{"a":',
        b"220 mail.example ESMTP\r\n",
    ],
    ids=["nothing", "short body", "cut chunk", "not http"],
)
async def test_a_connection_cut_after_the_request_is_a_lost_answer(
    pool: UpstreamPool, serve: Start, words: bytes
) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(words)

    assert verdict(await failure(pool, (await serve(play)).url)) == LOST


@pytest.mark.parametrize("status", [401, 429, 500])
async def test_an_error_status_keeps_its_meaning_although_its_body_is_cut(
    pool: UpstreamPool, serve: Start, status: int
) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(f"HTTP/1.1 {status} No\r\nContent-Length: 100\r\n\r\nhalf".encode())

    answer = await ask(pool, (await serve(play)).url)
    assert (answer.status, answer.body) == (status, b"half")


async def test_an_error_status_whose_body_never_ends_is_read_up_to_the_deadline(
    pool: UpstreamPool, serve: Start
) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(b"HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\nhalf")
        await line.hung_up()

    answer = await ask(pool, (await serve(play)).url, deadline=3 * SHORT)
    assert (answer.status, answer.body) == (503, b"half")


async def test_sixty_megabytes_are_not_taken(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\n\r\n", *[bytes(1 << 20)] * 60)

    error = await failure(pool, (await serve(play)).url, max_bytes=2 << 20)
    assert verdict(error) == (BadAnswer, False, Billed.YES)


async def test_of_an_error_only_the_beginning_is_taken(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(b"HTTP/1.1 502 No\r\n\r\n", *[bytes(1 << 20)] * 60)

    answer = await ask(pool, (await serve(play)).url, max_bytes=32 << 20)
    assert (answer.status, len(answer.body)) == (502, ERROR_BYTES)


async def test_bytes_that_claim_to_be_compressed_are_a_bad_answer(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.answer(b"not gzip at all", headers=("Content-Encoding: gzip",))

    assert verdict(await failure(pool, (await serve(play)).url)) == (BadAnswer, False, Billed.YES)


async def test_a_redirect_is_not_followed_and_says_so(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.answer(b"", 302, ("Location: http://169.254.169.254/",))

    server = await serve(play)
    error = await failure(pool, server.url)
    assert verdict(error) == (EngineMisconfigured, False, Billed.NO)
    assert "redirects elsewhere; check its base URL (HTTP 302)" in str(error)
    assert server.connections == 1


def port_of(listener: MultiListener[Any]) -> int:
    return int(listener.extra_attributes[SocketAttribute.local_port]())


async def test_a_connection_refused_sent_nothing(pool: UpstreamPool) -> None:
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        url = f"http://127.0.0.1:{port_of(listener)}"
    assert verdict(await failure(pool, url)) == UNREACHED


async def test_a_name_without_an_address_sent_nothing(pool: UpstreamPool) -> None:
    assert verdict(await failure(pool, "https://nowhere.invalid")) == UNREACHED


def tls() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / "receiver.example.pem")
    return context


async def test_a_certificate_that_is_not_valid_sent_nothing(pool: UpstreamPool, serve: Start) -> None:
    server = await serve(None, tls())
    error = await failure(pool, server.url)
    assert verdict(error) == UNREACHED
    assert "certificate" in str(error)
    assert server.heads == []


async def test_a_host_that_speaks_no_tls_was_sent_nothing(pool: UpstreamPool) -> None:
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener, anyio.create_task_group() as group:

        async def babble(stream: SocketStream) -> None:
            async with stream:
                await stream.receive()
                await stream.send(b"220 mail.example ESMTP\r\n")

        group.start_soon(listener.serve, babble)
        error = await failure(pool, f"https://127.0.0.1:{port_of(listener)}")
        group.cancel_scope.cancel()
    assert verdict(error) == UNREACHED


async def test_a_deadline_that_passes_during_the_handshake_sent_nothing(pool: UpstreamPool) -> None:
    async with await anyio.create_tcp_listener(local_host="127.0.0.1") as listener:
        url = f"https://127.0.0.1:{port_of(listener)}"
        error = await failure(pool, url, deadline=SHORT)
    assert verdict(error) == UNREACHED


@pytest.mark.parametrize("key", ["kéy", "a\nb", "a\r\nX-Evil: 1"])
async def test_a_key_that_is_no_header_is_a_misconfiguration(pool: UpstreamPool, serve: Start, key: str) -> None:
    server = await serve(None)
    acme = Upstream(pool, provider="acme", base_url=server.url, headers=lambda: {"x-goog-api-key": key})
    with pytest.raises(EngineMisconfigured) as caught:
        await acme.exchange("GET", "list", deadline=LONG, max_bytes=9)
    assert key not in "".join(traceback.format_exception(caught.value))
    assert server.heads == []


async def test_nothing_secret_reaches_any_log(
    pool: UpstreamPool, serve: Start, caplog: pytest.LogCaptureFixture
) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.answer(b"{}")

    caplog.set_level(logging.DEBUG)
    await upstream(pool, (await serve(play)).url).exchange(
        "POST", "v1", json=b'"planted-prompt"', deadline=LONG, max_bytes=9
    )
    await failure(pool, "http://127.0.0.1:1")
    assert KEY not in caplog.text
    assert "planted-prompt" not in caplog.text


async def test_a_cancelled_exchange_closes_its_connection(pool: UpstreamPool, serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.hung_up()

    server = await serve(play)
    async with anyio.create_task_group() as group:
        group.start_soon(ask, pool, server.url)
        await server.reached.wait()
        group.cancel_scope.cancel()
    with anyio.fail_after(LONG):
        await server.empty.wait()


async def test_five_hundred_exchanges_at_once_all_end_and_leave_no_connection_behind(serve: Start) -> None:
    arrived = 0
    everyone = anyio.Event()

    async def play(_head: str, body: bytes, line: Line) -> None:
        nonlocal arrived
        arrived += 1
        if arrived == 500:
            everyone.set()
        await everyone.wait()  # none is answered before all are there
        await line.answer(body)

    server = await serve(play)
    answers: list[bytes] = []

    async def one(pool: UpstreamPool, number: int) -> None:
        answer = await upstream(pool, server.url).exchange(
            "POST", "v1", json=str(number).encode(), deadline=LONG, max_bytes=9
        )
        answers.append(answer.body)

    with anyio.fail_after(LONG):
        async with UpstreamPool() as pool, anyio.create_task_group() as group:
            for number in range(500):
                group.start_soon(one, pool, number)
        await server.empty.wait()
    assert sorted(map(int, answers)) == list(range(500))
    assert (server.most_open, server.open) == (500, 0)
    gc.collect()  # an unclosed socket would warn, and a warning is an error


async def test_a_pool_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await ask(UpstreamPool(), "http://127.0.0.1:1")


async def test_a_fault_of_tls_in_the_middle_of_an_answer_is_a_lost_answer(serve: Start) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        line.send_below_tls(b"\x17\x03\x03\x00\x20" + bytes(32))
        await line.hung_up()

    server = await serve(play, tls())
    context = ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))
    context.check_hostname = False
    async with UpstreamPool(clients=1, ssl_context=context) as pool:
        assert verdict(await failure(pool, server.url)) == LOST


@pytest.mark.parametrize(("status", "whole"), [(200, False), (500, True)])
async def test_a_success_is_read_until_it_is_enough(
    pool: UpstreamPool, serve: Start, status: int, *, whole: bool
) -> None:
    async def play(_head: str, _body: bytes, line: Line) -> None:
        await line.send(f"HTTP/1.1 {status} Word\r\nContent-Length: 8\r\n\r\nab".encode())
        await (line.send(b"cdefgh") if whole else line.hung_up())

    server = await serve(play)
    heard: list[bytes] = []

    def enough(chunk: bytes) -> bool:
        heard.append(chunk)
        return True

    answer = await upstream(pool, server.url).exchange("GET", "v1/chat", deadline=LONG, max_bytes=100, enough=enough)
    assert (answer.status, answer.body) == (status, b"abcdefgh" if whole else b"ab")
    assert heard == ([] if whole else [b"ab"])
