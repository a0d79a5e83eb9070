"""Methodology diagrams: read a text or a PDF's pages, retrieve, plan, style, then draw and criticise in rounds."""

import contextlib

import anyio.to_thread
from msgspec.structs import replace

from pb_core.application import roles
from pb_core.application.engines import name_of
from pb_core.application.exports import flowchart
from pb_core.application.painting import painters_request
from pb_core.application.refinement import Judgement, Refined, refine
from pb_core.application.workflows import TaskContext
from pb_core.application.workflows.candidates import Made, best_of
from pb_core.application.workflows.criticism import advice, faults, named_parts, painted_items
from pb_core.application.workflows.diagram_drawing import Drawing, draw_diagram
from pb_core.application.workflows.diagram_planning import Draft, Planned, Reading, guide_of, kept_to, plan_figure, read
from pb_core.application.workflows.plan_support import expected, folded_arrows, missing_note
from pb_core.domain.diagrams.confidence import SKETCH, Coverage
from pb_core.domain.diagrams.design_targets import design_findings, design_note
from pb_core.domain.diagrams.scene import PRINT_WIDTH, DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.sentence_share import SentenceShare
from pb_core.domain.findings import Finding
from pb_core.domain.pictures import MERMAID
from pb_core.domain.print_styling import Theme
from pb_core.domain.questions import CritiqueBrief, Verdict, accepted, score
from pb_core.domain.requests import MethodologyWork
from pb_core.domain.tasks import DiagramRecord, TaskResult
from pb_core.errors import NothingToDraw
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


async def draw_methodology(context: TaskContext, work: MethodologyWork) -> TaskResult:
    """Draw the figure and return the best round of the best candidate; what a reader should know is in ``notes``.

    What a model paints is planned once: paintings of one plan differ. What our own engine draws differs by its plan.
    """
    reading = await read(context, work)
    paints = context.tools.engines.images_for(work.models).capabilities.paints
    planned = await plan_figure(context, work, reading) if paints else None

    async def make(number: int) -> Made:
        own = context.of_candidate(number)
        return await _Rounds(own, reading, planned or await plan_figure(own, work, reading, number)).run()

    return await best_of(work.canvas.candidates, make)


class _Rounds:
    """The rounds of one candidate: its plan, and the critic's last verdict.

    What reads a whole source or scene runs in a thread: a long text would hold up the event loop for seconds.
    """

    def __init__(self, context: TaskContext, reading: Reading, planned: Planned) -> None:
        self._context, self._planned = context, planned
        self._work = work = planned.work
        self._engine: VlmEngine = context.tools.engines.vlm(work.models)
        self._images = context.tools.engines.images_for(work.models)
        able = self._images.capabilities
        self._formats = (*able.formats, *(fmt for fmt in work.exports if fmt in able.exports))
        self._source = "" if work.is_source else reading.material.text
        self._support, self._sight = reading.support, reading.sight
        shown = planned.examples[:_SHOWN] if self._images.capabilities.paints else ()
        self._exemplars = tuple(example.name for example in shown)
        self._verdict: Verdict | None = None
        self._geometry: list[tuple[DrawnScene, tuple[Finding, ...]]] = []

    async def run(self) -> Made:
        refined = await refine(self._planned.draft, self._work.canvas.iterations, self._draw, self._judge)
        made = await anyio.to_thread.run_sync(self._made, refined)
        record = made.result.diagram
        if record is None or MERMAID not in self._work.exports:
            return made
        written = await self._context.keep((await anyio.to_thread.run_sync(flowchart, record),))
        return replace(made, result=replace(made.result, artifacts=(*made.result.artifacts, *written)))

    async def _draw(self, number: int, draft: Draft) -> Drawing:
        asked = DrawRequest(
            spec=draft.spec,
            description=draft.description,
            styling=draft.styling,
            caption=self._work.caption,
            aspect_ratio=self._work.canvas.aspect_ratio,
            resolution=self._work.canvas.image_resolution,
            formats=self._formats,
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
            guide=guide_of(self._work, draft.spec),
            checklist=(*planned, *painted, *expected(shown)),
            findings=(*findings, *short[:_COSTLIEST]),
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
        return Draft(held=held, description=kept_to(held, description, draft.held.left), styling=styling)

    def _findings(self, draft: Draft, drawing: Drawing, shown: Coverage) -> tuple[Finding, ...]:
        faults = (*draft.held.report.findings, *shown.findings)
        if drawing.scene is None:
            return faults
        return (*faults, *self._checked(draft, drawing.scene))

    def _misses(self, draft: Draft, drawing: Drawing) -> tuple[Finding, ...]:
        """The targets of design that a drawing misses, the worst first; none of them stands against a round."""
        if drawing.scene is None:
            return ()
        return design_findings(
            drawing.scene, draft.spec, draft.styling.emphasis, free_ratio=self._work.canvas.aspect_ratio in _FREE
        )

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

    def _made(self, refined: Refined[Draft, Drawing]) -> Made:
        best = refined.best
        shown = self._coverage(best.draft, folded_arrows(best.draft.spec, best.drawing.scene))
        found = self._findings(best.draft, best.drawing, shown)
        return Made(
            result=self._result(refined, shown),
            engine=best.drawing.engine or name_of(self._images),
            judgement=best.judgement,
            findings=len(found),
            misses=len(self._misses(best.draft, best.drawing)),
        )

    def _result(self, refined: Refined[Draft, Drawing], shown: Coverage) -> TaskResult:
        best = refined.best
        draft, drawing = best.draft, best.drawing
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
                *self._planned.notes,
                *self._notes(draft, drawing, shown),
                *self._blindness(drawing),
                *best.seen,
                *best.advice,
                *self._sketch(confidence, few),
            ),
            diagram=DiagramRecord(
                spec=draft.spec,
                styling=draft.styling,
                support=draft.held.report,
                engine=drawing.engine,
                aspect_ratio=self._work.canvas.aspect_ratio,
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


def _corrected(revision: Draft, draft: Draft, verdict: Verdict) -> Draft:
    """The revision with what the critic saw wrong in the painting; of what is still planned, and each once."""
    wrong = faults(verdict, named_parts(revision.spec))
    return replace(revision, corrections=tuple(dict.fromkeys((*draft.corrections, *wrong))))
