"""A database that somebody else has locked for longer than we wait: what was paid for is not paid again."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from pb_adapters.storage.sqlite import store
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.tasks import TaskStatus
from support.installation import PROMPT, HangingVlm, Installation


class InSqlite(Installation):
    """The core with a database in place of the store in memory."""

    def __init__(self, vlm: HangingVlm, storage: SqliteStorage) -> None:
        self._stored_in = storage
        super().__init__(vlm)

    def opened(self) -> SqliteStorage:  # type: ignore[override]  # another adapter of the same port
        """The database."""
        return self._stored_in


async def test_an_answer_that_meets_a_locked_database_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.01)
    vlm, file = HangingVlm(), tmp_path / "rows.db"
    async with await SqliteStorage.open(file) as storage:
        core = InSqlite(vlm, storage)
        _, core.key = await core.keyring.create("test")
        task = await core.service.submit(core.key, PROMPT)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            async with anyio.create_task_group() as group:
                group.start_soon(core.worker(lease=timedelta(seconds=60)).run_once)
                await vlm.called.wait()
                other.execute("BEGIN IMMEDIATE")
                vlm.free.set()
                for _ in range(10):  # renewals fail too, and the answer is there by now
                    await core.clock.until_asleep(2)
                    core.clock.advance(15)
                other.execute("ROLLBACK")
                while not (await core.again(task)).status.final:
                    core.clock.advance(15)
        task = await core.again(task)
    assert (task.status, task.attempt, len(vlm.requests)) == (TaskStatus.COMPLETED, 1, 1)
