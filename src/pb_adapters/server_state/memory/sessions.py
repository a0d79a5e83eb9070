"""Sessions in memory: a restart signs everybody out."""

import secrets
import time
from collections.abc import Callable

from msgspec import Struct

from pb_core.ports.sessions import IDLE_SECONDS, LIFETIME_SECONDS, MOST_NOTES, MOST_SESSIONS, Session, digest_of


class _Kept(Struct):
    session: Session
    opened: float
    seen: float
    notes: dict[str, str]


class MemorySessions:
    """The sessions of one process, by a clock that never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, _Kept] = {}

    async def open(self, key_id: str | None = None) -> str:
        """Begin a session."""
        token, now = secrets.token_urlsafe(32), self._clock()
        if len(self._open) >= MOST_SESSIONS:
            await self.clear()
        while len(self._open) >= MOST_SESSIONS:
            del self._open[next(iter(self._open))]
        session = Session(csrf=secrets.token_urlsafe(32), key_id=key_id)
        self._open[digest_of(token)] = _Kept(session, opened=now, seen=now, notes={})
        return token

    async def find(self, token: str) -> Session | None:
        """The session that a token names, unless it is over; it counts as used."""
        kept = self._kept(token)
        if kept is None:
            return None
        kept.seen = self._clock()
        return kept.session

    async def end(self, token: str) -> None:
        """End one session."""
        self._open.pop(digest_of(token), None)

    async def end_all(self, key_id: str | None) -> None:
        """End every session of the operator, or of whoever signed in with this key."""
        self._open = {name: kept for name, kept in self._open.items() if kept.session.key_id != key_id}

    async def leave(self, token: str, name: str, text: str) -> None:
        """Keep a note."""
        if (kept := self._kept(token)) is not None:
            _leave(kept.notes, name, text)

    async def take(self, token: str, name: str) -> str:
        """The note of this name, which is then forgotten."""
        kept = self._kept(token)
        return "" if kept is None else kept.notes.pop(name, "")

    async def claim(self, token: str, name: str) -> str | None:
        """Leave an empty note, unless there is one of this name."""
        kept = self._kept(token)
        if kept is None:
            return ""
        if name in kept.notes:
            return kept.notes[name]
        _leave(kept.notes, name, "")
        return None

    async def clear(self) -> None:
        """Remove sessions that are over."""
        now = self._clock()
        self._open = {name: kept for name, kept in self._open.items() if not _is_over(kept, now)}

    def _kept(self, token: str) -> _Kept | None:
        kept = self._open.get(digest_of(token))
        if kept is not None and _is_over(kept, self._clock()):
            del self._open[digest_of(token)]
            return None
        return kept


def _leave(notes: dict[str, str], name: str, text: str) -> None:
    notes.pop(name, None)
    notes[name] = text
    if len(notes) > MOST_NOTES:
        del notes[next(iter(notes))]


def _is_over(kept: _Kept, now: float) -> bool:
    return now - kept.opened >= LIFETIME_SECONDS or now - kept.seen >= IDLE_SECONDS
