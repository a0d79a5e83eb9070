"""Methodology diagrams: read, retrieve, plan, style, then draw and criticise in rounds."""

import anyio.to_thread
from msgspec import Struct

from pb_core.acceptance import accepted, score
from pb_core.diagram import DiagramSpec
from pb_core.errors import NothingToDraw
from pb_core.evidence import ground
from pb_core.fallback import name_of
from pb_core.figures import Artifact
from pb_core.findings import Finding
from pb_core.geometry import check_scene
from pb_core.grounding import without
from pb_core.guides import guide
from pb_core.journal import Done, StepSubmission
from pb_core.ports.images import DrawRequest
from pb_core.ports.vlm import VlmEngine
from pb_core.refinement import Judgement, Refined, refine
from pb_core.requests import MethodologyWork
from pb_core.roles import critic, planner, retriever, stylist
from pb_core.roles.answers import Verdict
from pb_core.roles.briefs import CritiqueBrief, PlanBrief, StyleBrief
from pb_core.scene import DrawnScene
from pb_core.spending import estimate
from pb_core.styling import Styling
from pb_core.tasks import TaskResult
from pb_core.workflows.reading import read
from pb_core.workflows.tools import Bench


class Draft(Struct, frozen=True, kw_only=True):
    """What one round draws."""

    spec: DiagramSpec
    description: str
    styling: Styling


class Drawing(Struct, frozen=True, kw_only=True):
    """What one round drew: stored pictures, and the geometry where the engine knows it.

    ``originals`` are the bytes as a provider sent them where the pictures were made of them, ``notes`` say how.
    """

    artifacts: tuple[Artifact, ...]
    scene: DrawnScene | None = None
    originals: tuple[Artifact, ...] = ()
    notes: tuple[str, ...] = ()


async def draw_methodology(bench: Bench, work: MethodologyWork) -> TaskResult:
    """Draw the figure and return the best round; what a reader should know stands in ``notes``."""
    return await _Methodology(bench, work).run()


class _Methodology:
    """The state of one run: the source once it is read, and the critic's last verdict.

    What reads a whole source or scene runs in a thread: a long text would hold up the event loop for seconds.
    """

    def __init__(self, bench: Bench, work: MethodologyWork) -> None:
        self._bench, self._work = bench, work
        self._engine: VlmEngine = bench.tools.engines.vlm(work.models)
        self._images = bench.tools.engines.images_for(work.models)
        self._guide = guide("methodology")
        self._source = ""
        self._reading_notes: tuple[str, ...] = ()
        self._verdict: Verdict | None = None

    async def run(self) -> TaskResult:
        draft = await self._draft()
        rounds = self._work.canvas.iterations
        notes = () if rounds > 1 else await anyio.to_thread.run_sync(self._ungrounded, draft.spec)
        if notes:
            draft = self._grounded_only(draft, notes)
        refined = await refine(draft, rounds, self._draw, self._judge)
        best = refined.best
        return TaskResult(
            description=best.draft.description,
            artifacts=best.drawing.artifacts,
            notes=(*self._reading_notes, *_left_out(notes), *await anyio.to_thread.run_sync(self._notes, refined)),
        )

    async def _draft(self) -> Draft:
        work = self._work
        material = await read(self._bench, work, self._engine)
        self._source, self._reading_notes = material.text, material.notes
        brief = PlanBrief(
            source=material.text,
            caption=work.caption,
            examples=await anyio.to_thread.run_sync(retriever.retrieve, material.text, work.caption),
            aspect_ratio=work.canvas.aspect_ratio,
        )
        reader = await self._bench.sighted(self._engine) if material.pictures else self._engine
        plan = await planner.plan(self._bench.journal, reader, brief, material.pictures)
        look = await stylist.style(
            self._bench.journal,
            self._engine,
            StyleBrief(
                spec=plan.spec,
                caption=work.caption,
                source=material.text,
                guide=self._guide,
                aspect_ratio=work.canvas.aspect_ratio,
            ),
        )
        return Draft(spec=plan.spec, description=look.description, styling=look.styling)

    async def _draw(self, number: int, draft: Draft) -> Drawing:
        request = DrawRequest(
            spec=draft.spec,
            description=draft.description,
            styling=draft.styling,
            caption=self._work.caption,
            aspect_ratio=self._work.canvas.aspect_ratio,
            resolution=self._work.canvas.image_resolution,
            formats=self._images.capabilities.formats,
        )

        async def call(submission: StepSubmission) -> Done:
            reply = await self._images.draw(request, submission)
            artifacts = await self._bench.keep(reply.pictures)
            originals = await self._bench.keep((reply.original,) if reply.original else ())
            drawing = Drawing(artifacts=artifacts, scene=reply.scene, originals=originals, notes=reply.notes)
            return Done(drawing, reply.usage)

        return await self._bench.journal.step(
            f"round/{number}/draw", name_of(self._images), request, Drawing, call, estimate(self._images, request)
        )

    async def _judge(self, number: int, draft: Draft, drawing: Drawing) -> Judgement[Draft]:
        findings = await anyio.to_thread.run_sync(self._findings, draft, drawing)
        brief = CritiqueBrief(
            spec=draft.spec,
            description=draft.description,
            styling=draft.styling,
            source=self._source,
            caption=self._work.caption,
            guide=self._guide,
            checklist=critic.checklist(draft.spec),
            findings=findings,
            round=number,
            rounds=self._work.canvas.iterations,
            scene=drawing.scene,
            previous=self._verdict,
        )
        engine = await self._bench.sighted(self._engine)
        picture = await self._bench.shown(drawing.artifacts[0], engine)
        verdict = await critic.criticise(self._bench.journal, engine, brief, picture)
        self._verdict = verdict
        revision = Draft(
            spec=verdict.revised_spec or draft.spec,
            description=verdict.revised_description or draft.description,
            styling=verdict.revised_styling or draft.styling,
        )
        return Judgement(
            score=score(verdict, findings),
            accepted=accepted(verdict, findings),
            revision=None if revision == draft else revision,
        )

    def _findings(self, draft: Draft, drawing: Drawing) -> tuple[Finding, ...]:
        if drawing.scene is None:
            return self._ungrounded(draft.spec)
        ratio = self._work.canvas.aspect_ratio
        return (*self._ungrounded(draft.spec), *check_scene(drawing.scene, draft.spec, ratio))

    def _ungrounded(self, spec: DiagramSpec) -> tuple[Finding, ...]:
        return ground(spec, self._source, self._work.caption) if self._source else ()

    def _grounded_only(self, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        spec = without(draft.spec, {finding.subject for finding in findings})
        if spec is None:
            message = "Nothing that was planned for this figure is supported by the source"
            raise NothingToDraw(message)
        return Draft(spec=spec, description=draft.description, styling=draft.styling)

    def _notes(self, refined: Refined[Draft, Drawing]) -> tuple[str, ...]:
        best = refined.best
        remaining = self._findings(best.draft, best.drawing)
        faults = tuple(f"{finding.subject}: {finding.detail}" for finding in remaining)
        if not self._source:
            faults = (*faults, "The pages were read as pictures, so no quotation could be checked against a text.")
        drawn = best.drawing.scene.notes if best.drawing.scene else ()
        return (*faults, *best.drawing.notes, *drawn)


def _left_out(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(f"{finding.subject} was left out: {finding.detail}" for finding in findings)
