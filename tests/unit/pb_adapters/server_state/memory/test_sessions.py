"""Sessions in memory are kept within bounds, and cannot be guessed from what is kept."""

import pytest

from pb_adapters.server_state.memory import sessions
from pb_adapters.server_state.memory.sessions import MemorySessions


async def test_a_session_is_not_kept_by_its_token() -> None:
    kept = MemorySessions()
    token = await kept.open("key")
    assert token not in repr(kept._open)


async def test_the_oldest_session_ends_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)
    kept = MemorySessions()
    tokens = [await kept.open() for _ in range(3)]
    assert [await kept.find(token) is not None for token in tokens] == [False, True, True]
