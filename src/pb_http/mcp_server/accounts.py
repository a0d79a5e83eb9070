"""Accounts: with which API key a call is made, the program's own or the one that its caller sent."""

import hashlib
import re
import time
from collections.abc import Mapping

import httpx
from mcp.server.auth.provider import AccessToken

from paperbanana_client import AsyncClient, PaperBananaError, Refused
from paperbanana_client.connection import options

KNOWN_SECONDS = 60.0
"""How long a key that the server knows is not asked about again."""

MOST_KNOWN = 1_000
_TOKEN = re.compile(r"[\x21-\x7e]{1,200}")
"""What a header can hold as one word."""


class Accounts:
    """Clients of one server, one for each key; they share connections, which ``aclose`` closes.

    Without ``own_key`` each call brings its key as ``Authorization: Bearer``.
    """

    def __init__(self, url: str, transport: httpx.AsyncBaseTransport, own_key: str | None = None) -> None:
        self.url, self._transport, self._own_key = url, transport, own_key

    def client(self, headers: Mapping[str, str] | None) -> AsyncClient:
        """The client of a call with these headers; raises ``Refused`` where neither has a key."""
        key = self._own_key or _bearer(headers)
        if not key:
            raise Refused("This call has no API key: send Authorization: Bearer followed by the key", 401)
        return self.of(key)

    def of(self, key: str) -> AsyncClient:
        """The client of a key."""
        return AsyncClient(self.url, key, http=httpx.AsyncClient(transport=self._transport, **options(self.url, key)))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


class ApiKeys:
    """Knows an API key by asking the server, as the SDK wants to have bearer tokens verified."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._known: dict[str, float] = {}

    async def verify_token(self, token: str) -> AccessToken | None:
        """The caller of a key that may call; ``None`` for others, and while the server cannot be asked."""
        if not _TOKEN.fullmatch(token):
            return None
        name = hashlib.sha256(token.encode()).hexdigest()
        now = time.monotonic()
        if self._known.get(name, 0.0) < now:
            try:
                await self._accounts.of(token).key()
            except PaperBananaError:
                self._known.pop(name, None)
                return None
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[name] = now + KNOWN_SECONDS
        return AccessToken(token=token, client_id=name, scopes=[])


def _bearer(headers: Mapping[str, str] | None) -> str:
    scheme, _, token = (headers or {}).get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
