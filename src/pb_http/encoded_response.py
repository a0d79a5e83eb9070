"""EncodedResponse: an answer whose bytes are ready, sent without what the framework prepares for others."""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

T = TypeVar("T")


class EncodedResponse(Response[T]):
    """A body that is JSON already, or none with 304; ``T`` is what it holds, for the OpenAPI document.

    ``head`` has its fields, with names in small letters. The framework's constructor is not called: what it prepares is
    what this class does without.
    """

    def __init__(self, body: bytes, head: Iterable[tuple[bytes, bytes]], status_code: int = 200) -> None:
        self._body, self._status, self.head = body, status_code, [*head]
        if body:
            self.head += ((b"content-type", b"application/json"), (b"content-length", b"%d" % len(body)))

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:  # noqa: ANN401 - the framework's options do not apply
        """This response is its own application."""
        return cast("ASGIResponse", self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        del scope, receive
        await send({"type": "http.response.start", "status": self._status, "headers": self.head})
        await send({"type": "http.response.body", "body": self._body, "more_body": False})
