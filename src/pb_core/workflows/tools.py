"""What every workflow works with."""

from msgspec import Struct

from pb_core.engines import Engines
from pb_core.figures import Artifact
from pb_core.journal import Journal
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.images import Picture
from pb_core.ports.pdf import PdfReader
from pb_core.ports.vlm import ImagePart, VlmEngine
from pb_core.roles.vision import VisionCheck
from pb_core.spending import Caps
from pb_core.tables.table import TableLimits


class Tools(Struct, frozen=True, kw_only=True):
    """The engines and stores of the installation.

    ``tables`` bounds the data of plots, ``caps`` what engine calls may cost. ``probe_vision`` has a model shown a
    token before it judges its first picture.
    """

    engines: Engines
    artifacts: ArtifactStore
    pdf: PdfReader
    tables: TableLimits = TableLimits()
    caps: Caps = Caps()
    probe_vision: bool = True


class Bench(Struct, frozen=True, kw_only=True):
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

    async def sighted(self, engine: VlmEngine) -> VlmEngine:
        """The engine to show pictures to; raises ``BlindEngine`` if it says that it sees and does not."""
        if self.vision is None or not engine.sees_images:
            return engine
        return await self.vision.sighted(self.journal, engine)

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
