"""One exchange with a provider: pooled connections, a deadline around everything, a bounded answer, a typed failure."""

import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import anyio
import httpcore
import httpx
from msgspec import Struct

from pb_adapters.upstream.errors import by_status, redacted
from pb_adapters.upstream.proxies import Proxies
from pb_adapters.upstream.routed import Routed
from pb_adapters.upstream.trust import trusting
from pb_core.errors import BadAnswer, EngineError, EngineMisconfigured, EngineUnavailable, OutcomeUnknown

USER_AGENT = "paperbanana-api"

# Few idle connections, since every one is looked at again and again. They go stale before the server with the shortest
# usual limit (5 s) closes them: a request that meets a closing connection is a lost answer that may cost money.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=2.0)


class UpstreamPool:
    """Owns the clients; every exchange takes the least busy one, since one client is slow with 500 calls in flight.

    HTTP/1.1, no credentials from the environment, no redirects, no cookies. How long an answer may take is the
    exchange's own deadline.

    Args:
        clients: Between how many clients calls are spread.
        connect_seconds: The limit of resolving, dialling and the TLS handshake.
        write_seconds: The limit of each write of the request.
        ssl_context: Which certificates to trust; the public authorities by default.
        proxies: The proxies on the way; none by default.
    """

    def __init__(
        self,
        *,
        clients: int = 8,
        connect_seconds: float = 10.0,
        write_seconds: float = 60.0,
        ssl_context: ssl.SSLContext | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        self.proxies = proxies or Proxies()
        self._count = clients
        self._timeout = httpx.Timeout(None, connect=connect_seconds, write=write_seconds)
        self._ssl_context = ssl_context
        self._busy: dict[httpx.AsyncClient, int] = {}
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        context = self._ssl_context or trusting()
        for _ in range(self._count):
            self._busy[await self._open.enter_async_context(self._client(context))] = 0
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._busy.clear()
        await self._open.aclose()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """The least busy client, counted as busy by one more call for as long as the block runs."""
        if not self._busy:
            raise RuntimeError("The pool of connections is not open.")
        chosen = min(self._busy, key=self._busy.__getitem__)
        self._busy[chosen] += 1
        try:
            yield chosen
        finally:
            if chosen in self._busy:  # the pool may have been closed meanwhile
                self._busy[chosen] -= 1

    def _client(self, context: ssl.SSLContext) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=Routed(self.proxies, context, _LIMITS),
            trust_env=False,
            follow_redirects=False,
            timeout=self._timeout,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )


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

    @property
    def base_url(self) -> str:
        """The address that stands before the path of every request, without a slash at its end."""
        return self._base_url

    def elsewhere(self, base_url: str) -> "Upstream":
        """Another host of the same provider, as seen with the same key."""
        return Upstream(
            self._pool, provider=self.provider, base_url=base_url, headers=self._headers, redact=self._redact
        )

    def redacted(self, text: str) -> str:
        """The provider's words, fit for a message."""
        return redacted(text, self._redact)

    def redacted_without_prompt(self, text: str) -> str:
        """The same; nothing of words about the prompt, which may quote it."""
        return "" if "prompt" in text.lower() else self.redacted(text)

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
        enough: Callable[[bytes], bool] | None = None,
    ) -> Answer:
        """Send one request, once, and return the answer, an error too; redirects are not followed.

        ``json`` is a body already encoded; ``files``, with ``fields`` beside them, make a multipart one. ``path`` is
        quoted here.
        ``deadline`` is in seconds and covers everything from dialling to the last byte, however slowly bytes drip.
        ``enough`` is given each chunk of a success; once it says so, the connection is closed and what came is the
        answer.
        An answer with an error status keeps its meaning although its body is cut or too long.

        Raises:
            EngineUnavailable: Nothing was sent: no name, no connection, no TLS in time.
            OutcomeUnknown: Something was sent and no whole answer came back.
            BadAnswer: The answer is longer than ``max_bytes`` or cannot be decompressed.
            EngineMisconfigured: The request cannot be written as HTTP, or the answer redirects elsewhere.
        """
        request: dict[str, Any] = {"params": params, "headers": {**self._headers(), **(headers or {})}}
        if json is not None:
            request["content"] = json
            request["headers"]["Content-Type"] = "application/json"
        if files is not None or fields is not None:
            request |= {"files": files, "data": fields}
        url = f"{self._base_url}/{quote(path.lstrip('/'), safe=_PATH_CHARACTERS)}"
        reading = _Reading(max_bytes, enough)
        failure: Exception | None = None
        with anyio.move_on_after(deadline) as scope:
            try:
                async with self._pool.client() as client, reading.closing_half_open():
                    await reading.read(client, method, url, request)
            except _FAILURES as error:
                failure = error
        if reading.is_redirect:
            raise by_status(self.provider, reading.status)
        if reading.is_usable(whole=failure is None and not scope.cancelled_caught):
            return Answer(reading.status, reading.headers, bytes(reading.body))
        # Raised here, out of the handlers, so that no exception of httpx, which holds the request, hangs below it.
        kind, what = _verdict(reading, failure, deadline, by_proxy=self._pool.proxies.of(url) is not None)
        raise kind(f"{self.provider} {what}")


def bearer_upstream(pool: UpstreamPool, provider: str, *, key: str, base_url: str) -> Upstream:
    """A provider that takes its key as a bearer token."""
    return Upstream(
        pool, provider=provider, base_url=base_url, headers=lambda: {"Authorization": f"Bearer {key}"}, redact=(key,)
    )


class _TooLong(Exception):
    """The answer is past its limit."""


# OSError: a fault of TLS in the middle of an answer comes through as it is.
_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, OSError, _TooLong)


class _Reading:
    """How far one exchange has come; it outlives the cancellation at the deadline."""

    def __init__(self, max_bytes: int, enough: Callable[[bytes], bool] | None = None) -> None:
        self.sent = False
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self.body = bytearray()
        self._max_bytes, self._enough = max_bytes, enough
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
                if self._enough is not None and not self._is_error and self._enough(chunk):
                    return

    def is_usable(self, *, whole: bool) -> bool:
        return self._is_error or (whole and self.status > 0)

    @property
    def is_redirect(self) -> bool:
        """Whether the answer, whatever its body, points elsewhere; a key is sent nowhere else than it was set for."""
        return HTTPStatus.MULTIPLE_CHOICES <= self.status < HTTPStatus.BAD_REQUEST

    @property
    def _is_error(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self._half_open = info["return_value"]
        elif event == "http11.send_request_headers.started" and info["request"].method != b"CONNECT":
            self._half_open = None  # what is said to a proxy to open the way is nothing sent to the provider
            self.sent = True


def _verdict(
    reading: _Reading, failure: Exception | None, deadline: float, *, by_proxy: bool
) -> tuple[type[EngineError], str]:
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
    if isinstance(failure, httpx.ProxyError) and str(failure).startswith("407"):
        return EngineMisconfigured, "is behind a proxy that wants other credentials than HTTPS_PROXY has."
    what = _unreached(failure)
    return EngineUnavailable, what.replace("connected to", "connected to through the proxy") if by_proxy else what


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
