"""What somebody may send who wants the server ill: each is refused, and health answers afterwards."""

import asyncio
import json
import re
import resource
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from served import PbServer, serving
from support.wire_server import Line

HEAD = b"POST /api/generate HTTP/1.1\r\nHost: pb\r\n"
JSON = b"Content-Type: application/json\r\n"
BODY = json.dumps({"source_context": "An encoder feeds a decoder.", "caption": "Figure 1"}).encode()
NEXT = b"GET /api/health HTTP/1.1\r\nHost: pb\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    limits = {"MAX_CONNECTIONS": "300", "MAX_BODY_BYTES": "33554432", "HEADER_TIMEOUT_SECONDS": "1"}
    with serving(tmp_path_factory.mktemp("abused"), **limits) as server:
        yield server


@pytest.fixture
async def healthy(server: PbServer) -> None:
    """Hold every test to leaving a server that answers."""
    yield
    async with httpx.AsyncClient(base_url=server.url) as http:
        assert (await http.get("/api/health")).status_code == 200


pytestmark = pytest.mark.usefixtures("healthy")


async def connect(server: PbServer) -> Line:
    return Line(*await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]), limit=2**24))


async def say(server: PbServer, data: bytes) -> bytes:
    """Everything that is answered until the server closes the connection."""
    async with await connect(server) as line:
        line.writer.write(data)
        return await line.rest()


def statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


@pytest.fixture(scope="module")
def key(server: PbServer) -> bytes:
    return f"Authorization: Bearer {server.new_key()}\r\n".encode()


def peak_mebibytes(server: PbServer) -> float:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{server.pid}/status").read_text("utf-8"))
    assert found is not None
    return int(found[1]) / 1_024


def used(server: PbServer) -> int:
    with server.admin as admin:
        return sum(key["total_used"] for key in admin.get("/api/admin/keys").json())


async def test_an_endless_header_is_cut_off(server: PbServer) -> None:
    answer = await say(server, HEAD + b"X: " + b"x" * 2**20)
    assert statuses(answer) == [431]
    assert b'{"detail":"The request\'s head is longer than 32768 bytes"}' in answer


async def test_a_credential_after_the_body_is_none(server: PbServer, key: bytes) -> None:
    chunked = HEAD + JSON + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n%s\r\n"
    before = used(server)
    assert statuses(await say(server, chunked % (len(BODY), BODY, key))) == [401]
    assert used(server) == before


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 44\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 44\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding : chunked\r\n",
        b"Transfer-Encoding:\x0bchunked\r\n",
        b"Transfer-Encoding\r\n : chunked\r\n",
        b"Content-Length: 44\r\nContent-Length: 0\r\n",
        b"Content-Length: 0x2c\r\n",
        b"Content-Length: +44\r\n",
        b"Host: other\r\n",
        b"X: a\r\rContent-Length: 44\r\n",
        b"X: a\nContent-Length: 44\r\n",
        b"X: \x00\r\n",
        b": x\r\n",
    ],
)
async def test_what_two_readers_may_read_differently_is_one_refusal(server: PbServer, head: bytes) -> None:
    answer = await say(server, HEAD + JSON + head + b"\r\n0\r\n\r\n" + NEXT)
    assert statuses(answer) == [400]
    assert answer.rpartition(b"\r\n\r\n")[2].startswith(b'{"detail":')


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /api/health HTTP/1.1\r\n\r\n", 400),
        (b"GET /api/health HTTP/1.1\nHost: pb\n\n", 400),
        (b"GET http://other/api/health HTTP/1.1\r\nHost: pb\r\n\r\n", 400),
        (b"CONNECT pb:80 HTTP/1.1\r\nHost: pb\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET /api/health HTTP/3.0\r\nHost: pb\r\n\r\n", 400),
        (b"GET /api/health\r\n\r\n", 505),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: pb\r\n\r\n", 431),
        (HEAD + b"a:b\r\n" * 1_000 + b"\r\n", 431),
    ],
)
async def test_what_is_no_request_of_ours_is_refused(server: PbServer, data: bytes, status: int) -> None:
    assert statuses(await say(server, data)) == [status]


