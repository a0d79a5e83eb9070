"""The distribution suite over its adapters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fresh_database import lay
from pb_adapters.distribution.procrastinate import Pace, TicketDistributor
from pb_adapters.distribution.tickets import Tickets
from pb_adapters.storage.postgres import PostgresStorage
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_adapters.wakeups.local import LocalWakeups
from pb_core.application.polling import Polling
from pb_core.testing.contracts.distribution import DistributionContract, Member, OpenMember
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.storage_state import MemoryLocation

POLL_SECONDS = 0.05


class TestPollingInMemory(DistributionContract):
    @pytest.fixture
    def open_member(self) -> OpenMember:
        location, wakeups = MemoryLocation(), LocalWakeups()

        @asynccontextmanager
        async def opened() -> AsyncIterator[Member]:
            yield Member(MemoryStorage(location), wakeups, Polling(wakeups, POLL_SECONDS))

        return opened


class TestPollingWithSqlite(DistributionContract):
    @pytest.fixture
    def open_member(self, tmp_path: Path) -> OpenMember:
        path = tmp_path / "paperbanana.db"
        lay(path)

        @asynccontextmanager
        async def opened() -> AsyncIterator[Member]:
            wakeups = LocalWakeups()  # of its own: other processes are found by polling
            async with await SqliteStorage.open(path) as storage:
                yield Member(storage, wakeups, Polling(wakeups, POLL_SECONDS))

        return opened


class TestTicketsWithPostgres(DistributionContract):
    @pytest.fixture
    def open_member(self, database_url: str) -> OpenMember:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Member]:
            storage = await PostgresStorage.open(database_url, on_due=Tickets().defer)
            async with storage:
                yield Member(storage, LocalWakeups(), TicketDistributor(database_url, pace=Pace(look=3600)))

        return opened
