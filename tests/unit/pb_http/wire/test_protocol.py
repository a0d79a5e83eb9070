import asyncio
import json
from contextlib import AsyncExitStack

import pytest

from pb_http.wire import protocol
from support.wire_server import serving

GET = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
POST = b"POST /a HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def refused(answer: bytes, status: int) -> str:
    """The sentence of the one answer, which must have this status and close the connection."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), answer
    assert b"\r\nconnection: close" in head
    assert answer.count(b"HTTP/1.1 ") == 1
    return str(json.loads(body)["detail"])


async def test_what_waited_on_other_connections_leaves_a_new_request_its_turn() -> None:
    async with serving() as server, AsyncExitStack() as stack:
        flood = [await stack.enter_async_context(await server.connect()) for _ in range(16)]
        alone = await stack.enter_async_context(await server.connect())
        for line in flood:
            await line.send(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" + GET * 20)
        while len(server.scopes) < len(flood):  # noqa: ASYNC110 - it begins when the system sees fit
            await asyncio.sleep(0.001)
        server.go.set()
        await alone.send(GET.replace(b"/a", b"/alone"))
        await alone.answer()
        before = [scope["path"] for scope in server.scopes].index("/alone") - len(flood)
        for line in flood:
            for _ in range(21):
                await line.answer()
    assert before < len(
        flood
    )  # each of which would begin one in each turn else, and a request takes some turns to arrive


async def test_requests_are_answered_one_after_the_other_on_one_connection() -> None:
    async with serving() as server, await server.connect() as line:
        await line.send(GET)
        assert (await line.answer()).endswith(b"/a ")
        await line.send(POST + b"Content-Length: 3\r\n\r\nab")
        await line.send(b"c" + LAST)
        assert (await line.answer()).endswith(b"/a abc")
        assert (await line.rest()).endswith(b"/b ")


@pytest.mark.parametrize("piece", [1, 7, 1_000])
async def test_a_head_of_just_the_limit_is_read_in_any_pieces_and_a_longer_one_refused(piece: int) -> None:
    async with serving(head_bytes=1_000) as server:
        for length, status in ((1_000, 200), (1_001, 431)):
            head = LAST[:-2] + b"X: "
            head += b"x" * (length - len(head) - 4) + b"\r\n\r\n"
            answer = await server.say(*(head[start : start + piece] for start in range(0, length, piece)))
            assert answer.startswith(b"HTTP/1.1 %d " % status)
        assert refused(answer, 431) == "The request's head is longer than 1000 bytes"


async def test_a_head_without_end_is_cut_off_where_the_limit_is() -> None:
    async with serving() as server, await server.connect() as line:
        await line.send(POST + b"X: " + b"x" * 2**16)
        refused(await line.rest(), 431)
        assert not server.scopes


@pytest.mark.parametrize("begin", [b"0\r\nX: ", b"5;"])
async def test_what_stands_between_chunks_or_after_them_has_the_limit_of_a_head(begin: bytes) -> None:
    async with serving(head_bytes=1_000) as server:
        refused(await server.say(CHUNKED + begin, b"x" * 4_000), 400)
        await asyncio.sleep(0)
        assert server.gone == 1


async def test_a_refused_connection_keeps_nothing_of_what_it_sent() -> None:
    async with serving() as server, await server.connect() as line:
        await line.send(POST + b"a:b\r\n" * 200 + b"\r\n" + b"x" * 2**16)
        refused(await line.rest(), 431)
        (connection,) = server.connections
        assert (connection._refusal.__traceback__, connection._refusal.__context__) == (None, None)


async def test_more_headers_than_any_client_has_are_refused() -> None:
    async with serving() as server:
        assert "headers" in refused(await server.say(POST + b"a:b\r\n" * 200 + b"\r\n"), 431)


async def test_fields_after_a_chunked_body_are_not_among_the_headers() -> None:
    async with serving() as server:
        await server.say(CHUNKED + b"1\r\nx\r\n0\r\nAuthorization: Bearer x\r\nHost: b\r\n\r\n" + LAST)
        names = [name for name, _ in server.scopes[0]["headers"]]
        assert names == [b"host", b"transfer-encoding"]
        assert server.bodies == [b"x", b""]


async def test_a_chunked_body_within_the_limits_of_pieces_arrives_whole() -> None:
    async with serving(head_bytes=512) as server:
        chunks = b"".join(b"%x\r\n%s\r\n" % (size, b"z" * size) for size in (1, 600, 5_000))
        await server.say(CHUNKED + chunks + b"0\r\n\r\n" + LAST)
        assert server.bodies[0] == b"z" * 5_601


async def test_what_is_no_request_is_refused_after_earlier_ones_are_answered() -> None:
    async with serving() as server, await server.connect() as line:
        await line.send(GET.replace(b"/a", b"/wait") + GET + b"nonsense\r\n\r\n")
        await server.reached.wait()
        server.go.set()
        assert (await line.answer()).endswith(b"/wait ")
        assert (await line.answer()).endswith(b"/a ")
        refused(await line.rest(), 400)


async def test_a_queued_request_with_a_broken_body_is_refused_in_its_turn() -> None:
    async with serving() as server, await server.connect() as line:
        await line.send(GET.replace(b"/a", b"/wait") + CHUNKED + b"nonsense")
        await server.reached.wait()
        server.go.set()
        assert (await line.answer()).endswith(b"/wait ")
        refused(await line.rest(), 400)
        assert len(server.scopes) == 1


async def test_a_broken_body_of_an_answered_request_closes_without_a_second_answer() -> None:
    async with serving() as server, await server.connect() as line:
        await line.send(CHUNKED.replace(b"/a", b"/refuse"))
        assert (await line.answer()).endswith(b"refused")
        await line.send(b"nonsense\r\n")
        assert await line.rest() == b""


async def test_too_many_waiting_requests_are_refused_and_the_others_answered() -> None:
    async with serving() as server:
        count = protocol.MAX_PIPELINED + 1
        server.go.set()
        answer = await server.say(GET.replace(b"/a", b"/wait") * (count + 20))
        assert answer.count(b"HTTP/1.1 200") == count
        assert b"HTTP/1.1 503" in answer


async def test_another_protocol_is_not_spoken_and_what_follows_is_not_read() -> None:
    async with serving() as server:
        upgrade = GET[:-2] + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
        answer = await server.say(upgrade + GET + b"nonsense")
        assert answer.count(b"HTTP/1.1 200") == answer.count(b"HTTP/1.1") == 1
        assert b"connection: close" in answer


async def test_a_connection_that_asks_nothing_is_closed_in_silence() -> None:
    async with serving(head_seconds=0.05) as server:
        assert await server.say() == b""


@pytest.mark.parametrize("before", [b"", GET])
async def test_a_head_that_takes_too_long_is_told_so(before: bytes) -> None:
    async with serving(head_seconds=0.3) as server, await server.connect() as line:
        if before:
            await line.send(before)
            await line.answer()
        await line.send(b"GET / HT")
        refused(await line.rest(), 408)


async def test_a_body_that_stands_still_is_told_so_and_its_application_that_it_is_gone() -> None:
    async with serving(body_seconds=0.05) as server:
        assert "body" in refused(await server.say(POST + b"Content-Length: 100\r\n\r\nab"), 408)
        assert (server.gone, server.bodies) == (1, [])


async def test_a_body_that_goes_on_may_take_as_long_as_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MIN_BYTES_PER_SECOND", 2)
    async with serving(body_seconds=0.5) as server, await server.connect() as line:
        await line.send(POST + b"Content-Length: 12\r\n\r\n")
        for _ in range(6):
            await asyncio.sleep(0.15)
            await line.send(b"ab")
        assert (await line.answer()).endswith(b"/a " + b"ab" * 6)


async def test_a_body_that_nobody_reads_yet_is_not_slow() -> None:
    async with serving(body_seconds=0.2) as server, await server.connect() as line:
        await line.send(POST.replace(b"/a", b"/wait") + b"Content-Length: 200000\r\n\r\n" + b"z" * 200_000)
        await asyncio.sleep(0.5)
        server.go.set()
        assert (await line.answer()).startswith(b"HTTP/1.1 200")


async def test_a_body_that_still_arrives_when_the_server_stops_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "STOP_SECONDS", 0.5)
    async with serving() as server, await server.connect() as late, await server.connect() as soon:
        for line in (late, soon):
            server.reached.clear()
            await line.send(POST + b"Content-Length: 3\r\n\r\na")
            await server.reached.wait()
        for connection in list(server.connections):
            connection.shutdown()
        await soon.send(b"bc")
        assert (await soon.rest()).endswith(b"/a abc")
        answer = await late.rest()
        assert "again" in refused(answer, 503)
        assert b"\r\nretry-after: 1\r\n" in answer
        assert (server.gone, server.bodies) == (1, [b"abc"])


async def test_an_answer_that_nobody_reads_is_given_up() -> None:
    async with serving(write_seconds=0.05) as server, await server.connect() as line:
        line.writer.transport.pause_reading()  # type: ignore[attr-defined]  # asyncio's are of both kinds
        await line.send(GET.replace(b"/a", b"/large"))
        await server.reached.wait()
        async with asyncio.timeout(60):
            while server.connections:  # noqa: ASYNC110 - a connection that is given up tells nobody
                await asyncio.sleep(0.01)
        line.writer.transport.resume_reading()  # type: ignore[attr-defined]  # see above
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await line.answer()


async def test_the_longest_idle_connection_gives_way_to_a_new_one() -> None:
    async with serving(connections=2) as server, AsyncExitStack() as stack:
        first, second, third = [await stack.enter_async_context(await server.connect()) for _ in range(3)]
        for line in (second, third):
            await line.send(GET)
            assert (await line.answer()).endswith(b"/a ")
        await first.send(GET)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await first.answer()


async def test_connections_that_are_worked_for_do_not_give_way() -> None:
    async with serving(connections=1) as server, await server.connect() as line:
        await line.send(GET.replace(b"/a", b"/wait"))
        await server.reached.wait()
        answer = await server.say()
        assert "connections" in refused(answer, 503)
        assert b"\r\nretry-after: 1\r\n" in answer
        server.go.set()
        assert (await line.answer()).endswith(b"/wait ")
