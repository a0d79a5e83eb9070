"""The duties of every ``CheckRuns``."""

import anyio

from pb_core.ports.check_runs import SILENT_SECONDS, CheckRuns
from pb_core.testing.contracts import Contract
from pb_core.testing.contracts.rate_limits import PassTime

Servers = tuple[CheckRuns, CheckRuns]


class CheckRunsContract(Contract):
    """Bind it by a subclass with the fixtures ``servers``, two that share their runs, and ``pass_time``.

    ``servers`` may be one object twice, where one process serves.
    """

    port = "CheckRuns"

    async def test_a_run_is_seen_by_every_server(self, servers: Servers) -> None:
        """Where it runs, how far it is, and in the end what it reported."""
        here, there = servers
        assert await there.last() == {}
        run = await here.begin("verify", "one")
        assert run is not None
        await here.tell(run, "half of it")
        seen = (await there.last())["verify"]
        assert (seen.where, seen.progress, seen.ended, seen.report) == ("one", "half of it", None, None)
        await here.end(run, b'{"sound":true}')
        await here.tell(run, "too late")
        await here.end(run, b"too late")
        over = (await there.last())["verify"]
        assert over.begun == seen.begun
        assert over.ended is not None
        assert over.ended >= over.begun
        assert (over.progress, over.report) == ("half of it", b'{"sound":true}')
        assert await there.last() == await here.last()

    async def test_one_run_of_a_check_is_under_way(self, servers: Servers) -> None:
        """Of all who begin one at the same moment one does; other checks are their own; then it can be begun again."""
        begun: list[str | None] = []

        async def begin(server: CheckRuns) -> None:
            begun.append(await server.begin("verify", "x"))

        async with anyio.create_task_group() as group:
            for number in range(6):
                group.start_soon(begin, servers[number % 2])
        (run,) = [one for one in begun if one is not None]
        assert await servers[1].begin("doctor", "x") is not None
        await servers[0].end(run, None)
        last = (await servers[1].last())["verify"]
        assert last.ended is not None
        assert last.report is None
        again = await servers[1].begin("verify", "y")
        assert again not in {None, run}
        await servers[0].end(run, b"of the one before")
        assert (await servers[0].last())["verify"].ended is None

    async def test_a_run_whose_server_is_gone_has_ended(self, servers: Servers, pass_time: PassTime) -> None:
        """Each word of it counts; after silence it is over, and another one may begin."""
        here, there = servers
        run = await here.begin("verify", "one")
        assert run is not None
        for _ in range(2):
            await pass_time(SILENT_SECONDS - 10)
            await here.tell(run, "still there")
        assert (await there.last())["verify"].ended is None
        await pass_time(SILENT_SECONDS)
        last = (await there.last())["verify"]
        assert last.ended is not None
        assert last.report is None
        assert await there.begin("verify", "two") is not None
        await here.end(run, b"too late")
        assert (await here.last())["verify"].where == "two"
        assert (await here.last())["verify"].ended is None
