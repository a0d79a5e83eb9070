"""A lock on a data folder, held while a program works in it and freed by the system when the program ends.

A program that needs the folder for itself holds it alone; servers, whose workers may share a storage, hold it together.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pb_core.errors import FolderInUse, StorageError

_HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES})
"""How systems say that somebody else holds a lock."""

if sys.platform == "win32":
    import msvcrt

    _PLACES = 64
    """How many may hold a folder together: one byte each, as this system has no shared lock; who is alone takes all."""

    def _take(descriptor: int, *, shared: bool) -> None:
        if not shared:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, _PLACES)
            return
        for place in range(_PLACES):
            os.lseek(descriptor, place, os.SEEK_SET)
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError as error:
                if error.errno not in _HELD or place == _PLACES - 1:
                    raise
            else:
                return

    def _free(descriptor: int, *, shared: bool) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1 if shared else _PLACES)
else:
    import fcntl

    def _take(descriptor: int, *, shared: bool) -> None:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)

    def _free(descriptor: int, *, shared: bool) -> None:  # noqa: ARG001 - as above
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def locked(folder: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the folder alone, or with ``shared`` together with others that share it.

    Raises:
        FolderInUse: somebody else holds it, in this process or another, and one of the two wants it alone.
        StorageError: no file can be made in it, or it lies on a file system without locks.
    """
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"the data folder {folder} cannot be used ({error.strerror}): choose another") from error
    try:
        try:
            _take(descriptor, shared=shared)
        except OSError as error:
            raise _refusal(folder, error) from error
        try:
            yield
        finally:
            _free(descriptor, shared=shared)  # closing would not: a forked child may have the descriptor, too
    finally:
        os.close(descriptor)


def _refusal(folder: Path, error: OSError) -> StorageError:
    if error.errno in _HELD:
        return FolderInUse(f"the data folder {folder} is open already: close what uses it, or choose another folder")
    return StorageError(f"the data folder {folder} cannot be locked ({error.strerror}): choose another")
