"""The duties of every ``Outages``."""

from pb_core.ports.outages import SILENT_SECONDS, Outages
from pb_core.testing.contracts import Contract
from pb_core.testing.contracts.rate_limits import PassTime

Servers = tuple[Outages, Outages]


class OutagesContract(Contract):
    """Bind it by a subclass with the fixtures ``servers``, two that share what they know, and ``pass_time``.

    ``servers`` may be one object twice, where one process serves.
    """

    port = "Outages"

    async def test_what_one_leaves_alone_is_known_to_all(self, servers: Servers) -> None:
        """By how many programs; what a program tells stands for what it told before."""
        here, there = servers
        assert await there.known() == {}
        await here.tell("one", ["kie", "gemini"])
        await there.tell("two", ["kie"])
        assert await here.known() == await there.known() == {"kie": 2, "gemini": 1}
        await here.tell("one", ["gemini"])
        await there.tell("two", [])
        await there.tell("three", [])
        assert await there.known() == {"gemini": 1}

    async def test_what_a_stopped_program_told_is_forgotten(self, servers: Servers, pass_time: PassTime) -> None:
        """It counts while it is told again."""
        here, there = servers
        await here.tell("one", ["kie"])
        await here.tell("two", ["kie"])
        await pass_time(SILENT_SECONDS - 20)
        await here.tell("one", ["kie"])
        await pass_time(SILENT_SECONDS - 20)
        assert await there.known() == {"kie": 1}
        await pass_time(SILENT_SECONDS)
        assert await there.known() == {}
