import subprocess
import sys
from pathlib import Path

import pytest

from pb_adapters.storage.sqlite.holders import Holder
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.requests import UnreadableWork
from pb_core.errors import StorageError
from pb_core.testing.contracts.storage_base import LEASE, NOW, after, running_task

PROGRAM = """
import sys, time
from pathlib import Path
from pb_adapters.storage.sqlite.holders import Holder
holder = Holder(Path(sys.argv[1]))
holder.enter()
print(holder.id, flush=True)
time.sleep(600)
"""


def test_whoever_has_entered_is_there_until_it_leaves(tmp_path: Path) -> None:
    one, two = Holder(tmp_path / "rows.db"), Holder(tmp_path / "rows.db")
    assert two.is_gone(one.id)
    one.enter()
    one.enter()
    assert not two.is_gone(one.id)
    one.leave()
    one.leave()
    assert two.is_gone(one.id)
    assert list((tmp_path / "rows.db-holders").iterdir()) == []


def test_a_program_is_there_until_it_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, tmp_path / "rows.db"], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        name = program.stdout.readline().strip()
        holder = Holder(tmp_path / "rows.db")
        assert not holder.is_gone(name)
        program.kill()
        program.wait()
    assert holder.is_gone(name)
    holder.forget(name)
    assert holder.is_gone(name)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "rows.db-holders").write_text("in the way")
    with pytest.raises(StorageError, match="holders cannot be used"):
        Holder(tmp_path / "rows.db").enter()


async def test_nobody_is_gone_because_files_run_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        await SqliteStorage.open(tmp_path / "rows.db") as one,
        await SqliteStorage.open(tmp_path / "rows.db") as two,
    ):
        await running_task(one)

        def refuse(*_: object) -> int:
            raise OSError(24, "Too many open files")

        monkeypatch.setattr("pb_adapters.storage.sqlite.holders.os.open", refuse)
        assert await two.rescue(after(1)) == 0
        monkeypatch.undo()


async def test_what_an_earlier_version_held_is_rescued(tmp_path: Path) -> None:
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        await running_task(storage)
        await storage._write(lambda connection: connection.execute("UPDATE tasks SET lease_holder = NULL").rowcount)
        assert await storage.rescue(NOW) == 1


@pytest.mark.parametrize(
    "damage",
    ["work = '{'", "kind = 'hologram'", "callback = 'x'", "created_at = 'soon'", "work = '[]', callback = '[]'"],
)
async def test_a_row_that_cannot_be_read_stops_no_queue(tmp_path: Path, damage: str) -> None:
    async with await SqliteStorage.open(tmp_path / "rows.db") as storage:
        spoiled = await running_task(storage)
        await storage.release_task(spoiled.lease)
        await storage._write(lambda connection: connection.execute(f"UPDATE tasks SET {damage}").rowcount)  # noqa: S608
        claimed = await storage.claim_task(after(1), LEASE, "t1")
    assert claimed is not None
    assert isinstance(claimed.task.work, UnreadableWork)
    assert set(claimed.task.work.fields) == {part.split(" = ")[0] for part in damage.split(", ")}
