"""Readiness: whether a server can take work now, looked at again at most once in two seconds."""

import logging
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar, runtime_checkable

import anyio
import anyio.to_thread
from msgspec import Struct

from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.storage.sqlite.census import read_census, require_writable
from pb_core.domain.census import Census

T = TypeVar("T")

log = logging.getLogger("pb_http.readiness")

FRESH_SECONDS = 2.0
"""How long an answer is repeated: anybody may ask, and each look takes the database's lock for a moment."""

CHECK_SECONDS = 5.0
"""How long one check may take before it counts as failed."""

LEAST_FREE_BYTES = 256 * 2**20
"""Free bytes on the disk of the data folder below which no work should be sent here."""


class State(Struct, frozen=True, kw_only=True):
    """Which checks passed, and how much is open, where that could be read."""

    checks: Mapping[str, bool]
    census: Census | None = None


class WatchedDatabase(Protocol):
    """A database that is looked at beside what works in it; both raise where that is not possible."""

    async def census(self, now: datetime) -> Census:
        """Count what is open."""

    async def require_writable(self) -> bool:
        """Begin a write and end it."""


class SqliteFile:
    """The database of a data folder; a file that hangs holds up threads of its own alone."""

    def __init__(self, path: Path) -> None:
        self._path, self._threads = path, anyio.CapacityLimiter(4)

    async def census(self, now: datetime) -> Census:
        """Count what is open."""
        return await _in_thread(lambda: read_census(self._path, now), self._threads)

    async def require_writable(self) -> bool:
        """Begin a write and end it."""
        return await _in_thread(lambda: require_writable(self._path), self._threads)


@runtime_checkable
class Provable(Protocol):
    """A store that proves that it can be used."""

    async def require_usable(self) -> None:
        """Raise if it cannot be used now."""


class Readiness:
    """Looks at the database, the artifacts, the disk, and whether tasks are worked on.

    ``database`` is the one in the folder unless another one is given. ``working`` is set while the worker runs and
    nobody told it to stop. ``bucket`` has the artifacts where the data folder has not.
    """

    def __init__(
        self,
        folder: Path,
        database: WatchedDatabase | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._folder, self._now = folder, now
        self._database = database or SqliteFile(folder / DATABASE)
        self._threads = anyio.CapacityLimiter(4)  # of its own: a disk that hangs must not hold those of others
        self._lock = anyio.Lock()
        self._seen, self._until = State(checks={}), 0.0
        self.working = False
        self.bucket: Provable | None = None

    async def state(self) -> State:
        """What was found within the last ``FRESH_SECONDS``; whether tasks are worked on, now."""
        async with self._lock:
            if anyio.current_time() >= self._until:
                self._seen = await self._look()
                self._until = anyio.current_time() + FRESH_SECONDS
        return State(checks={**self._seen.checks, "workers": self.working}, census=self._seen.census)

    async def census(self) -> Census | None:
        """How much is open now; ``None`` where it cannot be read."""
        return await _checked("census", lambda: self._database.census(self._now()))

    async def _look(self) -> State:
        def has_room() -> bool:
            return shutil.disk_usage(self._folder).free >= LEAST_FREE_BYTES

        checks: dict[str, Callable[[], Awaitable[bool]]] = {
            "database": self._database.require_writable,
            "artifacts": self._require_artifacts,
            "disk": lambda: _in_thread(has_room, self._threads),
        }
        passed = {name: bool(await _checked(name, check)) for name, check in checks.items()}
        return State(checks=passed, census=await self.census())

    async def _require_artifacts(self) -> bool:
        if self.bucket is None:
            return await _in_thread(lambda: require_folder(self._folder / ARTIFACTS), self._threads)
        await self.bucket.require_usable()
        return True


async def _in_thread(check: Callable[[], T], threads: anyio.CapacityLimiter) -> T:
    return await anyio.to_thread.run_sync(check, limiter=threads, abandon_on_cancel=True)


async def _checked(name: str, check: Callable[[], Awaitable[T]]) -> T | None:
    """What a check returns; ``None``, and a line in the log, where it fails or takes too long."""
    try:
        with anyio.fail_after(CHECK_SECONDS):
            return await check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the server is not ready
        log.warning("not_ready", extra={"check": name, "reason": str(error) or type(error).__name__})
        return None


def require_folder(folder: Path) -> bool:
    """Write a file in a folder and remove it; raises ``OSError``."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"ready")
        file.flush()
    return True
