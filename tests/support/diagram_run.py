"""One methodology task in memory, drawn under a lease with scripted engines."""

from typing import Any

from pb_core.application.engines import Engines
from pb_core.application.journal import Journal
from pb_core.application.roles.vision import VisionCheck
from pb_core.application.workflows import TaskContext, Tools
from pb_core.application.workflows.methodology import draw_methodology
from pb_core.domain.billing import Caps
from pb_core.domain.requests import Canvas, MethodologyWork
from pb_core.domain.tasks import TaskKind, TaskResult
from pb_core.ports.images import ImageEngine
from pb_core.testing.memory import ManualClock, MemoryArtifacts, SequentialIds
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm
from support.claims import OWNER, claimed_task


async def changed() -> None:
    """Nobody watches these tasks."""


class DiagramRun:
    """One diagram under a lease; its model sees by default. With ``probes`` the model's sight is looked at first."""

    def __init__(self, vlm: ScriptedVlm | None = None, images: ImageEngine | None = None) -> None:
        self.vlm = vlm or ScriptedVlm(sees_images=True)
        self.images = images if isinstance(images, ScriptedImages) else ScriptedImages()
        self.painter: ImageEngine = images or self.images
        self.storage, self.artifacts = MemoryStorage(), MemoryArtifacts()
        self.caps, self.probes = Caps(), False

    async def draw(self, iterations: int = 1, **fields: Any) -> TaskResult:  # noqa: ANN401 - of a MethodologyWork
        """Draw as asked for; the fields are those of a MethodologyWork."""
        canvas = fields.pop("canvas", Canvas(iterations=iterations))
        work = MethodologyWork(caption=fields.pop("caption", "Figure 1"), canvas=canvas, **fields)
        self._begun = await self.context(work), work
        return await self.again()

    async def again(self) -> TaskResult:
        """Run the same task once more, as after a restart: what is finished is replayed."""
        return await draw_methodology(*self._begun)

    async def context(self, work: MethodologyWork) -> TaskContext:
        """The context of a claimed task for this work."""
        claimed = await claimed_task(self.storage, work, TaskKind.METHODOLOGY, "generate")
        engines = Engines(vlm=self.vlm, images=self.painter)
        tools = Tools(engines=engines, artifacts=self.artifacts, pdf=InMemoryPdfReader())
        clock = ManualClock()
        journal = Journal(self.storage, claimed.lease, clock, changed, self.caps)
        vision = VisionCheck(store=self.storage, ids=SequentialIds(), clock=clock) if self.probes else None
        return TaskContext(tools=tools, journal=journal, owner=OWNER, vision=vision)

    async def steps(self) -> list[str]:
        """The names of the steps that were begun."""
        return [step.name for step in await self.storage.steps("t")]
