"""Statistical plots: read the data, plan, then draw, prove and criticise in rounds."""

import logging

import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application import roles
from pb_core.application.engines import name_of
from pb_core.application.journal import Done, Repeatable, StepSubmission
from pb_core.application.refinement import Judgement, Refined, refine
from pb_core.application.varied_engines import varied
from pb_core.application.workflows import Sight, TaskContext
from pb_core.application.workflows.candidates import Made, best_of
from pb_core.application.workflows.criticism import faults
from pb_core.domain.alt_text.plots import plot_text
from pb_core.domain.findings import Finding
from pb_core.domain.pictures import Artifact
from pb_core.domain.plots.captions import methods
from pb_core.domain.plots.faithfulness import FaithfulnessReport
from pb_core.domain.plots.intent_answers import IntentAnswer, answered
from pb_core.domain.plots.intent_words import Accounts, account
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.missing_values import missing_values, table_notes
from pb_core.domain.plots.patch import PlannedPlot, apply
from pb_core.domain.plots.plan import GivenPlot
from pb_core.domain.plots.proof import verify
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import check_plot, check_spec
from pb_core.domain.plots.wishes import HeardIntent
from pb_core.domain.print_styling import Theme
from pb_core.domain.questions import (
    PlotCritiqueBrief,
    PlotEditBrief,
    PlotPlan,
    PlotPlanBrief,
    PlotVerdict,
    accepted,
    plot_guide,
    score,
)
from pb_core.domain.questions.plot_schemas import charts_of
from pb_core.domain.requests import PlotWork, RevisedPlot
from pb_core.domain.tables.profile import TableProfile, profile
from pb_core.domain.tables.table import Table
from pb_core.domain.tasks import PlotRecord, TaskResult
from pb_core.errors import InvalidSpec, StatisticsDisagree, Unfaithful
from pb_core.ports.plots import PlotReply, PlotRequest

log = logging.getLogger(__name__)

_LOGGED = 20
_DISAGREE = (
    "The figure was thrown away: the drawing and the proof computed different statistics from the data, "
    "which is an internal fault; the operator's log tells more"
)


class PlotDraft(Struct, frozen=True, kw_only=True):
    """What one round draws, and what it makes of the intent."""

    spec: PlotSpec
    description: str
    answer: IntentAnswer = IntentAnswer()


class PlotDrawing(Struct, frozen=True, kw_only=True):
    """What one round drew: stored pictures, the proof that they show the data, and what the layout checks found."""

    artifacts: tuple[Artifact, ...]
    report: FaithfulnessReport
    series: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    repairs: tuple[str, ...] = ()


class DrawOrder(Struct, frozen=True, kw_only=True):
    """What a drawing depends on; ``data`` is the digest of the stored data."""

    spec: PlotSpec
    data: str
    aspect_ratio: str | None
    formats: tuple[str, ...]


async def draw_plot(context: TaskContext, work: PlotWork) -> TaskResult:
    """Draw the plot and return the best round of the best candidate; candidates differ by their plans.

    The description ends with the statistics used and the proof.
    """
    data = (await context.tools.artifacts.get(context.owner, work.data.digest)).decode()
    table = await context.tools.read_table(data, context.tools.tables)
    seen = await anyio.to_thread.run_sync(profile, table)

    async def make(number: int) -> Made:
        return await _Plot(context.of_candidate(number), work, table, seen, number).run()

    return await best_of(work.canvas.candidates, make)


