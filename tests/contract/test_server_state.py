"""The suites of what servers keep between requests, over their adapters."""

import itertools
from collections.abc import AsyncIterator
from decimal import Decimal

import anyio
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pb_adapters.server_state.memory.check_runs import MemoryCheckRuns
from pb_adapters.server_state.memory.outages import MemoryOutages
from pb_adapters.server_state.memory.rate_limits import MemoryRateLimits
from pb_adapters.server_state.memory.sessions import MemorySessions
from pb_adapters.server_state.memory.uploads import MemoryUploads
from pb_adapters.server_state.postgres.check_runs import PostgresCheckRuns
from pb_adapters.server_state.postgres.outages import PostgresOutages
from pb_adapters.server_state.postgres.rate_limits import PostgresRateLimits
from pb_adapters.server_state.postgres.sessions import PostgresSessions
from pb_adapters.server_state.postgres.uploads import PostgresUploads
from pb_adapters.storage.postgres.pool import Pool
from pb_core.domain.rates import Rate, Standing
from pb_core.ports.rate_limits import RateLimits
from pb_core.testing.contracts.check_runs import CheckRunsContract
from pb_core.testing.contracts.outages import OutagesContract
from pb_core.testing.contracts.rate_limits import PassTime, RateLimitsContract
from pb_core.testing.contracts.sessions import SessionsContract
from pb_core.testing.contracts.uploads import UploadsContract
from support.clocks import TurnedClock
from support.server_states import two_pools

SUBJECTS = itertools.count()


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


class TestMemoryCheckRuns(InMemory, CheckRunsContract):
    @pytest.fixture
    def servers(self, clock: TurnedClock) -> tuple[MemoryCheckRuns, MemoryCheckRuns]:
        runs = MemoryCheckRuns(clock)
        return runs, runs


class TestMemoryOutages(InMemory, OutagesContract):
    @pytest.fixture
    def servers(self, clock: TurnedClock) -> tuple[MemoryOutages, MemoryOutages]:
        outages = MemoryOutages(clock)
        return outages, outages


class InPostgres:
    """Two servers, each with connections of its own, on one database."""

    @pytest.fixture
    async def pools(self) -> AsyncIterator[tuple[Pool, Pool]]:
        async with two_pools() as pools:
            yield pools

    @pytest.fixture
    def pass_time(self, pools: tuple[Pool, Pool]) -> PassTime:
        return lambda seconds: age(pools[0], seconds)


AGE = """
UPDATE rate_counts SET busy_until = busy_until - trunc(%(seconds)s * 1000000) * most,
                       counted_at = counted_at - trunc(%(seconds)s * 1000000);
UPDATE sessions SET opened = opened - %(seconds)s * interval '1 s', seen = seen - %(seconds)s * interval '1 s';
UPDATE form_files SET used = used - %(seconds)s * interval '1 s';
UPDATE provider_outages SET told = told - %(seconds)s * interval '1 s';
UPDATE check_runs SET told = told - %(seconds)s * interval '1 s', begun = begun - %(seconds)s * interval '1 s'
"""


async def age(pool: Pool, seconds: float) -> None:
    """Make everything in a database so much older."""
    async with pool.connection() as connection:
        for statement in AGE.split(";"):
            await connection.execute(statement.encode(), {"seconds": Decimal(seconds)})


class TestPostgresRateLimits(InPostgres, RateLimitsContract):
    @pytest.fixture
    def servers(self, pools: tuple[Pool, Pool]) -> tuple[PostgresRateLimits, PostgresRateLimits]:
        here, there = pools
        return PostgresRateLimits(here), PostgresRateLimits(there)


class TestPostgresSessions(InPostgres, SessionsContract):
    @pytest.fixture
    def servers(self, pools: tuple[Pool, Pool]) -> tuple[PostgresSessions, PostgresSessions]:
        here, there = pools
        return PostgresSessions(here), PostgresSessions(there)


class TestPostgresUploads(InPostgres, UploadsContract):
    @pytest.fixture
    def servers(self, pools: tuple[Pool, Pool]) -> tuple[PostgresUploads, PostgresUploads]:
        here, there = (PostgresUploads(pool, self.most_bytes, self.most_of_one) for pool in pools)
        return here, there


class TestPostgresCheckRuns(InPostgres, CheckRunsContract):
    @pytest.fixture
    def servers(self, pools: tuple[Pool, Pool]) -> tuple[PostgresCheckRuns, PostgresCheckRuns]:
        here, there = pools
        return PostgresCheckRuns(here), PostgresCheckRuns(there)


class TestPostgresOutages(InPostgres, OutagesContract):
    @pytest.fixture
    def servers(self, pools: tuple[Pool, Pool]) -> tuple[PostgresOutages, PostgresOutages]:
        here, there = pools
        return PostgresOutages(here), PostgresOutages(there)


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


class TestInterleavingsInPostgres(InPostgres):
    @settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(limit=st.integers(1, 10), asked=st.lists(st.booleans(), min_size=1, max_size=30))
    async def test_none_passes_a_limit(self, pools: tuple[Pool, Pool], limit: int, asked: list[bool]) -> None:
        servers = PostgresRateLimits(pools[0]), PostgresRateLimits(pools[1])
        await never_passed(servers, f"subject {next(SUBJECTS)}", limit, asked)
