"""Writing a file whole or not at all, waiting for disks, and reading a file that a caller names."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from pb_core.errors import InvalidRequest, StorageError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a name of its own first, then rename it; a failure leaves what was there before.

    Raises:
        StorageError: it cannot be written.
    """
    part = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        part.write_bytes(data)
        part.replace(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StorageError(f"{str(path)[:200]} cannot be written ({why})") from error
    finally:
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)


def read_file(path: Path) -> bytes:
    """The bytes of a file; raises ``InvalidRequest`` when it cannot be read."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InvalidRequest(f"the file {str(path)[:200]!r} cannot be read: {why}") from error


def sync_disks() -> None:
    """Wait until everything that was written lies on its disk, one call for any number of files.

    Windows has no such call: there the system's own time of writing back, some seconds, is what a loss of power costs.
    """
    if hasattr(os, "sync"):
        os.sync()
