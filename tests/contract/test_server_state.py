"""The suites of what servers keep between requests, over their adapters."""

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pb_adapters.server_state.memory.rate_limits import MemoryRateLimits
from pb_adapters.server_state.memory.sessions import MemorySessions
from pb_adapters.server_state.memory.uploads import MemoryUploads
from pb_core.domain.rates import Rate, Standing
from pb_core.ports.rate_limits import RateLimits
from pb_core.testing.contracts.rate_limits import PassTime, RateLimitsContract
from pb_core.testing.contracts.sessions import SessionsContract
from pb_core.testing.contracts.uploads import UploadsContract
from support.clocks import TurnedClock


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


class InMemory:
    @pytest.fixture
    def pass_time(self, clock: TurnedClock) -> PassTime:
        return clock.turn


class TestMemoryRateLimits(InMemory, RateLimitsContract):
    @pytest.fixture
    def servers(self, clock: TurnedClock) -> tuple[MemoryRateLimits, MemoryRateLimits]:
        limits = MemoryRateLimits(clock)
        return limits, limits


class TestMemorySessions(InMemory, SessionsContract):
    @pytest.fixture
    def servers(self, clock: TurnedClock) -> tuple[MemorySessions, MemorySessions]:
        sessions = MemorySessions(clock)
        return sessions, sessions


class TestMemoryUploads(InMemory, UploadsContract):
    @pytest.fixture
    def servers(self, clock: TurnedClock) -> tuple[MemoryUploads, MemoryUploads]:
        uploads = MemoryUploads(self.most_bytes, self.most_of_one, clock)
        return uploads, uploads


async def never_passed(servers: tuple[RateLimits, RateLimits], subject: str, limit: int, asked: list[bool]) -> None:
    """Ask at two servers at the same moment: as many are allowed as the limit says, each with a place of its own."""
    standings: list[Standing] = []

    async def ask(server: RateLimits) -> None:
        standings.append(await server.take("key", Rate(limit, 3_600), subject))

    async with anyio.create_task_group() as group:
        for which in asked:
            group.start_soon(ask, servers[which])
    places = sorted(one.remaining for one in standings if not one.retry_after)
    assert places == list(range(max(limit - len(asked), 0), limit))


@settings(max_examples=50, deadline=None)
@given(limit=st.integers(1, 10), asked=st.lists(st.booleans(), min_size=1, max_size=30))
async def test_no_interleaving_passes_a_limit_in_memory(limit: int, asked: list[bool]) -> None:
    limits = MemoryRateLimits()
    await never_passed((limits, limits), "a", limit, asked)
