"""A provider's host that says what a test wants, for engines that are tried word by word."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio.lowlevel
import msgspec
from msgspec import Struct


class Asked(Struct, frozen=True):
    """One request; the names of its headers are in lower case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body."""
        return msgspec.json.decode(self.body, type=dict[str, Any])


class Reply(Struct, frozen=True):
    """One answer; ``body`` is bytes or a JSON document; a ``lost`` one is never sent."""

    body: object = b""
    status: int = 200
    headers: tuple[str, ...] = ()
    lost: bool = False

    @property
    def encoded(self) -> bytes:
        """The bytes of the body."""
        return self.body if isinstance(self.body, bytes) else msgspec.json.encode(self.body)


class Wire:
    """Answers each path with what was queued for it; the last answer of a queue stays."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[Asked] = []
        self._replies: dict[str, deque[Reply]] = {}

    def says(self, path: str, *replies: Reply | object) -> None:
        """Queue answers; a plain value is the JSON of a 200."""
        queue = self._replies.setdefault(path, deque())
        queue.extend(reply if isinstance(reply, Reply) else Reply(reply) for reply in replies)

    def to(self, path: str) -> list[Asked]:
        """The requests for a path."""
        return [asked for asked in self.asked if asked.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            asked = await _read(reader)
            self.asked.append(asked)
            queue = self._replies.get(asked.path, deque([Reply(b"no such path", 599)]))
            reply = queue.popleft() if len(queue) > 1 else queue[0]
            if not reply.lost:
                lines = (f"HTTP/1.1 {reply.status} Word", f"Content-Length: {len(reply.encoded)}", "Connection: close")
                writer.write("\r\n".join((*lines, *reply.headers, "", "")).encode() + reply.encoded)
                await writer.drain()
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    method, target, _ = first.split(" ")
    parts = urlsplit(target)
    return Asked(method, parts.path, parse_qs(parts.query), headers, body)


class Hours:
    """A clock whose every wait is over at once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pauses: list[float] = []

    def now(self) -> float:
        """The time in seconds."""
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        """Let so many seconds be over."""
        self.pauses.append(seconds)
        self.seconds += seconds
        await anyio.lowlevel.checkpoint()


@asynccontextmanager
async def serving() -> AsyncIterator[Wire]:
    """The host, on a free port."""
    wire = Wire()
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0, limit=1 << 20)
    wire.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield wire
