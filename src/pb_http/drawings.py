"""Drawings: plots that pages show of the server itself, drawn at most once in a while and never twice at a time."""

from collections.abc import Awaitable, Callable

import anyio
from msgspec import Struct

from pb_core.domain.pictures import Picture
from pb_core.ports.plots import PlotEngine, PlotRequest

FRESH_SECONDS = 30.0
"""How long a drawing is shown again: pages ask again and again, and drawing takes the processors from tasks."""
MOST_KEPT = 32


class _Kept(Struct, frozen=True):
    picture: Picture | None
    until: float


class Drawings:
    """Plots by name, drawn by an engine in its own processes."""

    def __init__(self, engine: PlotEngine, now: Callable[[], float] = anyio.current_time) -> None:
        self._engine, self._now = engine, now
        self._kept: dict[str, _Kept] = {}
        self._lock = anyio.Lock()

    async def of(self, name: str, asked: Callable[[], Awaitable[PlotRequest | None]]) -> Picture | None:
        """The picture of this name, drawn as ``asked`` says unless it was a moment ago; ``None`` where it says nothing.

        Raises what the engine raises, and what ``asked`` does.
        """
        async with self._lock:
            kept = self._kept.pop(name, None)
            if kept is None or kept.until <= self._now():
                request = await asked()
                picture = None if request is None else (await self._engine.draw(request)).pictures[0]
                kept = _Kept(picture, self._now() + FRESH_SECONDS)
            self._kept[name] = kept
            if len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return kept.picture
