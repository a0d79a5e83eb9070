"""A raw server on a loopback port that sends the bytes a test wants, when it wants."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Play = Callable[[str, bytes, "Line"], Awaitable[None]]
"""Answers one request, given as its head and its body; the connection closes when it returns."""


class Line:
    """The way back to the client."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def hung_up(self) -> None:
        """Wait until the client closes the connection."""
        with suppress(ConnectionError):
            await self._reader.read()

    async def send(self, *parts: bytes) -> None:
        for part in parts:
            self._writer.write(part)
            await self._writer.drain()

    def send_below_tls(self, record: bytes) -> None:
        """Put bytes on the wire that TLS did not encrypt."""
        os.write(self._writer.get_extra_info("socket").fileno(), record)

    async def answer(self, body: bytes, status: int = 200, headers: tuple[str, ...] = ()) -> None:
        lines = (f"HTTP/1.1 {status} Word", f"Content-Length: {len(body)}", *headers, "", "")
        await self.send("\r\n".join(lines).encode(), body)


class RawServer:
    """Keeps every request and counts connections, those open now and all."""

    def __init__(self, play: Play) -> None:
        self.url = ""
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self.open = self.connections = self.most_open = 0
        self.reached = asyncio.Event()
        self.empty = asyncio.Event()
        self._play = play

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        self.empty.clear()
        try:
            await self._one(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self.open -= 1
            if not self.open:
                self.empty.set()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lengths = [line.partition(":")[2] for line in head.split("\r\n") if line.lower().startswith("content-length:")]
        body = await reader.readexactly(int(lengths[0])) if lengths else b""
        self.heads.append(head)
        self.bodies.append(body)
        self.reached.set()
        await self._play(head, body, Line(reader, writer))


@asynccontextmanager
async def serving(play: Play, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Serve on a free port until the block ends."""
    raw = RawServer(play)
    server = await asyncio.start_server(raw.serve, "127.0.0.1", 0, ssl=tls, limit=1 << 20, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    raw.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    async with server:
        yield raw


Start = Callable[..., Awaitable[RawServer]]
"""The fixture ``serve``: starts a server that plays a part, over TLS if it is given a context."""
