"""One HTTP exchange as the fakes see it: what came in, what goes out, and in which delivery it travels."""

import math
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import anyio
import msgspec
from msgspec import Struct

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

HANG_UP = "pb.fakes.hang_up"
"""The ASGI extension of our server: a function that closes the connection once what was written has left."""

JSON = "application/json; charset=UTF-8"
PIECE = 64 * 1024


class Received(Struct, frozen=True, kw_only=True):
    """A whole request; header names are in lower case, ``origin`` is the address that the client called."""

    method: str
    path: str
    origin: str
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: bytes = b""

    def json(self) -> object:
        """The body as JSON; raises ``msgspec.DecodeError``."""
        return msgspec.json.decode(self.body)


class Delivery(Struct, frozen=True, kw_only=True):
    """How an answer travels.

    ``delay``: seconds before its first byte. ``pad``: what is sent ``pads`` times (``inf``: for ever), each ``pause``
    seconds apart, after the status line and before the body. ``piece``: bytes of body at a time, ``pause`` seconds
    apart; 0 sends it at once. ``share``: the part of the body after which the connection is closed, 1 for all of it.
    ``silent``: no answer at all until the client gives up. ``hang_up``: the connection is closed without one byte.
    """

    delay: float = 0.0
    pad: bytes = b""
    pads: float = 0
    pause: float = 0.1
    piece: int = 0
    share: float = 1.0
    silent: bool = False
    hang_up: bool = False


class Answer(Struct, frozen=True, kw_only=True):
    """An answer; ``content_type`` ``None`` sends no such header."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = JSON
    headers: dict[str, str] = {}
    delivery: Delivery = Delivery()


def json_answer(document: object, status: int = 200, **headers: str) -> Answer:
    """An answer whose body is JSON; ``headers`` are spelt with underscores: ``retry_after="2"``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, body=msgspec.json.encode(document), headers=named)


def html_answer(status: int, title: str) -> Answer:
    """What a front end says when nothing behind it answers."""
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n".encode()
    return Answer(status=status, body=body, content_type="text/html")


async def read(scope: Scope, receive: Receive) -> Received:
    """Read a request to its end."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            break
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Received(
        method=scope["method"],
        path=scope["path"],
        origin=f"{scope['scheme']}://{headers.get('host', 'localhost')}",
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        headers=headers,
        body=bytes(body),
    )


async def deliver(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer in its delivery; ends early when the client is gone."""
    async with anyio.create_task_group() as group:
        group.start_soon(_cancel_when_gone, receive, group.cancel_scope)
        await _deliver(answer, scope, send)
        group.cancel_scope.cancel()


async def _cancel_when_gone(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


async def _deliver(answer: Answer, scope: Scope, send: Send) -> None:
    delivery = answer.delivery
    await anyio.sleep(math.inf if delivery.silent else delivery.delay)
    if delivery.hang_up:
        await _hang_up(scope)
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": _headers(answer)})
    await _pad(delivery, send)
    for piece in _pieces(answer):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        if delivery.piece:
            await anyio.sleep(delivery.pause)
    if delivery.share < 1:
        await _hang_up(scope)
        return
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _pad(delivery: Delivery, send: Send) -> None:
    sent = 0
    while sent < delivery.pads:
        await send({"type": "http.response.body", "body": delivery.pad, "more_body": True})
        await anyio.sleep(delivery.pause)
        sent += 1


async def _hang_up(scope: Scope) -> None:
    """Close the connection; on another server than ours, returning early is as near as ASGI comes."""
    hang_up = scope.get("extensions", {}).get(HANG_UP)
    if hang_up is not None:
        hang_up()
        await anyio.sleep_forever()  # until the server tells that the client is gone


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    headers = {**answer.headers}
    if answer.content_type is not None:
        headers["content-type"] = answer.content_type
    if not answer.delivery.pads and not answer.delivery.piece:
        headers["content-length"] = str(len(answer.body))
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def _pieces(answer: Answer) -> list[bytes]:
    body = answer.body if answer.delivery.share == 1 else answer.body[: int(len(answer.body) * answer.delivery.share)]
    size = answer.delivery.piece or PIECE
    return [body[start : start + size] for start in range(0, len(body), size)]
