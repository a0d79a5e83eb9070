"""Sessions: who is signed in to the pages, in memory of the server; a cookie names one, and nothing else is in it.

The session of an author holds the public id of an API key, never the key. A restart signs everybody out.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from msgspec import Struct

LIFETIME_SECONDS = 12 * 3600
"""How long a session lasts at most."""
IDLE_SECONDS = 2 * 3600
"""How long it lasts without a request."""
MOST_SESSIONS = 10_000
"""How many are kept; the one opened longest ago ends first."""
MOST_NOTES = 20
"""How many notes wait in a session for the page that shows them; the oldest goes first."""


class Session(Struct):
    """One sign-in: of the operator, or with ``key_id`` of an author.

    ``csrf`` is what every form of it carries. Times are of a clock that never goes back. ``notes`` wait for the next
    page that shows them.
    """

    csrf: str
    opened: float
    seen: float
    key_id: str | None = None
    notes: dict[str, str] = {}

    @property
    def is_operator(self) -> bool:
        """Whether the administrator's key opened it."""
        return self.key_id is None

    def owns(self, token: str) -> bool:
        """Whether a form carries this session's token, compared in constant time."""
        return hmac.compare_digest(token.encode(), self.csrf.encode())

    def leave(self, name: str, text: str) -> None:
        """Keep a note for the page that follows a form."""
        self.notes.pop(name, None)
        self.notes[name] = text
        if len(self.notes) > MOST_NOTES:
            del self.notes[next(iter(self.notes))]

    def take(self, name: str) -> str:
        """The note of this name, which is then forgotten; empty where there is none."""
        return self.notes.pop(name, "")

    def __repr__(self) -> str:
        """Without its token and notes."""
        return f"Session(key_id={self.key_id!r}, …)"


class Sessions:
    """The sessions of one server, by the digest of what their cookies hold."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, Session] = {}

    def open(self, key_id: str | None = None) -> str:
        """Begin a session of the operator, or of the author with this key; return what its cookie holds."""
        token, now = secrets.token_urlsafe(32), self._clock()
        if len(self._open) >= MOST_SESSIONS:
            self._drop(now)
        self._open[_digest(token)] = Session(csrf=secrets.token_urlsafe(32), opened=now, seen=now, key_id=key_id)
        return token

    def find(self, token: str) -> Session | None:
        """The session that a cookie names, unless it is over; it counts as used."""
        session, now = self._open.get(_digest(token)), self._clock()
        if session is None:
            return None
        if _is_over(session, now):
            del self._open[_digest(token)]
            return None
        session.seen = now
        return session

    def end(self, token: str) -> None:
        """End one session; idempotent."""
        self._open.pop(_digest(token), None)

    def end_all(self, key_id: str | None) -> None:
        """End every session of the operator, or of whoever signed in with this key."""
        self._open = {name: session for name, session in self._open.items() if session.key_id != key_id}

    def _drop(self, now: float) -> None:
        self._open = {name: session for name, session in self._open.items() if not _is_over(session, now)}
        while len(self._open) >= MOST_SESSIONS:
            del self._open[next(iter(self._open))]


def _is_over(session: Session, now: float) -> bool:
    return now - session.opened >= LIFETIME_SECONDS or now - session.seen >= IDLE_SECONDS


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
