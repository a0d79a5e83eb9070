"""Ready: a response whose bytes are made already, sent without the framework's rendering."""

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from litestar import Response
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

T = TypeVar("T")


class Ready(Response[T]):
    """A JSON body, or none with 304; ``T`` is what the body holds, for the OpenAPI document.

    The framework's constructor is not called: what it prepares is what this class does without.
    """

    def __init__(self, body: bytes, headers: Mapping[str, str], status_code: int = 200) -> None:
        self._body, self._status = body, status_code
        self._head = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        if body:
            length = str(len(body)).encode("ascii")
            self._head += [(b"content-type", b"application/json"), (b"content-length", length)]

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIResponse:  # noqa: ANN401 - the framework's options do not apply
        """This response is its own application."""
        return cast("ASGIResponse", self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        del scope, receive
        await send({"type": "http.response.start", "status": self._status, "headers": self._head})
        await send({"type": "http.response.body", "body": self._body, "more_body": False})
