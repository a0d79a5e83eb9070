"""Plot planner: chooses how to show data that it knows by its profile, and answers with a plot specification."""

from collections.abc import Callable

import msgspec

from pb_core.journal import Journal
from pb_core.plot.grammar import PlotSpec
from pb_core.ports.vlm import VlmEngine
from pb_core.roles.answers import PlotPlan
from pb_core.roles.asking import ask, render, request_of
from pb_core.roles.briefs import PlotPlanBrief


async def plan_plot(
    journal: Journal, engine: VlmEngine, brief: PlotPlanBrief, check: Callable[[PlotSpec], None]
) -> PlotPlan:
    """Plan a plot; ``check`` raises ``InvalidSpec`` for a specification that the data does not support."""
    prompt = render(
        "plot_planner",
        guide=brief.guide,
        aspect_ratio=brief.aspect_ratio or "free",
        intent=brief.intent,
        profile=msgspec.json.format(msgspec.json.encode(brief.profile)).decode(),
    )
    request = request_of("plot-planner", prompt, brief, PlotPlan)

    def checked(plan: PlotPlan) -> PlotPlan:
        check(plan.spec)
        return plan

    return await ask(journal, engine, request, step="plan", answer=PlotPlan, check=checked)
