"""Evaluation: how well a model plans, over texts and intents: that is how models and prompts are chosen.

Nothing is drawn and no task is kept: what is measured is the plan, held against its source as every plan is.
"""

from collections.abc import Iterable
from functools import partial

import anyio.to_thread
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application import exemplars, roles
from pb_core.application.evaluation.measured_steps import MeasuredSteps
from pb_core.application.evaluation.scores import ArrowCounts, CaseScore, EvaluationRun, Share, Totals
from pb_core.application.workflows.plan_support import HeldPlan, PlanSupport
from pb_core.application.workflows.planning import plan_of_source
from pb_core.application.workflows.plots import require_answer
from pb_core.domain.billing import MICROS
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.diagrams.support import PartSupport, Support
from pb_core.domain.plots.intent_answers import answered
from pb_core.domain.plots.intent_words import account
from pb_core.domain.questions import PlanBrief, PlotPlanBrief, plot_guide
from pb_core.domain.requests import Grounding
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import (
    CapReached,
    EngineError,
    EngineMisconfigured,
    InvalidRequest,
    InvalidSpec,
    NothingToDraw,
    OutOfFunds,
)
from pb_core.ports.clock import Clock
from pb_core.ports.vlm import VlmEngine

__all__ = [
    "ArrowCounts",
    "CaseScore",
    "EvaluationRun",
    "PlotCase",
    "Share",
    "TextCase",
    "Totals",
    "evaluate",
]


class TextCase(Struct, frozen=True, kw_only=True):
    """A text whose method is to be planned as a diagram."""

    name: str
    source: str
    caption: str


class PlotCase(Struct, frozen=True, kw_only=True):
    """A table, as JSON text, and what a plot of it shall show."""

    name: str
    data_json: str
    intent: str


async def evaluate(
    case: TextCase | PlotCase,
    engine: VlmEngine,
    clock: Clock,
    *,
    most_micros: int | None = None,
    tables: TableLimits = TableLimits(),  # noqa: B008 - frozen
) -> CaseScore:
    """Ask a model for the plan of one case, as a task would, and measure it. At most ``most_micros`` are spent.

    Raises:
        EngineMisconfigured, OutOfFunds: No case could be answered.
        CapReached: More could be spent than is allowed.
        InvalidRequest: The table cannot be read.
    """
    steps = MeasuredSteps(clock, most_micros)
    score = CaseScore(name=case.name)
    try:
        if isinstance(case, TextCase):
            score = await _diagram(case, engine, steps)
        else:
            score = await _plot(case, engine, steps, tables)
    except (EngineMisconfigured, OutOfFunds, CapReached, InvalidRequest):
        raise
    except (EngineError, InvalidSpec) as error:
        score = replace(score, error=str(error))
    costs = [call.usage.cost_micros for call in steps.calls]
    repaired = any(call.name.endswith("/repair") for call in steps.calls)
    return replace(
        score,
        at_first=score.usable and not repaired,
        calls=len(steps.calls),
        cost_usd=None if None in costs else steps.cost_micros / MICROS,
        seconds=round(sum(call.seconds for call in steps.calls), 2),
    )


async def _diagram(case: TextCase, engine: VlmEngine, steps: MeasuredSteps) -> CaseScore:
    support = PlanSupport(case.source, case.caption, Grounding.STRICT, pictures=False)
    brief = PlanBrief(
        source=case.source,
        caption=case.caption,
        examples=await anyio.to_thread.run_sync(exemplars.retrieve, case.source, case.caption),
        skeleton=await anyio.to_thread.run_sync(lambda: support.skeleton),
    )
    planned = await plan_of_source(steps, engine, brief, support)
    return await anyio.to_thread.run_sync(_measured, case, planned.plan.spec, support)


def _measured(case: TextCase, spec: DiagramSpec, support: PlanSupport) -> CaseScore:
    report = support.report(spec)
    try:
        held: HeldPlan | None = support.hold(spec)
    except NothingToDraw:
        held = None
    return CaseScore(
        name=case.name,
        usable=True,
        boxes=Share(part=_supported(report.elements), whole=len(report.elements)),
        arrows=ArrowCounts(
            stated=_number(report.connections, Support.STATED),
            sequence=_number(report.connections, Support.SEQUENCE),
            unsupported=_number(report.connections, Support.UNSUPPORTED),
        ),
        skeleton=_skeleton(held, support),
        plan=msgspec.to_builtins(spec),
    )


def _number(parts: Iterable[PartSupport], verdict: Support) -> int:
    return sum(part.support is verdict for part in parts)


def _supported(parts: Iterable[PartSupport]) -> int:
    return sum(part.support is not Support.UNSUPPORTED for part in parts)


def _skeleton(held: HeldPlan | None, support: PlanSupport) -> Share:
    """How many of the author's items, and of the steps from one to the next, a figure shows."""
    items, pairs = support.skeleton.items, tuple(dict.fromkeys(support.skeleton.neighbours()))
    whole = len(items) + len(pairs)
    if held is None:
        return Share(whole=whole)
    shown = support.coverage(held)
    missing = {item.name.casefold() for item in shown.items}
    lost = sum(
        pair in shown.hand_overs or not missing.isdisjoint(end.name.casefold() for end in pair) for pair in pairs
    )
    return Share(part=whole - len(missing) - lost, whole=whole)


async def _plot(case: PlotCase, engine: VlmEngine, steps: MeasuredSteps, tables: TableLimits) -> CaseScore:
    table = await anyio.to_thread.run_sync(read_json, case.data_json, tables)
    seen = await anyio.to_thread.run_sync(profile, table)
    brief = PlotPlanBrief(intent=case.intent, profile=seen, guide=plot_guide())

    plan = await roles.plan_plot(
        steps, engine, brief, lambda spec, heard: require_answer(spec, heard, case.intent, seen, table)
    )
    heard = account(case.intent, plan.heard, seen).heard
    answer = await anyio.to_thread.run_sync(partial(answered, heard, plan.spec, seen, table))
    followed = sum(wish.followed for wish in answer.wishes)
    wishes = Share(part=followed, whole=len(answer.wishes))
    return CaseScore(name=case.name, usable=True, wishes=wishes, plan=msgspec.to_builtins(plan.spec))
