"""The library below a server that puts its wall clock and lets its folder refuse to be written."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from io_faults.injection import build

SOURCE = Path(__file__).with_name("below.c")


class Below:
    """What the library is asked for, in a file that every process above it reads; raises ``CannotInject``."""

    def __init__(self, home: Path, folder: Path) -> None:
        self._asked = home / "asked"
        self._library = build(home, SOURCE)
        self._folder = folder
        self._seconds, self._error = 0, 0
        self._tell()

    @property
    def variables(self) -> Mapping[str, str]:
        """The environment that puts a process above the library."""
        return {
            "LD_PRELOAD": str(self._library),
            "MACHINE_FAULTS": str(self._asked),
            "MACHINE_FAULTS_FOLDER": str(self._folder),
        }

    def put_clock(self, seconds: int) -> Self:
        """Let the wall clock differ by so many seconds from the machine's, from now on."""
        self._seconds = seconds
        return self._tell()

    def refuse_writes(self, error: int) -> Self:
        """Let writing below the folder fail by an errno; 0: it works again."""
        self._error = error
        return self._tell()

    def _tell(self) -> Self:
        with self._asked.open("r+b" if self._asked.exists() else "wb") as file:  # the same file: it is mapped
            file.write(struct.pack("=qq", self._seconds, self._error))
        return self
