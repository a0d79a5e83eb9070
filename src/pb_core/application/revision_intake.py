"""Intake of revisions: everything that can be checked before it is charged, and the work that copies what it needs.

Where an engine without a model would read the instruction, it is read here, so that what it does not know is refused.
"""

from functools import partial
from typing import TypeVar

import anyio.to_thread
import msgspec
from msgspec.structs import replace

from pb_core.application import plans
from pb_core.application.context_room import require_room
from pb_core.application.drawable_scripts import check_scripts
from pb_core.application.engines import Engines
from pb_core.application.plans import PlanReader
from pb_core.application.plot_checks import CheckPlot, PlotOrder
from pb_core.domain.billing import ApiKey
from pb_core.domain.diagrams.patch import DiagramPatch, PlannedDiagram
from pb_core.domain.diagrams.patching import apply
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram, require_width
from pb_core.domain.pictures import Artifact
from pb_core.domain.plots import patch as plot_patch
from pb_core.domain.plots.patch import PlannedPlot, PlotPatch
from pb_core.domain.plots.plan import GivenPlot, plan_document
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.styling import PlotStyling
from pb_core.domain.questions import EditBrief, PlotEditBrief
from pb_core.domain.request_rules import require_text
from pb_core.domain.requests import (
    Canvas,
    Grounding,
    MethodologyWork,
    ModelChoice,
    PlotWork,
    ReviseBody,
    RevisedDiagram,
    RevisedPlot,
)
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tasks import DiagramRecord, PlotRecord, Task, TaskKind, TaskStatus
from pb_core.errors import ArtifactMissing, InvalidPatch, InvalidRequest, NotUnderstood
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.vlm import VlmEngine, VlmRequest, is_rule_based

AnyPatch = TypeVar("AnyPatch", DiagramPatch, PlotPatch)
AnyWork = TypeVar("AnyWork", MethodologyWork, PlotWork)

_UNREVISED = {
    TaskKind.PROMPT_OPTIMIZATION: "a prompt optimisation has no figure: send its text to optimize-prompt again",
    TaskKind.COMPOSITE: "a composite has no plan of its own: revise its panels and put them together again",
}


