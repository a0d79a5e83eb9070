"""Methodology diagrams: read a text or a PDF's pages, retrieve, plan, style, then draw and criticise in rounds."""

import contextlib

import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application import exemplars, roles
from pb_core.application.painting import painters_request
from pb_core.application.refinement import Judgement, Refined, refine
from pb_core.application.waiting import is_outage
from pb_core.application.workflows import Sight, TaskContext
from pb_core.application.workflows.criticism import advice, faults, named_parts, painted_items
from pb_core.application.workflows.diagram_drawing import Drawing, draw_diagram
from pb_core.application.workflows.material import Material, read_source
from pb_core.application.workflows.plan_support import (
    HeldPlan,
    PlanSupport,
    expected,
    folded_arrows,
    missing_note,
)
from pb_core.application.workflows.planning import plan_of_source
from pb_core.application.workflows.revising import revised
from pb_core.domain.diagrams.confidence import SKETCH, Coverage
from pb_core.domain.diagrams.design_targets import design_findings, design_note
from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram
from pb_core.domain.diagrams.plan_labels import plan_labels, prose_without
from pb_core.domain.diagrams.scene import PRINT_WIDTH, DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.sentence_share import SentenceShare
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.findings import Finding
from pb_core.domain.print_styling import Theme, millimetres
from pb_core.domain.questions import (
    CritiqueBrief,
    Example,
    Plan,
    PlanBrief,
    StyleBrief,
    StyledPlan,
    Verdict,
    accepted,
    diagram_guide,
    score,
)
from pb_core.domain.requests import MethodologyWork, RevisedDiagram
from pb_core.domain.tasks import DiagramRecord, TaskResult
from pb_core.errors import CapReached, EngineError, NothingToDraw
from pb_core.ports.images import DrawRequest
from pb_core.ports.vlm import VlmEngine, is_rule_based

_FREE = frozenset({None, "auto"})  # ratios that leave the shape of the page open
_COSTLIEST = 5  # missed targets of design that the critic is told
_SHOWN = 2  # reference figures that a painter is shown
SEEN = "The pages were read as pictures, so no quotation could be checked against a text."
SKETCH_BY_RULES = "A rule-based sketch: set a model, or write the arrows yourself."
SKETCH_OF_SENTENCES = "A rule-based sketch of {} of {} sentences: set a model, or write the arrows yourself."
SKETCH_BY_MODEL = (
    "The figure shows little of what the text lays out and repeats: choose another model, or write the arrows yourself."
)


class Draft(Struct, frozen=True, kw_only=True):
    """What one round draws: the plan as it was held against the source, its description and its look.

    ``corrections`` are what the critic saw wrong in paintings of it so far.
    """

    held: HeldPlan
    description: str
    styling: Styling
    corrections: tuple[str, ...] = ()

    @property
    def spec(self) -> DiagramSpec:
        """What is drawn."""
        return self.held.spec

    def draws_as(self, other: "Draft") -> bool:
        """Whether another draft would give the same picture."""
        return (self.spec, self.description, self.styling) == (other.spec, other.description, other.styling)


async def draw_methodology(context: TaskContext, work: MethodologyWork) -> TaskResult:
    """Draw the figure and return the best round; what a reader should know stands in ``notes``."""
    return await _Methodology(context, work).run()


