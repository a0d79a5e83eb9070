"""Holders: which programs that hold leases in a database are still there, told by a lock on a file of each."""

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from pb_adapters.file_locks import HELD, free, take
from pb_core.errors import StorageError

Uptime = Callable[[], float]
"""Seconds that no change of the wall clock moves, the same for every program of one machine."""


class Holder:
    """One open store among those that may hold leases in a database; its files lie in ``<database>-holders``.

    The system frees the lock when the program ends, however that happens, so whose lock can be taken is gone. A program
    that is stopped for a while is not. ``uptime`` ends the leases of one that is there and renews nothing.
    """

    def __init__(self, database: Path, uptime: Uptime = time.monotonic) -> None:
        self.id = secrets.token_hex(8)
        self.uptime = uptime
        self._folder = database.with_name(f"{database.name}-holders")
        self._descriptor: int | None = None

    @property
    def is_known(self) -> bool:
        """Whether ``enter`` was called."""
        return self._descriptor is not None

    def enter(self) -> None:
        """Be there for others to see, before the first lease; raises ``StorageError`` where no file can be locked."""
        if self._descriptor is not None:
            return
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(self._file(self.id), os.O_RDWR | os.O_CREAT, 0o600)
            try:
                take(descriptor)
            except OSError:
                os.close(descriptor)
                raise
        except OSError as error:
            raise StorageError(f"The folder {self._folder} cannot be used ({error.strerror}).") from error
        self._descriptor = descriptor

    def is_gone(self, holder: str) -> bool:
        """Whether another holder is there no more."""
        try:
            descriptor = os.open(self._file(holder), os.O_RDWR)
        except FileNotFoundError:
            return True
        except OSError:  # too few file descriptors, say: nobody is declared gone on a guess
            return False
        try:
            take(descriptor)
            free(descriptor)
        except OSError as error:
            if error.errno in HELD:
                return False
            raise StorageError(f"The folder {self._folder} cannot be used ({error.strerror}).") from error
        finally:
            os.close(descriptor)
        return True

    def forget(self, holder: str) -> None:
        """Remove the file of one that is gone."""
        self._file(holder).unlink(missing_ok=True)

    def leave(self) -> None:
        """Be gone; idempotent."""
        if self._descriptor is None:
            return
        free(self._descriptor)
        os.close(self._descriptor)
        self._descriptor = None
        self.forget(self.id)

    def _file(self, holder: str) -> Path:
        return self._folder / holder
