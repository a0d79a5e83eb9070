import anyio
import httpx
import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.exchange import Answer, Asgi, Delivery, Message, Scope, deliver, html_answer, json_answer, read
from pb_adapters.fakes.server import fake_app

SCOPE: Scope = {
    "type": "http",
    "method": "POST",
    "path": "/a",
    "scheme": "http",
    "query_string": b"x=1&y=%20z&empty=",
    "headers": [(b"host", b"fakes:9"), (b"content-type", b"text/plain")],
}


async def test_a_request_is_read_to_its_end() -> None:
    messages = [
        {"type": "http.request", "body": b"ab", "more_body": True},
        {"type": "http.request", "body": b"cd"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    request = await read(SCOPE, receive)
    assert request.body == b"abcd"
    assert request.query == {"x": "1", "y": " z", "empty": ""}
    assert request.origin == "http://fakes:9"
    assert request.headers["content-type"] == "text/plain"


async def _delivered(answer: Answer) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        await anyio.sleep_forever()
        return {}

    async def send(message: Message) -> None:
        sent.append(message)

    with anyio.fail_after(20):
        await deliver(answer, SCOPE, receive, send)
    return sent


async def test_an_answer_says_how_long_it_is() -> None:
    start, body, end = await _delivered(json_answer({"a": 1}, 429, retry_after="2"))
    assert start["status"] == 429
    assert dict(start["headers"]) == {
        b"retry-after": b"2",
        b"content-type": b"application/json; charset=UTF-8",
        b"content-length": b"7",
    }
    assert (body["body"], end["more_body"]) == (b'{"a":1}', False)


async def test_a_large_body_leaves_in_pieces() -> None:
    sent = await _delivered(Answer(body=bytes(200_000)))
    assert sum(len(message.get("body", b"")) for message in sent) == 200_000
    assert max(len(message.get("body", b"")) for message in sent) <= 65_536


async def test_padding_comes_before_the_body_and_without_a_length() -> None:
    answer = Answer(body=b"{}", content_type=None, delivery=Delivery(pad=b" ", pads=3, pause=0))
    start, *rest = await _delivered(answer)
    assert start["headers"] == []
    assert b"".join(message["body"] for message in rest) == b"   {}"


async def test_another_server_than_ours_sees_an_answer_that_ends_early() -> None:
    sent = await _delivered(Answer(body=b"0123456789", delivery=Delivery(share=0.5)))
    assert b"".join(message.get("body", b"") for message in sent) == b"01234"
    assert all(message.get("more_body", True) for message in sent)


async def test_silence_ends_when_the_client_is_gone() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(_: Message) -> None:
        pytest.fail("nothing is sent")

    with anyio.fail_after(20):
        await deliver(Answer(delivery=Delivery(silent=True)), SCOPE, receive, send)


def test_a_page_of_html() -> None:
    page = html_answer(502, "502 Bad Gateway")
    assert (page.status, page.content_type) == (502, "text/html")
    assert b"<title>502 Bad Gateway</title>" in page.body


def test_what_is_no_request_of_a_provider_is_404(http: httpx.Client, fake_providers: FakeProviders) -> None:
    assert http.get("/nowhere").status_code == 404
    assert fake_providers.calls() == ()


async def test_other_scopes_than_http_are_left_alone() -> None:
    app: Asgi = fake_app(FakeProviders())

    async def unused(*_: object) -> Message:
        pytest.fail("nothing is read or sent")

    await app({"type": "lifespan"}, unused, unused)  # type: ignore[arg-type]  # one function for both directions