class RevisionIntake:
    """Checks revisions; raises ``InvalidRequest``. ``check`` holds plots against data within ``limits``."""

    def __init__(
        self, engines: Engines, artifacts: ArtifactStore, plans: PlanReader, limits: TableLimits, check: CheckPlot
    ) -> None:
        self._engines, self._artifacts, self._plans = engines, artifacts, plans
        self._limits, self._check = limits, check

    async def work(self, key: ApiKey, parent: Task, body: ReviseBody) -> MethodologyWork | PlotWork:
        """Work on a finished figure of the key, which may be deleted at any time after."""
        if body.instruction is None and body.plan is None:
            raise InvalidRequest("instruction is required, or a plan")
        if body.instruction is not None:
            require_text("instruction", body.instruction)
        record = _record_of(parent)
        picture = parent.result.artifact("png") if parent.result else None
        if isinstance(record, DiagramRecord) and isinstance(parent.work, MethodologyWork):
            return await self._diagram(key, _as_drawn(parent.work, record), record, picture, body)
        if isinstance(record, PlotRecord) and isinstance(parent.work, PlotWork):
            return await self._plot(key, _as_drawn(parent.work, record), record, picture, body)
        raise InvalidRequest("This task's request cannot be read by this version: submit it again")

    # --- diagrams

    async def _diagram(
        self, key: ApiKey, work: MethodologyWork, record: DiagramRecord, picture: Artifact | None, body: ReviseBody
    ) -> MethodologyWork:
        models = _models(work.models, body)
        engine = self._engines.vlm(models)
        self._engines.images_for(models)  # refuses one that is not there any more
        if work.pdf is not None:
            await self._require_stored(key, work.pdf.digest, "PDF")
        grounding = body.grounding or work.grounding
        given = await anyio.to_thread.run_sync(self._given, body, replace(work, grounding=grounding), record)
        styling = plans.styled(given, body.styling)
        revises = RevisedDiagram(
            spec=record.spec,
            styling=record.styling,
            support=record.support,
            instruction=body.instruction or "",
            by_plan=body.plan is not None,
        )
        if revises.by_plan:
            await self._check_scripts("plan", given, models)
        else:
            require_room(engine, {"instruction": revises.instruction, "source_context": work.source})
            await self._check_scripts("instruction", await self._foreseen_diagram(engine, revises, work), models)
            revises = replace(revises, picture=picture if engine.sees_images else None)
        return replace(
            work,
            models=models,
            canvas=_canvas(work.canvas, body),
            plan=given,
            styling=styling,
            grounding=grounding,
            revises=revises,
        )

    def _given(self, body: ReviseBody, work: MethodologyWork, record: DiagramRecord) -> GivenDiagram:
        """The plan that stands in the request, in the look of the figure where it names none, else the figure's own."""
        if body.plan is None:
            return GivenDiagram(spec=record.spec)
        given = self._plans.diagram(body.plan)
        if work.source and not work.is_source and work.grounding is not Grounding.LENIENT:
            self._plans.require_named(given, work.source, work.caption)
        look = FixedStyling.of(record.styling)
        kept = FixedStyling(palette=look.palette, theme=look.theme, width=look.width)
        return replace(given, styling=given.styling.over(kept))

    async def _check_scripts(self, field: str, given: GivenDiagram, models: ModelChoice) -> None:
        """Refuse words that no face can draw, as far as it is known which will be drawn."""
        typefaces = self._engines.typefaces
        if typefaces is not None and self._engines.images_for(models).capabilities.typesets:
            check = partial(check_scripts, typefaces, field, plans.drawn_words(given), stray=0.0)
            await anyio.to_thread.run_sync(check)

    async def _foreseen_diagram(
        self, engine: VlmEngine, revises: RevisedDiagram, work: MethodologyWork
    ) -> GivenDiagram:
        """The figure after what rules read in an instruction, as it was where a model reads it.

        Refuses what rules do not understand, or could not carry out.
        """
        figure = PlannedDiagram(spec=revises.spec, styling=revises.styling, aspect_ratio=work.canvas.aspect_ratio)
        brief = EditBrief(
            instruction=revises.instruction,
            spec=figure.spec,
            styling=figure.styling,
            aspect_ratio=figure.aspect_ratio,
            source=work.source,
            caption=work.caption,
        )
        patch = await _read_by_rules(engine, brief, DiagramPatch)
        try:
            figure = figure if patch is None else await anyio.to_thread.run_sync(apply, patch, figure)
        except InvalidPatch as error:
            raise InvalidRequest(f"instruction: {error.why}") from error
        return GivenDiagram(spec=figure.spec)

    # --- plots

    async def _plot(
        self, key: ApiKey, work: PlotWork, record: PlotRecord, picture: Artifact | None, body: ReviseBody
    ) -> PlotWork:
        models = _models(work.models, body)
        self._engines.plots  # noqa: B018 - refuses where there is none
        engine = self._engines.vlm(models)
        canvas, styling = _canvas(work.canvas, body), _plot_styling(work.styling, body.styling)
        revises = RevisedPlot(spec=record.spec, instruction=body.instruction or "", by_plan=body.plan is not None)
        intent = "\n".join(filter(None, (work.intent, body.instruction))) if work.intent else ""
        plan: GivenPlot | None = GivenPlot(spec=record.spec)
        if body.plan is not None:
            plan = await self._checked(key, work, engine, intent, body.plan)
        else:
            await self._require_stored(key, work.data.digest, "data")
            foreseen = await self._foreseen(engine, revises, work)
            if foreseen is not None:
                await self._checked(key, work, engine, intent, plan_document(foreseen))
            revises = replace(revises, picture=picture if engine.sees_images else None)
        return replace(work, intent=intent, models=models, canvas=canvas, styling=styling, plan=plan, revises=revises)

    async def _foreseen(self, engine: VlmEngine, revises: RevisedPlot, work: PlotWork) -> PlotSpec | None:
        """The specification that rules make of an instruction, ``None`` where a model reads it."""
        brief = PlotEditBrief(
            instruction=revises.instruction,
            spec=revises.spec,
            aspect_ratio=work.canvas.aspect_ratio,
            intent=work.intent,
        )
        patch = await _read_by_rules(engine, brief, PlotPatch)
        if patch is None:
            return None
        try:
            before = PlannedPlot(spec=revises.spec, aspect_ratio=work.canvas.aspect_ratio)
            return plot_patch.apply(patch, before).spec
        except InvalidPatch as error:
            raise InvalidRequest(f"instruction: {error.why}") from error

    async def _checked(
        self, key: ApiKey, work: PlotWork, engine: VlmEngine, intent: str, plan: str | dict[str, object]
    ) -> GivenPlot | None:
        """A specification that fits the stored data."""
        try:
            data = (await self._artifacts.get(key.id, work.data.digest)).decode()
        except ArtifactMissing as error:
            raise _lost("data") from error
        order = PlotOrder(
            data=data, limits=self._limits, intent=intent or None, plan=plan, aspect_ratio=work.canvas.aspect_ratio
        )
        return (await self._check(order, engine)).plan

    async def _require_stored(self, key: ApiKey, digest: str, what: str) -> None:
        try:
            whole = await self._artifacts.verify(key.id, digest)
        except ArtifactMissing as error:
            raise _lost(what) from error
        if not whole:
            raise _lost(what)


