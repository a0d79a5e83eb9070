"""A proxy before an S3 server that spoils what a test wants spoilt."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from urllib.parse import urlsplit

from msgspec.structs import replace

from support.s3_server import S3Server

ERROR = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>No.</Message>{more}</Error>'

Fault = Callable[["Passing"], bool]
"""Answers a request in the server's place and says so, or lets it pass."""


class Passing:
    """A request on its way, and the answer to it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes, forward: Callable[[bytes], "Answer"]) -> None:
        self._handler, self.body, self._forward = handler, body, forward
        self.method, self.path, self.headers = handler.command, handler.path, dict(handler.headers)

    def forward(self, body: bytes | None = None) -> "Answer":
        """What the server says to it, or to it with another body."""
        return self._forward(self.body if body is None else body)

    def answer(self, status: int, headers: dict[str, str], body: bytes, *, said: int | None = None) -> None:
        """Answer; ``said`` is how many bytes of the body are sent before the line is cut."""
        self._handler.send_response(status)
        for name, value in headers.items():
            if name.lower() not in {"content-length", "transfer-encoding", "connection", "date", "server"}:
                self._handler.send_header(name, value)
        length = headers.get("Content-Length") if self.method == "HEAD" else None
        self._handler.send_header("Content-Length", length or str(len(body)))
        self._handler.end_headers()
        if self.method != "HEAD":
            self._handler.wfile.write(body[:said])
        if said is not None:
            self.cut()

    def cut(self) -> None:
        """Close the line."""
        self._handler.close_connection = True
        self._handler.wfile.flush()

    def wait_for_the_end(self) -> None:
        """Say nothing until the client hangs up."""
        self._handler.close_connection = True
        with suppress(OSError):
            self._handler.rfile.read(1)


Answer = tuple[int, dict[str, str], bytes]


class S3Proxy:
    """What passed, and what is spoilt next: each fault is asked in turn, as often as it says."""

    def __init__(self) -> None:
        self.server = S3Server("")
        self.requests: list[str] = []
        self._faults: list[tuple[Fault, list[int]]] = []
        self._lock = threading.Lock()
        self._lines: set[socket] = set()

    def spoil(self, fault: Fault, times: int = 1_000_000) -> None:
        """Have requests spoilt by a fault, as many as it takes."""
        self._faults.append((fault, [times]))

    def heal(self) -> None:
        """Let everything pass again."""
        self._faults.clear()

    def opened(self, line: socket) -> None:
        """Remember a line to a client."""
        with self._lock:
            self._lines.add(line)

    def closed(self, line: socket) -> None:
        """Forget a line to a client."""
        with self._lock:
            self._lines.discard(line)

    def hang_up(self) -> None:
        """Cut every line, so that nobody waits for an answer any more."""
        with self._lock:
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(SHUT_RDWR)

    def met(self, passing: Passing) -> bool:
        """Whether a fault answered."""
        with self._lock:
            self.requests.append(f"{passing.method} {passing.path}")
            faults = [(fault, left) for fault, left in self._faults if left[0] > 0]
        for fault, left in faults:
            if fault(passing):
                left[0] -= 1
                return True
        return False


def refusing(status: int, code: str = "", *, more: str = "", when: Callable[[Passing], bool] = bool) -> Fault:
    """Answer with an error of S3."""

    def fault(passing: Passing) -> bool:
        if not when(passing):
            return False
        body = ERROR.format(code=code, more=more).encode() if code else b""
        passing.answer(status, {"Content-Type": "application/xml"}, body)
        return True

    return fault


def is_put(passing: Passing) -> bool:
    """Whether it stores an object, or a part of one."""
    return passing.method == "PUT"


def is_read(passing: Passing) -> bool:
    """Whether it reads an object."""
    return passing.method == "GET" and "list-type" not in passing.path


def is_list(passing: Passing) -> bool:
    """Whether it lists objects."""
    return passing.method == "GET" and "list-type" in passing.path


def losing_puts(passing: Passing) -> bool:
    """Confirm a put and keep nothing of it."""
    if not is_put(passing):
        return False
    passing.answer(200, {"ETag": '"00000000000000000000000000000000"'}, b"")
    return True


def spoiling_puts(change: Callable[[bytes], bytes]) -> Fault:
    """Store other bytes than those that were put, and confirm them."""

    def fault(passing: Passing) -> bool:
        if not is_put(passing):
            return False
        passing.answer(*passing.forward(change(passing.body)))
        return True

    return fault


def cutting_reads(passing: Passing) -> bool:
    """Break an answer off in the middle of an object."""
    if not is_read(passing):
        return False
    status, headers, body = passing.forward()
    passing.answer(status, headers, body, said=len(body) // 2)
    return True


def stalling_reads(passing: Passing) -> bool:
    """Send half of an object and then nothing."""
    if not is_read(passing):
        return False
    status, headers, body = passing.forward()
    passing.answer(status, headers, body, said=len(body) // 2)
    passing.wait_for_the_end()
    return True


def hanging(passing: Passing) -> bool:
    """Never answer."""
    passing.wait_for_the_end()
    return True


@contextmanager
def proxy_before(server: S3Server) -> Iterator[S3Proxy]:
    """A proxy on a free port while the block runs."""
    proxy, to = S3Proxy(), urlsplit(server.endpoint)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            proxy.opened(self.connection)

        def finish(self) -> None:
            proxy.closed(self.connection)
            super().finish()

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            passing = Passing(self, body, self.forward)
            if not proxy.met(passing):
                passing.answer(*passing.forward())

        def forward(self, body: bytes) -> Answer:
            connection = http.client.HTTPConnection(str(to.hostname), to.port or 80, timeout=30)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "content-length"}
            try:
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                return answer.status, dict(answer.headers), answer.read()
            finally:
                connection.close()

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815 - the names that it is called by

        def log_message(self, *_: object) -> None:
            pass

    class Listener(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Clients that hang up are part of the play."""

    with Listener(("127.0.0.1", 0), Handler) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            proxy.server = replace(server, endpoint=f"http://127.0.0.1:{listener.server_address[1]}")
            yield proxy
        finally:
            listener.shutdown()
            listener.server_close()
            proxy.hang_up()
            thread.join()
