"""The whole core in memory, and engines that hang: what the tests of workers and of the service stand on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from pb_core.application.engines import Engines
from pb_core.application.intake import Intake
from pb_core.application.keyring import Keyring
from pb_core.application.outbox import Outbox, OutboxConfig
from pb_core.application.polling import Polling
from pb_core.application.service import FigureService
from pb_core.application.worker import Worker, WorkerConfig
from pb_core.application.workflows import Tools
from pb_core.domain.billing import ApiKey
from pb_core.domain.requests import GenerateBody, OptimizePromptBody
from pb_core.domain.tasks import Task
from pb_core.ports.vlm import VlmReply, VlmRequest
from pb_core.testing.memory import ManualClock, MemoryArtifacts, MemoryWakeups, SequentialIds
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.notifier import RecordingNotifier
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryLocation, MemoryStorage
from pb_core.testing.memory.vlm import SOURCE, ScriptedVlm

DIAGRAM = GenerateBody(source_context=SOURCE, caption="Figure 1: The summariser", iterations=2)
PROMPT = OptimizePromptBody(description="draw an encoder")


class HangingVlm(ScriptedVlm):
    """Hangs in its first call, until ``free`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.called, self.free = anyio.Event(), anyio.Event()

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer once it may."""
        self.called.set()
        await self.free.wait()
        return await super().complete(request)


class Installation:
    """The whole core in memory, with one unlimited key."""

    def __init__(self, vlm: ScriptedVlm | None = None, most_queued: int | None = None) -> None:
        self.most_queued = most_queued
        self.vlm, self.images = vlm or ScriptedVlm(), ScriptedImages()
        self.clock, self.ids = ManualClock(), SequentialIds()
        self.location, self.artifacts = MemoryLocation(), MemoryArtifacts()
        self.notifier, self.wakeups = RecordingNotifier(), MemoryWakeups(self.clock)
        engines = Engines(vlm=self.vlm, images=self.images)
        self.tools = Tools(engines=engines, artifacts=self.artifacts, pdf=InMemoryPdfReader())
        self.key: ApiKey
        self.start()

    def start(self) -> None:
        """Begin as a program does: with a store of its own on the rows that are there."""
        self.storage = self.opened()
        engines, pdf = self.tools.engines, self.tools.pdf
        self.keyring = Keyring(store=self.storage, artifacts=self.artifacts, ids=self.ids, clock=self.clock)
        self.service = FigureService(
            storage=self.storage,
            artifacts=self.artifacts,
            intake=Intake(engines=engines, artifacts=self.artifacts, pdf=pdf, tasks=self.storage),
            wakeups=self.wakeups,
            clock=self.clock,
            ids=self.ids,
            most_queued=self.most_queued,
        )

    def opened(self) -> MemoryStorage:
        """Another store on the same rows, with leases that end by the clock."""
        return MemoryStorage(self.location, uptime=lambda: self.clock.now().timestamp())

    async def crash(self) -> None:
        """End as a killed program does, holding what it held, and start again."""
        await self.storage.aclose()
        self.start()

    def worker(self, **config: object) -> Worker:
        """A worker, configured by keywords."""
        return Worker(
            storage=self.storage,
            tools=self.tools,
            wakeups=self.wakeups,
            distributor=Polling(self.wakeups),
            clock=self.clock,
            ids=self.ids,
            config=WorkerConfig(**config),
        )

    def outbox(self) -> Outbox:
        """The outbox, which sends to the recording notifier."""
        return Outbox(
            store=self.storage,
            notifier=self.notifier,
            wakeups=self.wakeups,
            clock=self.clock,
            ids=self.ids,
            config=OutboxConfig(version="9"),
        )

    async def again(self, task: Task) -> Task:
        """The task as it is now."""
        return await self.service.task(self.key, task.id)

    async def names(self, task: Task) -> list[str]:
        """The names of the steps of a task, in order."""
        return [step.name for step in await self.service.steps(task)]


async def installation(vlm: ScriptedVlm | None = None) -> Installation:
    """A core whose key is made."""
    built = Installation(vlm)
    _, built.key = await built.keyring.create("test")
    return built


@asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[anyio.abc.TaskGroup]:
    """Run a worker until the block ends."""
    async with anyio.create_task_group() as group:
        group.start_soon(worker.run)
        yield group
        worker.stop()
