"""Uploads: files that authors chose in a form and have not sent for good yet, in memory for a while."""

import hashlib
import secrets
import time
from collections.abc import Callable

from msgspec import Struct

LIFETIME_SECONDS = 3600
"""How long a file is kept after it was last used."""
MOST_BYTES, MOST_OF_ONE = 128 * 2**20, 64 * 2**20
"""How much is kept in all, and for one API key; what was used longest ago goes first."""
MOST_FILES = 32
"""How many files of one API key are kept, however small."""


class HeldFile(Struct):
    """A file of an API key; its name is the sender's word. ``used`` is by a clock that never goes back."""

    owner: str
    name: str
    content: bytes
    digest: bytes
    used: float


class Uploads:
    """The files that forms of one server are being filled with, by names that nobody can guess."""

    def __init__(
        self,
        most_bytes: int = MOST_BYTES,
        most_of_one: int = MOST_OF_ONE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._most_of_one, self._clock = most_bytes, most_of_one, clock
        self._held: dict[str, HeldFile] = {}

    def keep(self, owner: str, name: str, content: bytes) -> str:
        """Keep a file and return what names it; the same file of the same owner keeps its name."""
        digest = hashlib.blake2b(content).digest()
        self._drop_old()
        for token, held in self._held.items():
            if held.owner == owner and held.digest == digest:
                held.used = self._clock()
                return token
        self._make_room(owner, len(content))
        token = secrets.token_urlsafe(24)
        self._held[token] = HeldFile(owner=owner, name=name, content=content, digest=digest, used=self._clock())
        return token

    def find(self, owner: str, token: str) -> HeldFile | None:
        """A file of this owner; ``None`` for names of others' files, and once it was dropped."""
        self._drop_old()
        held = self._held.get(token)
        if held is None or held.owner != owner:
            return None
        held.used = self._clock()
        return held

    def _drop_old(self) -> None:
        now = self._clock()
        self._held = {token: held for token, held in self._held.items() if now - held.used < LIFETIME_SECONDS}

    def _make_room(self, owner: str, size: int) -> None:
        """Drop files until another one fits; one that is larger than a share stands alone in it."""
        while (own := self._of(owner)) and (
            len(own) >= MOST_FILES or sum(held.size for held in own) + size > self._most_of_one
        ):
            del self._held[own[0].token]
        while (others := self._of(None)) and sum(held.size for held in others) + size > self._most:
            del self._held[others[0].token]

    def _of(self, owner: str | None) -> list["_Share"]:
        """Files of an owner, or all; what was used longest ago first."""
        found = [
            _Share(held.used, token, len(held.content))
            for token, held in self._held.items()
            if owner in {None, held.owner}
        ]
        return sorted(found, key=lambda share: share.used)


class _Share(Struct, frozen=True):
    used: float
    token: str
    size: int
