"""The world of one history: what outlives programs, and the programs that run the real core on it."""

import asyncio
import random
from collections.abc import Coroutine
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar, cast

from msgspec import Struct

from histories.event_loop import Program, SimulatedLoop
from histories.faults import Rates, SeededIds, SimulatedClock, Weather
from histories.ports import UnreliableArtifacts, UnreliableStorage
from histories.stores import Stores
from histories.upstream import SimulatedPainter, SimulatedReceiver, SimulatedVlm, Upstream
from pb_adapters.wakeups.local import LocalWakeups
from pb_core.application.assembly import Core, Options, Ports, assemble, working
from pb_core.application.engines import Engines
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.storage import Storage
from pb_core.testing.memory import MemoryArtifacts
from pb_core.testing.memory.images import MemoryComposer
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.plots import ScriptedPlots

T = TypeVar("T")


class Died(Exception):
    """The program that was asked died before it answered."""


class Kill(Struct, frozen=True):
    """A program's death, and which tasks it held then."""

    program: str
    held: frozenset[str]


class Server:
    """One program that serves: the core, and what it may be told."""

    def __init__(self, program: Program, core: Core, store: Storage) -> None:
        self.program, self.core, self.store = program, core, store
        self.ended = False
        self._leave = asyncio.Event()

    async def ask(self, call: Coroutine[Any, Any, T]) -> T:
        """What a call answers that this program makes. Raises ``Died``."""
        if not self.program.is_alive:
            call.close()
            raise Died
        asked = self.program.start(call)
        await asyncio.wait({asked, self.program.died}, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            raise Died
        return asked.result()

    async def serve(self) -> None:
        """Work until told to leave."""
        async with working(self.core):
            await self._leave.wait()

    def leave(self) -> None:
        """End in good order, as at SIGTERM."""
        self.program.is_leaving = True
        self._leave.set()


class World:
    """What a history happens to. ``trace`` tells it; two runs of a seed tell the same."""

    def __init__(
        self, loop: SimulatedLoop, seed: int, stores: Stores, rates: Rates, options: Options, dice: random.Random
    ) -> None:
        self.loop, self.options = loop, options
        self.weather = Weather(loop, random.Random(f"weather {seed}"), rates)
        self.clock, self.ids = SimulatedClock(loop), SeededIds(random.Random(f"ids {seed}"))
        self._stores, self.artifacts = stores, MemoryArtifacts()
        self.location = stores.location()
        self.upstream = Upstream(self.weather)
        self.dice = dice
        self.servers: list[Server] = []
        self.kills: list[Kill] = []
        self.trace: list[tuple[object, ...]] = []
        self._started = 0

    def note(self, *what: object) -> None:
        """Add a line to the trace."""
        self.trace.append((round(self.loop.time(), 3), *what))

    def look(self) -> None:
        """Let ``location`` tell what is stored now."""
        self.location = self._stores.location()

    @property
    def blobs(self) -> set[tuple[str, str]]:
        """The pictures on the disk, each with its owner."""
        return set(self.artifacts._blobs)  # noqa: SLF001 - what outlives every program

    @property
    def ownerless(self) -> set[str]:
        """Keys that are deleted and whose pictures are not, yet."""
        return {owner for owner, _ in self.blobs} - set(self.location.keys)

    @property
    def digest(self) -> str:
        """A short name of the whole trace."""
        return sha256(repr(self.trace).encode()).hexdigest()[:16]

    def start(self) -> Server:
        """Start a program on what is there."""
        self._started += 1
        program = Program(self.loop, f"p{self._started}")
        store = self._stores.opened()
        storage = cast("Storage", UnreliableStorage(store, program, self.weather, self.note))
        upstream = self.upstream
        ports = Ports(
            engines=Engines(
                vlm=SimulatedVlm(upstream, program),
                images=SimulatedPainter(upstream, program, self.loop.time),
                plots=ScriptedPlots(),
                composer=MemoryComposer(),
            ),
            storage=storage,
            artifacts=cast("ArtifactStore", UnreliableArtifacts(self.artifacts, program, self.weather)),
            pdf=InMemoryPdfReader(),
            notifier=SimulatedReceiver(upstream),
            wakeups=LocalWakeups(),
            clock=self.clock,
            ids=self.ids,
        )
        server = Server(program, assemble(ports, self.options), store)
        self.servers.append(server)
        self.note(program.name, "starts")
        return server

    async def live(self, server: Server) -> None:
        """A program's whole life, killed or ended in good order; what it held then is freed as its store says."""
        serving = server.program.start(server.serve())
        await asyncio.wait({serving, server.program.died}, return_when=asyncio.FIRST_COMPLETED)
        was_killed = not serving.done()
        if was_killed:
            self.kills.append(Kill(server.program.name, self._stores.held_by(server.store)))
        elif (error := serving.exception()) is not None:
            self.upstream.wrong.append(f"a server ended by {error!r}")
        await self._stores.ended(server.store, was_killed=was_killed)
        server.program.kill()
        server.ended = True
        self.servers.remove(server)
        self.note(server.program.name, "is killed" if was_killed else "ends")


def options_of(dice: random.Random) -> Options:
    """A seed's settings."""
    return Options(
        concurrency=dice.choice((1, 2, 4)),
        lease=timedelta(seconds=dice.choice((30, 60, 60))),
        grace=timedelta(seconds=dice.choice((0, 10, 60))),
        most_running=dice.choice((None, None, 1, 2)),
        most_queued=dice.choice((None, None, 3)),
        deadline=timedelta(seconds=dice.choice((3600, 3600, 3600, 400))),
        poll=timedelta(seconds=dice.choice((10, 60, 300))),
        probe_vision=dice.random() < 0.2,
    )
