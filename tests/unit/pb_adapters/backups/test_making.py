import os
from pathlib import Path
from sqlite3 import connect

import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.backups import making
from pb_adapters.backups.folders import FolderReader
from pb_adapters.backups.making import back_up
from pb_adapters.backups.restoring import check
from pb_adapters.backups.snapshot import Snapshot
from pb_adapters.data_folder import ARTIFACTS
from pb_adapters.folder_lock import locked
from pb_core.errors import StorageError
from pb_core.testing.contracts.storage_base import sample_task
from support.data_folders import CONTENTS, DIGESTS, OWNER, filled


def path_of(folder: Path, name: str) -> Path:
    """Where one of the artifacts lies in a data folder."""
    return Path(FileArtifacts(folder / ARTIFACTS).location(OWNER, DIGESTS[name]))


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_a_folder_in_use_is_backed_up_whole(folder: Path, tmp_path: Path, name: str) -> None:
    with locked(folder):
        done = back_up(folder, tmp_path / name, version="1.2.3")
    manifest = done.manifest
    assert (manifest.version, manifest.keys, manifest.tasks, manifest.artifacts) == ("1.2.3", 1, 2, 5)
    assert manifest.artifact_bytes == sum(map(len, CONTENTS.values()))
    assert (done.copied + done.linked, done.kept, done.lost) == (5, 0, ())
    assert check(tmp_path / name) == manifest


def test_what_is_lost_already_is_named_and_the_rest_is_backed_up(folder: Path, tmp_path: Path) -> None:
    path_of(folder, "svg").unlink()
    path_of(folder, "pdf").write_bytes(b"???")
    done = back_up(folder, tmp_path / "backup", version="1.2.3")
    assert sorted(done.lost) == sorted(f"{OWNER}/{DIGESTS[name][:2]}/{DIGESTS[name]}" for name in ("svg", "pdf"))
    assert (done.manifest.lost, done.manifest.artifacts) == (2, 3)
    assert check(tmp_path / "backup") == done.manifest


def test_a_key_that_is_deleted_meanwhile_is_not_lost(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = making.copy_database

    def and_delete(*given: object) -> Snapshot:
        snapshot = copy(*given)  # type: ignore[arg-type]  # passed on
        with connect(folder / "paperbanana.db") as beside:
            beside.execute("PRAGMA foreign_keys = ON")
            beside.execute("DELETE FROM keys")
        beside.close()
        for name in DIGESTS:
            path_of(folder, name).unlink(missing_ok=True)
        return snapshot

    monkeypatch.setattr(making, "copy_database", and_delete)
    done = back_up(folder, tmp_path / "backup", version="1.2.3")
    assert (done.lost, done.manifest.artifacts, done.manifest.keys) == ((), 0, 0)


async def test_what_is_put_after_a_backup_is_in_the_next(tmp_path: Path) -> None:
    backup = tmp_path.parent / f"{tmp_path.name}-backup"
    async with filled(tmp_path) as (storage, _):
        assert back_up(tmp_path, backup, version="1.2.3").manifest.tasks == 2
        await storage.accept(sample_task("task-3", OWNER))
        assert back_up(tmp_path, backup, version="1.2.3").manifest.tasks == 3


def test_a_damaged_database_does_not_replace_the_backup_before_it(folder: Path, tmp_path: Path) -> None:
    before = back_up(folder, tmp_path / "backup", version="1.2.3").manifest
    database = tmp_path / "other"
    database.mkdir()
    data = bytearray((tmp_path / "backup" / before.database.name).read_bytes())
    data[8192:12288] = os.urandom(4096)
    (database / "paperbanana.db").write_bytes(data)
    with pytest.raises(StorageError, match="is damaged"):
        back_up(database, tmp_path / "backup", version="1.2.3")
    assert FolderReader(tmp_path / "backup").manifest() == before
