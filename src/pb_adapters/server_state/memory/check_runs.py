"""Runs of checks, in memory."""

import secrets
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from pb_core.ports.check_runs import SILENT_SECONDS, CheckRun


class _Kept(Struct):
    """``told`` is when a run said something last, by a clock that never goes back."""

    token: str
    run: CheckRun
    told: float


class MemoryCheckRuns:
    """The last runs of one process; they are gone with it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[str, _Kept] = {}

    async def begin(self, name: str, where: str) -> str | None:
        """Note that a run begins, unless one is under way."""
        self._end_silent()
        known = self._last.get(name)
        if known is not None and known.run.ended is None:
            return None
        token = secrets.token_urlsafe(12)
        self._last[name] = _Kept(token, CheckRun(where=where, begun=datetime.now(UTC)), self._clock())
        return token

    async def tell(self, run: str, progress: str) -> None:
        """Note what a run said last."""
        if (kept := self._under_way(run)) is not None:
            kept.run, kept.told = replace(kept.run, progress=progress), self._clock()

    async def end(self, run: str, report: bytes | None) -> None:
        """Note what a run reported."""
        if (kept := self._under_way(run)) is not None:
            kept.run = replace(kept.run, ended=datetime.now(UTC), report=report)

    async def last(self) -> Mapping[str, CheckRun]:
        """The last run of each check."""
        self._end_silent()
        return {name: kept.run for name, kept in self._last.items()}

    def _under_way(self, run: str) -> _Kept | None:
        self._end_silent()
        return next((kept for kept in self._last.values() if kept.token == run and kept.run.ended is None), None)

    def _end_silent(self) -> None:
        for kept in self._last.values():
            silent = self._clock() - kept.told
            if kept.run.ended is None and silent >= SILENT_SECONDS:
                kept.run = replace(kept.run, ended=datetime.now(UTC) - timedelta(seconds=silent))