class _Plot:
    """One candidate: its plan, and the critic's last verdict. What reads the whole data runs in a thread."""

    def __init__(self, context: TaskContext, work: PlotWork, table: Table, seen: TableProfile, candidate: int) -> None:
        self._context, self._work, self._table, self._profile = context, work, table, seen
        self._engine = context.tools.engines.vlm(work.models)
        self._planner = varied(self._engine, candidate)
        self._verdict: PlotVerdict | None = None
        self._accounts = Accounts(HeardIntent())
        self._sight = Sight()

    async def run(self) -> Made:
        if self._work.canvas.iterations > 1:  # before anything is bought for a critic that may not see
            self._sight = await self._context.sight(self._engine)
        given, revises = self._work.plan, self._work.revises
        if revises is not None and not revises.by_plan:
            draft = await self._edited(revises)
        elif given is None:
            plan = await self._planned()
            self._accounts = account(self._work.intent, plan.heard, self._profile)
            draft = await self._drafted(plan.spec, plan.description)
        else:
            draft = await self._drafted(given.spec, "As planned by the caller.")
        refined = await refine(draft, self._work.canvas.iterations, self._draw, self._judge)
        best = refined.best
        draft, report = best.draft, best.drawing.report
        told = f"{draft.description} {draft.answer.description}".strip()
        result = TaskResult(
            description=await anyio.to_thread.run_sync(described, told, draft.spec, self._table, report),
            artifacts=best.drawing.artifacts,
            text=await anyio.to_thread.run_sync(plot_text, draft.spec, self._table),
            notes=self._notes(refined),
            plot=PlotRecord(
                spec=draft.spec,
                report=report,
                wishes=draft.answer.wishes,
                unknown=draft.answer.unknown,
                aspect_ratio=self._work.canvas.aspect_ratio,
            ),
        )
        against = len(best.drawing.findings) + len(draft.answer.findings)
        engine = name_of(self._context.tools.engines.plots)
        return Made(result=result, engine=engine, judgement=best.judgement, findings=against)

    @property
    def _made_for(self) -> tuple[Theme | None, float | None]:
        return self._work.styling.theme, self._work.styling.millimetres

    async def _drafted(self, spec: PlotSpec, description: str) -> PlotDraft:
        answer = await anyio.to_thread.run_sync(answered, self._accounts.heard, spec, self._profile, self._table)
        return PlotDraft(spec=spec, description=description, answer=answer)

    async def _planned(self) -> PlotPlan:
        brief = PlotPlanBrief(
            intent=self._work.intent,
            profile=self._profile,
            guide=plot_guide((), *self._made_for),
            aspect_ratio=self._work.canvas.aspect_ratio,
        )
        return await roles.plan_plot(self._context.journal, self._planner, brief, self._check)

    async def _edited(self, revises: RevisedPlot) -> PlotDraft:
        """The plot as its author wants it changed."""
        work = self._work
        plot = PlannedPlot(spec=revises.spec, aspect_ratio=work.canvas.aspect_ratio)
        brief = PlotEditBrief(
            instruction=revises.instruction,
            spec=plot.spec,
            profile=self._profile,
            aspect_ratio=plot.aspect_ratio,
            intent=work.intent,
        )
        seeing = (await self._context.sight(self._engine)).engine if revises.picture else None
        picture = await self._context.shown(revises.picture, seeing) if revises.picture and seeing else None
        edits = await roles.edit_plot(self._context.journal, self._engine, brief, self._check_revised, picture)
        plot = apply(edits.patch, plot) if edits.patch else plot
        self._work = replace(
            work,
            plan=GivenPlot(spec=plot.spec, notes=edits.left),
            canvas=replace(work.canvas, aspect_ratio=plot.aspect_ratio),
        )
        return await self._drafted(plot.spec, "As revised by its author.")

    def _check(self, spec: PlotSpec, heard: HeardIntent) -> None:
        if self._work.intent:
            require_answer(spec, heard, self._work.intent, self._profile, self._table)
        else:
            check_spec(spec, self._table)

    def _check_revised(self, spec: PlotSpec) -> None:
        self._check(spec, self._accounts.heard)

    async def _draw(self, number: int, draft: PlotDraft) -> PlotDrawing:
        plots, work = self._context.tools.engines.plots, self._work
        ratio, formats = work.canvas.aspect_ratio, work.formats

        async def call(_: StepSubmission) -> Done:
            request = PlotRequest(
                spec=draft.spec, table=self._table, aspect_ratio=ratio, formats=formats, styling=work.styling
            )
            reply = await plots.draw(request)
            report = await anyio.to_thread.run_sync(proved, draft.spec, self._table, reply)
            findings = await anyio.to_thread.run_sync(check_layout, reply.drawn, draft.spec, ratio)
            return Done(
                PlotDrawing(
                    artifacts=await self._context.keep(reply.pictures),
                    report=report,
                    series=tuple(key.series for key in reply.drawn.keys),
                    findings=findings,
                    repairs=reply.drawn.repairs,
                )
            )

        order = DrawOrder(spec=draft.spec, data=work.data.digest, aspect_ratio=ratio, formats=formats)
        return await self._context.journal.step(
            f"round/{number}/draw", name_of(plots), order, PlotDrawing, Repeatable(call)
        )

    async def _judge(self, number: int, draft: PlotDraft, drawing: PlotDrawing) -> Judgement[PlotDraft]:
        findings = (*drawing.findings, *draft.answer.findings)
        brief = PlotCritiqueBrief(
            spec=draft.spec,
            description=draft.description,
            intent=self._work.intent,
            profile=self._profile,
            guide=plot_guide(charts_of(draft.spec), *self._made_for),
            wishes=draft.answer.wishes,
            checklist=roles.plot_checklist(draft.answer.wishes, drawing.series),
            findings=findings,
            proof=proof_sentence(drawing.report),
            repairs=drawing.repairs,
            round=number,
            rounds=self._work.canvas.iterations,
            previous=self._verdict,
        )
        engine, seeing = self._sight.judging(self._engine), self._sight.engine
        picture = await self._context.shown(drawing.artifacts[0], seeing) if seeing else None
        is_planned = self._work.plan is None
        verdict = await roles.criticise_plot(
            self._context.journal, engine, brief, picture, self._check_revised, may_revise=is_planned
        )
        self._verdict = verdict
        named = {item.name: f"“{item.what}”" for item in brief.checklist}
        revised = verdict.revised_spec if is_planned else None
        revision = await self._drafted(revised or draft.spec, verdict.revised_description or draft.description)
        return Judgement(
            score=score(verdict, findings),
            accepted=accepted(verdict, findings),
            revision=None if revision == draft else revision,
            faults=() if self._sight.by_rules else faults(verdict, named),
            advice=verdict.suggestions,
        )

    def _notes(self, refined: Refined[PlotDraft, PlotDrawing]) -> tuple[str, ...]:
        best = refined.best
        left = (f"{finding.subject}: {finding.detail}" for finding in best.drawing.findings)
        told = best.draft.answer
        noted = [wish.note for wish in told.wishes if wish.note]
        noted += [finding.detail for finding in (*best.drawing.findings, *told.findings)]
        advice = (sentence for sentence in best.advice if not any(one in sentence for one in noted))
        given = self._work.plan.notes if self._work.plan else ()
        blindness = self._sight.note(measured=True) if self._work.canvas.iterations > 1 else ""
        found = (
            *refined.notes,
            *given,
            *told.notes,
            *self._accounts.faults,
            *table_notes(best.draft.spec, self._table),
            *missing_values(best.draft.spec, self._table),
            *best.drawing.repairs,
            *left,
            *filter(None, (blindness,)),
            *best.seen,
            *advice,
        )
        return tuple(dict.fromkeys(found))


