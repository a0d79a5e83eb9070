"""Receiver: an HTTP server that keeps the webhooks it gets, and whether each was signed as the reference says."""

import hashlib
import hmac
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Receiver:
    """Listens on a free port of an address while it is entered; ``deliveries`` counts them by task."""

    def __init__(self, secret: str, address: str = "127.0.0.1") -> None:
        self.deliveries: Counter[str] = Counter()
        self.forged = 0
        receiver, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                due = "sha256=" + hmac.digest(secret.encode(), body, hashlib.sha256).hex()
                with lock:
                    receiver.forged += not hmac.compare_digest(due, self.headers["X-PaperBanana-Signature"] or "")
                    receiver.deliveries[json.loads(body)["task_id"]] += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((address, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        """Where it listens."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}/hook"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
