"""Inspections: what ``pb doctor`` and ``pb verify`` find, run beside the server in a process of their own."""

import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import anyio
import anyio.abc
import msgspec
from anyio.streams.text import TextReceiveStream
from msgspec import Struct

NAMES = ("doctor", "verify")
"""The commands that are run; neither changes anything."""


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


class Inspection(Struct, kw_only=True):
    """One run, with what it said last while it went on; ``report`` is there once it has ended."""

    name: str
    begun: datetime
    progress: str = ""
    ended: datetime | None = None
    report: Report | None = None


class Inspections:
    """The last run of each command on a data folder; one of each at a time."""

    def __init__(self, folder: Path, command: tuple[str, ...] = (sys.executable, "-m", "pb_http.cli.main")) -> None:
        self._folder, self._command = folder, command
        self._last: dict[str, Inspection] = {}
        self._runs: anyio.abc.TaskGroup | None = None

    @property
    def last(self) -> Mapping[str, Inspection]:
        """The last run of each command that was run since the server started."""
        return self._last

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """While this is entered, runs can be begun; on leaving they are stopped."""
        async with anyio.create_task_group() as self._runs:
            yield
            self._runs.cancel_scope.cancel()
        self._runs = None

    def begin(self, name: str) -> Inspection:
        """Begin a run of a command, unless one is under way; that one, or the new one."""
        under_way = self._last.get(name)
        if under_way is not None and under_way.ended is None:
            return under_way
        if self._runs is None or name not in NAMES:
            raise RuntimeError(f"no run of {name} can be begun now")
        self._last[name] = run = Inspection(name=name, begun=datetime.now(UTC))
        self._runs.start_soon(self._run, run)
        return run

    async def _run(self, run: Inspection) -> None:
        try:
            run.report = await self._reported(run)
        except (OSError, msgspec.DecodeError) as error:
            run.report = Report(error=f"pb {run.name} did not report: {error}")
        run.ended = datetime.now(UTC)

    async def _reported(self, run: Inspection) -> Report:
        arguments = (run.name, "--json", "--data-dir", str(self._folder.absolute()))

        async def listen(stream: anyio.abc.ByteReceiveStream) -> None:
            async for text in TextReceiveStream(stream, errors="replace"):
                said = [line for line in text.splitlines() if line.strip()]
                run.progress = said[-1].removeprefix("pb: ")[:200] if said else run.progress

        async with await anyio.open_process([*self._command, *arguments], stdin=subprocess.DEVNULL) as process:
            if process.stdout is None or process.stderr is None:
                raise OSError("it has no output")
            async with anyio.create_task_group() as reading:
                reading.start_soon(listen, process.stderr)
                printed = [text async for text in TextReceiveStream(process.stdout, errors="replace")]
        return msgspec.json.decode("".join(printed), type=Report)
