"""Methodology diagrams: read a text or a PDF's pages, retrieve, plan, style, then draw and criticise in rounds."""

import anyio.to_thread
from msgspec import Struct

from pb_core.application import exemplars, roles
from pb_core.application.engines import name_of
from pb_core.application.journal import Done, StepSubmission
from pb_core.application.workflows import Judgement, Refined, TaskContext, refine
from pb_core.domain.diagrams.plan import GivenDiagram
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.diagrams.support import check_support, without
from pb_core.domain.findings import Finding
from pb_core.domain.pictures import Artifact
from pb_core.domain.questions import CritiqueBrief, PlanBrief, StyleBrief, Verdict, accepted, guide, score
from pb_core.domain.requests import MethodologyWork, PdfPages
from pb_core.domain.running_text import method_text
from pb_core.domain.tasks import DiagramRecord, TaskResult
from pb_core.errors import NoTextLayer, NothingToDraw
from pb_core.ports.images import DrawRequest
from pb_core.ports.vlm import ImagePart, VlmEngine, estimate


class Extract(Struct, frozen=True, kw_only=True):
    """What was read from a PDF: the stored text's digest and length, and pages that have no text."""

    digest: str
    length: int
    pages: tuple[int, ...]
    blank_pages: tuple[int, ...]


class Material(Struct, frozen=True, kw_only=True):
    """What the planner reads: text, pictures of pages that have none, and what the reader should know of it."""

    text: str
    pictures: tuple[ImagePart, ...] = ()
    notes: tuple[str, ...] = ()


async def read_source(context: TaskContext, work: MethodologyWork, engine: VlmEngine) -> Material:
    """Return the source; pages without text become pictures for an engine that sees, else a note.

    Raises ``NoTextLayer`` when all pages are pictures and the engine is blind, ``NothingToDraw`` when
    the pages hold no prose.
    """
    if work.pdf is None:
        return Material(text=work.source)
    extract = await _extract(context, work.pdf)
    text = (await context.tools.artifacts.get(context.owner, extract.digest)).decode() if extract.length else ""
    if not extract.blank_pages:
        if not text:
            raise NothingToDraw(
                "The selected pages hold no prose that a figure could be drawn from: choose other pages"
            )
        return Material(text=text)
    if engine.sees_images:
        return Material(text=text, pictures=await _pictures(context, work.pdf, extract.blank_pages))
    return Material(text=text, notes=(_skipped(text, extract.blank_pages, engine),))


async def _pictures(context: TaskContext, pdf: PdfPages, pages: tuple[int, ...]) -> tuple[ImagePart, ...]:
    data = await context.tools.artifacts.get(context.owner, pdf.digest)
    return tuple(ImagePart(media_type=p.media_type, data=p.data) for p in await context.tools.pdf.render(data, pages))


def _skipped(text: str, pages: tuple[int, ...], engine: VlmEngine) -> str:
    if text:
        return f"Without a text layer, and so not read: page {', '.join(map(str, pages))}."
    raise NoTextLayer(
        f"The selected pages have no text layer, and the engine '{engine.provider}' of this server cannot read "
        "pictures: choose other pages or run OCR on the PDF first"
    )


