"""Invitations: links that sign in whoever opens one first, within a minute; the key stands in none."""

import hashlib
import secrets
import time
from collections.abc import Callable

from msgspec import Struct

LIFETIME_SECONDS = 60
"""How long a link can be opened."""


class _Invitation(Struct, frozen=True):
    key_id: str
    until: float


class Invitations:
    """The invitations of one server, by the digest of what stands in their links."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, _Invitation] = {}

    def invite(self, key_id: str) -> str:
        """Make a link's token for the API key with this public id."""
        token = secrets.token_urlsafe(32)
        self._open[_digest(token)] = _Invitation(key_id, self._clock() + LIFETIME_SECONDS)
        return token

    def take(self, token: str) -> str | None:
        """The public id of the key that a token invites to, once; ``None`` for one that was used, is old or unknown."""
        found = self._open.pop(_digest(token), None)
        return found.key_id if found is not None and self._clock() < found.until else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
