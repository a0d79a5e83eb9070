import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.backups.folders import FolderReader
from pb_adapters.backups.manifest import encode_manifest
from pb_adapters.backups.restoring import check, restore
from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.folder_lock import locked
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_adapters.verification import verify
from pb_core.errors import FolderInUse, StorageError
from pb_core.testing.contracts.storage_base import LEASE
from support.data_folders import CONTENTS, DIGESTS, OWNER


async def test_what_comes_back_is_sound_and_has_every_byte(backup: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "data")
    manifest = restore(backup, tmp_path / "new" / "data")
    artifacts = FileArtifacts(tmp_path / "new" / "data" / ARTIFACTS)
    found = await verify(tmp_path / "new" / "data", artifacts)
    assert (found.flaws, found.artifacts, found.orphans, manifest.tasks) == ((), 5, 0, 2)
    assert {name: await artifacts.get(OWNER, digest) for name, digest in DIGESTS.items()} == CONTENTS


def test_only_an_empty_folder_that_nobody_has_open_is_restored_into(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "new"
    target.mkdir()
    with locked(target, "pb serve"), pytest.raises(FolderInUse, match="pb serve"):
        restore(backup, target)
    (target / "notes").touch()
    with pytest.raises(StorageError, match=r"is not empty \(notes\)"):
        restore(backup, target)
    (target / "notes").unlink()
    (target / ".restoring-killed").mkdir()
    restore(backup, target)
    assert sorted(path.name for path in target.iterdir()) == ["artifacts", "lock", "paperbanana.db"]
    with pytest.raises(StorageError, match="is not empty"):
        restore(backup, target)


async def test_what_was_unfinished_has_its_whole_deadline_before_it(backup: Path, tmp_path: Path) -> None:
    restore(backup, tmp_path / "new")
    async with await SqliteStorage.open(tmp_path / "new" / DATABASE) as storage:
        later = datetime.now(UTC) + timedelta(days=7)
        assert await storage.claim_overdue(later, LEASE, "t1", timedelta(hours=1)) is None
        claimed = await storage.claim_task(later, LEASE, "t2")
    assert claimed is not None
    assert claimed.task.id == "task-2"
    assert claimed.age < timedelta(minutes=10)


def damaged_places(backup: Path) -> list[Path]:
    """Every file of a backup in a folder that counts."""
    manifest = FolderReader(backup).manifest()
    artifacts = sorted(path for path in (backup / "artifacts").rglob("*") if path.is_file())
    return [backup / manifest.database.name, backup / manifest.listing.name, *artifacts]


@pytest.mark.parametrize("backup", ["backup"], indirect=True)
@pytest.mark.parametrize(
    ("fault", "told"), [("gone", "is incomplete"), ("longer", "is damaged"), ("flipped", "is damaged")]
)
def test_whatever_is_damaged_nothing_is_restored(backup: Path, tmp_path: Path, fault: str, told: str) -> None:
    for place in damaged_places(backup):
        data = place.read_bytes()
        place.unlink()  # a link shares its bytes
        if fault != "gone":
            place.write_bytes(data + b"!" if fault == "longer" else bytes([data[0] ^ 1]) + data[1:])
        with pytest.raises(StorageError, match=told):
            restore(backup, tmp_path / "new")
        with pytest.raises(StorageError, match=told):
            check(backup)
        assert [path.name for path in (tmp_path / "new").iterdir()] == ["lock"]
        place.write_bytes(data)
    assert check(backup)


@pytest.mark.parametrize("backup", ["backup"], indirect=True)
def test_a_backup_of_a_newer_schema_is_refused(backup: Path, tmp_path: Path) -> None:
    manifest = FolderReader(backup).manifest()
    (backup / "manifest.json").write_bytes(encode_manifest(replace(manifest, schema=manifest.schema + 1)))
    with pytest.raises(StorageError, match=rf"newer version of this program \(1\.2\.3, schema {manifest.schema + 1};"):
        restore(backup, tmp_path / "new")


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no backup at"):
        check(tmp_path / "nothing")
    with pytest.raises(StorageError, match="is no backup: it has no manifest"):
        check(tmp_path)
