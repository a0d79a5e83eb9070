import subprocess
import sys
from pathlib import Path

import pytest

from pb_adapters.folder_lock import locked
from pb_core.errors import FolderInUse, StorageError

HOLDER = "import pathlib, sys; from pb_adapters.folder_lock import locked\nwith locked(pathlib.Path()): input('held')"


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(FolderInUse, match="is open already"), locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_an_error_inside_frees_the_folder(tmp_path: Path) -> None:
    with pytest.raises(LookupError), locked(tmp_path):
        raise LookupError
    with locked(tmp_path):
        pass


def test_two_folders_are_held_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with locked(tmp_path), locked(tmp_path / "a"):
        pass


def test_a_program_that_is_killed_frees_its_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as holder:  # noqa: S603 - ours
        assert holder.stdout is not None
        assert holder.stdout.read(4) == b"held"
        with pytest.raises(FolderInUse), locked(tmp_path):
            pass
        holder.kill()
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=f"{name} cannot be used .*: choose another"), locked(tmp_path / name):
        pass
