import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS, DATABASE, claimed, require_database, require_no_artifacts
from pb_adapters.folder_lock import locked
from pb_adapters.storage.sqlite.store import open_writer
from pb_core.errors import FolderInUse, StorageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a database of some pages and one artifact."""
    open_writer(tmp_path / DATABASE).close()
    artifact = tmp_path / ARTIFACTS / "owner" / "00" / ("0" * 64)
    artifact.parent.mkdir(parents=True)
    artifact.write_bytes(b"figure")
    return tmp_path


def test_a_sound_folder_is_held_alone(folder: Path) -> None:
    require_database(folder)
    with claimed(folder), pytest.raises(FolderInUse), locked(folder):
        pass


def test_a_transaction_that_was_interrupted_is_undone(tmp_path: Path) -> None:
    torn, folder = tmp_path / "torn.db", tmp_path / "folder"
    folder.mkdir()
    with closing(sqlite3.connect(torn, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA cache_size=1; CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(200000)); BEGIN"
        )
        connection.execute("UPDATE t SET x = randomblob(200000)")  # pages are written before the transaction ends
        for ending in ("", "-journal"):
            shutil.copy(f"{torn}{ending}", folder / f"{DATABASE}{ending}")
        connection.execute("ROLLBACK")
    with claimed(folder), closing(sqlite3.connect(folder / DATABASE)) as connection:
        assert connection.execute("SELECT x = zeroblob(200000) FROM t").fetchone() == (1,)


def test_a_new_folder_needs_no_database(tmp_path: Path) -> None:
    FileArtifacts(tmp_path / ARTIFACTS)
    require_database(tmp_path)
    with claimed(tmp_path):
        assert not (tmp_path / DATABASE).exists()


@pytest.mark.parametrize(("loss", "word"), [("missing", "missing"), ("cut", "empty"), ("anew", "empty")])
def test_artifacts_without_their_database_are_no_new_folder(folder: Path, loss: str, word: str) -> None:
    (folder / DATABASE).unlink()
    if loss == "cut":
        (folder / DATABASE).touch()
    elif loss == "anew":
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            connection.execute("PRAGMA user_version = 1")
    with pytest.raises(StorageError, match=f"is {word}, but artifacts beside it is not: restore .* backup, or move"):
        require_database(folder)


def test_a_log_of_writes_without_its_database_is_not_thrown_away(folder: Path) -> None:
    (folder / DATABASE).rename(folder / f"{DATABASE}-wal")
    with pytest.raises(StorageError, match=f"missing, but (artifacts|{DATABASE}-wal) beside it is not"):
        require_database(folder)


def test_artifacts_in_a_folder_are_not_looked_for_in_a_bucket(folder: Path) -> None:
    with pytest.raises(StorageError, match=r"artifacts has artifacts that would be looked for in s3://figures: copy"):
        require_no_artifacts(folder, "s3://figures")


def test_a_folder_whose_artifacts_are_gone_may_have_a_bucket(tmp_path: Path) -> None:
    require_no_artifacts(tmp_path, "s3://figures")
    FileArtifacts(tmp_path / ARTIFACTS)
    require_no_artifacts(tmp_path, "s3://figures")


def test_damaged_pages_are_found_before_tasks_are_claimed(folder: Path) -> None:
    data = bytearray((folder / DATABASE).read_bytes())
    data[4096 * 3 : 4096 * 8] = b"\xa5" * (4096 * 5)
    (folder / DATABASE).write_bytes(data)
    with pytest.raises(StorageError, match=r"is damaged \(.*\): restore it from a backup"), claimed(folder):
        pass
    with locked(folder):
        pass


def test_a_file_that_is_no_database_is_damaged(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match=r"is damaged \(file is not a database\)"), claimed(folder):
        pass
