"""Port of the sessions of who is signed in to the pages; a cookie names one, and nothing else is in it."""

import hashlib
import hmac
from typing import Protocol

from msgspec import Struct

LIFETIME_SECONDS = 12 * 3600
"""How long a session lasts at most."""
IDLE_SECONDS = 2 * 3600
"""How long it lasts without a request."""
IDLE_SLACK_SECONDS = 60
"""How much of a session's last use may go unnoted, so that not every picture of a page is a write."""
MOST_SESSIONS = 10_000
"""How many are kept; the one opened longest ago ends first."""
MOST_NOTES = 20
"""How many notes wait in a session for the page that shows them; the oldest goes first."""


class Session(Struct, frozen=True):
    """One sign-in: of the operator, or with ``key_id`` of an author; ``csrf`` is what every form of it carries."""

    csrf: str
    key_id: str | None = None

    @property
    def is_operator(self) -> bool:
        """Whether the administrator's key opened it."""
        return self.key_id is None

    def owns(self, token: str) -> bool:
        """Whether a form carries this session's token, compared in constant time."""
        return hmac.compare_digest(token.encode(), self.csrf.encode())

    def __repr__(self) -> str:
        """Without its token."""
        return f"Session(key_id={self.key_id!r}, …)"


class Sessions(Protocol):
    """The sessions of all servers of an installation, each named by a token that nobody can guess.

    Duties: a session that one server opened is known to all when ``open`` returns, and one that was ended to none when
    ``end`` returns. Only a digest of the token is kept, and of an author the public id of an API key, never the key.
    Sessions end by themselves after ``LIFETIME_SECONDS``, and after ``IDLE_SECONDS`` without a request. A note is given
    out once, however many servers take it at the same moment. Every method raises ``StorageError`` where the sessions
    cannot be reached.
    """

    async def open(self, key_id: str | None = None) -> str:
        """Begin a session of the operator, or of the author with this key; return the token that its cookie holds."""

    async def find(self, token: str) -> Session | None:
        """The session that a token names, unless it is over; it counts as used."""

    async def end(self, token: str) -> None:
        """End one session with its notes; idempotent."""

    async def end_all(self, key_id: str | None) -> None:
        """End every session of the operator, or of whoever signed in with this key."""

    async def leave(self, token: str, name: str, text: str) -> None:
        """Keep a note for the page that follows a form, in place of one of the same name; nothing in no session."""

    async def take(self, token: str, name: str) -> str:
        """The note of this name, which is then forgotten; empty where there is none."""

    async def claim(self, token: str, name: str) -> str | None:
        """Leave an empty note, unless there is one of this name: ``None`` for who left it, else what the note says.

        Of all who claim a name at the same moment one is told ``None``; in no session, or one that is over, nobody is.
        """

    async def clear(self) -> None:
        """Remove sessions that are over; called now and then by every server."""


def digest_of(token: str) -> str:
    """What a session is kept by: who reads where it is kept cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()
