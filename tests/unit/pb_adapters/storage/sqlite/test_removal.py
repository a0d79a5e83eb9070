import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path

import pytest

from pb_adapters.storage.sqlite.soundness import flawed_pages, flawed_rules
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.billing import Spent
from pb_core.ports.storage import MOST_ROWS
from pb_core.testing.contracts.storage_base import (
    COMPLETED,
    LEASE,
    NOW,
    after,
    sample_delivery,
    sample_intent,
    sample_key,
    sample_task,
)

TASKS = 400
TABLES = ("keys", "ledger", "tasks", "past_tasks", "steps", "deliveries", "uses", "spent_by_key", "released")


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncGenerator[SqliteStorage]:
    """A store with a key that has many rows of every kind, and money reserved in tasks that are pending and run."""
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        await storage.add_key(sample_key(quota=None))
        await storage.add_key(sample_key("key-2"))
        for number in range(2):
            await storage.accept(sample_task(f"task-{number}"))
            claimed = await storage.claim_task(NOW, LEASE, f"t{number}")
            assert claimed is not None
            await storage.begin_step(claimed.lease, sample_intent(estimate=100, most=900))
            if number == 0:
                await storage.put_back(claimed.lease, after(999), "Waiting.")
        await storage.accept(sample_task("other", "key-2"))
        _fill(tmp_path / "rows.db")
        yield storage


def _fill(path: Path) -> None:
    """Copies of the first task, each with steps, a webhook and artifacts, as if it had been accepted often."""
    columns = ", ".join(_columns(path))
    copy = f"INSERT INTO tasks (id, {columns}) SELECT ?, {columns} FROM tasks WHERE id = 'task-0'"  # noqa: S608 - ours
    with closing(sqlite3.connect(path)) as beside:
        for number in range(2, TASKS):
            new = f"task-{number}"
            beside.execute(copy, (new,))
            beside.execute("INSERT INTO uses VALUES (?, 'key-1', ?)", (new, f"{number:064}"))
            beside.execute(
                "INSERT INTO ledger (key_id, kind, fact, amount, created_at, task_id)"
                " VALUES ('key-1', 'charge', ?, -1, '', ?)",
                (f"charge:{new}", new),
            )
        beside.execute("UPDATE keys SET total_used = ? WHERE id = 'key-1'", (TASKS,))
        beside.commit()


def _columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as beside:
        names = [name for (_, name, *_) in beside.execute("PRAGMA table_info(tasks)")]
    return [name for name in names if name not in {"id", "seq"}]


def _looked_at(path: Path) -> tuple[int, list[object]]:
    """How many rows there are, and what does not hold between them."""
    with closing(sqlite3.connect(path)) as beside:
        beside.row_factory = sqlite3.Row
        counts = [beside.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]  # noqa: S608 - ours
        return sum(counts), [*flawed_pages(beside), *flawed_rules(beside)]


async def test_a_key_goes_in_small_transactions_and_nothing_is_wrong_between_them(
    storage: SqliteStorage, tmp_path: Path
) -> None:
    before, flaws = _looked_at(tmp_path / "rows.db")
    assert (before > 3 * TASKS, flaws) == (True, [])
    await storage.remove_key("key-1")
    steps = 0
    while await storage.clear_key("key-1"):
        steps += 1
        left, flaws = _looked_at(tmp_path / "rows.db")
        assert (0 < before - left <= MOST_ROWS, flaws) == (True, [])
        before = left
        await storage.accept(sample_task(f"other-{steps}", "key-2"))
        before += 2
    assert steps > 2
    await storage.forget_key("key-1")
    assert _looked_at(tmp_path / "rows.db") == (4 + 2 * steps, [])
    assert await storage.spent() == Spent(settled_micros=200)


async def test_one_task_with_very_many_rows_goes_whole(tmp_path: Path) -> None:
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        claimed = await storage.claim_task(NOW, LEASE, "t")
        assert claimed is not None
        for number in range(MOST_ROWS + 5):
            await storage.begin_step(claimed.lease, sample_intent(f"step/{number}"))
        await storage.remove_key("key-1")
        assert await storage.clear_key("key-1")
        assert await storage.task("task-1") is None
        assert await storage.clear_key("key-1")
        assert not await storage.clear_key("key-1")


async def test_every_table_is_emptied(tmp_path: Path) -> None:
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        empty, _ = _looked_at(tmp_path / "rows.db")
        await storage.add_key(sample_key())
        await storage.accept(sample_task())
        claimed = await storage.claim_task(NOW, LEASE, "t")
        assert claimed is not None
        await storage.begin_step(claimed.lease, sample_intent(estimate=100, most=900))
        await storage.finish_task(claimed.lease, COMPLETED, NOW, sample_delivery())
        with closing(sqlite3.connect(tmp_path / "rows.db")) as beside:
            beside.execute("INSERT INTO past_tasks VALUES (99, 'past', 'key-1', '', '')")
            beside.execute("INSERT INTO released VALUES ('key-1', 'x', '')")
            beside.commit()
        await storage.remove_key("key-1")
        while await storage.clear_key("key-1"):
            pass
        await storage.forget_key("key-1")
    assert _looked_at(tmp_path / "rows.db") == (empty, [])
