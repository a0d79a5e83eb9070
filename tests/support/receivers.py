"""A receiver of webhooks that can be broken and mended while it listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Thread


class Receiver:
    """Answers with ``status`` and ``answer`` as they are now, and keeps the headers and bodies it was sent."""

    def __init__(self, url: str) -> None:
        self.url, self.status, self.answer = url, 200, "Thanks"
        self.calls: SimpleQueue[tuple[dict[str, str], bytes]] = SimpleQueue()

    def next(self) -> tuple[dict[str, str], bytes]:
        """The headers, their names in small letters, and the body of the next call."""
        return self.calls.get(timeout=60)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            text = receiver.answer.encode()
            self.send_response(receiver.status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)
            receiver.calls.put(({name.lower(): value for name, value in self.headers.items()}, body))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        receiver = Receiver(f"http://127.0.0.1:{listener.server_port}/hook")
        thread = Thread(target=listener.serve_forever)
        thread.start()
        try:
            yield receiver
        finally:
            listener.shutdown()
            thread.join()
