"""One exchange with a provider: a request, a deadline around everything, a bounded answer, a typed failure."""

import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import anyio
import httpcore
import httpx
from msgspec import Struct

from pb_adapters.upstream.errors import told
from pb_adapters.upstream.pool import UpstreamPool
from pb_core.errors import BadAnswer, EngineError, EngineMisconfigured, EngineUnavailable, OutcomeUnknown

ERROR_BYTES = 1024 * 1024
"""How much of an answer with an error status is read; the rest says nothing new."""

Upload = tuple[str, bytes, str]
"""A file of a multipart body: its name, its bytes and its media type."""

_PATH_CHARACTERS = "/:@!$&'()*+,;=~"


class Answer(Struct, frozen=True):
    """A whole answer; the names of its headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Upstream:
    """A provider's host as seen with one key.

    Args:
        pool: Where the connections come from.
        provider: How errors name the provider.
        base_url: Absolute and checked; its path stands before the path of every request.
        headers: The headers of every request, asked for each time, the key among them.
        redact: What must appear in no message although the provider may repeat it.
    """

    def __init__(
        self,
        pool: UpstreamPool,
        *,
        provider: str,
        base_url: str,
        headers: Callable[[], Mapping[str, str]],
        redact: tuple[str, ...] = (),
    ) -> None:
        self.provider = provider
        self._pool = pool
        self._base_url = base_url.rstrip("/")
        self._headers = headers
        self._redact = redact

    def told(self, text: str) -> str:
        """The provider's words, fit for a message."""
        return told(text, self._redact)

    async def exchange(  # noqa: PLR0913 - the parts of a request and its two limits
        self,
        method: str,
        path: str,
        *,
        json: bytes | None = None,
        files: Mapping[str, Upload] | None = None,
        fields: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        deadline: float,
        max_bytes: int,
    ) -> Answer:
        """Send one request, once, and return the answer whatever its status.

        ``json`` is a body already encoded; ``files``, with ``fields`` beside them, make a multipart one. ``path`` is
        quoted here.
        ``deadline`` is in seconds and covers everything from dialling to the last byte, however slowly bytes drip.
        An answer with an error status keeps its meaning although its body is cut or too long.

        Raises:
            EngineUnavailable: Nothing was sent: no name, no connection, no TLS in time.
            OutcomeUnknown: Something was sent and no whole answer came back.
            BadAnswer: The answer is longer than ``max_bytes`` or cannot be decompressed.
            EngineMisconfigured: The request cannot be written as HTTP.
        """
        request: dict[str, Any] = {"params": params, "headers": {**self._headers(), **(headers or {})}}
        if json is not None:
            request["content"] = json
            request["headers"]["Content-Type"] = "application/json"
        if files is not None or fields is not None:
            request |= {"files": files, "data": fields}
        url = f"{self._base_url}/{quote(path.lstrip('/'), safe=_PATH_CHARACTERS)}"
        reading = _Reading(max_bytes)
        failure: Exception | None = None
        with anyio.move_on_after(deadline) as scope:
            try:
                async with self._pool.client() as client, reading.closing_half_open():
                    await reading.read(client, method, url, request)
            except _FAILURES as error:
                failure = error
        if reading.is_usable(whole=failure is None and not scope.cancelled_caught):
            return Answer(reading.status, reading.headers, bytes(reading.body))
        # Raised here, out of the handlers, so that no exception of httpx, which holds the request, hangs below it.
        kind, what = _verdict(reading, failure, deadline)
        message = f"{self.provider} {what}"
        raise kind(message)


class _TooLong(Exception):
    """The answer is past its limit."""


# OSError: a fault of TLS in the middle of an answer comes through as it is.
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, OSError, _TooLong)


class _Reading:
    """How far one exchange has come; it outlives the cancellation at the deadline."""

    def __init__(self, max_bytes: int) -> None:
        self.sent = False
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self.body = bytearray()
        self._max_bytes = max_bytes
        self._half_open: httpcore.AsyncNetworkStream | None = None

    @asynccontextmanager
    async def closing_half_open(self) -> AsyncIterator[None]:
        """Close the connection that a time-out or a cancellation catches in its handshake: httpcore forgets it."""
        try:
            yield
        finally:
            if self._half_open is not None:
                with anyio.CancelScope(shield=True):
                    await self._half_open.aclose()

    async def read(self, client: httpx.AsyncClient, method: str, url: str, request: dict[str, Any]) -> None:
        async with client.stream(method, url, extensions={"trace": self._trace}, **request) as response:
            self.status = response.status_code
            self.headers = dict(response.headers)
            if self._is_error:
                self._max_bytes = min(self._max_bytes, ERROR_BYTES)
            async for chunk in response.aiter_bytes():
                self.body += chunk
                if len(self.body) > self._max_bytes:
                    del self.body[self._max_bytes :]
                    raise _TooLong

    def is_usable(self, *, whole: bool) -> bool:
        return self._is_error or (whole and self.status > 0)

    @property
    def _is_error(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self._half_open = info["return_value"]
        elif event == "http11.send_request_headers.started":
            self._half_open = None
            self.sent = True


def _verdict(reading: _Reading, failure: Exception | None, deadline: float) -> tuple[type[EngineError], str]:
    if isinstance(failure, (UnicodeError, httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError)):
        return EngineMisconfigured, "cannot be asked: its key, base URL or model cannot be written in HTTP."
    if isinstance(failure, _TooLong):
        return BadAnswer, "answered with more bytes than are taken."
    if isinstance(failure, httpx.DecodingError):
        return BadAnswer, "answered with bytes that cannot be decompressed."
    if reading.sent:
        how = (
            "did not answer in full within" if failure is None else "closed the connection before the answer was whole"
        )
        limit = f" {deadline:g} seconds" if failure is None else ""
        return OutcomeUnknown, f"{how}{limit}; the call may have been billed."
    return EngineUnavailable, _unreached(failure)


def _unreached(failure: Exception | None) -> str:
    if failure is None or isinstance(failure, httpx.TimeoutException):
        return "could not be connected to in time; nothing was sent."
    link: BaseException | None = failure
    while link is not None:
        if isinstance(link, ssl.SSLCertVerificationError):
            return "does not show a valid certificate; nothing was sent."
        if isinstance(link, ssl.SSLError):
            return "does not speak TLS as it should; nothing was sent."
        link = link.__cause__ or link.__context__
    return "could not be connected to; nothing was sent."
