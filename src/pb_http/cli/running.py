"""Running one task without a server: the same pipeline as the server's, on a folder that is kept."""

import os
import signal
import sys
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import anyio
import click
import msgspec
from msgspec.structs import replace

from pb_core.application.assembly import Core, working
from pb_core.application.plans import written as written_plan
from pb_core.application.service import FigureService
from pb_core.domain.billing import MICROS, ApiKey
from pb_core.domain.pictures import MERMAID
from pb_core.domain.requests import (
    Body,
    CompositeWork,
    GenerateBody,
    GenerateFromPdfBody,
    ModelChoice,
    OptimizeWork,
    PlotWork,
    ReviseBody,
    UnreadableWork,
)
from pb_core.domain.tasks import Candidate, Task, TaskKind, TaskResult
from pb_core.errors import NotFound
from pb_core.ports.images import ImageEngine
from pb_http import logs
from pb_http.cli.errors import NOTED, Failure, Interrupted
from pb_http.cli.options import settings_of
from pb_http.cli.outputs import Output, StreamFailed, numbered, require_readable, write, written
from pb_http.cli.reporting import Reporter
from pb_http.cli.runs import KeptRun, Run, find, forget_old, new_folder, opened, record, runs_folder
from pb_http.composition import open_core
from pb_http.settings import Settings, within

KEY_NAME = "command line"

REFRESH_SECONDS, CHECK_SECONDS = 0.2, 5.0
"""How often a terminal shows the step that is under way, and how often all others are told what a task waits for."""

LEASE = timedelta(seconds=3)
"""How long a killed run holds its task. No other worker can take it over meanwhile: the folder is locked."""


def start(
    command: str, body: Body, outputs: Sequence[Output], reporter: Reporter, plan_out: Output | None = None
) -> None:
    """Run a new task to its end, deliver it and tell its result; what was begun is kept for ``pb resume``.

    ``plan_out`` is a file for the plan.

    Raises:
        Failure: the task failed, a format cannot be made, or an output cannot be written.
        Interrupted: Ctrl-C or SIGTERM.
        CallerError: the body cannot be accepted.
    """
    require_readable(outputs, as_json=reporter.as_json)
    _LocalRun(outputs, reporter).run(command, body, plan_out)


def go_on(task_id: str, outputs: Sequence[Output], reporter: Reporter) -> None:
    """Go on with a kept run and deliver it, to other ``outputs`` if there are some; raises as ``start``."""
    require_readable(outputs, as_json=reporter.as_json)
    _LocalRun(outputs, reporter).resume(task_id)


def revise(
    task_id: str, body: ReviseBody, outputs: Sequence[Output], reporter: Reporter, plan_out: Output | None = None
) -> None:
    """Run a revision of a kept run's figure to its end, in the same folder; raises as ``start``."""
    require_readable(outputs, as_json=reporter.as_json)
    _LocalRun(outputs, reporter).revise(task_id, body, plan_out)


