"""The answer to a body over the limit: sent at once, read to its end by senders who only look after sending."""

from collections.abc import Mapping
from typing import Any

import anyio
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Send

from pb_http.schemas import Problem

LINGER_BYTES = 64 * 2**20
LINGER_SECONDS = 5.0
"""How much more of the body is thrown away, and for how long, before the connection is closed."""


class TooLarge(Response[Problem]):
    """413 that closes the connection, but not under the feet of a client that is still sending.

    Closing with unread bytes resets the connection, and the client may lose the answer (RFC 9112, section 9.6).
    """

    def __init__(self, problem: Problem, headers: Mapping[str, str]) -> None:
        super().__init__(problem, status_code=413, headers={**headers, "Connection": "close"})

    def to_asgi_response(self, app: object, request: Request[Any, Any, Any], **_: Any) -> ASGIResponse:  # noqa: ANN401 - the framework's options do not apply
        """Render the answer."""
        del app, request
        body = self.render(self.content, MediaType.JSON)
        return _Lingering(body=body, headers=self.headers, status_code=self.status_code)


class _Lingering(ASGIResponse):
    async def send_body(self, send: Send, receive: Receive) -> None:
        """Send the body, throw away what the client still sends, then end the response."""
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        thrown = 0
        with anyio.move_on_after(LINGER_SECONDS):
            while thrown < LINGER_BYTES:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    break
                thrown += len(message["body"])
        await send({"type": "http.response.body", "body": b"", "more_body": False})
