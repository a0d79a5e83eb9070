"""The duties of every ``Uploads``."""

from typing import ClassVar

from pb_core.ports.uploads import LIFETIME_SECONDS, MOST_FILES, HeldFile, Uploads
from pb_core.testing.contracts import Contract
from pb_core.testing.contracts.rate_limits import PassTime

Servers = tuple[Uploads, Uploads]


class UploadsContract(Contract):
    """Bind it by a subclass with the fixtures ``servers``, two that share their files, and ``pass_time``.

    ``servers`` may be one object twice, where one process serves. They keep ``most_bytes`` in all, and ``most_of_one``
    for one owner: less than a server, so that the suite need not fill one.
    """

    port = "Uploads"
    most_bytes: ClassVar[int] = 1_000_000
    most_of_one: ClassVar[int] = 500_000

    async def test_a_file_is_found_by_every_server(self, servers: Servers) -> None:
        """As it was sent, and as often as it is asked for."""
        here, there = servers
        content = bytes(range(256)) * 1_000
        token = await here.keep("k", "päper.pdf", content)
        for server in (there, here, there):
            assert await server.find("k", token) == HeldFile("päper.pdf", content)

    async def test_a_file_is_its_owners(self, servers: Servers) -> None:
        """The name of another's file finds nothing; the same bytes of two owners are two files."""
        here, there = servers
        token = await here.keep("k", "a.pdf", b"one")
        assert await there.keep("other", "a.pdf", b"one") != token
        assert await there.find("other", token) is None
        assert await there.find("k", "unknown") is None
        assert await there.find("k", "") is None

    async def test_the_same_file_keeps_its_name(self, servers: Servers) -> None:
        """Whichever server it is sent to."""
        here, there = servers
        token = await here.keep("k", "a.pdf", b"one")
        assert await there.keep("k", "again.pdf", b"one") == token
        assert await there.keep("k", "a.pdf", b"") != token

    async def test_a_file_is_dropped_an_hour_after_it_was_last_used(
        self, servers: Servers, pass_time: PassTime
    ) -> None:
        """Every use counts, at whichever server."""
        here, there = servers
        token = await here.keep("k", "a.pdf", b"one")
        for server in (there, here):
            await pass_time(LIFETIME_SECONDS - 60)
            assert await server.find("k", token) is not None
        await pass_time(LIFETIME_SECONDS)
        assert await there.find("k", token) is None
        assert await here.find("k", token) is None

    async def test_small_files_are_not_kept_without_end(self, servers: Servers, pass_time: PassTime) -> None:
        """The one of an owner that was used longest ago goes first."""
        kept = []
        for number in range(MOST_FILES + 1):
            await pass_time(1)
            kept.append(await servers[number % 2].keep("k", "x", str(number).encode()))
        found = [await servers[0].find("k", token) is not None for token in kept]
        assert found == [False, *[True] * MOST_FILES]

    async def test_the_share_of_one_and_the_whole_are_bounded(self, servers: Servers, pass_time: PassTime) -> None:
        """A file that needs room takes that of its owner's older ones, then of the oldest of all."""
        here, there = servers
        part = self.most_of_one * 3 // 5
        kept: dict[str, tuple[str, str]] = {}
        for number, (name, owner) in enumerate([("1", "a"), ("2", "b"), ("3", "a"), ("4", "c")]):
            await pass_time(1)
            content = name.encode() * part
            kept[name] = owner, await servers[number % 2].keep(owner, name, content)
        found = {name for name, (owner, token) in kept.items() if await there.find(owner, token)}
        assert found == {"2", "3", "4"}  # "1" went for its owner's second file
        await pass_time(1)
        last = await here.keep("d", "5", b"5" * part)
        assert await there.find("d", last) is not None
        found = {name for name, (owner, token) in kept.items() if await there.find(owner, token)}
        assert len(found) == 2

    async def test_the_files_of_who_is_gone_go(self, servers: Servers) -> None:
        """At once and at every server; those of others stay."""
        here, there = servers
        mine, other = await here.keep("k", "a.pdf", b"one"), await here.keep("other", "a.pdf", b"one")
        assert await there.find("k", mine) is not None
        await here.forget("k")
        assert await there.find("k", mine) is None
        assert await there.find("other", other) is not None

    async def test_clearing_removes_what_is_over(self, servers: Servers, pass_time: PassTime) -> None:
        """And nothing else."""
        here, there = servers
        old = await here.keep("k", "a.pdf", b"one")
        await pass_time(LIFETIME_SECONDS)
        new = await here.keep("k", "b.pdf", b"two")
        await there.clear()
        assert await here.find("k", old) is None
        assert await here.find("k", new) is not None
