"""Intake: everything that can be checked of a submission before it is charged, and the work it becomes."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import anyio
import anyio.to_thread
from anyio import CapacityLimiter
from msgspec.structs import replace

from pb_core.application import plans, redrawing
from pb_core.application.context_room import require_room
from pb_core.application.drawable_scripts import check_scripts
from pb_core.application.engines import Engines
from pb_core.application.figure_text import text_of
from pb_core.application.model_catalog import ModelEntry, find_model
from pb_core.application.plans import PlanReader
from pb_core.application.plot_checks import CheckPlot, ReadTable, ThreadChecks, read_in_thread
from pb_core.application.plot_intake import PlotIntake
from pb_core.application.previews import Previews
from pb_core.application.revision_intake import RevisionIntake
from pb_core.application.variety import require_variety
from pb_core.domain.billing import ApiKey
from pb_core.domain.composites import PanelStyle, arrange
from pb_core.domain.diagrams import arrow_chains
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram, require_width
from pb_core.domain.panel_grid import FINEST, CanvasLimits, PanelSize, resolve_labels
from pb_core.domain.pdf import parse_pages
from pb_core.domain.pictures import MERMAID, Artifact
from pb_core.domain.request_rules import decode_pdf, picture_formats, require_text
from pb_core.domain.requests import (
    DEFAULT_ITERATIONS,
    Body,
    Canvas,
    CompositeBody,
    CompositeWork,
    DiagramType,
    GenerateBody,
    GenerateFromPdfBody,
    Grounding,
    MethodologyWork,
    ModelChoice,
    OptimizePromptBody,
    OptimizeWork,
    PdfPages,
    PlotBody,
    ReviseBody,
    SourceFigure,
    Work,
    units_of,
)
from pb_core.domain.sheet_layout import SheetPlan, require_resolution, sheet_grid
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tasks import Task, TaskStatus
from pb_core.domain.venues import VENUES, VenueStyle
from pb_core.errors import ArtifactMissing, InvalidRequest, NotFound
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.images import ImageEngine
from pb_core.ports.pdf import PdfReader
from pb_core.ports.storage import TaskStore

KIE_ENGINE = "kie_imagen"

NO_UPLOADS: Mapping[str, SourceFigure] = MappingProxyType({})

SHORT_TEXT = 2**16
"""Characters that are looked through at once; a longer text is left to a thread."""


def check_image_choice(body: GenerateBody | GenerateFromPdfBody, engine: ImageEngine) -> None:
    """Hold image_model and image_resolution against the server's image engine (reference: Request Body)."""
    if body.image_model is not None and engine.provider != KIE_ENGINE:
        raise InvalidRequest(
            f"image_model works only when the server's image provider is {KIE_ENGINE}, but it is "
            f"{engine.provider}: leave image_model out or set PAPERBANANA_IMAGE_PROVIDER={KIE_ENGINE}"
        )
    resolution, declared = body.image_resolution, engine.capabilities.resolutions
    if resolution is not None and engine.provider != KIE_ENGINE and resolution not in declared:
        raise InvalidRequest(
            f"image_resolution is not supported by this server's image provider {engine.provider}: leave it out"
        )
    entry = find_model(engine.provider, body.image_model or engine.model)
    if resolution is not None and entry is not None:
        _check_resolution(entry, resolution, body.aspect_ratio)


def exports_of(body: GenerateBody | GenerateFromPdfBody, engine: ImageEngine) -> tuple[str, ...]:
    """The formats asked for beside those that the engine delivers anyway; raises ``InvalidRequest`` for others.

    Mermaid is written from the plan, whoever draws.
    """
    able = engine.capabilities
    asked = [fmt for fmt in picture_formats(body.output_formats) if fmt not in able.formats]
    other = next((fmt for fmt in asked if fmt not in (*able.exports, MERMAID)), None)
    if other is not None:
        raise InvalidRequest(
            f"output_formats: {engine.provider}, which draws here, makes no {other}: leave it out, or send "
            "image_provider: vector"
        )
    return tuple(asked)


def configured_resolution(resolution: str | None, provider: str, model: str, ratio: str | None) -> str | None:
    """The server's own resolution where the model takes it with the ratio, else ``None``: the model's default."""
    entry = find_model(provider, model)
    return resolution if entry is None or resolution in entry.sizes_with(ratio) else None


