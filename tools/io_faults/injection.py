"""The shim between this process and the C library: built once, armed again and again."""

import ctypes
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from system_programs import path_of

SHIM = Path(__file__).with_name("shim.c")


class CannotInject(Exception):
    """This machine cannot build or load the shim; the text says why."""


def build(folder: Path, source: Path = SHIM) -> Path:
    """Compile the shim, or another library of ours; raises ``CannotInject``."""
    compiler = path_of("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        raise CannotInject("faults of files are injected on Linux, with a C compiler")
    library = folder / f"{source.stem}.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl", "-lpthread"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own source
    if done.returncode:
        raise CannotInject(f"the shim does not compile: {done.stderr}")
    return library


def run_below(library: Path, arguments: Sequence[str]) -> "subprocess.Popen[str]":
    """Start a program of ours above the shim, its standard output piped."""
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"LD_PRELOAD": str(library), "PYTHONPATH": paths},
    )


class Shim:
    """The shim of this process, which must have been started by ``run_below``."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        try:
            self._library.io_faults_calls.restype = ctypes.c_long
            self._library.io_faults_fired.restype = ctypes.c_char_p
        except AttributeError as error:
            raise CannotInject("this process was not started above the shim") from error

    def arm(self, folder: Path, call: int, number: int, length: int = 1) -> None:
        """Let the ``call``-th call on a file below a folder (from 1) and those after it, ``length`` in all, fail."""
        self._library.io_faults_arm(os.fsencode(folder), ctypes.c_long(call), ctypes.c_long(length), number)

    def watch(self, folder: Path) -> None:
        """Count calls from now on; none fails."""
        self.arm(folder, 0, 0)

    @property
    def calls(self) -> int:
        """How many calls there were since the shim was armed."""
        return int(self._library.io_faults_calls())

    @property
    def fired(self) -> str:
        """The first call that failed, such as ``fsync`` or ``open /folder/file``; empty where none did."""
        return os.fsdecode(self._library.io_faults_fired())


def quick_folder() -> "tempfile.TemporaryDirectory[str]":
    """A folder in memory where the system has one: what is tested is what is called, not the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a file system, made for this
    return tempfile.TemporaryDirectory(prefix="io-faults-", dir=memory if os.access(memory, os.W_OK) else None)
