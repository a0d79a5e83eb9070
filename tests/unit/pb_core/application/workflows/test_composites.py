"""The composite workflow with stored pictures and the composer in memory."""

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application.engines import Engines
from pb_core.application.journal import Journal
from pb_core.application.workflows import TaskContext, Tools
from pb_core.application.workflows.composites import compose_figures
from pb_core.domain.billing import Usage
from pb_core.domain.composites import PanelStyle
from pb_core.domain.pictures import GREY, Artifact
from pb_core.domain.requests import UPLOADED, CompositeWork, SourceFigure
from pb_core.domain.steps import StepIntent
from pb_core.domain.tasks import TaskKind, TaskResult
from pb_core.errors import SourceGone
from pb_core.ports.storage import NO_CAPS
from pb_core.testing.memory import ManualClock, MemoryArtifacts
from pb_core.testing.memory.images import MemoryComposer, ScriptedImages, write_png
from pb_core.testing.memory.pdf_files import InMemoryPdfReader
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm
from support.claims import NOW, OWNER, claimed_task

PNG = write_png(40, 30, GREY, b"\0" * 40)
BYTES = {"png": PNG, "svg": b"<svg/>", "pdf": b"%PDF-1.7"}


async def changed() -> None:
    """Nobody watches these tasks."""


class CompositeRun:
    """Stored figures, and a composite task under a lease."""

    def __init__(self) -> None:
        self.composer, self.artifacts, self.storage = MemoryComposer(), MemoryArtifacts(), MemoryStorage()

    async def source(self, name: str, *formats: str) -> SourceFigure:
        """A finished figure with pictures in these formats."""
        pictures = [await self._stored(fmt) for fmt in formats]
        return SourceFigure(task_id=name, kind="statistical_plot", pictures=tuple(pictures))

    async def _stored(self, fmt: str) -> Artifact:
        digest = await self.artifacts.put(OWNER, BYTES[fmt])
        return Artifact(format=fmt, media_type=f"image/{fmt}", digest=digest, size=9, width=40, height=30)

    async def compose(
        self, *sources: SourceFigure, formats: tuple[str, ...] = ("png",), finished: bytes | None = None
    ) -> TaskResult:
        """Compose; ``finished`` is what the step left before a crash."""
        work = CompositeWork(sources=sources, style=PanelStyle(labels=("Left", "")), formats=formats)
        claimed = await claimed_task(self.storage, work, TaskKind.COMPOSITE, "composite")
        if finished is not None:
            intent = StepIntent(name="compose", digest="d", engine="composite", started_at=NOW)
            await self.storage.begin_step(claimed.lease, intent, NO_CAPS)
            await self.storage.finish_step(claimed.lease, "compose", finished, NOW, Usage())
        engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages(), composer=self.composer)
        tools = Tools(engines=engines, artifacts=self.artifacts, pdf=InMemoryPdfReader())
        journal = Journal(self.storage, claimed.lease, ManualClock(), changed)
        return await compose_figures(TaskContext(tools=tools, journal=journal, owner=OWNER), work)


@pytest.mark.parametrize(
    ("formats", "taken"),
    [
        (("png",), ["png"]),
        (("png", "svg"), ["png", "svg"]),
        (("png", "pdf"), ["png", "svg", "pdf"]),
        (("png", "svg", "pdf"), ["png", "svg", "pdf"]),
    ],
)
async def test_panels_come_in_the_formats_that_keep_their_vectors(formats: tuple[str, ...], taken: list[str]) -> None:
    run = CompositeRun()
    full, bare = await run.source("a", "png", "svg", "pdf"), await run.source("b", "png")

    await run.compose(full, bare, formats=formats)

    (request,) = run.composer.requests
    assert [[picture.format for picture in panel.pictures] for panel in request.panels] == [taken, ["png"]]


async def test_the_pictures_are_kept_and_the_panels_are_named() -> None:
    run = CompositeRun()

    result = await run.compose(await run.source("a", "png"), await run.source("b", "png"), formats=("png", "pdf"))

    assert [artifact.format for artifact in result.artifacts] == ["png", "pdf"]
    assert (await run.artifacts.get(OWNER, result.artifacts[0].digest)).startswith(b"\x89PNG")
    assert result.description == (
        "A composite of 2 panels, by rows: Left statistical plot of task a; statistical plot of task b."
    )


async def test_an_uploaded_picture_is_a_panel_of_its_own_and_named_as_one() -> None:
    run = CompositeRun()
    picture = replace((await run.source("a", "png")).pictures[0], format="jpeg")  # what it is called decides nothing
    uploaded = SourceFigure(task_id="panel_1", kind=UPLOADED, pictures=(picture,))

    result = await run.compose(uploaded, await run.source("b", "png", "svg"), formats=("png", "svg"))

    (request,) = run.composer.requests
    assert [[picture.format for picture in panel.pictures] for panel in request.panels] == [["jpeg"], ["png", "svg"]]
    assert result.description == (
        "A composite of 2 panels, by rows: Left uploaded picture panel_1; statistical plot of task b."
    )
    assert result.notes == ("The uploaded picture panel_1 has no vectors for SVG: its panel is pixels there.",)


async def test_an_uploaded_picture_that_is_lost_is_named() -> None:
    run = CompositeRun()
    lost = replace((await run.source("a", "png")).pictures[0], digest="0" * 64)

    with pytest.raises(SourceGone, match="The uploaded picture panel_1 is damaged or lost"):
        await run.compose(
            SourceFigure(task_id="panel_1", kind=UPLOADED, pictures=(lost,)), await run.source("b", "png")
        )


@pytest.mark.parametrize(
    ("held", "formats", "where"),
    [
        (("png",), ("png", "svg", "pdf"), "SVG and PDF"),
        (("png", "pdf"), ("png", "svg", "pdf"), "SVG"),
        (("png", "svg"), ("png", "svg", "pdf"), None),
        (("png", "pdf"), ("png", "pdf"), None),
        (("png",), ("png",), None),
    ],
)
async def test_panels_that_become_pixels_among_vectors_are_named_once(
    held: tuple[str, ...], formats: tuple[str, ...], where: str | None
) -> None:
    run = CompositeRun()
    source = await run.source("a", *held)

    result = await run.compose(source, source, formats=formats)

    sentence = f"Task a has no vectors for {where}: its panel is pixels there; draw it with svg to keep them."
    assert result.notes == ((sentence,) if where else ())


async def test_a_source_that_is_gone_since_fails_the_task_and_is_named() -> None:
    run = CompositeRun()
    kept = await run.source("a", "png")
    lost = SourceFigure(
        task_id="b",
        kind="methodology",
        pictures=(Artifact(format="png", media_type="image/png", digest="0" * 64, size=1, width=1, height=1),),
    )

    with pytest.raises(SourceGone, match="source task b is damaged or lost in the store"):
        await run.compose(kept, lost)
    assert run.composer.requests == []


async def test_a_step_that_an_earlier_version_finished_is_not_done_again() -> None:
    run = CompositeRun()
    source = await run.source("a", "png")

    result = await run.compose(source, source, finished=msgspec.json.encode(source.pictures))

    assert (result.artifacts, result.notes) == (source.pictures, ())
    assert run.composer.requests == []


async def test_why_a_panel_is_its_stored_picture_is_said_once() -> None:
    run = CompositeRun()
    source = replace(await run.source("a", "png"), stored="it is a composite itself")

    result = await run.compose(source, source)

    assert result.notes == ("The panel of task a is its stored picture, not drawn anew: it is a composite itself.",)
