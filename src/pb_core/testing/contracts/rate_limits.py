"""The duties of every ``RateLimits``."""

from collections.abc import Awaitable, Callable

import anyio

from pb_core.domain.rates import Rate, Standing
from pb_core.ports.rate_limits import RateLimits
from pb_core.testing.contracts import Contract

PassTime = Callable[[float], Awaitable[None]]
"""Makes everything that is kept so many seconds older, without waiting."""

HOUR = 3_600
POLICY = "key"


class RateLimitsContract(Contract):
    """Bind it by a subclass with the fixtures ``servers``, two that share their counts, and ``pass_time``.

    ``servers`` may be one object twice, where one process serves.
    """

    port = "RateLimits"

    async def test_a_burst_is_allowed_and_then_as_many_as_the_rate(
        self, servers: tuple[RateLimits, RateLimits], pass_time: PassTime
    ) -> None:
        """Up to the limit at once, whichever server is asked; then one in each step."""
        rate = Rate(3, HOUR)
        taken = [await servers[number % 2].take(POLICY, rate, "a") for number in range(4)]
        assert [one.remaining for one in taken] == [2, 1, 0, 0]
        assert [one.retry_after > 0 for one in taken] == [False, False, False, True]
        assert HOUR / 3 - 60 < taken[3].retry_after <= HOUR / 3
        assert HOUR - 60 < taken[3].reset <= HOUR
        await pass_time(HOUR / 3 - 120)
        assert 60 <= (await servers[0].take(POLICY, rate, "a")).retry_after <= 120
        await pass_time(120)
        assert (await servers[1].take(POLICY, rate, "a")).retry_after == 0
        assert (await servers[0].take(POLICY, rate, "a")).retry_after > 0
        await pass_time(2 * HOUR)
        assert (await servers[0].take(POLICY, rate, "a")).remaining == 2

    async def test_subjects_policies_and_rates_are_counted_apart(self, servers: tuple[RateLimits, RateLimits]) -> None:
        """Nobody pays for another, and a changed rate begins anew."""
        one, other = servers
        rate = Rate(1, HOUR)
        assert (await one.take(POLICY, rate, "a")).retry_after == 0
        assert (await other.take(POLICY, rate, "b")).retry_after == 0
        assert (await other.take("address", rate, "a")).retry_after == 0
        assert (await other.take(POLICY, Rate(2, HOUR), "a")).retry_after == 0
        assert (await other.take(POLICY, rate, "a")).retry_after > 0

    async def test_a_refused_request_is_not_counted(
        self, servers: tuple[RateLimits, RateLimits], pass_time: PassTime
    ) -> None:
        """Who asks on and on while refused waits no longer for it."""
        rate = Rate(1, HOUR)
        for _ in range(5):
            last = await servers[0].take(POLICY, rate, "a")
        assert last.retry_after > 0
        await pass_time(HOUR)
        assert (await servers[1].take(POLICY, rate, "a")).retry_after == 0

    async def test_the_last_of_a_large_limit_is_allowed_and_no_more(
        self, servers: tuple[RateLimits, RateLimits]
    ) -> None:
        """What a step is rounded to does not add up: 700 in a day are 700."""
        rate = Rate(700, 86_400)
        taken = [await servers[number % 2].take(POLICY, rate, "a") for number in range(701)]
        assert [one.remaining for one in taken[:700]] == list(range(699, -1, -1))
        assert [one.retry_after > 0 for one in taken[699:]] == [False, True]

    async def test_requests_at_the_same_moment_do_not_pass_the_limit(
        self, servers: tuple[RateLimits, RateLimits]
    ) -> None:
        """Of those that come together as many are allowed as the limit says, and each has its own place."""
        rate, standings = Rate(7, HOUR), list[Standing]()

        async def ask(server: RateLimits) -> None:
            standings.append(await server.take(POLICY, rate, "a"))

        async with anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(ask, servers[number % 2])
        assert sorted(one.remaining for one in standings if not one.retry_after) == list(range(7))
        assert sum(one.retry_after > 0 for one in standings) == 20 - 7

    async def test_units_count_all_or_not_at_all(
        self, servers: tuple[RateLimits, RateLimits], pass_time: PassTime
    ) -> None:
        """What does not fit whole takes nothing, and waits for as long as it takes to fit."""
        one, other = servers
        rate = Rate(10, HOUR)
        assert (await one.take(POLICY, rate, "a", 7)).remaining == 3
        late = await other.take(POLICY, rate, "a", 5)
        assert HOUR / 5 - 60 < late.retry_after <= HOUR / 5
        assert (await other.take(POLICY, rate, "a", 3)).remaining == 0
        assert (await one.take(POLICY, rate, "a")).retry_after > 0
        await pass_time(HOUR)
        assert (await one.take(POLICY, rate, "a", 10)).retry_after == 0
        assert (await other.take(POLICY, rate, "b", 10)).retry_after == 0

    async def test_clearing_forgets_no_count_that_matters(
        self, servers: tuple[RateLimits, RateLimits], pass_time: PassTime
    ) -> None:
        """Who has to wait waits all the same."""
        rate = Rate(1, HOUR)
        await servers[0].take(POLICY, rate, "a")
        await servers[1].clear()
        assert (await servers[1].take(POLICY, rate, "a")).retry_after > 0
        await pass_time(HOUR)
        await servers[1].clear()
        assert (await servers[0].take(POLICY, rate, "a")).remaining == 0
