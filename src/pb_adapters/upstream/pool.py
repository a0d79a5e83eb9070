"""The connections to every provider: several HTTP clients that share one TLS context."""

import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx

USER_AGENT = "paperbanana-api"

# Few idle connections, since every one is looked at again and again. They go stale before a server with the shortest
# usual patience (5 s) closes them: a request that meets a closing connection is a lost answer that may cost money.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20, keepalive_expiry=2.0)


class UpstreamPool:
    """Owns the clients; every exchange takes the least busy one, since one client is slow with 500 calls in flight.

    HTTP/1.1, no proxies or credentials from the environment, no redirects, no cookies. How long an answer may take
    is the exchange's own deadline.

    Args:
        clients: Between how many clients calls are spread.
        connect_seconds: The limit of resolving, dialling and the TLS handshake.
        write_seconds: The limit of each write of the request.
        ssl_context: Which certificates to trust; the public authorities by default.
    """

    def __init__(
        self,
        *,
        clients: int = 8,
        connect_seconds: float = 10.0,
        write_seconds: float = 60.0,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._count = clients
        self._timeout = httpx.Timeout(None, connect=connect_seconds, write=write_seconds)
        self._ssl_context = ssl_context
        self._busy: dict[httpx.AsyncClient, int] = {}
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        context = self._ssl_context or httpx.create_ssl_context(trust_env=False)
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
            message = "The pool of connections is not open."
            raise RuntimeError(message)
        chosen = min(self._busy, key=self._busy.__getitem__)
        self._busy[chosen] += 1
        try:
            yield chosen
        finally:
            if chosen in self._busy:  # the pool may have been closed meanwhile
                self._busy[chosen] -= 1

    def _client(self, context: ssl.SSLContext) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=context,
            trust_env=False,
            follow_redirects=False,
            timeout=self._timeout,
            limits=_LIMITS,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )
