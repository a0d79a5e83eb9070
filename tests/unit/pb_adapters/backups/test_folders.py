import os
from pathlib import Path
from sqlite3 import connect

import pytest

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.backups.folders import FolderWriter
from pb_adapters.backups.making import back_up
from pb_adapters.backups.manifest import Blob
from pb_adapters.backups.restoring import check
from pb_adapters.data_folder import ARTIFACTS
from pb_adapters.folder_lock import locked
from pb_core.errors import FolderInUse, StorageError
from support.data_folders import DIGESTS, OWNER


def path_of(folder: Path, name: str) -> Path:
    """Where one of the artifacts lies in a data folder."""
    return Path(FileArtifacts(folder / ARTIFACTS).location(OWNER, DIGESTS[name]))


def names(destination: Path) -> set[str]:
    """The files of a backup in a folder."""
    return {path.relative_to(destination).as_posix() for path in destination.rglob("*") if path.is_file()}


def test_a_link_shares_the_bytes_and_a_copy_is_made_where_none_can_be(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = Blob(OWNER, DIGESTS["png"], 3)
    assert back_up(folder, tmp_path / "linked", version="1.2.3").linked == 5
    assert path_of(folder, "png").samefile(tmp_path / "linked" / blob.name)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    done = back_up(folder, tmp_path / "copied", version="1.2.3")
    assert (done.copied, done.linked) == (5, 0)
    assert not path_of(folder, "png").samefile(tmp_path / "copied" / blob.name)
    assert check(tmp_path / "copied") == done.manifest


def test_a_second_run_adds_what_is_new_and_removes_what_is_gone(folder: Path, tmp_path: Path) -> None:
    first = back_up(folder, tmp_path / "backup", version="1.2.3")
    with connect(folder / "paperbanana.db") as beside:
        beside.execute("DELETE FROM steps WHERE name = 'extract'")
    beside.close()
    done = back_up(folder, tmp_path / "backup", version="1.2.3")
    assert (done.copied + done.linked, done.kept) == (0, 4)
    assert done.manifest.artifacts == 4
    assert names(tmp_path / "backup") == {
        "lock",
        "manifest.json",
        done.manifest.database.name,
        done.manifest.listing.name,
        *(Blob(OWNER, digest, 0).name for name, digest in DIGESTS.items() if name != "text"),
    }
    assert done.manifest.database.name != first.manifest.database.name
    assert check(tmp_path / "backup") == done.manifest


@pytest.mark.parametrize("moment", ["add_blob", "add", "commit"])
def test_an_interrupted_run_leaves_the_backup_before_it_or_none(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("first", "second"):
        earlier = back_up(folder, tmp_path / name, version="1.2.3").manifest if name == "second" else None
        with monkeypatch.context() as patch:
            patch.setattr(FolderWriter, moment, interrupt)
            with pytest.raises(KeyboardInterrupt):
                back_up(folder, tmp_path / name, version="1.2.3")
        if earlier:
            assert check(tmp_path / name) == earlier
        else:
            with pytest.raises(StorageError, match="was never finished"):
                check(tmp_path / name)
        done = back_up(folder, tmp_path / name, version="1.2.3")
        assert check(tmp_path / name) == done.manifest


def test_another_folder_or_file_is_not_written_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.tar").write_text("mine")
    for destination in (tmp_path, folder):
        with pytest.raises(StorageError, match="is not empty and holds no backup"):
            back_up(folder, destination, version="1.2.3")
    with pytest.raises(StorageError, match="is there already"):
        back_up(folder, tmp_path / "notes.tar", version="1.2.3")
    back_up(folder, tmp_path / "backup", version="1.2.3")
    with locked(tmp_path / "backup", "pb backup"), pytest.raises(FolderInUse):
        back_up(folder, tmp_path / "backup", version="1.2.3")
