"""A process that is killed while it writes loses nothing that it acknowledged."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.billing import EntryKind
from pb_core.domain.steps import StepState
from pb_core.domain.tasks import TaskStatus
from pb_core.testing.contracts.storage_base import checked_ledger, sample_key

PROGRAM = Path(__file__).with_name("writer_program.py")
QUOTA = 1_000_000


def acknowledged_until_killed(database: Path, life: int, lines: int) -> list[list[str]]:
    """Run the program, kill it after so many lines, and return all whole lines that it wrote."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, PROGRAM, database, str(life)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        head = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        tail = process.stdout.read().splitlines(keepends=True)
    return [line.decode().split() for line in head + tail if line.endswith(b"\n")]


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_was_acknowledged_survives_sigkill(tmp_path: Path, seed: int) -> None:
    database, chance = tmp_path / "rows.db", random.Random(seed)  # noqa: S311 - a seed, not a secret
    async with await SqliteStorage.open(database) as storage:
        await storage.add_key(sample_key(quota=QUOTA))
    said: dict[str, set[str]] = {"accepted": set(), "begun": set(), "planned": set(), "finished": set()}
    for life in range(3):
        for word, task_id in acknowledged_until_killed(database, life, chance.randint(1, 400)):
            said[word].add(task_id)
        async with await SqliteStorage.open(database) as storage:
            await check(storage, said)


async def check(storage: SqliteStorage, said: dict[str, set[str]]) -> None:
    for task_id in said["accepted"]:
        assert await storage.task(task_id) is not None
    for task_id in said["begun"]:
        assert await storage.steps(task_id)
    for task_id in said["planned"]:
        assert [step.state for step in await storage.steps(task_id)] == [StepState.FINISHED]
    for task_id in said["finished"]:
        task = await storage.task(task_id)
        assert task is not None
        assert task.status is TaskStatus.COMPLETED
        assert len(await storage.deliveries(task_id)) == 1
    await check_ledger(storage, said["accepted"])


async def check_ledger(storage: SqliteStorage, accepted: set[str]) -> None:
    charges = [entry.task_id for entry in await checked_ledger(storage) if entry.kind is EntryKind.CHARGE]
    lines, key = await storage.usage("key-1", limit=QUOTA), await storage.key("key-1")
    assert key is not None
    assert key.total_used == len(charges) == len(lines)
    assert key.quota_remaining == QUOTA - len(charges)
    assert accepted <= set(charges) == {line.task_id for line in lines}
