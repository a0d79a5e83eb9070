from pathlib import Path
from sqlite3 import connect

import anyio
import pytest

from pb_adapters.backups import snapshot
from pb_adapters.backups.snapshot import copy_database
from pb_adapters.data_folder import DATABASE
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.tasks import TaskStatus
from pb_core.testing.contracts.storage_base import LEASE, NOW, sample_key
from support.data_folders import CONTENTS, DIGESTS, OWNER, filled


async def test_what_somebody_holds_is_pending_in_the_copy_and_goes_on_there(tmp_path: Path) -> None:
    async with filled(tmp_path) as (storage, _):
        assert await storage.claim_delivery(NOW, LEASE, "d1")
        copied = copy_database(tmp_path / DATABASE, tmp_path / "copy.db", lambda _: None)
        held = await storage.task("task-2")
    assert held is not None
    assert held.status is TaskStatus.RUNNING
    assert (copied.keys, copied.tasks, len(copied.needed)) == (1, 2, len(CONTENTS))
    assert set(copied.needed) == {(OWNER, digest) for digest in DIGESTS.values()}
    async with await SqliteStorage.open(tmp_path / "copy.db") as other:
        claimed = await other.claim_task(NOW, LEASE, "t9")
        assert claimed is not None
        assert (claimed.task.id, claimed.task.attempt, claimed.task.faults) == ("task-2", 1, 0)
        assert await other.claim_delivery(NOW, LEASE, "d9")
        assert await other.rescue(NOW) == 0


async def test_a_copy_is_of_one_moment_whatever_is_written_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "_PAGES", 10)
    told: list[str] = []
    async with filled(tmp_path) as (storage, _):
        for number in range(20):
            await storage.add_key(sample_key(f"other-{number}", name="x" * 4000))
        with connect(tmp_path / DATABASE) as beside:

            def write(text: str) -> None:
                told.append(text)
                beside.execute("UPDATE keys SET name = 'changed'")
                beside.commit()

            copy_database(tmp_path / DATABASE, tmp_path / "copy.db", write)
        beside.close()
    assert len(told) > 2
    assert " pages of the database" in told[0]
    with connect(tmp_path / "copy.db") as copy:
        assert copy.execute("SELECT count(*) FROM keys WHERE name = 'changed'").fetchone() == (0,)
    copy.close()


def test_a_copy_is_one_file_for_its_owner_only(tmp_path: Path) -> None:
    async def copied() -> None:
        async with filled(tmp_path):
            copy_database(tmp_path / DATABASE, tmp_path / "copy.db", lambda _: None)

    anyio.run(copied)
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob("copy.db-*"))
