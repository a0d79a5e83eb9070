"""A lock on a data folder: one program at a time works on its tasks, and others are told which.

The system frees it when the program ends, however that happens.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pb_adapters.file_locks import HELD, free, take
from pb_core.errors import FolderInUse, StorageError

_MOST_BYTES = 500
"""How much of what a holder says of itself is read."""


@contextmanager
def locked(folder: Path, program: str = "") -> Iterator[None]:
    """Hold the folder alone; ``program`` is what others are told of who holds it, by default this program's name.

    Raises:
        FolderInUse: somebody else holds it, in this process or another; the sentence says who.
        StorageError: no file can be made in it, or it lies on a file system without locks.
    """
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageError(f"the data folder {folder} cannot be used ({error.strerror}): choose another") from error
    try:
        try:
            take(descriptor)
        except OSError as error:
            raise _refusal(folder, descriptor, error) from error
        try:
            _tell(descriptor, _this_program(program))
            yield
        finally:
            _tell(descriptor, "")
            free(descriptor)  # closing would not: a forked child may have the descriptor, too
    finally:
        os.close(descriptor)


def _this_program(name: str) -> str:
    name = name or Path(sys.argv[0]).name or "python"
    since = datetime.now(UTC).isoformat(sep=" ", timespec="seconds")
    return f"process {os.getpid()} ({name} on {socket.gethostname()}, since {since})"


def _tell(descriptor: int, text: str) -> None:
    """Write into the lock's file who holds it; on a full disk nobody is told."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text.encode("utf-8", "replace")[:_MOST_BYTES])


def _refusal(folder: Path, descriptor: int, error: OSError) -> StorageError:
    if error.errno not in HELD:
        return StorageError(f"the data folder {folder} cannot be locked ({error.strerror}): choose another")
    holder = os.read(descriptor, _MOST_BYTES).decode("utf-8", "replace") or "another process"
    return FolderInUse(
        f"the data folder {folder} is open already in {holder}: stop that one first, or choose another folder"
    )