def _check_resolution(entry: ModelEntry, resolution: str, ratio: str | None) -> None:
    model, possible = entry.model, entry.sizes_with(ratio)
    if resolution in possible:
        return
    if not entry.sizes:
        message = f"image_resolution is not accepted by {model}: leave it out"
    elif resolution not in entry.resolutions:
        message = f"{model} does not support image_resolution {resolution}: choose {' or '.join(entry.resolutions)}"
    elif len(possible) == 1:
        message = f"{model} supports only image_resolution {possible[0]} when aspect_ratio is {ratio}"
    else:
        message = f"{model} does not support image_resolution {resolution} when aspect_ratio is {ratio}"
    raise InvalidRequest(message)


class MethodologyIntake:
    """Checks both kinds of methodology submission; raises ``InvalidRequest`` or ``UnreadablePdf``.

    One text is looked through at a time: each takes turns with the event loop at the interpreter.
    """

    def __init__(
        self, engines: Engines, artifacts: ArtifactStore, pdf: PdfReader, plans: PlanReader, resolution: str | None
    ) -> None:
        self._engines, self._artifacts, self._pdf, self._resolution = engines, artifacts, pdf, resolution
        self._plans, self._threads = plans, CapacityLimiter(1)

    async def from_text(self, body: GenerateBody) -> MethodologyWork:
        """Work on a text, or on a plan that the body has or the text is."""
        source = "" if body.source_context is None else require_text("source_context", body.source_context)
        caption, models = require_text("caption", body.caption), self._models(body)
        if body.plan is None:
            require_room(self._engines.vlm(models), {"source_context": source})
        plan = None
        if body.plan is not None or len(source) > SHORT_TEXT or not arrow_chains.is_prose(source):
            plan = await anyio.to_thread.run_sync(self._plan, body, source, caption, limiter=self._threads)
        await self._check_scripts(models, plan, source)
        return MethodologyWork(
            caption=caption,
            source=source,
            models=models,
            canvas=self._canvas(body, models, has_plan=plan is not None),
            plan=plan,
            is_source=body.plan is None and plan is not None,
            styling=plans.styled(plan, body.styling) if plan else _look(body),
            grounding=Grounding(body.grounding or Grounding.STRICT),
            exports=exports_of(body, self._engines.images_for(models)),
        )

    def _plan(self, body: GenerateBody, source: str, caption: str) -> GivenDiagram | None:
        if body.plan is None:
            return self._plans.diagram_in(source)
        given = self._plans.diagram(body.plan)
        if source and body.grounding != Grounding.LENIENT:
            self._plans.require_named(given, source, caption)
        return given

    async def _check_scripts(self, models: ModelChoice, plan: GivenDiagram | None, source: str) -> None:
        typefaces = self._engines.typefaces
        if typefaces is None or not self._engines.images_for(models).capabilities.typesets:
            return
        if plan is None and source.isascii():  # every typeface has these
            return
        if plan is None:
            check = partial(check_scripts, typefaces, "source_context", source)
        else:
            check = partial(check_scripts, typefaces, "plan", plans.drawn_words(plan), stray=0.0)
        await anyio.to_thread.run_sync(check, limiter=self._threads)

    async def from_pdf(self, key: ApiKey, body: GenerateFromPdfBody) -> MethodologyWork:
        """Work on pages of a PDF, which is stored under the key."""
        require_text("caption", body.caption)
        models = self._models(body)
        data = await anyio.to_thread.run_sync(decode_pdf, body.pdf_base64)
        styling = _look(body)  # all that may be refused comes before it is stored
        canvas = self._canvas(body, models, has_plan=False)
        exports = exports_of(body, self._engines.images_for(models))
        info = await self._pdf.inspect(data)
        count = info.page_count
        pages = tuple(range(1, count + 1)) if body.pages is None else parse_pages(body.pages, count)
        digest = await self._artifacts.put(key.id, data)
        pdf = PdfPages(digest=digest, path=self._artifacts.location(key.id, digest), pages=pages)
        return MethodologyWork(
            caption=body.caption,
            pdf=pdf,
            models=models,
            canvas=canvas,
            styling=styling,
            grounding=Grounding(body.grounding or Grounding.STRICT),
            exports=exports,
        )

    def _models(self, body: GenerateBody | GenerateFromPdfBody) -> ModelChoice:
        models = ModelChoice(
            vlm_provider=body.vlm_provider,
            vlm_model=body.vlm_model,
            image_provider=body.image_provider,
            image_model=body.image_model,
        )
        self._engines.vlm(models)
        check_image_choice(body, self._images(models))
        return models

    def _images(self, models: ModelChoice) -> ImageEngine:
        """Who draws; for a model of an engine that is not there the configured one, whose name the refusal gives."""
        if models.image_provider is None and not self._engines.takes_image_models:
            models = replace(models, image_model=None)
        return self._engines.images_for(models)

    def _canvas(self, body: GenerateBody | GenerateFromPdfBody, models: ModelChoice, *, has_plan: bool) -> Canvas:
        images = self._engines.images_for(models)
        require_variety(body.candidates, self._engines.vlm(models), has_plan=has_plan, images=images)
        configured = configured_resolution(self._resolution, images.provider, images.model, body.aspect_ratio)
        return Canvas(
            iterations=body.iterations or DEFAULT_ITERATIONS,
            aspect_ratio=body.aspect_ratio,
            image_resolution=body.image_resolution or configured,
            candidates=units_of(body),
        )


