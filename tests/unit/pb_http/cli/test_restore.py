import json
from pathlib import Path

import anyio
import pytest

from pb_adapters.backups.making import back_up
from support.data_folders import filled
from support.processes import Run


@pytest.fixture(autouse=True)
def backup(tmp_path: Path) -> Path:
    """A backup in the working folder."""

    async def fill() -> None:
        async with filled(tmp_path / "data"):
            back_up(tmp_path / "data", tmp_path / "copy", version="1.2.3")

    (tmp_path / "data").mkdir()
    anyio.run(fill)
    return tmp_path / "copy"


def test_a_backup_becomes_a_data_folder(pb: Run, tmp_path: Path) -> None:
    done = pb("restore", "copy", "--data-dir", "new")
    assert (done.returncode, done.stderr) == (0, "pb: the database\n")
    assert done.stdout == "restored 2 tasks of 1 keys and 5 artifacts into new: start the server on it\n"
    assert pb("verify", "--data-dir", "new", "--strict").returncode == 0
    told = json.loads(pb("restore", "copy", "--data-dir", "newer", "--json", "--quiet").stdout)
    assert (told["data_dir"], told["tasks"], told["lost"]) == (str(tmp_path / "newer"), 2, 0)
    again = pb("restore", "copy", "--data-dir", "new")
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def test_a_backup_is_checked_without_restoring_it(pb: Run, backup: Path, tmp_path: Path) -> None:
    done = pb("restore", "copy", "--check")
    assert (done.returncode, done.stdout) == (0, "copy is sound: 2 tasks of 1 keys and 5 artifacts\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "data"]
    next(path for path in (backup / "artifacts").rglob("*") if path.is_file()).unlink()
    damaged = pb("restore", "copy", "--check")
    assert damaged.returncode == 1
    assert "the backup is incomplete: artifacts/" in damaged.stderr
