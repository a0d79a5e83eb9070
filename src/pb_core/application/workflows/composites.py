"""Composites: finished figures side by side; no upstream call."""

from collections.abc import Iterator

from pb_core.application.journal import Done, StepSubmission
from pb_core.application.workflows import TaskContext
from pb_core.domain.panel_grid import resolve_labels
from pb_core.domain.pictures import Artifact, Picture
from pb_core.domain.requests import CompositeWork, SourceFigure
from pb_core.domain.tasks import TaskResult
from pb_core.errors import ArtifactMissing, SourceGone
from pb_core.ports.composites import CompositeRequest, PanelSource

ENGINE = "composite"


async def compose_figures(context: TaskContext, work: CompositeWork) -> TaskResult:
    """Compose the sources as they are now; raises ``SourceGone`` when one has lost its picture since."""

    async def call(_: StepSubmission) -> Done:
        panels = tuple([await _panel(context, source, work.formats) for source in work.sources])
        request = CompositeRequest(panels=panels, style=work.style, formats=work.formats)
        return Done(await context.keep(await context.tools.engines.composer.compose(request)))

    artifacts = await context.journal.step("compose", ENGINE, work, tuple[Artifact, ...], call)
    return TaskResult(description=_description(work), artifacts=artifacts, notes=tuple(_pixels(work)))


async def _panel(context: TaskContext, source: SourceFigure, formats: tuple[str, ...]) -> PanelSource:
    """The source's pictures in the formats that are composed; its PNG always, and its SVG for a PDF too."""
    wanted = {"png", *formats, *(("svg",) if "pdf" in formats else ())}
    return PanelSource(
        pictures=tuple([await _picture(context, source, held) for held in source.pictures if held.format in wanted])
    )


async def _picture(context: TaskContext, source: SourceFigure, held: Artifact) -> Picture:
    try:
        data = await context.tools.artifacts.get(context.owner, held.digest)
    except ArtifactMissing as error:
        raise SourceGone(
            f"The picture of source task {source.task_id} is no longer in the store: compose without it"
        ) from error
    return Picture(format=held.format, media_type=held.media_type, data=data, width=held.width, height=held.height)


def _pixels(work: CompositeWork) -> Iterator[str]:
    """Say which panels a vector composite shows as pixels, each once."""
    for source in dict.fromkeys(work.sources):
        held = {picture.format for picture in source.pictures}
        wanting = [f.upper() for f in work.formats if f != "png" and not held & {"svg", f}]
        if wanting:
            lost = " and ".join(wanting)
            yield (
                f"Task {source.task_id} has no vectors for {lost}: "
                "its panel is pixels there; draw it with svg to keep them."
            )


def _description(work: CompositeWork) -> str:
    labels = resolve_labels(work.style.labels, len(work.sources))
    panels = (
        f"{label} {source.kind.replace('_', ' ')} of task {source.task_id}".strip()
        for label, source in zip(labels, work.sources, strict=True)
    )
    return f"A composite of {len(work.sources)} panels, by rows: {'; '.join(panels)}."
