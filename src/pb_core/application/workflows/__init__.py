"""The workflows, a module each, and what they share: the tools, and the context of a task."""

from msgspec import Struct
from msgspec.structs import replace

from pb_core.application.candidate_steps import CandidateSteps
from pb_core.application.engines import Engines, name_of
from pb_core.application.journal import TaskSteps
from pb_core.application.plot_checks import ReadTable, read_in_thread
from pb_core.application.roles.vision import VisionCheck
from pb_core.domain.billing import Caps
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.pictures import Artifact, Picture
from pb_core.domain.tables.table import TableLimits
from pb_core.errors import BadAnswer, EngineRefused, RequestRejected
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.pdf import PdfReader
from pb_core.ports.vlm import ImagePart, VlmEngine, is_rule_based


class Tools(Struct, frozen=True, kw_only=True):
    """The engines and stores of the installation.

    ``tables`` bounds the data of plots, which ``read_table`` reads; ``canvas`` the size of composites, ``caps`` what
    engine calls may cost. ``probe_vision`` has a model shown a token before it judges its first picture.
    ``version`` is what files of figures call this program; without ``provenance`` they do not tell what made them.
    """

    engines: Engines
    artifacts: ArtifactStore
    pdf: PdfReader
    tables: TableLimits = TableLimits()
    read_table: ReadTable = read_in_thread
    canvas: CanvasLimits = CanvasLimits()
    caps: Caps = Caps()
    probe_vision: bool = True
    version: str = "0"
    provenance: bool = True


class Sight(Struct, frozen=True, kw_only=True):
    """Whether the model of a task sees: ``engine`` is the one to show pictures to, ``None`` where none sees."""

    engine: VlmEngine | None = None
    model: str = ""
    by_rules: bool = False

    def judging(self, blind: VlmEngine) -> VlmEngine:
        """Who judges a drawing whose geometry is known: who sees it, else ``blind`` from plan and geometry."""
        return self.engine or blind

    def note(self, *, measured: bool) -> str:
        """What a reader should know of a critique without a picture; rules judge by measures and need no note."""
        if self.engine is not None or (self.by_rules and measured):
            return ""
        if measured:
            return f"{self.model} does not see pictures: it judged the plan and the measured geometry."
        return f"{self.model} does not see pictures, so nobody judged the painted figure: one round was painted."


class TaskContext(Struct, frozen=True, kw_only=True):
    """The tools together with the journal of the task at hand; ``owner`` names its artifact namespace.

    Without a ``vision`` check, engines that say they see are believed.
    """

    tools: Tools
    journal: TaskSteps
    owner: str
    vision: VisionCheck | None = None

    def of_candidate(self, number: int) -> "TaskContext":
        """The context in which a candidate is made, whose steps have names of their own."""
        return replace(self, journal=CandidateSteps(self.journal, number))

    async def keep(self, pictures: tuple[Picture, ...]) -> tuple[Artifact, ...]:
        """Store finished pictures and return what the task's record holds of them."""
        return tuple([await self._kept(picture) for picture in pictures])

    async def sight(self, engine: VlmEngine) -> Sight:
        """Who can be shown pictures; a model that was not probed yet is, so ask before anything is bought.

        Raises what a probe raises where that says nothing of the model: an outage, a wrong key, an empty account.
        """
        if not engine.sees_images:
            return Sight(model=name_of(engine), by_rules=is_rule_based(engine))
        if self.vision is None:
            return Sight(engine=engine, model=name_of(engine))
        try:
            return Sight(engine=await self.vision.seeing_engine(self.journal, engine), model=name_of(engine))
        except (EngineRefused, BadAnswer, RequestRejected):
            return Sight(model=name_of(engine))

    async def shown(self, artifact: Artifact, engine: VlmEngine) -> ImagePart | None:
        """A stored picture for an engine that can see, else ``None``."""
        if not engine.sees_images:
            return None
        return ImagePart(
            media_type=artifact.media_type, data=await self.tools.artifacts.get(self.owner, artifact.digest)
        )

    async def _kept(self, picture: Picture) -> Artifact:
        return Artifact(
            format=picture.format,
            media_type=picture.media_type,
            digest=await self.journal.held(lambda: self.tools.artifacts.put(self.owner, picture.data)),
            size=len(picture.data),
            width=picture.width,
            height=picture.height,
        )
