"""Readiness: whether a server can take work now, looked at again at most once in two seconds."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.to_thread
from msgspec import Struct

from pb_adapters.data_folder import ARTIFACTS, DATABASE
from pb_adapters.storage.sqlite.census import Census, read_census, require_writable

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


class Readiness:
    """Looks at the database, the folder of artifacts, the disk, and whether tasks are worked on.

    ``working`` is set while the worker runs and nobody told it to stop.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder, self._now = folder, now
        self._database = folder / DATABASE
        self._threads = anyio.CapacityLimiter(4)  # of its own: a disk that hangs must not hold those of others
        self._lock = anyio.Lock()
        self._seen, self._until = State(checks={}), 0.0
        self.working = False

    async def state(self) -> State:
        """What was found within the last ``FRESH_SECONDS``; whether tasks are worked on, now."""
        async with self._lock:
            if anyio.current_time() >= self._until:
                self._seen = await self._look()
                self._until = anyio.current_time() + FRESH_SECONDS
        return State(checks={**self._seen.checks, "workers": self.working}, census=self._seen.census)

    async def census(self) -> Census | None:
        """How much is open now; ``None`` where it cannot be read."""
        return await self._checked("census", lambda: read_census(self._database, self._now()))

    async def _look(self) -> State:
        def of_disk() -> bool:
            return shutil.disk_usage(self._folder).free >= LEAST_FREE_BYTES

        checks = {
            "database": lambda: require_writable(self._database),
            "artifacts": lambda: require_folder(self._folder / ARTIFACTS),
            "disk": of_disk,
        }
        passed = {name: bool(await self._checked(name, check)) for name, check in checks.items()}
        return State(checks=passed, census=await self.census())

    async def _checked(self, name: str, check: Callable[[], T]) -> T | None:
        """What a check returns; ``None``, and a line in the log, where it fails or takes too long."""
        try:
            with anyio.fail_after(CHECK_SECONDS):
                return await anyio.to_thread.run_sync(check, limiter=self._threads, abandon_on_cancel=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, the server is not ready
            log.warning("not_ready", extra={"check": name, "reason": str(error) or type(error).__name__})
            return None


def require_folder(folder: Path) -> bool:
    """Write a file in a folder and remove it; raises ``OSError``."""
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"ready")
        file.flush()
    return True