async def test_a_head_that_drips_is_given_up(server: PbServer) -> None:
    async with await connect(server) as line:
        line.writer.write(b"GET /api/health HTTP/1.1\r\n")
        assert statuses(await line.rest()) == [408]


async def test_idle_connections_give_way_to_those_that_ask(server: PbServer) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(400):
            await stack.enter_async_context(await connect(server))
        async with await connect(server) as line:
            line.writer.write(NEXT)
            assert statuses(await line.answer()) == [200]


def nested(opening: bytes, depth: int) -> bytes:
    return b'{"caption": "a", "source_context": "b", "x": ' + opening * depth


@pytest.mark.parametrize(
    "body",
    [
        nested(b"[", 49_000),
        nested(b'{"a":', 1_000_000),
        b"{" + b",".join(b'"k%d":1' % number for number in range(200_000)) + b"}",
        b'{"x": ' + b"9" * 5_000_000 + b"}",
        b'{"source_context": "' + b"\\u0061" * 3_000_000 + b'"}',
        b'"' * 8_000_000,
    ],
)
async def test_a_bomb_of_json_is_a_sentence_and_costs_nothing(server: PbServer, key: bytes, body: bytes) -> None:
    before = used(server)
    head = HEAD + JSON + key + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert statuses(await say(server, head + body)) == [422]
    assert used(server) == before


async def test_what_is_packed_is_not_unpacked(server: PbServer, key: bytes) -> None:
    head = HEAD + JSON + key + b"Content-Encoding: gzip\r\nConnection: close\r\nContent-Length: 4\r\n\r\n"
    assert statuses(await say(server, head + b"\x1f\x8b\x08\x00")) == [415]


def held(server: PbServer) -> float:
    """Bytes of bodies in the server's memory."""
    with server.admin as admin:
        found = re.search(r"^paperbanana_body_bytes (\S+)", admin.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return float(found[1])


async def test_who_takes_much_room_for_bodies_leaves_some_to_other_keys(server: PbServer, key: bytes) -> None:
    large = 31 * 2**20
    head = HEAD + JSON + b"Connection: close\r\nContent-Length: %d\r\n" % large
    other = f"Authorization: Bearer {server.new_key()}\r\n\r\n".encode()
    async with AsyncExitStack() as stack:
        lines = []
        for _ in range(2):  # one after the other: who connects and waits for longer than a head may take is closed
            lines.append(await stack.enter_async_context(await connect(server)))
            await lines[-1].send(head + key + b"\r\n" + b" " * (large - 1))
        while held(server) < 2 * (large - 1):  # noqa: ASYNC110 - a server tells nobody
            await asyncio.sleep(0.01)
        async with await connect(server) as third:
            await third.send(head + key + b"\r\n")
            refused = await third.answer()
        assert statuses(refused) == [503]
        assert b"retry-after: 5" in refused
        assert b"your other requests take all the room" in refused
        assert statuses(await say(server, head + other + b" " * large)) == [422]
        for line in lines:
            await line.send(b" ")
            assert statuses(await line.answer()) == [422]
    assert statuses(await say(server, head + key + b"\r\n" + b" " * large)) == [422]


@pytest.mark.drill
async def test_ten_thousand_dripping_heads_leave_health_to_others(server: PbServer) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    async with AsyncExitStack() as stack, httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        for number in range(min(10_000, hard - 200)):
            line = await stack.enter_async_context(await connect(server))
            line.writer.write(b"GET /api/he")
            if number % 100 == 0:
                assert (await http.get("/api/health", headers={"Connection": "close"})).status_code == 200


@pytest.mark.drill
async def test_large_bodies_at_a_time_stay_within_a_bound(server: PbServer, key: bytes) -> None:
    body = b'{"caption": "a", "pdf_base64": "' + b"A" * (31 * 2**20) + b'"}'
    head = HEAD.replace(b"generate", b"generate-from-pdf") + JSON + key
    head += b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    answers = await asyncio.gather(*(say(server, head + body) for _ in range(16)))
    assert {status for answer in answers for status in statuses(answer)} <= {422, 503}
    assert peak_mebibytes(server) < 1_000
