import subprocess
import sys
from pathlib import Path

import pytest

from pb_adapters.folder_lock import locked
from pb_core.errors import FolderInUse, StorageError

HOLDER = "import pathlib, sys; from pb_adapters.folder_lock import locked\nwith locked(pathlib.Path()): input()"


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
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, cwd=tmp_path) as holder:  # noqa: S603 - ours
        while not (tmp_path / "lock").exists():
            assert holder.poll() is None
        with pytest.raises(FolderInUse):
            _until_held(tmp_path)
        holder.kill()
    with locked(tmp_path):
        pass


def _until_held(folder: Path) -> None:
    """Take and give back the lock until somebody else has it: its file is there a moment before it is held."""
    while True:
        with locked(folder):
            pass


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=f"{name} cannot be used .*: choose another"), locked(tmp_path / name):
        pass
