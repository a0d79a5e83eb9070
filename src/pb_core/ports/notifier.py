"""Port of outgoing webhooks."""

from typing import Protocol

from msgspec import Struct

START_BYTES = 1024
"""How much of an answer's body is handed on."""


class Answer(Struct, frozen=True):
    """An HTTP status, and the first ``START_BYTES`` of the body behind it, or what came of them."""

    status: int
    start: bytes = b""


class Notifier(Protocol):
    """Sends one HTTP POST to a caller's URL, which is untrusted.

    Duties: one attempt, no redirect followed, no cookie, no proxy from the environment, bounded time
    and answer size. The address is checked when the connection is made: every address that the name
    resolves to must be public (unless private networks are allowed), and the checked one is dialled.
    A network failure or a refused address raises ``NotificationFailed`` with a sentence without
    secrets; any HTTP status is a result. Cancellation closes the connection.
    """

    async def post(self, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> Answer:
        """Send the body with exactly these headers (plus Host and Content-Length) and return the answer."""
