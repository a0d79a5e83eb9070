"""OfflineEngine: answers every role from its typed brief by rules."""

import functools
from collections.abc import Callable, Mapping

import anyio.to_thread
import msgspec
from anyio import CapacityLimiter
from msgspec import Struct

from pb_adapters.planners.critique_steps import revision_with
from pb_adapters.planners.part_steps import hand_overs_with, parts_with
from pb_adapters.planners.plot_steps import choose_with, revise_with
from pb_core.domain.billing import Usage
from pb_core.domain.plots.intent_words import account
from pb_core.domain.plots.refusals import refusal_of
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import HeardIntent
from pb_core.domain.questions import (
    Brief,
    CritiqueBrief,
    EditBrief,
    HandOversBrief,
    OptimizeBrief,
    PartsBrief,
    PlanBrief,
    PlotChoiceBrief,
    PlotCritiqueBrief,
    PlotEditBrief,
    PlotPlan,
    PlotPlanBrief,
    PlotReviseBrief,
    ReviseBrief,
    StyleBrief,
)
from pb_core.errors import BlindEngine, InvalidRequest, InvalidSpec, NotPlottable
from pb_core.ports.vlm import VlmReply, VlmRequest


class OfflineEngine:
    """A rule-based engine that draws what a text lays out and states, and cannot see pictures.

    It calls nothing outside this process and costs nothing. Raises ``NothingToDraw`` for a source that neither lays
    out nor states for certain what a method consists of, and ``BlindEngine`` for pictures. Safe to call concurrently;
    two requests are answered at a time, as each takes turns with the event loop at the interpreter.
    """

    provider = "offline"
    model = "offline-rules-2"
    sees_images = False
    rule_based = True

    def __init__(self) -> None:
        self._threads = CapacityLimiter(2)

    async def complete(self, request: VlmRequest) -> VlmReply:
        """Answer the request's brief; the work runs on a worker thread."""
        if request.images:
            message = "the built-in engine cannot see pictures; set PAPERBANANA_VLM_PROVIDER to a model that can"
            raise BlindEngine(message)
        answer = await anyio.to_thread.run_sync(_answer, request.brief, abandon_on_cancel=True, limiter=self._threads)
        return VlmReply(text=msgspec.json.encode(answer).decode(), usage=Usage(cost_micros=0))

    def preflight(self, brief: PlotPlanBrief, check: Callable[[PlotSpec, HeardIntent], None], /) -> None:
        """Refuse a plot that ``complete`` would not plan, or whose specification ``check`` would not take."""
        try:
            plan: PlotPlan = _roles()[PlotPlanBrief](brief)  # type: ignore[assignment]  # what its role answers
        except (NotPlottable, InvalidSpec) as error:
            raise InvalidRequest(str(error)) from error
        try:
            check(plan.spec, account(brief.intent, plan.heard, brief.profile).heard)
        except NotPlottable as error:
            raise InvalidRequest(str(error)) from error
        except InvalidSpec as error:
            raise InvalidRequest(refusal_of(str(error), plan.spec, brief.profile)) from error


@functools.cache
def _roles() -> Mapping[type[Brief], Callable[..., Struct]]:
    """What answers each brief; the rules are loaded when the first one comes, so that a server starts without them."""
    from pb_adapters.planners.charts.critic import criticise_plot  # noqa: PLC0415 - see above
    from pb_adapters.planners.charts.planner import plan_plot  # noqa: PLC0415 - see above
    from pb_adapters.planners.edits.diagrams import edit  # noqa: PLC0415 - see above
    from pb_adapters.planners.edits.plots import edit_plot  # noqa: PLC0415 - see above
    from pb_adapters.planners.prompts import optimize  # noqa: PLC0415 - see above
    from pb_adapters.planners.prose.critic import criticise  # noqa: PLC0415 - see above
    from pb_adapters.planners.prose.planner import plan  # noqa: PLC0415 - see above
    from pb_adapters.planners.prose.stylist import style  # noqa: PLC0415 - see above

    return {
        PlanBrief: plan,
        PartsBrief: parts_with(plan),
        HandOversBrief: hand_overs_with(plan),
        StyleBrief: style,
        OptimizeBrief: optimize,
        CritiqueBrief: criticise,
        ReviseBrief: revision_with(criticise),
        PlotChoiceBrief: choose_with(plan_plot),
        PlotPlanBrief: plan_plot,
        PlotCritiqueBrief: criticise_plot,
        PlotReviseBrief: revise_with(criticise_plot),
        EditBrief: edit,
        PlotEditBrief: edit_plot,
    }


def _answer(brief: Brief) -> Struct:
    return _roles()[type(brief)](brief)
