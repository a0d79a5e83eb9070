"""Errors on the wire: every one is a status and ``{"detail": "one readable sentence"}``, a body over the limit too."""

import logging
import math
from collections.abc import Mapping
from typing import Any

import anyio
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException, ValidationException
from litestar.response.base import ASGIResponse
from litestar.status_codes import (
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
    HTTP_500_INTERNAL_SERVER_ERROR,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.types import ExceptionHandlersMap, Receive, Send

from pb_core.errors import (
    EngineThrottled,
    EngineUnavailable,
    InvalidRequest,
    KeyDisabled,
    KeyUnknown,
    NotFound,
    PaperBananaError,
    QueueFull,
    QuotaExhausted,
    RowRefused,
    StorageError,
    TooManyPanels,
    UnreadablePdf,
)
from pb_http.conditional import COME_BACK_SECONDS
from pb_http.schemas import Problem

AnyRequest = Request[Any, Any, Any]

log = logging.getLogger("pb_http.errors")

LINGER_BYTES = 64 * 2**20
LINGER_SECONDS = 5.0
"""How much more of the body is thrown away, and for how long, before the connection is closed."""

STATUS: Mapping[type[Exception], int] = {
    InvalidRequest: HTTP_422_UNPROCESSABLE_ENTITY,
    UnreadablePdf: HTTP_422_UNPROCESSABLE_ENTITY,
    KeyUnknown: HTTP_401_UNAUTHORIZED,
    KeyDisabled: HTTP_403_FORBIDDEN,
    QuotaExhausted: HTTP_403_FORBIDDEN,
    QueueFull: HTTP_429_TOO_MANY_REQUESTS,
    TooManyPanels: HTTP_429_TOO_MANY_REQUESTS,
    NotFound: HTTP_404_NOT_FOUND,
}

_TOLD: Mapping[int, Mapping[str, str]] = {
    HTTP_401_UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTP_429_TOO_MANY_REQUESTS: {"Retry-After": COME_BACK_SECONDS},
}
"""What else an answer of a status says."""

_SENTENCES = {
    HTTP_404_NOT_FOUND: "There is nothing at this address",
    HTTP_413_REQUEST_ENTITY_TOO_LARGE: "The body is larger than this server accepts",
}


class BodyUnread(Response[Problem]):
    """An answer that closes the connection, but not under the feet of a client that is still sending.

    Closing with unread bytes resets the connection, and the client may lose the answer (RFC 9112, section 9.6).
    """

    def __init__(self, status: int, problem: Problem, headers: Mapping[str, str]) -> None:
        super().__init__(problem, status_code=status, headers={**headers, "Connection": "close"})

    def to_asgi_response(self, app: object, request: AnyRequest, **_: Any) -> ASGIResponse:  # noqa: ANN401 - the framework's options do not apply
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


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response[Problem]:
    """The answer that every error becomes."""
    return Response(Problem(detail=detail), status_code=status, headers=dict(headers or {}))


def on_domain_error(request: AnyRequest, error: PaperBananaError) -> Response[Problem]:
    """Answer a caller's mistake with its own sentence, anything else as an unexpected error."""
    if isinstance(error, StorageError) and not isinstance(error, RowRefused):
        return on_store_fault(request, error)
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)
    if isinstance(error, EngineUnavailable | EngineThrottled) and error.retryable:
        return on_shortage(request, error)
    if status is None:
        return on_unexpected(request, error)
    return problem(status, str(error), _TOLD.get(status))


def on_store_fault(request: AnyRequest, error: StorageError) -> Response[Problem]:
    """Log that the store cannot be used, which passes, and ask the caller to come back."""
    _log(request, error)
    sentence = "The server cannot use its store now; try again later"
    return problem(HTTP_503_SERVICE_UNAVAILABLE, sentence, {"Retry-After": COME_BACK_SECONDS})


def on_shortage(request: AnyRequest, error: EngineUnavailable | EngineThrottled) -> Response[Problem]:
    """Log that what reads submissions is away or has enough to do, which passes, and ask the caller to come back."""
    _log(request, error)
    sentence = str(error)
    after = COME_BACK_SECONDS if error.retry_after is None else str(math.ceil(error.retry_after))
    return problem(HTTP_503_SERVICE_UNAVAILABLE, sentence[:1].upper() + sentence[1:], {"Retry-After": after})


def on_http_error(request: AnyRequest, error: HTTPException) -> Response[Problem]:
    """Answer what routing and reading of requests found wrong."""
    if error.status_code >= HTTP_500_INTERNAL_SERVER_ERROR and type(error) is not HTTPException:
        return on_unexpected(request, error)  # the framework's own trouble; ours is raised as plain HTTPException
    if isinstance(error, ValidationException):
        return problem(HTTP_422_UNPROCESSABLE_ENTITY, error.detail)
    headers = dict(error.headers or {})
    detail = _SENTENCES.get(error.status_code, error.detail)
    if error.status_code == HTTP_405_METHOD_NOT_ALLOWED:
        detail = f"{request.method} is not allowed here"
    if error.status_code in {HTTP_413_REQUEST_ENTITY_TOO_LARGE, HTTP_503_SERVICE_UNAVAILABLE}:
        return BodyUnread(error.status_code, Problem(detail=detail), headers)
    return problem(error.status_code, detail, headers)


def on_unexpected(request: AnyRequest, error: Exception) -> Response[Problem]:
    """Log the error with the route's template (a path may hold a key) and say nothing of it to the caller."""
    _log(request, error)
    return problem(HTTP_500_INTERNAL_SERVER_ERROR, "Something went wrong on the server; its log says what")


def _log(request: AnyRequest, error: Exception) -> None:
    route = request.scope.get("path_template", "")
    log.error("request_failed", exc_info=error, extra={"method": request.method, "route": route})


HANDLERS: ExceptionHandlersMap = {
    PaperBananaError: on_domain_error,
    HTTPException: on_http_error,
    Exception: on_unexpected,
}
