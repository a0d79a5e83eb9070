"""Outages of providers, in memory."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping

from pb_core.ports.outages import SILENT_SECONDS


class MemoryOutages:
    """What was told in one process, by a clock that never goes back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told: dict[str, tuple[frozenset[str], float]] = {}

    async def tell(self, who: str, providers: Collection[str]) -> None:
        """Note what a program leaves alone now."""
        self._told[who] = frozenset(providers), self._clock()

    async def known(self) -> Mapping[str, int]:
        """By provider how many programs leave it alone now."""
        now = self._clock()
        counted = (providers for providers, told in self._told.values() if now - told < SILENT_SECONDS)
        return Counter(name for providers in counted for name in providers)
