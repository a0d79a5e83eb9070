"""Runs without a server: one folder each in the user's state folder, so that what was paid for is never lost.

A folder holds the run's database and figures, a lock while a process works in it, and ``run.json``: what was asked for.
Revisions of its figure are runs in the same folder, each with a record of its own.
"""

import secrets
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from pb_adapters.data_folder import claimed
from pb_adapters.folder_lock import locked
from pb_core.errors import FolderInUse, StorageError
from pb_http.cli.errors import Failure
from pb_http.cli.outputs import Output
from pb_http.settings import Settings

KEPT_DAYS = 30
"""How long a run that has ended is kept after its start; one that has not is kept until it has."""

_RECORD = "run.json"


class Run(Struct, frozen=True, kw_only=True):
    """What was asked for: the command, its outputs and where its plan goes.

    ``ended`` once they were delivered or the task failed. ``parent`` is the task whose figure it revises.
    """

    task_id: str
    command: str
    started_at: datetime
    outputs: tuple[Output, ...] = ()
    ended: bool = False
    plan_out: Output | None = None
    parent: str | None = None

    @property
    def record_name(self) -> str:
        """The file that it is recorded in."""
        return _RECORD if self.parent is None else f"revision-{self.task_id}.json"


class KeptRun(Struct, frozen=True):
    """A run and the folder that it lies in."""

    folder: Path
    run: Run

    @property
    def short_id(self) -> str:
        """As much of the task's id as people type."""
        return self.run.task_id[:8]


def runs_folder(settings: Settings, environ: Mapping[str, str]) -> Path:
    """Where runs are kept."""
    return state_folder(settings, environ) / "runs"


def state_folder(settings: Settings, environ: Mapping[str, str]) -> Path:
    """Where the command line keeps things: the configured folder, else the one that the system gives each user."""
    if settings.state_dir is not None:
        return settings.state_dir
    base = environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_STATE_HOME", "")
    if not Path(base).is_absolute():  # the XDG specification has relative ones ignored
        try:
            base = str(Path.home() / ".local" / "state")
        except RuntimeError as error:
            raise Failure("this user has no home folder to keep runs in: set PAPERBANANA_STATE_DIR") from error
    return Path(base) / "paperbanana"


@contextmanager
def new_folder(root: Path) -> Iterator[Path]:
    """A fresh folder, locked; it is removed again unless ``record`` has made it a run.

    Raises:
        Failure: no folder can be made.
    """
    folder = root / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise Failure(
            f"runs cannot be kept in {root} ({error.strerror}): set PAPERBANANA_STATE_DIR to a folder of yours"
        ) from error
    try:
        with claimed(folder):
            yield folder
    finally:
        if not (folder / _RECORD).exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def opened(kept: KeptRun) -> Iterator[None]:
    """Hold a run's folder alone; raises ``Failure`` while another process works on it."""
    try:
        with claimed(kept.folder):
            yield
    except FolderInUse as error:
        raise Failure(f"another pb is working on task {kept.short_id}: wait for it, or stop it first") from error


def record(folder: Path, run: Run) -> None:
    """Write what was asked for, whole or not at all."""
    part = folder / f".{run.record_name}.part"
    try:
        part.write_bytes(msgspec.json.encode(run))
        part.replace(folder / run.record_name)
    except OSError as error:
        raise StorageError(f"the run cannot be recorded in {folder} ({error.strerror})") from error


def kept_runs(root: Path) -> list[KeptRun]:
    """All runs, newest first."""
    folders = sorted(root.iterdir(), reverse=True) if root.is_dir() else ()
    found = [kept for folder in folders for kept in _runs_in(folder)]
    return sorted(found, key=lambda kept: kept.run.started_at, reverse=True)


def _runs_in(folder: Path) -> list[KeptRun]:
    """The runs of one folder; none where it has no run, or one that has just begun."""
    found = []
    for name in (_RECORD, *(path.name for path in folder.glob("revision-*.json"))):
        try:
            found.append(KeptRun(folder, msgspec.json.decode((folder / name).read_bytes(), type=Run)))
        except (OSError, msgspec.DecodeError):
            continue
    return found if any(kept.run.parent is None for kept in found) else []


def find(root: Path, task_id: str) -> KeptRun:
    """The run with this task id or unique beginning of one; raises ``Failure``."""
    matching = [kept for kept in kept_runs(root) if task_id and kept.run.task_id.startswith(task_id.lower())]
    if not matching:
        raise Failure(f"no run with the task id {task_id!r} is kept in {root}: 'pb resume' lists those that are")
    if len(matching) > 1:
        ids = ", ".join(kept.run.task_id for kept in matching)
        raise Failure(f"{task_id!r} is the beginning of several task ids: {ids}")
    return matching[0]


def forget_old(root: Path, now: datetime) -> None:
    """Remove the folders of which all runs ended, are too old to keep and that no process works on."""
    by_folder: dict[Path, list[Run]] = {}
    for kept in kept_runs(root):
        by_folder.setdefault(kept.folder, []).append(kept.run)
    for folder, runs in by_folder.items():
        if not all(run.ended and now - run.started_at >= timedelta(days=KEPT_DAYS) for run in runs):
            continue
        try:
            with locked(folder):
                (folder / _RECORD).unlink()  # from here on it is no run
        except (OSError, StorageError):
            continue
        shutil.rmtree(folder, ignore_errors=True)