async def _extract(context: TaskContext, pdf: PdfPages) -> Extract:
    async def call(_: StepSubmission) -> Done:
        data = await context.tools.artifacts.get(context.owner, pdf.digest)
        pages = await context.tools.pdf.extract(data, pdf.pages)
        text = await anyio.to_thread.run_sync(method_text, pages)
        digest = await context.tools.artifacts.put(context.owner, text.encode()) if text else ""
        blank = tuple(page.number for page in pages if not page.has_text)
        return Done(Extract(digest=digest, length=len(text), pages=pdf.pages, blank_pages=blank))

    return await context.journal.step("extract", "pdf", pdf, Extract, call)


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
        self._guide = guide("methodology")
        self._source = ""
        self._reading_notes: tuple[str, ...] = ()
        self._verdict: Verdict | None = None

    async def run(self) -> TaskResult:
        draft = await self._draft()
        rounds = self._work.canvas.iterations
        holds = rounds > 1 or self._work.plan is not None  # what a caller plans is drawn, and named
        notes = () if holds else await anyio.to_thread.run_sync(self._ungrounded, draft.spec)
        if notes:
            draft = self._grounded_only(draft, notes)
        refined = await refine(draft, rounds, self._draw, self._judge)
        best = refined.best
        return TaskResult(
            description=best.draft.description,
            artifacts=best.drawing.artifacts,
            notes=(*self._reading_notes, *_left_out(notes), *await anyio.to_thread.run_sync(self._notes, refined)),
            diagram=DiagramRecord(spec=best.draft.spec, styling=best.draft.styling),
        )

    async def _draft(self) -> Draft:
        if self._work.plan is not None:
            return await self._given(self._work.plan)
        work = self._work
        material = await read_source(self._context, work, self._engine)
        self._source, self._reading_notes = material.text, material.notes
        brief = PlanBrief(
            source=material.text,
            caption=work.caption,
            examples=await anyio.to_thread.run_sync(exemplars.retrieve, material.text, work.caption),
            aspect_ratio=work.canvas.aspect_ratio,
        )
        reader = await self._context.seeing_engine(self._engine) if material.pictures else self._engine
        plan = await roles.plan(self._context.journal, reader, brief, material.pictures)
        strangers = work.styling.strangers(plan.spec)
        if strangers:
            note = f"styling.emphasis names what the figure does not show: {', '.join(strangers)}."
            self._reading_notes = (*self._reading_notes, note)
        return await self._styled(plan.spec)

    async def _given(self, plan: GivenDiagram) -> Draft:
        """The first draft of a plan that the caller gave: no planner is asked."""
        self._source = "" if self._work.is_source else self._work.source
        self._reading_notes = plan.notes
        return await self._styled(plan.spec)

    async def _styled(self, spec: DiagramSpec) -> Draft:
        work = self._work
        brief = StyleBrief(
            spec=spec,
            caption=work.caption,
            source=self._source,
            guide=self._guide,
            aspect_ratio=work.canvas.aspect_ratio,
            fixed=work.styling,
        )
        styled = await roles.style(self._context.journal, self._engine, brief)
        return Draft(spec=spec, description=styled.description, styling=work.styling.applied(styled.styling, spec))

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
            artifacts = await self._context.keep(reply.pictures)
            originals = await self._context.keep((reply.original,) if reply.original else ())
            drawing = Drawing(artifacts=artifacts, scene=reply.scene, originals=originals, notes=reply.notes)
            return Done(drawing, reply.usage)

        return await self._context.journal.step(
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
            checklist=roles.checklist(draft.spec),
            findings=findings,
            round=number,
            rounds=self._work.canvas.iterations,
            scene=drawing.scene,
            previous=self._verdict,
        )
        engine = await self._context.seeing_engine(self._engine)
        picture = await self._context.shown(drawing.artifacts[0], engine)
        verdict = await roles.criticise(self._context.journal, engine, brief, picture)
        self._verdict = verdict
        revision = self._revised(draft, verdict)
        return Judgement(
            score=score(verdict, findings),
            accepted=accepted(verdict, findings),
            revision=None if revision == draft else revision,
        )

    def _revised(self, draft: Draft, verdict: Verdict) -> Draft:
        """The draft as the critic wants it, save for what the caller has fixed: a plan and choices of its look."""
        wanted = (verdict.revised_spec or draft.spec, verdict.revised_styling or draft.styling)
        spec = draft.spec if self._work.plan else wanted[0]
        styling = self._work.styling.applied(wanted[1], spec)
        description = verdict.revised_description if (spec, styling) == wanted else None
        return Draft(spec=spec, description=description or draft.description, styling=styling)

    def _findings(self, draft: Draft, drawing: Drawing) -> tuple[Finding, ...]:
        if drawing.scene is None:
            return self._ungrounded(draft.spec)
        ratio = self._work.canvas.aspect_ratio
        return (*self._ungrounded(draft.spec), *check_scene(drawing.scene, draft.spec, ratio))

    def _ungrounded(self, spec: DiagramSpec) -> tuple[Finding, ...]:
        return check_support(spec, self._source, self._work.caption) if self._source else ()

    def _grounded_only(self, draft: Draft, findings: tuple[Finding, ...]) -> Draft:
        spec = without(draft.spec, {finding.subject for finding in findings})
        if spec is None:
            raise NothingToDraw("Nothing that was planned for this figure is supported by the source")
        return Draft(spec=spec, description=draft.description, styling=draft.styling)

    def _notes(self, refined: Refined[Draft, Drawing]) -> tuple[str, ...]:
        best = refined.best
        remaining = self._findings(best.draft, best.drawing)
        faults = tuple(f"{finding.subject}: {finding.detail}" for finding in remaining)
        if not self._source and self._work.plan is None:
            faults = (*faults, "The pages were read as pictures, so no quotation could be checked against a text.")
        drawn = best.drawing.scene.notes if best.drawing.scene else ()
        return (*faults, *best.drawing.notes, *drawn)


def _left_out(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(f"{finding.subject} was left out: {finding.detail}" for finding in findings)
