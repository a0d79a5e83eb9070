"""Composites: finished figures side by side, our own drawn anew at their panel's size; no upstream call."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from pb_core.application.figure_text import labels_of
from pb_core.application.journal import Done, Repeatable, StepSubmission
from pb_core.application.workflows import TaskContext
from pb_core.application.workflows.panel_drawing import PanelDrawer, PanelDrawing
from pb_core.application.workflows.panels_in_place import drawn_in_place
from pb_core.application.workflows.venue_sheets import drawn_for_venue
from pb_core.domain.composites import PanelStyle
from pb_core.domain.pictures import Artifact, Picture
from pb_core.domain.requests import CompositeWork, SourceFigure
from pb_core.domain.tasks import TaskResult
from pb_core.errors import ArtifactMissing, SourceGone
from pb_core.ports.composites import PanelSource

ENGINE = "composite"
_UNUSED = "With a venue, spacing, label_position and label_font_size do not count: it has measures of its own."


class Composite(Struct, frozen=True, kw_only=True):
    """A composed figure: its pictures, what to know of it, and how many values of its plots were compared."""

    artifacts: tuple[Artifact, ...]
    notes: tuple[str, ...] = ()
    values: int = 0


_KEPT: type[Composite | tuple[Artifact, ...]] = Composite | tuple[Artifact, ...]  # type: ignore[assignment]
"""What a finished step holds: a composite, or, as earlier versions kept it, its pictures alone."""


async def compose_figures(context: TaskContext, work: CompositeWork) -> TaskResult:
    """Compose the sources as they are now; raises ``SourceGone`` when one has lost its picture since."""

    async def call(submission: StepSubmission) -> Done:
        return Done(await _composed(context, work, submission))

    kept = await context.journal.step("compose", ENGINE, work, _KEPT, Repeatable(call))
    composite = kept if isinstance(kept, Composite) else Composite(artifacts=kept)
    return TaskResult(
        description=_description(work, composite.values), artifacts=composite.artifacts, notes=composite.notes
    )


async def _composed(context: TaskContext, work: CompositeWork, submission: StepSubmission) -> Composite:
    stored = [await _panel(context, source, work.formats) for source in work.sources]
    drawer = PanelDrawer(context, submission, _wanted(work.formats))
    draw = drawn_in_place if work.style.venue is None else drawn_for_venue
    request, drawn = await draw(context, work, tuple(stored), drawer)
    artifacts = await context.keep(await context.tools.engines.composer.compose(request))
    notes = (*_unused(work.style), *drawer.notes, *_kept(work, drawn, drawer.reasons), *_pixels(work, drawn))
    return Composite(
        artifacts=artifacts, notes=tuple(dict.fromkeys(notes)), values=sum(panel.values for panel in drawn.values())
    )


def _wanted(formats: tuple[str, ...]) -> tuple[str, ...]:
    """PNG always, and the SVG for a PDF too."""
    return tuple(dict.fromkeys(("png", *(("svg",) if "pdf" in formats else ()), *formats)))


async def _panel(context: TaskContext, source: SourceFigure, formats: tuple[str, ...]) -> PanelSource:
    """The source's pictures in the formats that are composed."""
    wanted = _wanted(formats)
    return PanelSource(
        pictures=tuple(
            [
                await _picture(context, source, held)
                for held in source.pictures
                if held.format in wanted or source.is_uploaded
            ]
        )
    )


async def _picture(context: TaskContext, source: SourceFigure, held: Artifact) -> Picture:
    try:
        data = await context.tools.artifacts.get(context.owner, held.digest)
    except ArtifactMissing as error:
        whose = "uploaded picture" if source.is_uploaded else "picture of source task"
        raise SourceGone(f"The {whose} {source.task_id} is damaged or lost in the store: compose without it") from error
    return Picture(format=held.format, media_type=held.media_type, data=data, width=held.width, height=held.height)


def _unused(style: PanelStyle) -> Iterator[str]:
    """Say that measures which were asked for do not count."""
    plain = PanelStyle(layout=style.layout, labels=style.labels, venue=style.venue)
    if style.venue is not None and style != plain:
        yield _UNUSED


def _kept(work: CompositeWork, drawn: Mapping[int, PanelDrawing], reasons: Mapping[int, str]) -> Iterator[str]:
    """Say which panels are their stored pictures, and why."""
    for index, source in enumerate(work.sources):
        why = source.stored or reasons.get(index, "")
        if index not in drawn and why:
            yield f"The panel of task {source.task_id} is its stored picture, not drawn anew: {why.rstrip('.')}."


def _pixels(work: CompositeWork, drawn: Mapping[int, PanelDrawing]) -> Iterator[str]:
    """Say which panels a vector composite shows as pixels, each once."""
    for index, source in enumerate(work.sources):
        panel = drawn.get(index)
        held = {picture.format for picture in (panel.pictures if panel else source.pictures)}
        wanting = [f.upper() for f in work.formats if f != "png" and not held & {"svg", f}]
        if wanting:
            lost = " and ".join(wanting)
            if source.is_uploaded:
                yield f"The uploaded picture {source.task_id} has no vectors for {lost}: its panel is pixels there."
                continue
            yield (
                f"Task {source.task_id} has no vectors for {lost}: "
                "its panel is pixels there; draw it with svg to keep them."
            )


def _named(source: SourceFigure) -> str:
    of = "" if source.is_uploaded else "of task "
    return f"{source.kind.replace('_', ' ')} {of}{source.task_id}"


def _description(work: CompositeWork, values: int) -> str:
    panels = (f"{label} {_named(source)}".strip() for label, source in zip(labels_of(work), work.sources, strict=True))
    told = f"A composite of {len(work.sources)} panels, by rows: {'; '.join(panels)}."
    if values:
        told += f" Plots drawn anew were read back and compared with their data: {values} values."
    return told
