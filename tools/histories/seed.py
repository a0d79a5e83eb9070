"""One seed, one history: builds a world, plays it and says what was wrong."""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import anyio.lowlevel
import anyio.to_thread
from msgspec import Struct

from histories.event_loop import SimulatedLoop, Stuck
from histories.faults import rates_of
from histories.invariants import broken
from histories.scenario import Scenario
from histories.stores import MemoryStores, Stores
from histories.world import World, options_of


class Report(Struct, frozen=True, kw_only=True):
    """What became of a seed: ``faults`` is empty where everything held."""

    seed: int
    faults: tuple[str, ...]
    digest: str
    trace: tuple[tuple[object, ...], ...]
    seconds: float
    tasks: int
    summary: str


Open = Callable[[Callable[[], float]], AbstractContextManager[Stores]]
"""Makes empty stores for one history, whose leases end by the uptime given."""


def in_memory(uptime: Callable[[], float]) -> AbstractContextManager[Stores]:
    """Stores in memory."""
    return nullcontext(MemoryStores(uptime))


def simulate(seed: int, opened: Open = in_memory) -> Report:
    """Play the history of a seed."""
    loop = SimulatedLoop(seed)
    with opened(loop.time) as stores:
        return _played(seed, loop, stores)


def _played(seed: int, loop: SimulatedLoop, stores: Stores) -> Report:
    dice = random.Random(f"scenario {seed}")
    world = World(loop, seed, stores, rates_of(dice), options_of(dice), dice)
    scenario = Scenario(world, dice)
    with in_place():
        try:
            loop.run(scenario.play())
            faults = (*broken(scenario), *stores.flaws())
        except Stuck as stuck:
            faults = (str(stuck), *world.upstream.wrong[:5])
        seconds = loop.time()
        uncaught = tuple(loop.faults)
        loop.close()
    return Report(
        seed=seed,
        faults=(*faults, *uncaught),
        digest=world.digest,
        trace=tuple(world.trace),
        seconds=seconds,
        tasks=len(world.location.tasks),
        summary=f"{world.weather.rates} {world.options} slots={scenario.slots} horizon={scenario.horizon:g}",
    )


@contextmanager
def in_place() -> Iterator[None]:
    """Let what the core gives to threads run in place: it only computes, and threads have an order of their own."""

    async def run_sync(function: Callable[..., Any], *args: Any, **_: Any) -> Any:
        await anyio.lowlevel.checkpoint()
        return function(*args)

    with patch.object(anyio.to_thread, "run_sync", run_sync):
        yield