def require_answer(spec: PlotSpec, heard: HeardIntent, intent: str, seen: TableProfile, table: Table) -> None:
    """Raise ``InvalidSpec`` for a plot that its table does not support or that answers another question."""
    check_plot(spec, table, intent)
    if refusal := answered(heard, spec, seen, table).refusal:
        raise InvalidSpec(refusal)


def proved(spec: PlotSpec, table: Table, reply: PlotReply) -> FaithfulnessReport:
    """Compare what was drawn with the data.

    Raises:
        Unfaithful: the drawing does not show the numbers that it was made of.
        StatisticsDisagree: those numbers are not what the core computes; both are logged.
    """
    verdict = verify(spec, table, reply.drawn, reply.computed)
    for difference in verdict.differences[:_LOGGED]:
        log.error("the drawing and the proof disagree: %s", difference)
    if verdict.differences:
        raise StatisticsDisagree(_DISAGREE)
    if not verdict.report.faithful:
        raise Unfaithful(f"The drawn plot does not show the data: {'; '.join(verdict.report.mismatches[:3])}")
    return verdict.report


def described(description: str, spec: PlotSpec, table: Table, report: FaithfulnessReport) -> str:
    """A plot's description with the statistics that it shows and the outcome of the proof."""
    return "\n\n".join(filter(None, (description, " ".join(methods(spec, table)), proof_sentence(report))))


def proof_sentence(report: FaithfulnessReport) -> str:
    """The outcome of the read-back, fit for a description."""
    return (
        f"Read back from the drawing and compared with the data: {report.points} values in "
        f"{len(report.comparisons)} comparisons, largest deviation {report.deviation:.1e}."
    )
