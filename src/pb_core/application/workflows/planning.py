"""Planning of a diagram: a model is asked once more for what its source does not support."""

import anyio.to_thread
from msgspec import Struct
from msgspec.structs import replace

from pb_core.application import roles
from pb_core.application.journal import Steps
from pb_core.application.waiting import is_outage
from pb_core.application.workflows.plan_support import PlanSupport, supported_parts
from pb_core.domain.questions import Plan, PlanBrief
from pb_core.errors import CapReached, EngineError
from pb_core.ports.vlm import ImagePart, VlmEngine, is_rule_based


class PlannedDiagram(Struct, frozen=True, kw_only=True):
    """The plan that is gone on with, and what a reader should know of how it was had."""

    plan: Plan
    notes: tuple[str, ...] = ()


async def plan_of_source(
    journal: Steps,
    engine: VlmEngine,
    brief: PlanBrief,
    support: PlanSupport,
    pages: tuple[ImagePart, ...] = (),
) -> PlannedDiagram:
    """The plan of a source; of two that a model made, the one of which more is supported."""
    plan = await roles.plan(journal, engine, brief, pages)
    if is_rule_based(engine):
        return PlannedDiagram(plan=plan)
    report = await anyio.to_thread.run_sync(support.report, plan.spec)
    if not report.findings:
        return PlannedDiagram(plan=plan)
    again = replace(brief, rejected=plan, faults=report.findings)
    try:
        mended = await roles.plan(journal, engine, again, pages)
    except (EngineError, CapReached) as error:
        if is_outage(error):
            raise
        note = f"The planner was asked again for what the source does not support: {error}"
        return PlannedDiagram(plan=plan, notes=(note,))
    second = await anyio.to_thread.run_sync(support.report, mended.spec)
    return PlannedDiagram(plan=mended if supported_parts(second) >= supported_parts(report) else plan)
