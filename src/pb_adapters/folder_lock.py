"""A lock on a data folder, held while a program works in it and freed by the system when the program ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pb_core.errors import FolderInUse, StorageError

if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder alone.

    Raises:
        FolderInUse: somebody else holds it, in this process or another.
        StorageError: no file can be made in it.
    """
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"the data folder {folder} cannot be used ({error.strerror}): choose another") from error
    try:
        try:
            _take(descriptor)
        except OSError as error:
            raise FolderInUse(
                f"the data folder {folder} is open already: close what uses it, or choose another folder"
            ) from error
        yield
    finally:
        os.close(descriptor)
