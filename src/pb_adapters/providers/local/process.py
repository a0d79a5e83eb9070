"""The process of a model as its parent sees it: started with a window, asked over loopback, ended."""

import os
import secrets
import subprocess
import sys
from importlib.util import find_spec
from typing import Self

import anyio
import anyio.abc
import msgspec
from anyio.streams.buffered import BufferedByteReceiveStream

from pb_adapters.processes import started_process
from pb_adapters.providers.local import EXTRA
from pb_adapters.providers.local.child import Start, Started
from pb_adapters.providers.local.model_file import ModelFile
from pb_core.errors import EngineMisconfigured, EngineUnavailable

START_SECONDS = 600.0
"""A large model is read from a slow disk."""

END_SECONDS = 1.0
"""How long the end of a process may take to be known."""

_MODULE = "pb_adapters.providers.local.child"
_BINDING = "xllamacpp"
_KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES")
"""What the process gets of its parent's environment: no key and no password."""

_ENDED = (anyio.EndOfStream, anyio.IncompleteRead, anyio.ClosedResourceError, anyio.BrokenResourceError)
_LINE = 100_000


def require_binding() -> None:
    """Raise ``EngineMisconfigured`` where the extra is not installed."""
    if find_spec(_BINDING) is None:
        raise EngineMisconfigured(f"a model in a file needs the extra 'local': {EXTRA}")


def usable_cores() -> int:
    """The cores that this program may run on, which need not be all: threads beyond them would wait for each other."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ModelProcess:
    """A running process that serves one model with one window.

    ``url`` is where it is served, ``key`` what it wants to see there.
    """

    def __init__(self, process: anyio.abc.Process, window: int, url: str, key: str) -> None:
        self._process = process
        self.window, self.url, self.key = window, url, key

    @classmethod
    async def start(
        cls, file: ModelFile, window: int, *, threads: int | None = None, seconds: float = START_SECONDS
    ) -> Self:
        """Load the model; cancellation leaves no process behind.

        Raises:
            EngineMisconfigured: The extra is not installed, or the model cannot be loaded.
            EngineUnavailable: The process ended while it loaded, or loads for too long.
        """
        require_binding()
        key = secrets.token_urlsafe(24)
        asked = Start(path=str(file.path), window=window, threads=threads or usable_cores(), key=key)
        command = [sys.executable, "-P", "-m", _MODULE]
        process = await started_process(command, stderr=subprocess.DEVNULL, env=_environment(), start_new_session=True)
        try:
            started = await _started(process, asked, file, seconds)
        except BaseException:
            await _end(process)
            raise
        return cls(process, window, started.url, key)

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.returncode is None

    async def has_ended(self) -> bool:
        """Whether the process has ended, or does so within a moment: a lost answer comes before its end is known."""
        with anyio.move_on_after(END_SECONDS):
            await self._process.wait()
        if self.is_running:
            return False
        await self.close()
        return True

    async def close(self) -> None:
        """End the process."""
        await _end(self._process)


async def _started(process: anyio.abc.Process, asked: Start, file: ModelFile, seconds: float) -> Started:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without pipes")
    with anyio.move_on_after(seconds):
        try:
            await process.stdin.send(msgspec.json.encode(asked) + b"\n")
            line = await BufferedByteReceiveStream(process.stdout).receive_until(b"\n", _LINE)
        except _ENDED:
            raise EngineUnavailable(
                f"The local model {file.name} ended while it was loaded; it may need more memory than there is.",
                retryable=False,
            ) from None
        started = msgspec.json.decode(line, type=Started)
        if started.error:
            raise EngineMisconfigured(
                f"The local model {file.name} ({file.architecture}) cannot be loaded: {started.error}"
            )
        return started
    raise EngineUnavailable(f"The local model {file.name} was not loaded within {seconds:g} seconds.", retryable=False)


async def _end(process: anyio.abc.Process) -> None:
    with anyio.CancelScope(shield=True):
        if process.returncode is None:
            process.kill()
        await process.wait()
        await process.aclose()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
