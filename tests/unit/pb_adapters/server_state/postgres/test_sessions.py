"""Sessions in a database: who reads it can sign in as nobody, and they are kept within bounds."""

import pytest

from pb_adapters.server_state.postgres import sessions
from pb_adapters.server_state.postgres.sessions import PostgresSessions
from support.server_states import asked, two_pools


async def test_the_database_holds_neither_token_nor_what_is_noted() -> None:
    async with two_pools() as (here, there):
        kept = PostgresSessions(here)
        token = await kept.open("key")
        await kept.leave(token, "key", "pb_secret")
        rows = repr(await asked(there, "SELECT * FROM sessions, session_notes"))
        assert "'key'" in rows
        assert token not in rows
        assert "pb_secret" not in rows


async def test_old_sessions_go_with_their_notes_and_the_oldest_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 2)
    async with two_pools() as (here, there):
        kept = PostgresSessions(here)
        old = await kept.open()
        await kept.leave(old, "told", "text")
        async with there.connection() as connection:
            await connection.execute("UPDATE sessions SET opened = opened - interval '12 hours'")
        await kept.open()
        await kept.clear()
        assert await asked(there, "SELECT count(*) FROM sessions") == [(1,)]
        assert await asked(there, "SELECT count(*) FROM session_notes") == [(0,)]
        tokens = [await kept.open() for _ in range(3)]
        assert [await kept.find(token) is not None for token in tokens] == [False, True, True]


async def test_a_session_in_use_is_written_once_in_a_while() -> None:
    async with two_pools() as (here, there):
        kept = PostgresSessions(here)
        token = await kept.open()
        question = "SELECT xmin::text, seen FROM sessions"
        before = await asked(there, question)
        for _ in range(3):
            await kept.find(token)
        assert await asked(there, question) == before
        async with there.connection() as connection:
            await connection.execute("UPDATE sessions SET seen = seen - interval '61 s'")
        await kept.find(token)
        assert (await asked(there, "SELECT seen > now() - interval '10 s' FROM sessions")) == [(True,)]
