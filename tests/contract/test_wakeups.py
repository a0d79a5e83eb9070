"""The wake-up suite over its adapters."""

from collections.abc import AsyncIterator

import pytest
from psycopg_pool import AsyncConnectionPool

from pb_adapters.wakeups.local import LocalWakeups
from pb_adapters.wakeups.postgres import PostgresWakeups, open_wakeups
from pb_core.testing.contracts.clock import Elapse
from pb_core.testing.contracts.wakeups import WakeupsContract
from pb_core.testing.memory import ManualClock, MemoryWakeups


class TestMemoryWakeups(WakeupsContract):
    @pytest.fixture
    def clock(self) -> ManualClock:
        return ManualClock()

    @pytest.fixture
    def wakeups(self, clock: ManualClock) -> MemoryWakeups:
        return MemoryWakeups(clock)

    @pytest.fixture
    def elapse(self, clock: ManualClock) -> Elapse:
        return clock.elapse


class TestLocalWakeups(WakeupsContract):
    @pytest.fixture
    def wakeups(self) -> LocalWakeups:
        return LocalWakeups()


class TestPostgresWakeups(WakeupsContract):
    @pytest.fixture
    async def wakeups(self, database_url: str) -> AsyncIterator[PostgresWakeups]:
        pool: AsyncConnectionPool = AsyncConnectionPool(database_url, min_size=1, max_size=2, open=False)
        async with pool, open_wakeups(database_url, pool) as wakeups:
            await wakeups.hears.wait()
            yield wakeups
