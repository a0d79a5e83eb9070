import tarfile
from pathlib import Path

import pytest

from pb_adapters.backups.making import back_up
from pb_adapters.backups.restoring import restore
from pb_core.errors import StorageError


def test_an_interrupted_archive_does_not_appear(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pb_adapters.backups.archives.encode_manifest", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        back_up(folder, tmp_path / "backup.tar", version="1.2.3")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("backup", ["backup.tar"], indirect=True)
def test_an_archive_that_is_cut_off_or_no_archive_is_refused(backup: Path, tmp_path: Path) -> None:
    data = backup.read_bytes()
    for length in (0, 10, 1024, len(data) // 2, len(data) - 12_000):
        backup.write_bytes(data[:length])
        with pytest.raises(StorageError, match=r"damaged|incomplete|no backup"):
            restore(backup, tmp_path / "new")
        assert not (tmp_path / "new" / "paperbanana.db").exists()


def test_an_archive_takes_no_path_from_its_names(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(__file__, "../../evil")
    with pytest.raises(StorageError, match="is no backup"):
        restore(tmp_path / "evil.tar", tmp_path / "new")
