"""Files of forms, in memory."""

import hashlib
import secrets
import time
from collections.abc import Callable

from msgspec import Struct

from pb_core.ports.uploads import LIFETIME_SECONDS, MOST_BYTES, MOST_OF_ONE, HeldFile, Share, in_the_way


class _Kept(Struct):
    """A file of an API key; ``used`` is by a clock that never goes back."""

    owner: str
    file: HeldFile
    digest: bytes
    used: float


class MemoryUploads:
    """The files of one process; they are gone with it."""

    def __init__(
        self,
        most_bytes: int = MOST_BYTES,
        most_of_one: int = MOST_OF_ONE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._most_of_one, self._clock = most_bytes, most_of_one, clock
        self._held: dict[str, _Kept] = {}

    async def keep(self, owner: str, name: str, content: bytes) -> str:
        """Keep a file and return what names it; the same file of the same owner keeps its name."""
        digest = hashlib.blake2b(content).digest()
        self._drop_old()
        for token, held in self._held.items():
            if held.owner == owner and held.digest == digest:
                held.used = self._clock()
                return token
        shares = [Share(token, held.owner, held.used, len(held.file.content)) for token, held in self._held.items()]
        for token in in_the_way(shares, owner, len(content), self._most, self._most_of_one):
            del self._held[token]
        token = secrets.token_urlsafe(24)
        self._held[token] = _Kept(owner=owner, file=HeldFile(name, content), digest=digest, used=self._clock())
        return token

    async def find(self, owner: str, token: str) -> HeldFile | None:
        """A file of this owner; it counts as used."""
        self._drop_old()
        held = self._held.get(token)
        if held is None or held.owner != owner:
            return None
        held.used = self._clock()
        return held.file

    async def forget(self, owner: str) -> None:
        """Drop every file of an owner."""
        self._held = {token: held for token, held in self._held.items() if held.owner != owner}

    async def clear(self) -> None:
        """Remove files that nobody used for an hour."""
        self._drop_old()

    def _drop_old(self) -> None:
        now = self._clock()
        self._held = {token: held for token, held in self._held.items() if now - held.used < LIFETIME_SECONDS}