class _LocalRun:
    """One task in this process. ``_kept`` is the run once it is on record; before that nothing was bought."""

    def __init__(self, outputs: Sequence[Output], reporter: Reporter) -> None:
        self._outputs, self._reporter = tuple(outputs), reporter
        self._settings = settings_of(quiet=reporter.quiet)
        self._root = runs_folder(self._settings, os.environ)
        self._kept: KeptRun | None = None

    def run(self, command: str, body: Body, plan_out: Output | None) -> None:
        forget_old(self._root, datetime.now(UTC))
        with self._interruptible():
            anyio.run(self._start, command, body, plan_out, backend_options=_BACKEND)

    def resume(self, task_id: str) -> None:
        kept = self._kept = find(self._root, task_id)
        if not self._outputs:
            self._outputs = kept.run.outputs
            require_readable(self._outputs, as_json=self._reporter.as_json)
        with self._interruptible(), opened(kept):
            anyio.run(self._resume, kept, backend_options=_BACKEND)

    def revise(self, task_id: str, body: ReviseBody, plan_out: Output | None) -> None:
        parent = find(self._root, task_id)
        with self._interruptible(), opened(parent):
            anyio.run(self._revise, parent, body, plan_out, backend_options=_BACKEND)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Give a task back on Ctrl-C and SIGTERM alike, and say how to go on."""
        logs.configure(level=40)
        logs.tell_progress(lambda line: self._reporter.say(f"pb: {line}"))
        before = signal.signal(signal.SIGTERM, _interrupt)
        try:
            yield
        except KeyboardInterrupt as error:
            raise self._interrupted() from error
        finally:
            signal.signal(signal.SIGTERM, before)

    def _interrupted(self) -> Interrupted:
        if self._kept is None:
            return Interrupted("interrupted before anything was done")
        return Interrupted(
            f"interrupted; what was done is kept: pb resume {self._kept.short_id}", self._kept.run.task_id
        )

    async def _start(self, command: str, body: Body, plan_out: Output | None) -> None:
        with new_folder(self._root) as folder:
            async with _open(self._settings, folder) as core:
                _require_formats(core, body, self._outputs)
                _, key = await core.keyring.create(KEY_NAME)
                task = await core.service.submit(key, body)
                await self._finish(core, key, task, self._recorded(folder, task, command, plan_out))

    async def _revise(self, parent: KeptRun, body: ReviseBody, plan_out: Output | None) -> None:
        async with _open(self._settings, parent.folder) as core:
            key, task = await _own(core, parent)
            _require_ordered(core, task, self._outputs)
            task = await core.service.revise(key, task.id, body)
            await self._finish(core, key, task, self._recorded(parent.folder, task, "revise", plan_out))

    def _recorded(self, folder: Path, task: Task, command: str, plan_out: Output | None) -> KeptRun:
        """Put a task that has begun on record."""
        run = Run(
            task_id=task.id,
            command=command,
            started_at=task.created_at,
            outputs=self._outputs,
            plan_out=plan_out,
            parent=task.parent,
        )
        record(folder, run)
        self._kept = KeptRun(folder, run)
        self._reporter.say(f"pb: task {task.id}")
        return self._kept

    async def _resume(self, kept: KeptRun) -> None:
        async with _open(self._settings, kept.folder) as core:
            key, task = await _own(core, kept)
            _require_ordered(core, task, self._outputs)
            await self._finish(core, key, task, kept)

    async def _finish(self, core: Core, key: ApiKey, task: Task, kept: KeptRun) -> None:
        """Work until the task ends, deliver it and tell its result; under ``--strict`` notes end with status 3."""
        if not task.status.final:
            async with working(core):
                task = await _watched(core.service, key, task, self._reporter)
        if task.result is None:
            record(kept.folder, replace(kept.run, ended=True))
            raise Failure(task.error or "the task failed", task.id)
        files = [(output, await _picture(core, key, task, None, output)) for output in self._outputs]
        for one in task.result.candidates:
            outputs = numbered(self._outputs, one.index)
            files += [(output, await _picture(core, key, task, one.index, output)) for output in outputs]
        plan = [(kept.run.plan_out, plan_bytes(task, kept.run.plan_out.format))] if kept.run.plan_out else []
        try:
            write(files)
            write(plan)
        except Failure as error:
            name = "FILE" if isinstance(error, StreamFailed) else "ANOTHER"
            raise Failure(f"{error}; the picture is kept: pb resume {kept.short_id} -o {name}", task.id) from error
        record(kept.folder, replace(kept.run, ended=True))
        spent = [step.spent.settled_micros for step in await core.service.steps(task)]
        _tell(task, kept.run.command, tuple(output for output, _ in (*files, *plan)), sum(spent), self._reporter)
        if self._reporter.strict and task.result.notes:
            raise click.exceptions.Exit(NOTED)


_BACKEND = {"use_uvloop": sys.platform != "win32"}


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Do on SIGTERM what Ctrl-C does."""
    signal.raise_signal(signal.SIGINT)


@asynccontextmanager
async def _open(settings: Settings, folder: Path) -> AsyncGenerator[Core]:
    """The server's composition on a run's folder, for one task."""
    async with open_core(replace(within(settings, folder), concurrency=1, lease=LEASE)) as core:
        yield core


async def _own(core: Core, kept: KeptRun) -> tuple[ApiKey, Task]:
    """The key of a run's folder, and the task of the run as it is now."""
    key, *_ = await core.keyring.list()
    try:
        return key, await core.service.task(key, kept.run.task_id)
    except NotFound as error:
        raise Failure(f"the run in {kept.folder} is damaged: its task is not there") from error


def _require_formats(core: Core, body: Body, outputs: Sequence[Output]) -> None:
    """Refuse a format that the image engine does not make, before anything is bought; plots come in all of them."""
    if isinstance(body, GenerateBody | GenerateFromPdfBody):
        images = core.engines.images_for(ModelChoice(image_provider=body.image_provider))
        _require(_made_by(images), outputs, f"the image engine {images.provider} draws")


