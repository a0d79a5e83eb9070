"""Port of the runs of checks that operators begin from a page, which every server may show, whichever runs them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

SILENT_SECONDS = 60
"""After how long without a word a run counts as stopped, with the server that ran it."""


class CheckRun(Struct, frozen=True, kw_only=True):
    """The last run of a check: on which machine, what it said last, and once it has ended what it reported.

    ``report`` is ``None`` of a run that ended without one, as its server was stopped.
    """

    where: str
    begun: datetime
    progress: str = ""
    ended: datetime | None = None
    report: bytes | None = None


class CheckRuns(Protocol):
    """The last run of each check, the same for all servers of an installation.

    Duties: of each check one run is under way at a time, however many servers begin one at the same moment. A run of
    which nothing was told for ``SILENT_SECONDS`` has ended. Every method raises ``StorageError`` where the runs cannot
    be reached.
    """

    async def begin(self, name: str, where: str) -> str | None:
        """Note that a run begins, and return what names it; ``None`` where one is under way."""

    async def tell(self, run: str, progress: str) -> None:
        """Note what a run said last, or that it goes on; nothing of one that has ended."""

    async def end(self, run: str, report: bytes | None) -> None:
        """Note what a run reported; nothing of one that has ended."""

    async def last(self) -> Mapping[str, CheckRun]:
        """The last run of each check by its name."""
