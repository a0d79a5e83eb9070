"""Receives one webhook and checks its signature, with the standard library alone.

    python examples/webhook_receiver.py SECRET

Prints its URL, then the task that ended. On the same machine the server must allow private addresses:
``PAPERBANANA_WEBHOOK_ALLOW_PRIVATE_NETWORKS=true``.
"""

import hashlib
import hmac
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

LARGEST = 2**27


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to a genuine callback and 401 to any other."""

    secret = b""
    received: dict[str, object] | None = None

    def do_POST(self) -> None:
        """Take one callback."""
        body = self.rfile.read(min(int(self.headers["Content-Length"]), LARGEST))
        expected = "sha256=" + hmac.digest(self.secret, body, hashlib.sha256).hex()
        genuine = hmac.compare_digest(expected.encode(), self.headers.get("X-PaperBanana-Signature", "").encode())
        if genuine:
            type(self).received = json.loads(body)
        self.send_response(204 if genuine else 401)
        self.end_headers()


def main(secret: str) -> None:
    """Serve until a genuine callback came."""
    Receiver.secret = secret.encode()
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        print(f"http://127.0.0.1:{server.server_port}/callback", flush=True)
        while Receiver.received is None:
            server.handle_request()
    print(Receiver.received["event"], Receiver.received["task_id"], Receiver.received["image_url"])


if __name__ == "__main__":
    main(sys.argv[1])