class CompositeIntake:
    """Checks composites: unknown and foreign sources raise ``NotFound``, everything else ``InvalidRequest``."""

    def __init__(self, engines: Engines, artifacts: ArtifactStore, tasks: TaskStore, limits: CanvasLimits) -> None:
        self._engines, self._artifacts, self._tasks, self._limits = engines, artifacts, tasks, limits

    async def work(self, key: ApiKey, body: CompositeBody, uploads: Mapping[str, SourceFigure]) -> CompositeWork:
        """Work on the sources as they are now; their pictures are looked up, and their sizes fit the limits."""
        self._engines.composer  # noqa: B018 - refuses where there is none
        names = dict.fromkeys(body.source_task_ids)
        found = {name: uploads.get(name) or await self._source(key, name) for name in names}
        sources = tuple(found[name] for name in body.source_task_ids)
        style = style_of(body)
        if self._engines.typefaces and style.labels:
            check = partial(check_scripts, self._engines.typefaces, "labels", " ".join(style.labels), stray=0.0)
            await anyio.to_thread.run_sync(check)
        # How fine the pictures are is read from their bytes later: labels are taken for as large as they may get.
        sizes = [PanelSize(*source.pixels, FINEST) for source in sources]
        if style.venue is None:
            arrange(sizes, style, self._limits)
        else:
            _check_sheet(sources, style, VENUES[style.venue], self._limits)
        return CompositeWork(sources=sources, style=style, formats=picture_formats(body.output_formats))

    async def _source(self, key: ApiKey, task_id: str) -> SourceFigure:
        task = await self._tasks.task(task_id)
        if task is None or task.key_id != key.id:
            raise NotFound(f"source_task_ids: there is no task '{task_id[:64]}'")
        pictures = _pictures(task)
        source, stored = redrawing.drawn_from(task)
        figure = SourceFigure(
            task_id=task.id,
            kind=task.kind.value,
            pictures=pictures,
            drawn_from=source,
            stored=stored,
            text=text_of(task),
        )
        await self._require_stored(key, figure)
        return figure

    async def _require_stored(self, key: ApiKey, figure: SourceFigure) -> None:
        try:
            whole = [await self._artifacts.verify(key.id, picture.digest) for picture in figure.pictures]
        except ArtifactMissing:
            whole = [False]
        if not all(whole):
            raise InvalidRequest(
                f"source_task_ids: the picture of task {figure.task_id} is damaged or lost in the store: draw it again"
            )


def _check_sheet(sources: tuple[SourceFigure, ...], style: PanelStyle, venue: VenueStyle, limits: CanvasLimits) -> None:
    """Hold a sheet for a venue against its width and the limits; raises ``InvalidRequest``."""
    tags = resolve_labels(style.labels, len(sources))
    plan = SheetPlan(venue=venue, grid=sheet_grid(style.layout, len(sources), venue), tags=tags)
    aspects = [
        None if source.drawn_from else source.pictures[0].width / source.pictures[0].height for source in sources
    ]
    require_resolution(plan, aspects, limits)


