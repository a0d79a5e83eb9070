"""What is looked at and counted of many lines, with bounds that few lines pass."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest

from pb_adapters.storage.sqlite import history, history_lines, history_lists
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.history import HistoryQuery, Total
from pb_core.domain.requests import MethodologyWork
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.testing.contracts.storage_base import FAILED, NOW, after, sample_key, sample_task


@pytest.fixture
async def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqliteStorage]:
    """Twelve plots; every second has the word even, every fourth the word common, in other bounds than usual."""
    for module in (history, history_lists):
        monkeypatch.setattr(module, "MOST_COUNTED", 4)
    monkeypatch.setattr(history, "SAMPLED", 2)
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        await storage.add_key(sample_key(quota=None))
        for number in range(12):
            words = ["plain", *["even"] * (number % 2 == 0), *["fourth"] * (number % 4 == 0)]
            work = MethodologyWork(caption=" ".join(words), source="")
            task = sample_task(f"task-{number:02}", seconds=number, kind=TaskKind.STATISTICAL_PLOT, work=work)
            await storage.accept(task)
        yield storage


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({}, Total(number=12)),
        ({"kind": TaskKind.STATISTICAL_PLOT}, Total(number=12)),
        ({"key_id": "key-1"}, Total(number=12)),
        ({"since": NOW}, Total(number=4, is_lower_bound=True)),
        ({"since": after(8)}, Total(number=4)),
        ({"words": ("plain",)}, Total(number=4, is_lower_bound=True)),
        ({"words": ("fourth",)}, Total(number=3)),
        ({"words": ("fourth",), "kind": TaskKind.STATISTICAL_PLOT}, Total(number=3)),
        ({"words": ("fourth",), "kind": TaskKind.COMPOSITE}, Total(number=0)),
        ({"words": ("even",), "kind": TaskKind.STATISTICAL_PLOT}, Total(number=2, is_lower_bound=True)),
    ],
)
async def test_a_total_is_exact_up_to_a_bound_and_says_so_beyond(
    storage: SqliteStorage, asked: dict[str, Any], total: Total
) -> None:
    assert await storage.history_total(HistoryQuery(**asked)) == total


async def test_where_conditions_meet_seldom_a_cursor_leads_behind_what_was_looked_at(storage: SqliteStorage) -> None:
    """A page may be empty although there is more; followed to its end, every line is found once."""
    for number in range(6):
        await storage.cancel_task(f"task-{number:02}", FAILED, after(99))
    found, sizes, before = [], [], None
    while True:
        page = await storage.history(HistoryQuery(words=("even",), status=TaskStatus.FAILED, before=before))
        found += [line.id for line in page.lines]
        sizes.append(len(page.lines))
        if (before := page.next) is None:
            break
    assert found == ["task-04", "task-02", "task-00"]
    assert len(sizes) > 1


async def test_a_reading_ends_while_tasks_come_faster_than_lines(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is of the tasks that had been accepted when it was asked, at least."""

    def flooded(connection: sqlite3.Connection) -> bool:
        (number,) = connection.execute("SELECT count(*) FROM tasks").fetchone()
        names = "key_id, kind, endpoint, public_url, created_at, status, attempt, version, work"
        copy = f"INSERT INTO tasks (id, {names}) SELECT ?, {names} FROM tasks LIMIT 1"  # noqa: S608 - our own words
        connection.execute(copy, (f"more-{number}",))
        return history_lines.write_lines(connection, 1)

    monkeypatch.setattr(history, "write_lines", flooded)
    with anyio.fail_after(60):
        total = await storage.history_total(HistoryQuery())
    assert total.number >= 12


async def test_large_requests_are_read_few_at_a_time(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(history_lines, "MOST_CHARACTERS", 1_000)
    large = MethodologyWork(caption="large", source="x" * 600)
    for number in range(4):
        await storage.accept(sample_task(f"large-{number}", seconds=100 + number, work=large))
    written = []
    with sqlite3.connect(tmp_path / "rows.db") as connection:
        while more := await storage.write_history():
            written.append(connection.execute("SELECT count(*) FROM history WHERE title = 'large'").fetchone()[0])
    assert (written[-2:], more) == ([2, 4], False)
    assert (await storage.history_total(HistoryQuery())).number == 16


async def test_a_step_whose_usage_is_damaged_keeps_nobody_from_the_history(
    storage: SqliteStorage, tmp_path: Path
) -> None:
    connection = sqlite3.connect(tmp_path / "rows.db")
    connection.execute(
        "INSERT INTO steps (task_id, name, digest, engine, state, started_at, attempts, abandoned, usage)"
        " VALUES ('task-00', 'plan', 'd', 'scripted/1', 'failed', '2026-01-01T00:00:00+00:00', 1, 0, '{')"
    )
    connection.commit()
    connection.close()
    assert (await storage.history_total(HistoryQuery())).number == 12
