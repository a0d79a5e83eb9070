"""A notifier that records, and a webhook receiver on a loopback port with the faults that a test asks for."""

import re
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Protocol

import anyio
import anyio.lowlevel
from anyio.abc import ByteStream, SocketAttribute
from anyio.streams.buffered import BufferedByteReceiveStream
from anyio.streams.tls import TLSListener
from msgspec import Struct

from pb_core.errors import NotificationFailed
from pb_core.ports.notifier import Answer


class Notice(Struct, frozen=True):
    """A request as it arrived."""

    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class ReceiverFault(StrEnum):
    """What may become of a request besides a plain answer."""

    ENDLESS = "endless"  # status 200 and a body that never ends
    STALLS = "stalls"  # status 200 and a body that stops half way
    BREAKS = "breaks"  # status 200 and a connection cut within the body
    CUTS = "cuts"  # the connection is cut before any answer
    NO_HTTP = "no-http"  # an answer that is not HTTP
    SILENT = "silent"  # no answer, ever
    DRIPS = "drips"  # an answer that never gets past its headers
    ABSENT = "absent"  # nobody listens


class Receiver(Protocol):
    """The other side, which the suite watches."""

    @property
    def notices(self) -> Sequence[Notice]:
        """The requests that arrived whole, oldest first."""

    def url(self, status: int = 200) -> str:
        """A URL that answers with a status, and sets a cookie; a redirect leads to the one that answers 200."""

    def bad_url(self, fault: ReceiverFault) -> str:
        """A URL whose request meets this fault."""


class RecordingNotifier:
    """Records what it is given and answers as set up: ``answers`` maps URLs to a status or a failure's sentence.

    ``start`` is how the body of every answer begins.
    """

    def __init__(self, default: int = 200) -> None:
        self.notices: list[Notice] = []
        self.answers: dict[str, int | str] = {}
        self.start = b""
        self._default = default

    async def post(self, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Answer:
        """Record the request; return the answer or raise ``NotificationFailed``."""
        await anyio.lowlevel.checkpoint()
        self.notices.append(Notice(url, headers, body))
        answer = self.answers.get(url, self._default)
        if isinstance(answer, str):
            raise NotificationFailed(answer)
        return Answer(answer, self.start)


_HOST = "127.0.0.1"
_FIRST_BYTES = {
    ReceiverFault.ENDLESS: b"HTTP/1.1 200 OK\r\n\r\n",
    ReceiverFault.STALLS: b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
    ReceiverFault.BREAKS: b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
    ReceiverFault.NO_HTTP: b"220 mail.example ESMTP hush\r\n",
    ReceiverFault.DRIPS: b"HTTP/1.1 200 OK\r\nX-Drip: ",
}
_DRIP_SECONDS = 0.02
ANSWER = "Thank you."
"""The body of every plain answer that may have one."""


class LocalReceiver:
    """Real sockets: counts connections, keeps requests and answers by the path that was asked for."""

    def __init__(self, origin: str, nobody: str) -> None:
        self.notices: list[Notice] = []
        self.connections = 0
        self.reached = anyio.Event()
        self.hung_up = anyio.Event()
        self._origin = origin
        self._nobody = nobody

    def url(self, status: int = 200) -> str:
        """A URL that answers with a status."""
        return f"{self._origin}/status/{status}"

    def bad_url(self, fault: ReceiverFault) -> str:
        """A URL whose request meets this fault."""
        origin = self._nobody if fault is ReceiverFault.ABSENT else self._origin
        return f"{origin}/bad/{fault}"

    async def handle(self, stream: ByteStream) -> None:
        """Serve one connection until the peer leaves it or a request asks for trouble."""
        self.connections += 1
        reader = BufferedByteReceiveStream(stream)
        async with stream:
            try:
                while await self._answer(stream, await self._read(reader)):
                    pass
            except (anyio.BrokenResourceError, anyio.EndOfStream, anyio.IncompleteRead):
                self.hung_up.set()

    async def _read(self, reader: BufferedByteReceiveStream) -> str:
        head = (await reader.receive_until(b"\r\n\r\n", 1 << 16)).decode("ascii")
        first, *lines = head.split("\r\n")
        headers = tuple((name, value) for name, value in (line.split(": ", 1) for line in lines))
        length = next(int(value) for name, value in headers if name.lower() == "content-length")
        body = await reader.receive_exactly(length)
        path = first.split(" ")[1]
        self.notices.append(Notice(self._origin + path, headers, body))
        self.reached.set()
        return path

    async def _answer(self, stream: ByteStream, path: str) -> bool:
        """Whether the connection can carry another request."""
        kind, what = re.split(r"[/?]", path)[1:3]
        if kind == "status":
            body = "" if what in {"204", "304"} else ANSWER
            lines = (f"HTTP/1.1 {what} Word", f"Content-Length: {len(body)}", "Set-Cookie: a=b")
            await stream.send("\r\n".join((*lines, f"Location: {self.url()}", "", body)).encode())
            return True
        await _misbehave(stream, ReceiverFault(what))
        return False


async def _misbehave(stream: ByteStream, fault: ReceiverFault) -> None:
    await stream.send(_FIRST_BYTES.get(fault, b""))
    match fault:
        case ReceiverFault.ENDLESS:
            while True:
                await stream.send(bytes(1 << 16))
        case ReceiverFault.DRIPS:
            while True:
                await stream.send(b".")
                await anyio.sleep(_DRIP_SECONDS)
        case ReceiverFault.STALLS | ReceiverFault.SILENT:
            await stream.receive()


@asynccontextmanager
async def local_receiver(tls: ssl.SSLContext | None = None, host: str = _HOST) -> AsyncIterator[LocalReceiver]:
    """Listen on a free loopback port; ``host`` is the name in the URLs."""
    async with await anyio.create_tcp_listener(local_host=_HOST) as closed:
        nobody = closed.extra(SocketAttribute.local_port)  # noqa: S610 - anyio's method, not Django's
    async with await anyio.create_tcp_listener(local_host=_HOST) as listener, anyio.create_task_group() as group:
        scheme = "https" if tls else "http"
        port = listener.extra(SocketAttribute.local_port)  # noqa: S610 - anyio's method, not Django's
        receiver = LocalReceiver(f"{scheme}://{host}:{port}", f"{scheme}://{host}:{nobody}")
        server = TLSListener(listener, tls, standard_compatible=False) if tls else listener
        group.start_soon(server.serve, receiver.handle)
        yield receiver
        group.cancel_scope.cancel()