class _Methodology:
    """The state of one run: the source once it is read, and the critic's last verdict.

    What reads a whole source or scene runs in a thread: a long text would hold up the event loop for seconds.
    """

    def __init__(self, context: TaskContext, work: MethodologyWork) -> None:
        self._context, self._work = context, work
        self._engine: VlmEngine = context.tools.engines.vlm(work.models)
        self._images = context.tools.engines.images_for(work.models)
        self._source = ""
        self._support = PlanSupport("", work.caption, work.grounding, pictures=True)
        self._reading_notes: tuple[str, ...] = ()
        self._verdict: Verdict | None = None
        self._geometry: list[tuple[DrawnScene, tuple[Finding, ...]]] = []
        self._sight = Sight()
        self._exemplars: tuple[str, ...] = ()

    async def run(self) -> TaskResult:
        draft = await self._draft()
        refined = await refine(draft, self._work.canvas.iterations, self._draw, self._judge)
        return await anyio.to_thread.run_sync(self._result, refined)

    async def _look(self) -> None:
        """Learn whether the critic sees, before anything is bought for it."""
        if self._work.canvas.iterations > 1:
            self._sight = await self._context.sight(self._engine)

    async def _draft(self) -> Draft:
        if self._work.revises is not None:
            return await self._revision(self._work.revises)
        if self._work.plan is not None:
            return await self._given(self._work.plan)
        work = self._work
        material = await read_source(self._context, work, self._engine)
        await self._look()
        self._source, self._reading_notes = material.text, material.notes
        self._support = PlanSupport(
            material.text, work.caption, work.grounding, pictures=bool(material.pictures) or not material.text
        )
        examples = await anyio.to_thread.run_sync(exemplars.retrieve, material.text, work.caption)
        self._show(examples)
        brief = PlanBrief(
            source=material.text,
            caption=work.caption,
            examples=examples,
            aspect_ratio=work.canvas.aspect_ratio,
            skeleton=await anyio.to_thread.run_sync(lambda: self._support.skeleton),
        )
        plan = await self._planned(brief, material)
        held = await anyio.to_thread.run_sync(self._support.hold, plan.spec)
        self._reading_notes += plan.notes
        strangers = work.styling.strangers(held.spec)
        if strangers:
            self._reading_notes += (f"styling.emphasis names what the figure does not show: {', '.join(strangers)}.",)
        return await self._styled(held)

    async def _given(self, plan: GivenDiagram) -> Draft:
        """The first draft of a plan that the caller gave: no planner is asked; a source beside it is its measure."""
        work = self._work
        await self._look()
        words = " ".join(plan_labels(plan.spec))
        self._show(await anyio.to_thread.run_sync(exemplars.retrieve, words, work.caption))
        self._reading_notes = plan.notes
        held = HeldPlan(spec=plan.spec, report=SupportReport())
        if work.source and not work.is_source:
            self._source = work.source
            self._support = PlanSupport(work.source, work.caption, work.grounding, pictures=False)
            held = await anyio.to_thread.run_sync(self._support.hold_given, plan.spec)
        return await self._styled(held)

    async def _revision(self, revises: RevisedDiagram) -> Draft:
        """The first draft of a revision: its look is as it was, but for what its author wants otherwise."""
        work = self._work
        material = await read_source(self._context, work, self._engine)
        await self._look()
        self._source = "" if work.is_source else material.text
        draft = await revised(self._context, work, revises, material, self._engine)
        self._reading_notes = (*material.notes, *draft.notes)
        look = FixedStyling() if revises.by_plan else FixedStyling.of(draft.figure.styling)
        self._work = replace(
            work,
            plan=GivenDiagram(spec=draft.held.spec),
            styling=work.styling.over(look),
            canvas=replace(work.canvas, aspect_ratio=draft.figure.aspect_ratio),
        )
        words = " ".join(plan_labels(draft.held.spec))
        self._show(await anyio.to_thread.run_sync(exemplars.retrieve, words, work.caption))
        return await self._styled(draft.held)

    async def _styled(self, held: HeldPlan) -> Draft:
        work = self._work
        brief = StyleBrief(
            spec=held.spec,
            caption=work.caption,
            source=self._source or work.source,
            guide=self._guide(held.spec),
            aspect_ratio=work.canvas.aspect_ratio,
            fixed=work.styling,
        )
        try:
            styled = await roles.style(self._context.journal, self._engine, brief)
        except (EngineError, CapReached) as error:
            if is_outage(error):
                raise
            styled = _usual_look(held)
            self._reading_notes += (
                f"The figure has the usual look, since none could be had from the stylist: {error}",
            )
        styling = work.styling.applied(styled.styling, held.spec)
        return Draft(held=held, description=_kept_to(held, styled.description, ()), styling=styling)

    def _show(self, examples: tuple[Example, ...]) -> None:
        """Have a painter shown the manner of the closest reference figures."""
        if self._images.capabilities.paints:
            self._exemplars = tuple(example.name for example in examples[:_SHOWN])

    async def _planned(self, brief: PlanBrief, material: Material) -> Plan:
        reader = material.reader or self._engine
        planned = await plan_of_source(self._context.journal, reader, brief, self._support, material.pictures)
        self._reading_notes += planned.notes
        return planned.plan

    async def _draw(self, number: int, draft: Draft) -> Drawing:
        asked = DrawRequest(
            spec=draft.spec,
            description=draft.description,
            styling=draft.styling,
            caption=self._work.caption,
            aspect_ratio=self._work.canvas.aspect_ratio,
            resolution=self._work.canvas.image_resolution,
            formats=self._images.capabilities.formats,
            corrections=draft.corrections,
            exemplars=self._exemplars,
        )
        return await draw_diagram(self._context, number, painters_request(asked, self._images), self._images)

    async def _judge(self, number: int, draft: Draft, drawing: Drawing) -> Judgement[Draft] | None:
        """The critic's judgement; ``None`` of a painted picture that nobody sees."""
        if drawing.scene is None and self._sight.engine is None:
            return None
        folded = folded_arrows(draft.spec, drawing.scene)
        shown = await anyio.to_thread.run_sync(self._coverage, draft, folded)
        findings = await anyio.to_thread.run_sync(self._findings, draft, drawing, shown)
        short = await anyio.to_thread.run_sync(self._misses, draft, drawing)
        planned = (item for item in roles.checklist(draft.spec) if item.name not in folded)
        painted = painted_items(draft.spec) if drawing.scene is None else ()
        brief = CritiqueBrief(
            spec=draft.spec,
            description=draft.description,
            styling=draft.styling,
            source=self._source,
            caption=self._work.caption,
            guide=self._guide(draft.spec),
            checklist=(*planned, *painted, *expected(shown)),
            findings=(*findings, *short),
            round=number,
            rounds=self._work.canvas.iterations,
            scene=drawing.scene,
            previous=self._verdict,
        )
        engine, seeing = self._sight.judging(self._engine), self._sight.engine
        picture = await self._context.shown(drawing.artifacts[0], seeing) if seeing else None
        verdict = await roles.criticise(self._context.journal, engine, brief, picture, findings)
        self._verdict = verdict
        revision = await anyio.to_thread.run_sync(self._revised, draft, verdict)
        is_accepted = accepted(verdict, findings)
        if drawing.scene is None and not is_accepted:
            revision = _corrected(revision, draft, verdict)
        return Judgement(
            score=score(verdict, findings, folded=len(folded)),
            accepted=is_accepted,
            revision=None if revision.draws_as(draft) and not revision.corrections else revision,
            faults=() if self._sight.by_rules else faults(verdict, named_parts(draft.spec)),
            advice=() if self._sight.by_rules or is_accepted else advice(verdict),
        )

    def _guide(self, spec: DiagramSpec) -> str:
        styling = self._work.styling
        return diagram_guide(spec, styling.theme, millimetres(styling.width) if styling.width else None)

    def _coverage(self, draft: Draft, folded: frozenset[str]) -> Coverage:
        """What of the text's own layout the figure lacks; a plan that the caller gave is asked for nothing."""
        return Coverage() if self._work.plan else self._support.coverage(draft.held, folded)

    def _revised(self, draft: Draft, verdict: Verdict) -> Draft:
        """What the critic would draw, held against the source as the plan was.

        A plan that the caller gave stays as it is, and so do the caller's choices of the look.
        """
        held = draft.held
        if verdict.revised_spec is not None and self._work.plan is None:
            with contextlib.suppress(NothingToDraw):  # a revision that the source does not support at all is none
                held = self._support.hold(verdict.revised_spec)
        wanted = verdict.revised_styling or draft.styling
        styling = self._work.styling.applied(wanted, held.spec)
        is_wanted = styling == wanted and (self._work.plan is None or verdict.revised_spec is None)
        description = (verdict.revised_description if is_wanted else None) or draft.description
        return Draft(held=held, description=_kept_to(held, description, draft.held.left), styling=styling)

    def _findings(self, draft: Draft, drawing: Drawing, shown: Coverage) -> tuple[Finding, ...]:
        faults = (*draft.held.report.findings, *shown.findings)
        if drawing.scene is None:
            return faults
        return (*faults, *self._checked(draft, drawing.scene))

    def _misses(self, draft: Draft, drawing: Drawing) -> tuple[Finding, ...]:
        """The targets of design that a drawing misses most; the critic hears of them, they stand against no round."""
        if drawing.scene is None:
            return ()
        return design_findings(
            drawing.scene, draft.spec, draft.styling.emphasis, free_ratio=self._work.canvas.aspect_ratio in _FREE
        )[:_COSTLIEST]

    def _checked(self, draft: Draft, scene: DrawnScene) -> tuple[Finding, ...]:
        """What is wrong with the geometry of a drawing, at the width that it is printed at; checked once for each."""
        known = next((found for checked, found in self._geometry if checked is scene), None)
        if known is None:
            known = self._check(draft, scene)
            self._geometry.append((scene, known))
        return known

    def _check(self, draft: Draft, scene: DrawnScene) -> tuple[Finding, ...]:
        styling = draft.styling
        is_usual = styling.width is None and styling.theme is not Theme.IEEE
        width = PRINT_WIDTH if is_usual else scene.width
        return check_scene(scene, draft.spec, self._work.canvas.aspect_ratio, width=width)

    def _result(self, refined: Refined[Draft, Drawing]) -> TaskResult:
        best = refined.best
        draft, drawing = best.draft, best.drawing
        shown = self._coverage(draft, folded_arrows(draft.spec, drawing.scene))
        confidence = None if self._work.plan else self._support.confidence(shown)
        by_rules = not self._work.plan and is_rule_based(self._engine)
        few = self._support.little_read(draft.spec) if by_rules else None
        if few is not None:
            confidence = few.value if confidence is None else min(confidence, few.value)
        return TaskResult(
            description=draft.description,
            artifacts=drawing.artifacts,
            notes=(
                *refined.notes,
                *self._reading_notes,
                *self._notes(draft, drawing, shown),
                *self._blindness(drawing),
                *best.seen,
                *best.advice,
                *self._sketch(confidence, few),
            ),
            diagram=DiagramRecord(
                spec=draft.spec, styling=draft.styling, support=draft.held.report, engine=drawing.engine
            ),
            confidence=confidence,
        )

    def _notes(self, draft: Draft, drawing: Drawing, shown: Coverage) -> tuple[str, ...]:
        scene = drawing.scene
        measured = self._checked(draft, scene) if scene else ()
        faults = tuple(f"{finding.subject}: {finding.detail}" for finding in measured)
        seen = () if self._source or self._work.plan else (SEEN,)
        drawn = (*scene.notes, *self._short_of_targets(draft, scene)) if scene else ()
        return (*draft.held.notes, *missing_note(shown), *seen, *faults, *drawing.notes, *drawn)

    def _blindness(self, drawing: Drawing) -> tuple[str, ...]:
        if self._work.canvas.iterations == 1:
            return ()
        return tuple(filter(None, (self._sight.note(measured=drawing.scene is not None),)))

    def _short_of_targets(self, draft: Draft, scene: DrawnScene) -> tuple[str, ...]:
        is_free = self._work.canvas.aspect_ratio in _FREE
        return design_note(scene, draft.spec, draft.styling.emphasis, free_ratio=is_free)

    def _sketch(self, confidence: float | None, few: SentenceShare | None) -> tuple[str, ...]:
        if few is not None:
            return (SKETCH_OF_SENTENCES.format(few.read, few.total),)
        if confidence is None or confidence >= SKETCH:
            return ()
        return (SKETCH_BY_RULES if is_rule_based(self._engine) else SKETCH_BY_MODEL,)


def _usual_look(held: HeldPlan) -> StyledPlan:
    """The look of a figure that nobody has styled, described by what it shows."""
    shown = ", ".join(element.label for element in held.spec.elements)
    return StyledPlan(description=f"A diagram of {shown}.", styling=Styling())


def _kept_to(held: HeldPlan, prose: str, left: tuple[str, ...]) -> str:
    """A description without what was left out of the plan, now or in an earlier round."""
    kept = plan_labels(held.spec)
    return prose_without(prose, (name for name in (*held.left, *left) if name not in kept), kept)


def _corrected(revision: Draft, draft: Draft, verdict: Verdict) -> Draft:
    """The revision with what the critic saw wrong in the painting; of what is still planned, and each once."""
    wrong = faults(verdict, named_parts(revision.spec))
    return replace(revision, corrections=tuple(dict.fromkeys((*draft.corrections, *wrong))))
