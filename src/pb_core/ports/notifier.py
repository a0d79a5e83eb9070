"""Port of outgoing webhooks."""

from typing import Protocol


class Notifier(Protocol):
    """Sends one HTTP POST to a caller's URL, which is untrusted.

    Duties: one attempt, no redirect followed, no cookie, no proxy from the environment, bounded time
    and answer size. The address is checked when the connection is made: every address that the name
    resolves to must be public (unless private networks are allowed), and the checked one is dialled.
    A network failure or a refused address raises ``NotificationFailed`` with a sentence without
    secrets; any HTTP status is a result. Cancellation closes the connection.
    """

    async def post(self, url: str, headers: tuple[tuple[str, str], ...], body: bytes) -> int:
        """Send the body with exactly these headers (plus Host and Content-Length) and return the status."""
