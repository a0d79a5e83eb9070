"""A lock on a data folder, held while a program works in it and freed by the system when the program ends.

A program that needs the folder for itself holds it alone; servers, whose workers may share a storage, hold it together.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pb_adapters.file_locks import HELD, free, take
from pb_core.errors import FolderInUse, StorageError


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
            take(descriptor, shared=shared)
        except OSError as error:
            raise _refusal(folder, error) from error
        try:
            yield
        finally:
            free(descriptor, shared=shared)  # closing would not: a forked child may have the descriptor, too
    finally:
        os.close(descriptor)


def _refusal(folder: Path, error: OSError) -> StorageError:
    if error.errno in HELD:
        return FolderInUse(f"the data folder {folder} is open already: close what uses it, or choose another folder")
    return StorageError(f"the data folder {folder} cannot be locked ({error.strerror}): choose another")
