"""The fakes as one ASGI application, served in a task of this event loop, in a thread, or in the foreground."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import anyio
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from pb_adapters.fakes.control import ADMIN, FakeProviders, administer
from pb_adapters.fakes.exchange import HANG_UP, Asgi, Receive, Scope, Send, deliver, read
from pb_core.prepared_types import prepare_types


def fake_app(fakes: FakeProviders) -> Asgi:
    """The ASGI application of the fakes: one prefix per provider, and ``/_fakes/`` to script and to read."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = await read(scope, receive)
        if request.path.startswith(ADMIN):
            await deliver(administer(fakes, request), scope, receive, send)
            return
        with fakes.under_way(request.path):
            await deliver(await fakes.respond(request), scope, receive, send)

    return app


BACKLOG = 2048


class FakesProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with a way for the application to close the connection in mid-answer."""

    def on_message_begin(self) -> None:
        """Offer the extension to the application."""
        super().on_message_begin()
        self.scope["extensions"] = {HANG_UP: self.transport.close}  # type: ignore[dict-item]  # our own extension


class FakesServer(uvicorn.Server):
    """Ends at once: answers that are hanging or dripping are cut off."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close every connection, then what uvicorn closes."""
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 picks a free one. Raises ``OSError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _server(fakes: FakeProviders) -> FakesServer:
    config = uvicorn.Config(
        fake_app(fakes),
        http=FakesProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    return FakesServer(config)


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve(fakes: FakeProviders, listener: socket.socket) -> None:
    """Serve until a signal or cancellation ends it."""
    fakes.served_at(_url(listener))
    try:
        await _server(fakes).serve(sockets=[listener])
    finally:
        fakes.served_at(None)
        listener.close()


@asynccontextmanager
async def serving(fakes: FakeProviders, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[FakeProviders]:
    """Serve in a task of this event loop while the context is open."""
    listener = listen(host, port)
    server = _server(fakes)
    fakes.served_at(_url(listener))
    stopped = anyio.Event()

    async def run() -> None:
        await server._serve([listener])  # noqa: SLF001 - serve() would take over the host's signal handlers
        stopped.set()

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        try:
            yield fakes
        finally:
            server.should_exit = True
            fakes.served_at(None)
            with anyio.CancelScope(shield=True):
                await stopped.wait()


@contextmanager
def served(fakes: FakeProviders, host: str = "127.0.0.1", port: int = 0) -> Iterator[FakeProviders]:
    """Serve in a thread while the context is open; for clients that block."""
    listener = listen(host, port)
    server = _server(fakes)
    fakes.served_at(_url(listener))
    prepare_types()
    thread = threading.Thread(target=asyncio.run, args=(server.serve([listener]),), name="fake-providers", daemon=True)
    thread.start()
    try:
        yield fakes
    finally:
        server.should_exit = True
        thread.join()
        fakes.served_at(None)
