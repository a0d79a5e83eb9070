"""The application of the pages, which is loaded and built when the first page is asked for: most starts serve none."""

from collections.abc import Callable

import anyio
import anyio.to_thread
from litestar.types import ASGIApp, Receive, Scope, Send


class LatePages:
    """Serves pages by an application that ``build`` makes, once and beside the event loop.

    Where ``build`` fails, the request does, and the next one tries again.
    """

    def __init__(self, build: Callable[[], ASGIApp]) -> None:
        self._build, self._lock = build, anyio.Lock()
        self._pages: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        pages = self._pages or await self._built()
        await pages(scope, receive, send)

    async def _built(self) -> ASGIApp:
        async with self._lock:
            if self._pages is None:
                self._pages = await anyio.to_thread.run_sync(self._build)
            return self._pages
