"""Inspections: what ``pb doctor`` and ``pb verify`` find, run beside the server in a process of their own."""

import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

import anyio
import anyio.abc
import msgspec
from anyio.streams.text import TextReceiveStream
from msgspec import Struct

from pb_adapters.processes import started_process
from pb_adapters.server_state.memory.check_runs import MemoryCheckRuns
from pb_core.errors import StorageError
from pb_core.ports.check_runs import SILENT_SECONDS, CheckRun, CheckRuns

NAMES = ("doctor", "verify")
"""The commands that are run; neither changes anything."""

TELL_SECONDS = 1.0
"""How often it is told what a run says."""
END_SECONDS = 2.0
"""How long a server that stops takes to tell that its run has ended."""

_STOPPED = "pb {name} was stopped with its server: run it again"


class Line(Struct, frozen=True):
    """What one check found."""

    check: str
    text: str
    status: str = "fault"


class Report(Struct, frozen=True, kw_only=True):
    """What a command prints as JSON: the checks of a doctor, the flaws and counts of a verification, or its error."""

    sound: bool = False
    error: str | None = None
    checks: tuple[Line, ...] = ()
    flaws: tuple[Line, ...] = ()
    rows: int = 0
    artifacts: int = 0
    artifact_bytes: int = 0
    orphans: int = 0
    orphan_bytes: int = 0


class Inspection(Struct, frozen=True, kw_only=True):
    """One run, with what it said last while it went on; ``report`` is there once it has ended.

    ``where`` is the machine that ran it, empty where there is one only.
    """

    where: str
    begun: datetime
    progress: str = ""
    ended: datetime | None = None
    report: Report | None = None


class Inspections:
    """The last run of each command on a data folder; one of each at a time, on whichever server."""

    def __init__(
        self,
        folder: Path,
        runs: CheckRuns | None = None,
        where: str = "",
        command: tuple[str, ...] = (sys.executable, "-m", "pb_http.cli.main"),
    ) -> None:
        self._folder, self._where, self._command = folder, where, command
        self._runs = runs or MemoryCheckRuns()
        self._group: anyio.abc.TaskGroup | None = None

    async def last(self) -> Mapping[str, Inspection]:
        """The last run of each command that was run."""
        return {name: _inspection(name, run) for name, run in (await self._runs.last()).items()}

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """While this is entered, runs can be begun; on leaving they are stopped."""
        async with anyio.create_task_group() as self._group:
            yield
            self._group.cancel_scope.cancel()
        self._group = None

    async def begin(self, name: str) -> None:
        """Begin a run of a command, unless one is under way."""
        if self._group is None or name not in NAMES:
            raise RuntimeError(f"no run of {name} can be begun now")
        run = await self._runs.begin(name, self._where)
        if run is not None:
            self._group.start_soon(self._run, name, _Told(self._runs, run))

    async def _run(self, name: str, told: "_Told") -> None:
        report = Report(error=_STOPPED.format(name=name))
        try:
            async with anyio.create_task_group() as telling:
                telling.start_soon(told.keep_telling)
                report = await self._reported(name, told)
                telling.cancel_scope.cancel()
        finally:
            with anyio.move_on_after(END_SECONDS, shield=True):
                await told.end(report)

    async def _reported(self, name: str, told: "_Told") -> Report:
        try:
            return await self._printed(name, told)
        except (OSError, msgspec.DecodeError) as error:
            return Report(error=f"pb {name} did not report: {error}")

    async def _printed(self, name: str, told: "_Told") -> Report:
        arguments = (name, "--json", "--data-dir", str(self._folder.absolute()))

        async def listen(stream: anyio.abc.ByteReceiveStream) -> None:
            async for text in TextReceiveStream(stream, errors="replace"):
                said = [line for line in text.splitlines() if line.strip()]
                told.progress = said[-1].removeprefix("pb: ")[:200] if said else told.progress

        async with await started_process([*self._command, *arguments], stdin=subprocess.DEVNULL) as process:
            if process.stdout is None or process.stderr is None:
                raise OSError("it has no output")
            async with anyio.create_task_group() as reading:
                reading.start_soon(listen, process.stderr)
                printed = [text async for text in TextReceiveStream(process.stdout, errors="replace")]
        return msgspec.json.decode("".join(printed), type=Report)


class _Told:
    """What is told of a run under way: each second what it said, and now and then that it goes on."""

    def __init__(self, runs: CheckRuns, run: str) -> None:
        self._runs, self._run = runs, run
        self.progress = ""

    async def keep_telling(self) -> None:
        """Tell until cancelled; a store that is away hears the next word."""
        told, silent = "", 0.0
        while True:
            await anyio.sleep(TELL_SECONDS)
            silent += TELL_SECONDS
            if self.progress != told or silent >= SILENT_SECONDS / 4:
                told, silent = self.progress, 0.0
                with suppress(StorageError):
                    await self._runs.tell(self._run, told)

    async def end(self, report: Report) -> None:
        """Tell the last word and the report; where the store is away, silence will end the run."""
        with suppress(StorageError):
            await self._runs.tell(self._run, self.progress)
            await self._runs.end(self._run, msgspec.json.encode(report))


def _inspection(name: str, run: CheckRun) -> Inspection:
    report = None
    if run.ended is not None:
        stopped = Report(error=_STOPPED.format(name=name))
        report = stopped if run.report is None else msgspec.json.decode(run.report, type=Report)
    return Inspection(where=run.where, begun=run.begun, progress=run.progress, ended=run.ended, report=report)
