"""The storage port's suite over every adapter of it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fresh_database import lay
from pb_adapters.storage.postgres import PostgresStorage
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.ports.storage import Storage
from pb_core.testing.contracts.storage import StorageContract
from pb_core.testing.contracts.storage_base import OpenStorage, Uptime
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.storage_state import MemoryLocation
from support.pooler import pooled


class TestMemoryStorage(StorageContract):
    @pytest.fixture
    def open_storage(self, uptime: Uptime) -> OpenStorage:
        location = MemoryLocation()
        return lambda: MemoryStorage(location, uptime=uptime)


class TestSqliteStorage(StorageContract):
    @pytest.fixture
    def open_storage(self, tmp_path: Path, uptime: Uptime) -> OpenStorage:
        path = tmp_path / "paperbanana.db"
        lay(path)

        @asynccontextmanager
        async def opened() -> AsyncIterator[Storage]:
            async with await SqliteStorage.open(path, uptime=uptime) as storage:
                yield storage

        return opened


class TestPostgresStorage(StorageContract):
    @pytest.fixture
    def open_storage(self, database_url: str, uptime: Uptime) -> OpenStorage:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Storage]:
            async with await PostgresStorage.open(database_url, uptime=uptime) as storage:
                yield storage

        return opened


@pytest.mark.drill
class TestPostgresStorageBehindAPooler(StorageContract):
    """One that gives connections away after each transaction."""

    @pytest.fixture
    def open_storage(self, database_url: str, uptime: Uptime) -> Iterator[OpenStorage]:
        with pooled(database_url) as pooler:

            @asynccontextmanager
            async def opened() -> AsyncIterator[Storage]:
                async with await PostgresStorage.open(pooler, uptime=uptime) as storage:
                    yield storage

            yield opened


class TestTheGuard:
    """An adapter cannot pass by leaving a duty out."""

    def test_a_duty_cannot_be_overridden(self) -> None:
        with pytest.raises(TypeError, match="overrides test_a_quota_is_never_oversold"):

            class Lax(StorageContract):
                async def test_a_quota_is_never_oversold(self) -> None:  # type: ignore[override]  # the point
                    pass

    def test_a_duty_cannot_be_removed(self) -> None:
        with pytest.raises(TypeError, match="overrides test_keys_outlive_closing"):

            class Shorter(StorageContract):
                test_keys_outlive_closing = None  # type: ignore[assignment]  # the point

    def test_a_suite_cannot_be_taken_out_of_collection(self) -> None:
        with pytest.raises(TypeError, match="out of collection"):

            class Hidden(StorageContract):
                __test__ = False
