"""The workflows, a module each, and what they share: tools, the task's context, and the refinement loop.

The loop draws, criticises, accepts or revises; keeps the best; and stops on acceptance or plateau.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from msgspec import Struct

from pb_core.application.engines import Engines
from pb_core.application.journal import Journal
from pb_core.application.roles.vision import VisionCheck
from pb_core.domain.billing import Caps
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.pictures import Artifact, Picture
from pb_core.domain.tables.table import TableLimits
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.pdf import PdfReader
from pb_core.ports.vlm import ImagePart, VlmEngine


class Tools(Struct, frozen=True, kw_only=True):
    """The engines and stores of the installation.

    ``tables`` bounds the data of plots, ``canvas`` the size of composites, ``caps`` what engine calls may cost.
    ``probe_vision`` has a model shown a token before it judges its first picture.
    """

    engines: Engines
    artifacts: ArtifactStore
    pdf: PdfReader
    tables: TableLimits = TableLimits()
    canvas: CanvasLimits = CanvasLimits()
    caps: Caps = Caps()
    probe_vision: bool = True


class TaskContext(Struct, frozen=True, kw_only=True):
    """The tools together with the journal of the task at hand; ``owner`` names its artifact namespace.

    Without a ``vision`` check, engines that say they see are believed.
    """

    tools: Tools
    journal: Journal
    owner: str
    vision: VisionCheck | None = None

    async def keep(self, pictures: tuple[Picture, ...]) -> tuple[Artifact, ...]:
        """Store finished pictures and return what the task's record holds of them."""
        return tuple([await self._kept(picture) for picture in pictures])

    async def seeing_engine(self, engine: VlmEngine) -> VlmEngine:
        """The engine to show pictures to; raises ``BlindEngine`` if it says that it sees and does not."""
        if self.vision is None or not engine.sees_images:
            return engine
        return await self.vision.seeing_engine(self.journal, engine)

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
            digest=await self.tools.artifacts.put(self.owner, picture.data),
            size=len(picture.data),
            width=picture.width,
            height=picture.height,
        )


PLATEAU_ROUNDS = 2
"""So many rounds in a row without a better score end the loop."""

Draft = TypeVar("Draft")
Drawing = TypeVar("Drawing")


class Judgement(Struct, Generic[Draft], frozen=True, kw_only=True):
    """What the critic's verdict comes to: ``revision`` is ``None`` when nothing would be drawn differently."""

    score: float
    accepted: bool
    revision: Draft | None


class Round(Struct, Generic[Draft, Drawing], frozen=True, kw_only=True):
    """One round: what was to be drawn, what was drawn and how it was judged (``None``: no critic was asked)."""

    number: int
    draft: Draft
    drawing: Drawing
    judgement: Judgement[Draft] | None

    @property
    def score(self) -> float:
        """The score that rounds are compared by."""
        return self.judgement.score if self.judgement else 0.0


class Refined(Struct, Generic[Draft, Drawing], frozen=True, kw_only=True):
    """Every round that was drawn, and the best of them: the earliest with the highest score."""

    rounds: tuple[Round[Draft, Drawing], ...]

    @property
    def best(self) -> Round[Draft, Drawing]:
        """The round to deliver."""
        return max(self.rounds, key=lambda r: r.score)


async def refine(
    draft: Draft,
    rounds: int,
    draw: Callable[[int, Draft], Awaitable[Drawing]],
    criticise: Callable[[int, Draft, Drawing], Awaitable[Judgement[Draft]]],
    *,
    spoils: tuple[type[Exception], ...] = (),
) -> Refined[Draft, Drawing]:
    """Draw at most ``rounds`` times (at least 1). With 1, no critic is called.

    An error of a kind in ``spoils`` costs a later round and ends the loop; in the first round it is raised.
    """
    done: list[Round[Draft, Drawing]] = []
    for number in range(1, rounds + 1):
        try:
            drawing = await draw(number, draft)
        except spoils:
            if not done:
                raise
            break
        judgement = await criticise(number, draft, drawing) if rounds > 1 else None
        done.append(Round(number=number, draft=draft, drawing=drawing, judgement=judgement))
        if judgement is None or judgement.accepted or judgement.revision is None or _plateau(done):
            break
        draft = judgement.revision
    return Refined(rounds=tuple(done))


def _plateau(done: list[Round[Draft, Drawing]]) -> bool:
    best = Refined(rounds=tuple(done)).best
    return done[-1].number - best.number >= PLATEAU_ROUNDS
