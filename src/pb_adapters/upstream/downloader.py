"""Painted pictures fetched from URLs that a provider chose: guarded, bounded, tried again where they may come later."""

import ssl
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urljoin, urlsplit

import anyio
import httpcore
from msgspec import Struct
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt

from pb_adapters.network import DialRefused, GuardedBackend, Resolver, system_resolver, wire_form
from pb_adapters.upstream.guard import Limits
from pb_adapters.upstream.pictures import ImageHeader, read_header
from pb_adapters.upstream.proxies import Proxies
from pb_core.domain.webhooks.addresses import is_public
from pb_core.errors import Billed, EngineError, NoPicture, OutcomeUnknown, UnreadablePicture

# Some hosts of results turn away what does not look like a browser.
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
REDIRECTS = 3
DELAYS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between tries: a fresh result may not be there at once."""
URL_CHARACTERS = 8000

_BROKEN = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError)
_MOVED = {301, 302, 303, 307, 308}
_LATER = {403, 404, 408, 425, 429}


class Downloaded(Struct, frozen=True):
    """The original bytes and what their header says."""

    data: bytes
    measured: ImageHeader


class Downloader:
    """An async context manager that fetches pictures without any credential, each over a connection of its own.

    https only, and every address is checked when it is dialled, after redirects too. Through a proxy, it is the proxy
    that dials; then addresses are checked that stand in the URL itself, and names must not be of a local network.

    Args:
        allowed: Origins that may be http and private, such as ``http://127.0.0.1:8801``; none by default.
        limits: How many bytes and pixels are taken.
        seconds: The limit of one try.
        delays: The waits between tries, in seconds.
        ssl_context: Which certificates to trust; the public authorities by default.
        proxies: The proxies on the way; none by default.
        resolve: How names become addresses; the operating system's way by default.
        sleep: How to wait.
    """

    def __init__(  # noqa: PLR0913 - limits, and the ways to the network
        self,
        *,
        allowed: frozenset[str] = frozenset(),
        limits: Limits | None = None,
        seconds: float = 60.0,
        delays: tuple[float, ...] = DELAYS,
        ssl_context: ssl.SSLContext | None = None,
        proxies: Proxies | None = None,
        resolve: Resolver = system_resolver,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._allowed = {origin_of(url) for url in allowed}
        self._limits = limits or Limits()
        self._seconds, self._delays, self._sleep = seconds, delays, sleep
        context = ssl_context or httpcore.default_ssl_context()
        self._proxies = proxies or Proxies()
        self._proxied = {proxy: _proxied_pool(context, proxy) for proxy in self._proxies.all}
        self._guarded, self._open = (_pool(context, resolve, allow_private=private) for private in (False, True))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._guarded.aclose()
        await self._open.aclose()
        for pool in self._proxied.values():
            await pool.aclose()

    async def fetch(self, url: str, provider: str) -> Downloaded:
        """Fetch one picture that was painted and paid for; nothing of the URL appears in an error.

        Raises:
            NoPicture: It is not there, or the URL or a redirect leads where none may go.
            UnreadablePicture: What is there is no picture, or past a limit.
            OutcomeUnknown: Its host does not answer; a job's result may still be had by asking for the job again.
        """
        retrying = AsyncRetrying(
            retry=retry_if_exception_type(_TryAgain),
            wait=self._wait,
            stop=stop_after_attempt(len(self._delays) + 1),
            sleep=self._sleep,
            reraise=True,
        )
        failure: EngineError
        try:
            data: bytes = await retrying(self._follow, url)
            return Downloaded(data, read_header(data, self._limits))
        except _TryAgain as later:
            failure = later.meaning(f"{provider}'s picture could not be fetched: {later}", billed=Billed.YES)
        except DialRefused as refusal:
            failure = NoPicture(f"{provider}'s picture is not fetched: its {refusal}")
        except EngineError as error:
            failure = type(error)(f"{provider}: {error}", billed=Billed.YES)
        raise failure

    def _wait(self, state: RetryCallState) -> float:
        return self._delays[state.attempt_number - 1] if state.attempt_number <= len(self._delays) else 0.0

    async def _follow(self, url: str) -> bytes:
        for _ in range(REDIRECTS + 1):
            found = await self._get(url)
            if isinstance(found, bytes):
                return found
            url = found
        raise NoPicture("The picture's URL redirects too often.")

    async def _get(self, url: str) -> bytes | str:
        """The bytes, or where they have moved to."""
        pool, target, headers = self._request(url)
        with anyio.move_on_after(self._seconds):
            try:
                async with pool.stream("GET", target, headers=headers) as response:
                    if response.status in _MOVED:
                        return _target_of(url, response)
                    _check_status(response.status)
                    return await self._read(response)
            except _BROKEN:
                pass
        raise _TryAgain("its host could not be reached or broke off.", OutcomeUnknown)

    def _request(self, url: str) -> tuple[httpcore.AsyncConnectionPool, httpcore.URL, list[tuple[str, str]]]:
        origin = origin_of(url)
        if len(url) > URL_CHARACTERS or not origin or "@" in urlsplit(url).netloc:
            raise NoPicture("The picture's URL is not one that can be fetched.")
        is_allowed = origin in self._allowed
        if not is_allowed and not origin.startswith("https:"):
            raise NoPicture("The picture's URL is not https.")
        try:
            target, authority = wire_form(url)
        except (UnicodeError, ValueError):
            raise NoPicture("The picture's URL is not one that can be fetched.") from None
        headers = [("Host", authority), ("User-Agent", USER_AGENT), ("Accept", "image/*,*/*;q=0.5")]
        proxy = self._proxies.of(url)
        if proxy is None:
            return self._open if is_allowed else self._guarded, target, headers
        if not is_allowed and not _may_be_public(urlsplit(url).hostname or ""):
            raise DialRefused("host name leads to a private address.")
        return self._proxied[proxy], target, headers

    async def _read(self, response: httpcore.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_stream():
            body += chunk
            if len(body) > self._limits.picture_bytes:
                raise UnreadablePicture(f"A picture is larger than {self._limits.picture_bytes} bytes.")
        return bytes(body)


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL in lower case, the port always named; empty if it is no http(s) URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.hostname}:{port}" if port and parts.hostname else ""


class _TryAgain(Exception):
    """The picture may be there a moment later; ``meaning`` is the error if it never is."""

    def __init__(self, message: str, meaning: type[EngineError]) -> None:
        super().__init__(message)
        self.meaning = meaning


def _pool(context: ssl.SSLContext, resolve: Resolver, *, allow_private: bool) -> httpcore.AsyncConnectionPool:
    """A kept connection would outlive the check of its address, so none is kept."""
    return httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=None,
        max_keepalive_connections=0,
        network_backend=GuardedBackend(allow_private=allow_private, resolve=resolve, network=httpcore.AnyIOBackend()),
    )


def _proxied_pool(context: ssl.SSLContext, proxy: str) -> httpcore.AsyncConnectionPool:
    parts = urlsplit(proxy)
    return httpcore.AsyncHTTPProxy(
        proxy_url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        proxy_auth=(unquote(parts.username), unquote(parts.password or "")) if parts.username else None,
        ssl_context=context,
        max_connections=None,
        max_keepalive_connections=0,
    )


def _may_be_public(host: str) -> bool:
    """Whether a host that a proxy will look up can be one of the internet: a public address, or a name with a dot."""
    try:
        return is_public(ip_address(host))
    except ValueError:
        name = host.rstrip(".").lower()
        return "." in name and not name.endswith(_LOCAL_ENDINGS) and not name.replace(".", "").isdigit()


_LOCAL_ENDINGS = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".corp", ".intranet")


def _check_status(status: int) -> None:
    message = f"its host answers {status}."
    if status in _LATER:
        raise _TryAgain(message, NoPicture)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _TryAgain(message, OutcomeUnknown)
    if status != HTTPStatus.OK:
        raise NoPicture(f"The picture's host answers {status}.")


def _target_of(url: str, response: httpcore.Response) -> str:
    """Where a redirect leads; empty if that is no URL."""
    location = next((value.decode("latin-1") for name, value in response.headers if name.lower() == b"location"), "")
    try:
        return urljoin(url, location) if location else ""
    except ValueError:
        return ""
