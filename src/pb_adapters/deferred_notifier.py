"""Opening a notifier when the first webhook is sent: a server starts without an HTTP client."""

from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from pb_core.ports.notifier import Answer

if TYPE_CHECKING:
    from pb_adapters.notifier import HttpNotifier


class DeferredNotifier:
    """``HttpNotifier`` from its first webhook on.

    Args:
        allow_private: Whether private and local addresses may be dialled.
        seconds: The limit of one attempt.
    """

    def __init__(self, *, allow_private: bool, seconds: float = 15.0) -> None:
        self._allow_private, self._seconds = allow_private, seconds
        self._opened: HttpNotifier | None = None
        self._opening = anyio.Lock()

    async def post(self, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Answer:
        """Send the body as ``HttpNotifier`` does; raises ``NotificationFailed``."""
        async with self._opening:
            if self._opened is None:
                self._opened = await anyio.to_thread.run_sync(self._open)
        return await self._opened.post(url, headers, body)

    async def aclose(self) -> None:
        """Close what was opened."""
        if self._opened is not None:
            await self._opened.aclose()

    def _open(self) -> "HttpNotifier":
        from pb_adapters.notifier import HttpNotifier  # noqa: PLC0415 - this is what is put off

        return HttpNotifier(allow_private=self._allow_private, seconds=self._seconds)
