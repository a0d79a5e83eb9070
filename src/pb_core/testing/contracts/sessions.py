"""The duties of every ``Sessions``."""

import anyio

from pb_core.ports.sessions import IDLE_SECONDS, IDLE_SLACK_SECONDS, LIFETIME_SECONDS, MOST_NOTES, Sessions
from pb_core.testing.contracts import Contract
from pb_core.testing.contracts.rate_limits import PassTime

Servers = tuple[Sessions, Sessions]


class SessionsContract(Contract):
    """Bind it by a subclass with the fixtures ``servers``, two that share their sessions, and ``pass_time``.

    ``servers`` may be one object twice, where one process serves.
    """

    port = "Sessions"

    async def test_a_session_is_known_to_every_server(self, servers: Servers) -> None:
        """Who signed in at one is signed in at the other, as the same and with the same token of forms."""
        here, there = servers
        author, operator = await here.open("key"), await here.open()
        found = await there.find(author)
        assert found is not None
        assert (found.key_id, found.is_operator) == ("key", False)
        assert await here.find(author) == found
        found = await there.find(operator)
        assert found is not None
        assert found.is_operator

    async def test_a_session_that_ended_is_known_to_none(self, servers: Servers) -> None:
        """Signing out at one signs out at the other, and again does no harm."""
        here, there = servers
        token, other = await here.open("key"), await here.open("key")
        assert await here.find(token) is not None
        await there.end(token)
        await there.end(token)
        assert await here.find(token) is None
        assert await there.find(token) is None
        assert await here.find(other) is not None

    async def test_a_token_that_nobody_was_given_opens_nothing(self, servers: Servers) -> None:
        """Forged, empty and lengthened tokens find no session, nor does the token of forms."""
        token = await servers[0].open("key")
        session = await servers[0].find(token)
        assert session is not None
        for forged in ("", token + "x", token[:-1], session.csrf, "é", "a\x00b", "' OR 1=1 --"):
            assert await servers[1].find(forged) is None, forged

    async def test_every_session_has_names_of_its_own(self, servers: Servers) -> None:
        """No two share a token, or that of their forms, so that a form of one is none of another."""
        tokens = [await servers[number % 2].open("key") for number in range(6)]
        sessions = [await servers[0].find(token) for token in tokens]
        assert len(set(tokens)) == 6
        assert len({session.csrf for session in sessions if session is not None}) == 6
        first, second = sessions[:2]
        assert first is not None
        assert second is not None
        assert first.owns(first.csrf)
        assert not first.owns(second.csrf)
        assert not first.owns("é")
        assert first.csrf not in repr(first)

    async def test_a_session_ends_without_requests(self, servers: Servers, pass_time: PassTime) -> None:
        """It lasts while it is used, at whichever server, and no longer."""
        here, there = servers
        token = await here.open()
        for server in servers:
            await pass_time(IDLE_SECONDS - IDLE_SLACK_SECONDS - 60)
            assert await server.find(token) is not None
        await pass_time(IDLE_SECONDS)
        assert await here.find(token) is None
        assert await there.find(token) is None

    async def test_a_session_in_use_ends_after_its_lifetime(self, servers: Servers, pass_time: PassTime) -> None:
        """Nobody stays signed in for ever."""
        token = await servers[0].open()
        for _ in range(int(LIFETIME_SECONDS / (IDLE_SECONDS / 2)) - 1):
            await pass_time(IDLE_SECONDS / 2)
            assert await servers[1].find(token) is not None
        await pass_time(IDLE_SECONDS / 2)
        assert await servers[0].find(token) is None

    async def test_signing_out_everywhere_ends_the_sessions_of_one_key(self, servers: Servers) -> None:
        """Those of other keys and of the operator stay."""
        here, there = servers
        tokens = [await here.open("a"), await there.open("a"), await here.open("b"), await here.open()]
        await there.end_all("a")
        assert [await here.find(token) is not None for token in tokens] == [False, False, True, True]
        await there.end_all(None)
        assert [await here.find(token) is not None for token in tokens] == [False, False, True, False]

    async def test_a_note_is_taken_once(self, servers: Servers) -> None:
        """By one of all who ask at the same moment, at whichever server; what is left later stands for it."""
        here, there = servers
        token, other = await here.open(), await here.open()
        assert await here.take(token, "told") == ""
        await here.leave(token, "told", "first")
        await there.leave(token, "told", "Ünïcode ☂\n")
        assert await here.take(other, "told") == ""
        taken: list[str] = []

        async def take(server: Sessions) -> None:
            taken.append(await server.take(token, "told"))

        async with anyio.create_task_group() as group:
            for number in range(6):
                group.start_soon(take, servers[number % 2])
        assert sorted(taken) == ["", "", "", "", "", "Ünïcode ☂\n"]

    async def test_only_so_many_notes_wait(self, servers: Servers) -> None:
        """The oldest goes first."""
        token = await servers[0].open()
        for number in range(MOST_NOTES + 1):
            await servers[number % 2].leave(token, f"note {number}", "text")
        assert await servers[0].take(token, "note 0") == ""
        assert await servers[0].take(token, "note 1") == "text"

    async def test_a_name_is_claimed_once(self, servers: Servers) -> None:
        """By one of all who claim it at the same moment; the others are told what is noted of it."""
        here, there = servers
        token = await here.open()
        answers: list[str | None] = []

        async def claim(server: Sessions) -> None:
            answers.append(await server.claim(token, "form"))

        async with anyio.create_task_group() as group:
            for number in range(6):
                group.start_soon(claim, servers[number % 2])
        assert answers.count(None) == 1
        assert answers.count("") == 5
        await here.leave(token, "form", "made")
        assert await there.claim(token, "form") == "made"
        assert await there.take(token, "form") == "made"
        assert await here.claim(token, "form") is None

    async def test_nothing_is_kept_for_who_is_not_signed_in(self, servers: Servers, pass_time: PassTime) -> None:
        """In no session, or one that is over, notes vanish and no claim is granted."""
        here, there = servers
        ended, old = await here.open(), await here.open()
        await here.leave(old, "told", "text")
        await there.end(ended)
        await pass_time(IDLE_SECONDS)
        for token in ("", "forged", ended, old):
            await there.leave(token, "told", "more")
            assert await there.take(token, "told") == ""
            assert await there.claim(token, "form") == ""

    async def test_clearing_removes_what_is_over(self, servers: Servers, pass_time: PassTime) -> None:
        """And nothing else."""
        here, there = servers
        old = await here.open()
        await pass_time(IDLE_SECONDS)
        new = await here.open()
        await there.clear()
        assert await here.find(old) is None
        assert await here.find(new) is not None
