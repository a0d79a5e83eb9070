"""Routed: an HTTP transport that goes straight to a URL or through the proxy that stands before it."""

import ssl
from types import TracebackType
from typing import Self

import httpx

from pb_adapters.upstream.proxies import Proxies


class Routed(httpx.AsyncBaseTransport):
    """Pools of connections, one that dials by itself and one for each proxy."""

    def __init__(self, proxies: Proxies, context: ssl.SSLContext, limits: httpx.Limits) -> None:
        self._proxies = proxies
        self._ways = {
            proxy: httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits, proxy=proxy)
            for proxy in (None, *proxies.all)
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on its way."""
        return await self._ways[self._proxies.of(str(request.url))].handle_async_request(request)

    async def __aenter__(self) -> Self:
        for way in self._ways.values():
            await way.__aenter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        for way in self._ways.values():
            await way.__aexit__(exc_type, exc_value, traceback)