def _require_ordered(core: Core, task: Task, outputs: Sequence[Output]) -> None:
    """Refuse a format that the run was not started for."""
    if task.result is not None:
        made: Sequence[str] = [artifact.format for artifact in task.result.artifacts]
        if task.result.diagram is not None:
            drawer = core.engines.drawer(task.result.diagram.engine)
            made = list(dict.fromkeys((*made, *drawer.capabilities.exports, MERMAID)))
    elif isinstance(task.work, PlotWork | CompositeWork):
        made = task.work.formats
    elif isinstance(task.work, OptimizeWork | UnreadableWork):
        made = ()
    else:
        made = _made_by(core.engines.images_for(task.work.models))
    _require(made, outputs, f"task {task.id[:8]} makes")


def _made_by(images: ImageEngine) -> tuple[str, ...]:
    """What can be had of a diagram that an engine draws; Mermaid is written from its plan."""
    able = images.capabilities
    return (*able.formats, *able.exports, MERMAID)


def _require(possible: Sequence[str], outputs: Sequence[Output], who: str) -> None:
    made = f"{', '.join(possible)} only" if possible else "no picture"
    for output in outputs:
        if output.format not in possible:
            raise Failure(f"{who} {made}, so '{output.name}' cannot be written")


async def _picture(core: Core, key: ApiKey, task: Task, candidate: int | None, output: Output) -> bytes:
    try:
        task, artifact = await core.service.artifact(key, task.id, output.format, candidate)
    except NotFound as error:
        raise Failure(str(error), task.id) from error
    return await core.service.artifact_bytes(task, artifact)


def plan_bytes(task: Task, form: str) -> bytes:
    """The plan of a finished diagram or plot, as ``json`` or ``mermaid``; raises ``Failure`` where there is none."""
    record = (task.result.diagram or task.result.plot) if task.result else None
    if record is None:
        raise Failure("this task has no plan", task.id)
    return written_plan(record, form)


async def _watched(service: FigureService, key: ApiKey, task: Task, reporter: Reporter) -> Task:
    """Wait for the end of a task; a terminal shows the step that is under way, and everybody what it waits for."""
    told = ""
    if reporter.quiet or not sys.stderr.isatty():
        while not task.status.final:
            task = await service.wait(key, task.id, CHECK_SECONDS)
            if task.waits_for and task.waits_for != told:
                told = task.waits_for
                reporter.say(f"pb: waiting: {told} (Ctrl-C keeps what was done)")
        return task
    from rich.console import Console  # noqa: PLC0415 - for terminals only

    with Console(stderr=True).status("starting") as status:
        while not task.status.final:
            task = await service.wait(key, task.id, REFRESH_SECONDS)
            if task.waits_for:
                status.update(f"waiting: {task.waits_for} (Ctrl-C keeps what was done)")
            elif steps := await service.steps(task):
                status.update(f"{steps[-1].name} ({steps[-1].engine})")
    return task


def _tell(task: Task, command: str, outputs: Sequence[Output], spent: int, reporter: Reporter) -> None:
    """Tell the result of a task that was delivered."""
    if task.result is None:
        return
    reporter.result(_document(task, command, outputs, spent), _text(task.result, outputs))
    if not reporter.as_json:
        if task.kind is TaskKind.STATISTICAL_PLOT:
            reporter.say(task.result.description)
        for note in task.result.notes:
            reporter.say(f"pb: note: {note}")


def _document(task: Task, command: str, outputs: Sequence[Output], spent: int) -> dict[str, Any]:
    """The result as JSON tells it; ``spec``, ``report`` and ``wishes`` are there for plots only."""
    result = task.result
    told: dict[str, Any] = {
        "task_id": task.id,
        "command": command,
        "outputs": written(outputs),
        "description": result.description if result else None,
        "notes": result.notes if result else (),
        "confidence": result.confidence if result else None,
        "alt_text": result.text.alt_text if result and result.text else None,
        "cost_usd": spent / MICROS,
    }
    if result and result.candidates:
        told["candidates"] = [_candidate(one) for one in result.candidates]
    return told | (msgspec.to_builtins(result.plot) if result and result.plot else {})


def _candidate(made: Candidate) -> dict[str, Any]:
    told = {name: getattr(made, name) for name in ("index", "best", "score", "accepted", "engine")}
    return {**told, "notes": made.result.notes}


def _text(result: TaskResult, outputs: Sequence[Output]) -> str:
    """The names of the files, or the text of a task that has no picture; nothing beside a picture."""
    if not result.artifacts:
        return result.description
    return "\n".join(output.name for output in outputs if not output.is_stream)
