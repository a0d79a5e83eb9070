"""A listener of its own for the metrics, on this machine's loopback address only, without a key.

Behind a proxy on the same machine everybody comes from the loopback address, so it cannot be told by the address of the
one that serves the API.
"""

import asyncio
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

import uvicorn
from litestar.types import Receive, Scope, Send

from pb_http.runtime import Runtime
from pb_http.wire.protocol import ApiProtocol, WireLimits

MEDIA_TYPE = b"text/plain; version=0.0.4; charset=utf-8"

Text = Callable[[], Awaitable[bytes]]


@asynccontextmanager
async def serving_metrics(listener: socket.socket | None, runtime: Runtime) -> AsyncGenerator[None]:
    """Serve ``GET /metrics`` where ``listener`` listens; nothing without one."""
    if listener is None or runtime.metrics is None:
        yield
        return
    protocol = ApiProtocol.within(WireLimits(connections=16))
    app = _app(partial(runtime.metrics, runtime))
    config = uvicorn.Config(
        app, ws="none", interface="asgi3", log_config=None, access_log=False, proxy_headers=False, lifespan="off"
    )
    config.load()
    state = uvicorn.server.ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol(config=config, server_state=state, app_state={}), sock=listener
    )
    try:
        yield
    finally:
        server.close()
        for connection in list(state.connections):
            connection.shutdown()


def _app(text: Text) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        found = scope["path"] == "/metrics" and scope.get("method") in {"GET", "HEAD"}
        body = await text() if found else b'{"detail":"There is nothing but GET /metrics here"}'
        media = MEDIA_TYPE if found else b"application/json"
        headers = [(b"content-type", media), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200 if found else 404, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return answer
