import sqlite3
from contextlib import aclosing, closing
from pathlib import Path

import pytest

from pb_adapters.storage.sqlite import census
from pb_adapters.storage.sqlite.census import fault_of_pages, read_census, require_writable
from pb_adapters.storage.sqlite.store import SqliteStorage, open_writer
from pb_core.domain.census import Census
from pb_core.domain.webhooks import Attempt
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    LEASE,
    NOW,
    after,
    queue_delivery,
    sample_delivery,
    sample_key,
    sample_task,
)


async def test_what_is_open_is_counted_beside_the_store(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    async with aclosing(await SqliteStorage.open(path)) as storage:
        assert read_census(path, NOW).oldest_waiting is None
        await storage.add_key(sample_key())
        for number in range(4):
            await storage.accept(sample_task(f"task-{number}", seconds=number))
        held = [await storage.claim_task(NOW, LEASE, f"t{number}") for number in range(3)]
        first, second, _ = [claimed for claimed in held if claimed is not None]
        await storage.put_back(first.lease, after(60), "The provider is away")
        await storage.finish_task(second.lease, COMPLETED, NOW, sample_delivery("d", second.task.id))
        delivery = await storage.claim_delivery(NOW, LEASE, "d0")
        assert delivery is not None
        await storage.record_attempt(delivery.lease, Attempt(number=1, at=NOW, status=503), after(5))

        assert read_census(path, after(10)) == Census(
            pending=2, running=1, put_back=1, oldest_waiting=after(3), deliveries=1, retried=1, failing_receivers=1
        )
        assert read_census(path, after(100)).oldest_waiting == after(0)


async def test_failing_receivers_are_hosts_and_ports_of_each_key(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    failing = [("key-1", "https://a.example/1"), ("key-1", "https://a.example/2"), ("key-2", "https://a.example/1")]
    async with aclosing(await SqliteStorage.open(path)) as storage:
        for number, (key_id, url) in enumerate([*failing, ("key-1", "https://b.example/")]):
            await queue_delivery(storage, sample_delivery(f"d{number}", f"task-{number}", number, key_id, url))
        for number in range(len(failing)):
            claimed = await storage.claim_delivery(after(number), LEASE, f"d{number}")
            assert claimed is not None
            await storage.record_attempt(claimed.lease, Attempt(number=1, at=NOW, error="Away."), after(99), after(0))

        census = read_census(path, NOW)
        assert (census.deliveries, census.retried, census.failing_receivers) == (4, 3, 2)


def test_a_database_that_takes_a_write_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "rows.db"
    open_writer(path).close()
    before = path.read_bytes()
    assert require_writable(path)
    assert path.read_bytes() == before


def test_a_locked_or_missing_database_takes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "WAIT_SECONDS", 0.01)
    path = tmp_path / "rows.db"
    with closing(open_writer(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            require_writable(path)
    with pytest.raises(sqlite3.OperationalError):
        require_writable(tmp_path / "none.db")


def test_the_first_fault_of_the_pages_is_told_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "pages.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE rows (text TEXT)")
        connection.executemany("INSERT INTO rows VALUES (?)", [("x" * 500,)] * 100)
        assert fault_of_pages(connection) is None
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    with closing(sqlite3.connect(file)) as connection:
        fault = fault_of_pages(connection)
    assert fault
    assert "\n" not in fault
