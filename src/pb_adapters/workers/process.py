"""One worker process as its parent sees it: started, asked, ended. Every method blocks: call them in a thread."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar, cast

import msgspec
from msgspec import Struct

from pb_adapters.workers.protocol import (
    EXIT_OUT_OF_MEMORY,
    REPLIES,
    Alive,
    Broken,
    Call,
    Exceeded,
    FrameTooLarge,
    Ping,
    Raised,
    Reply,
    Request,
    Returned,
    Setup,
    pack,
    read_frame,
    unpack,
    write_frame,
)
from pb_core.errors import CallerError, EngineError, EngineUnavailable, InvalidRequest

_MODULE = "pb_adapters.workers.main"

_INHERITED = (
    "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX",
)  # fmt: skip
"""What a worker gets of its parent's environment: where libraries and their caches are, no key and no password."""

_OWN = {"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Each thread would reserve address space, which is what the memory limit counts."""

T = TypeVar("T")


class WorkerDied(EngineUnavailable):
    """The process died at its work, as often as the pool lets it try."""

    retryable = False
    suspect = True


class WorkerNotStarted(WorkerDied):
    """The process could not be started, or died before it could work."""

    retryable = True
    suspect = False


class WorkerStalled(WorkerDied):
    """The process gave no sign of life at its work, as often as the pool lets it try: something stopped it."""

    retryable = True
    suspect = False


class LimitReached(EngineUnavailable):
    """The work needs more of something than it may use; it would need as much the next time."""

    retryable = False


class WorkTooSlow(LimitReached):
    """The work took longer than it may, by the clock or of the processor."""


class OutOfMemory(LimitReached):
    """The work needs more memory than it may use."""


class FilesExceeded(LimitReached):
    """The work writes a larger file, or has more files open, than it may."""


class AnswerTooLarge(LimitReached):
    """The result is larger than a worker may return."""


class WorkFault(Exception):
    """Code of ours failed in the worker in a way that nobody foresaw; ``traceback`` is the worker's, as text."""

    def __init__(self, message: str, traceback: str) -> None:
        super().__init__(message)
        self.traceback = traceback


def _ignored() -> None:
    """Do nothing at a sign of life."""


class Entry(Struct, Generic[T], frozen=True):
    """A function that workers call, as ``module:function``, and the type of what it returns."""

    path: str
    answer: type[T]


class WorkerProcess:
    """A running process that answers one call at a time; after an exception it is of no more use and must be ended.

    ``name`` says in errors whose worker it is.
    """

    def __init__(self, name: str, setup: Setup, max_answer_bytes: int) -> None:
        """Start the process; ``wait_ready`` waits until it can work.

        It shares no file, terminal or working folder with this program, and does not run this program's main module.

        Raises:
            WorkerNotStarted: it cannot be started.
        """
        self._name, self._setup, self._max_answer_bytes = name, setup, max_answer_bytes
        self.calls = 0
        if not sys.executable or getattr(sys, "frozen", False):
            raise WorkerNotStarted(
                f"the {name} needs a Python interpreter to start its processes with", retryable=False
            )
        command = [sys.executable, "-P", "-m", _MODULE, msgspec.json.encode(setup).decode()]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                cwd=os.sep,
                start_new_session=True,
            )
        except OSError as error:
            raise WorkerNotStarted(f"the process of the {name} could not be started: {error.strerror}") from error

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Wait until it has imported what it needs and set its limits.

        Raises:
            WorkerDied: it ended instead.
        """
        self._receive()

    def ping(self) -> None:
        """Wait for a sign of life.

        Raises:
            WorkerDied: it is dead.
        """
        self._ask(Ping())

    def call(
        self, entry: Entry[T], arguments: tuple[object, ...], on_sign: Callable[[], object] = _ignored
    ) -> T | CallerError | EngineError:
        """What the function returns or the error of ``pb_core.errors`` that it raises.

        ``on_sign`` is called at each sign of life that the process gives meanwhile.

        Raises:
            WorkerDied: the process died at it.
            WorkTooSlow: it used up its processor time.
            OutOfMemory: it needs more memory than it may use.
            FilesExceeded: it writes a larger file, or has more files open, than it may.
            AnswerTooLarge: the result is larger than allowed.
            WorkFault: it raised anything else, or what came back is not what was asked for.
        """
        self.calls += 1
        try:
            packing, payload = pack(arguments)
        except UnicodeEncodeError as error:
            return InvalidRequest(f"The request holds a text that is no Unicode: {error.reason}")
        reply, data = self._ask(Call(entry.path, packing), payload, on_sign)
        try:
            match reply:
                case Returned(packing):
                    return unpack(packing, data, entry.answer)
                case Raised():
                    return reply.error()
                case Exceeded(limit):
                    raise FilesExceeded(f"the {self._name} needs {limit.value} than it may have")
                case Broken(traceback):
                    raise WorkFault(f"the process of the {self._name} failed at its work", traceback)
                case _:
                    raise WorkFault(f"the process of the {self._name} gave no answer", "")
        except (msgspec.DecodeError, ValueError) as error:
            raise WorkFault(f"the process of the {self._name} answered nonsense", str(error)) from error

    def end(self) -> None:
        """Kill the process if it still runs, and let go of it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._stdin, self._stdout):
            with suppress(OSError):
                pipe.close()

    def resident_bytes(self) -> int:
        """The memory that the process holds now; 0 where the system does not tell."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
        except (OSError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    @property
    def _stdin(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdin)

    @property
    def _stdout(self) -> BinaryIO:
        return cast("BinaryIO", self._process.stdout)

    def _ask(
        self, request: Request, payload: bytes = b"", on_sign: Callable[[], object] = _ignored
    ) -> tuple[Reply, bytes]:
        try:
            write_frame(self._stdin, request, payload)
        except (OSError, ValueError) as error:  # the second: it was ended meanwhile
            raise self._death() from error
        while isinstance((frame := self._receive())[0], Alive):
            on_sign()
        return frame

    def _receive(self) -> tuple[Reply, bytes]:
        try:
            frame = read_frame(self._stdout, REPLIES, self._max_answer_bytes)
        except FrameTooLarge:
            raise AnswerTooLarge(f"the {self._name} made more than it may return") from None
        except msgspec.DecodeError as error:
            raise WorkFault(f"the process of the {self._name} answered nonsense", str(error)) from error
        except (OSError, ValueError) as error:
            raise self._death() from error
        if frame is None:
            raise self._death()
        return frame

    def _death(self) -> EngineUnavailable:
        """Why the process does not answer any more."""
        self._process.kill()  # it may have closed its end only
        status = self._process.wait()
        if status == EXIT_OUT_OF_MEMORY:
            allowed = self._setup.memory_bytes / 2**20
            return OutOfMemory(f"the {self._name} needs more memory than the {allowed:,.0f} MiB that it may use")
        if sys.platform != "win32" and status == -signal.SIGXCPU:
            allowed = self._setup.processor_seconds
            return WorkTooSlow(f"the {self._name} took more than {allowed:g} seconds of processor time")
        return WorkerDied(f"the process of the {self._name} died ({_cause(status)})")


def _cause(status: int) -> str:
    """Why a process ended: the signal's name, or its exit status."""
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"exit status {status}"


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**kept, **_OWN, "PYTHONPATH": os.pathsep.join(_path())}


def _path() -> list[str]:
    """Where this program imports from, without its working folder; and where our own packages come from."""
    ours = [str(Path(sys.modules[name].__path__[0]).resolve().parent) for name in ("pb_adapters", "pb_core")]
    return list(dict.fromkeys([*(entry for entry in sys.path if Path(entry).is_absolute()), *ours]))
