"""A server of the wire alone: the protocol before an application that notes what reached it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

import uvicorn

from pb_http.wire.protocol import ApiProtocol, WireLimits


class Server:
    """A server whose application notes what reached it and answers with what it read.

    ``/wait`` answers once ``go`` is set, ``/large`` with 8 MiB, ``/refuse`` without reading the body.
    """

    def __init__(self) -> None:
        self.port = 0
        self.scopes: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.gone = 0
        self.connections: set[Any] = set()
        self.go = asyncio.Event()
        self.reached = asyncio.Event()

    async def app(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        self.scopes.append(scope)
        self.reached.set()
        if scope["path"] == "/wait":
            await self.go.wait()
        body = b"refused" if scope["path"] == "/refuse" else await self._read(receive)
        if body is None:
            self.gone += 1
            return
        answer = bytes(8 * 2**20) if scope["path"] == "/large" else scope["path"].encode() + b" " + body
        length = str(len(answer)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": answer})

    async def _read(self, receive: Any) -> bytes | None:  # noqa: ANN401 - ASGI
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message["body"]
            if not message["more_body"]:
                self.bodies.append(body)
                return body
        return None

    async def connect(self) -> "Line":
        """Open a connection."""
        return Line(*await asyncio.open_connection("127.0.0.1", self.port, limit=2**24))

    async def say(self, *parts: bytes) -> bytes:
        """Everything that is answered until the server closes the connection."""
        async with await self.connect() as line:
            for part in parts:
                await line.send(part)
            return await line.rest()


class Line:
    """A client's connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def rest(self) -> bytes:
        return await asyncio.wait_for(self.reader.read(-1), 20)

    async def answer(self) -> bytes:
        """One answer with a length."""
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 20)
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return head + await self.reader.readexactly(int(length.partition(b":")[2]))


@asynccontextmanager
async def serving(**limits: float) -> AsyncIterator[Server]:
    """Serve with limits, as ``WireLimits`` takes them."""
    served = Server()
    protocol = ApiProtocol.within(WireLimits(**limits))  # type: ignore[arg-type]
    options = {"log_config": None, "access_log": False, "proxy_headers": False}
    config = uvicorn.Config(served.app, http=protocol, ws="none", lifespan="off", interface="asgi3", **options)
    config.load()
    state = uvicorn.server.ServerState()
    served.connections = state.connections
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(config=config, server_state=state, app_state={}), "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()
        for connection in list(state.connections):
            connection.transport.abort()
        for task in list(state.tasks):
            task.cancel()
        await asyncio.sleep(0)