def style_of(body: CompositeBody) -> PanelStyle:
    """How the panels shall be put together; fields left out take the reference's defaults."""
    default = PanelStyle()
    return PanelStyle(
        layout=body.layout or default.layout,
        labels=None if body.labels is None else tuple(body.labels),
        spacing=default.spacing if body.spacing is None else body.spacing,
        label_position=body.label_position or default.label_position,
        font_size=body.label_font_size or default.font_size,
        venue=body.styling.venue if body.styling else None,
    )


def _pictures(task: Task) -> tuple[Artifact, ...]:
    if task.status is not TaskStatus.COMPLETED or task.result is None:
        raise InvalidRequest(
            f"source_task_ids: task {task.id} has the status {task.status.value}; a panel needs a completed task"
        )
    png = task.result.artifact("png")
    if png is None:
        raise InvalidRequest(f"source_task_ids: task {task.id} is a {task.kind.value} task, which has no picture")
    return (png, *(picture for picture in task.result.artifacts if picture is not png))


def optimize_work(engines: Engines, body: OptimizePromptBody) -> OptimizeWork:
    """Work on a prompt; raises ``InvalidRequest``."""
    models = ModelChoice(vlm_provider=body.vlm_provider, vlm_model=body.vlm_model)
    fields = {"source_context": body.source_context, "description": body.description, "guidelines": body.guidelines}
    require_room(engines.vlm(models), {name: text for name, text in fields.items() if text})
    return OptimizeWork(
        description=require_text("description", body.description),
        source_context=body.source_context or "",
        caption=body.caption or "",
        diagram_type=body.diagram_type or DiagramType.METHODOLOGY,
        guidelines=body.guidelines or "",
        models=models,
    )


class Intake:
    """Turns request bodies into work; raises a ``CallerError`` and takes no unit then.

    ``plans`` reads the plans of requests. ``resolution`` is the configured image resolution, used where a request
    names none. ``tables`` bounds the data of plots, ``check_plot`` holds plots against them, ``read_table`` reads them
    for previews; ``canvas`` bounds composites.
    """

    def __init__(  # noqa: PLR0913 - ports, and what is configured
        self,
        *,
        engines: Engines,
        artifacts: ArtifactStore,
        pdf: PdfReader,
        tasks: TaskStore,
        plans: PlanReader | None = None,
        resolution: str | None = None,
        tables: TableLimits = TableLimits(),  # noqa: B008 - frozen
        check_plot: CheckPlot | None = None,
        read_table: ReadTable = read_in_thread,
        canvas: CanvasLimits = CanvasLimits(),  # noqa: B008 - frozen
    ) -> None:
        self._engines, self._resolution = engines, resolution
        reader = plans or PlanReader()
        self._methodology = MethodologyIntake(engines, artifacts, pdf, reader, resolution)
        check = check_plot or ThreadChecks(reader).check
        self._plots = PlotIntake(engines, artifacts, tables, check)
        self._revisions = RevisionIntake(engines, artifacts, reader, tables, check)
        self._composites = CompositeIntake(engines, artifacts, tasks, canvas)
        self.previews = Previews(pdf, read_table, tables)

    @property
    def engines(self) -> Engines:
        """The engines that bodies are held against."""
        return self._engines

    @property
    def resolution(self) -> str | None:
        """The configured image resolution; ``None`` leaves it to the model."""
        return self._resolution

    async def work(self, key: ApiKey, body: Body, uploads: Mapping[str, SourceFigure] = NO_UPLOADS) -> Work:
        """Check a body and return what a task keeps of it; a PDF or data that can be read is stored under the key.

        ``uploads`` are the pictures that a composite names, by their ids.
        """
        match body:
            case GenerateBody():
                return await self._methodology.from_text(body)
            case GenerateFromPdfBody():
                return await self._methodology.from_pdf(key, body)
            case OptimizePromptBody():
                return optimize_work(self._engines, body)
            case PlotBody():
                return await self._plots.work(key, body)
            case CompositeBody():
                return await self._composites.work(key, body, uploads)

    async def revised(self, key: ApiKey, parent: Task, body: ReviseBody) -> Work:
        """Check a revision of a task of the key and return what a task keeps of it."""
        return await self._revisions.work(key, parent, body)


def _look(body: GenerateBody | GenerateFromPdfBody) -> FixedStyling:
    """What a request fixes of a diagram's look; raises ``InvalidRequest`` for a width that no figure has."""
    fixed = body.styling or FixedStyling()
    require_width(fixed)
    return fixed
