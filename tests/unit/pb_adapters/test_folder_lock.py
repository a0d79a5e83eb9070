import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pb_adapters.folder_lock import locked
from pb_core.errors import FolderInUse, StorageError

HOLDER = "import pathlib, sys; from pb_adapters.folder_lock import locked\nwith locked(pathlib.Path()): input('held')"


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    told = rf"is open already in process {os.getpid()} \(pb serve on .*, since 20.*\): stop that one first, or choose"
    with locked(tmp_path, "pb serve"), pytest.raises(FolderInUse, match=told), locked(tmp_path):
        pass
    assert (tmp_path / "lock").read_bytes() == b""
    with locked(tmp_path):
        pass


def test_an_error_inside_frees_the_folder(tmp_path: Path) -> None:
    with pytest.raises(LookupError), locked(tmp_path):
        raise LookupError
    with locked(tmp_path):
        pass


def test_who_cannot_say_its_name_on_a_full_disk_holds_the_folder_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with locked(tmp_path), pytest.raises(FolderInUse, match="already in another process: stop"), locked(tmp_path):
        pass


def test_a_forked_child_does_not_keep_the_folder(tmp_path: Path) -> None:
    end, going_on = os.pipe()
    with locked(tmp_path):
        child = os.fork()
        if not child:
            os.close(going_on)
            os.read(end, 1)  # until the parent has closed its side
            os._exit(0)
    try:
        with locked(tmp_path):
            pass
    finally:
        os.close(going_on)
        os.waitpid(child, 0)
        os.close(end)


def test_a_file_system_without_locks_is_no_folder_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    sentence = r"cannot be locked \(No locks available\): choose another"
    with pytest.raises(StorageError, match=sentence) as caught, locked(tmp_path):
        pass
    assert not isinstance(caught.value, FolderInUse)


def test_two_folders_are_held_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with locked(tmp_path), locked(tmp_path / "a"):
        pass


def test_a_program_that_is_killed_frees_its_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as holder:  # noqa: S603 - ours
        assert holder.stdout is not None
        assert holder.stdout.read(4) == b"held"
        with pytest.raises(FolderInUse, match=rf"in process {holder.pid} \("), locked(tmp_path):
            pass
        holder.kill()
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=f"{name} cannot be used .*: choose another"), locked(tmp_path / name):
        pass