def _lost(what: str) -> InvalidRequest:
    return InvalidRequest(f"The {what} of this task are damaged or lost in the server's store: submit it again")


def _record_of(parent: Task) -> DiagramRecord | PlotRecord:
    """What a finished figure was drawn from; raises ``InvalidRequest`` with what stands in the way of a revision."""
    if parent.kind in _UNREVISED:
        raise InvalidRequest(f"Only diagrams and plots can be revised: {_UNREVISED[parent.kind]}")
    if parent.status is TaskStatus.FAILED:
        raise InvalidRequest("This task failed, so it has no figure to revise: submit it again")
    if parent.status is not TaskStatus.COMPLETED or parent.result is None:
        raise InvalidRequest(f"This task is {parent.status.value}: only a completed figure can be revised")
    record = parent.result.diagram or parent.result.plot
    if record is None:
        raise InvalidRequest("This task's plan was not kept, as an earlier version drew it: submit it again")
    return record


def _as_drawn(work: AnyWork, record: DiagramRecord | PlotRecord) -> AnyWork:
    """The work with the ratio that its figure was drawn with, which a revision may have changed."""
    ratio = record.aspect_ratio or work.canvas.aspect_ratio
    return replace(work, canvas=replace(work.canvas, aspect_ratio=ratio))


async def _read_by_rules(engine: VlmEngine, brief: EditBrief | PlotEditBrief, kind: type[AnyPatch]) -> AnyPatch | None:
    """The patch that rules read in an instruction, ``None`` where a model reads it; raises ``InvalidRequest``."""
    if not is_rule_based(engine):
        return None
    request = VlmRequest(role="editor", system="", prompt="", schema=b"{}", brief=brief)
    try:
        reply = await engine.complete(request)
    except NotUnderstood as error:
        raise InvalidRequest(str(error)) from error
    try:
        return msgspec.json.decode(reply.text, type=kind)
    except msgspec.ValidationError as error:  # rules take words as they come, however long
        raise InvalidRequest(f"instruction: a phrase of it is longer than is read: {error}") from error


def _models(before: ModelChoice, body: ReviseBody) -> ModelChoice:
    """The engines as they were chosen for the figure; another provider has another model."""
    if body.vlm_provider is None and body.vlm_model is None:
        return before
    provider = body.vlm_provider or before.vlm_provider
    return replace(before, vlm_provider=provider, vlm_model=body.vlm_model)


def _canvas(before: Canvas, body: ReviseBody) -> Canvas:
    """The canvas of the figure; a revision is one figure, however many candidates there were."""
    return replace(before, iterations=body.iterations or before.iterations, candidates=1)


def _plot_styling(before: PlotStyling, asked: FixedStyling | None) -> PlotStyling:
    """The look of a plot, of which a request fixes width and theme."""
    if asked is None:
        return before
    foreign = [name for name in ("palette", "direction", "emphasis") if getattr(asked, name) is not None]
    if foreign:
        raise InvalidRequest(f"styling.{foreign[0]} is for diagrams: of plots, width and theme can be fixed")
    require_width(asked)
    return PlotStyling(width=asked.width or before.width, theme=asked.theme or before.theme)
