"""Port of which providers are left alone, by which of the programs that work on the tasks of an installation."""

from collections.abc import Collection, Mapping
from typing import Protocol

SILENT_SECONDS = 60
"""After how long without a word what a program told counts no more: it was stopped."""


class Outages(Protocol):
    """Each program tells for itself which providers it leaves alone after failures in a row; all see what was told.

    Every method raises ``StorageError`` where that cannot be reached.
    """

    async def tell(self, who: str, providers: Collection[str]) -> None:
        """Note what a program leaves alone now, in place of what it told before; it holds for ``SILENT_SECONDS``."""

    async def known(self) -> Mapping[str, int]:
        """By provider how many programs leave it alone now; without those that nobody does."""
