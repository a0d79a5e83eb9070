"""Plot steps: answers an engine by rules gives where a plot is asked for in two questions.

It is asked so only behind a model that failed; alone it answers everything at once.
"""

from collections.abc import Callable

from pb_core.domain.questions import (
    PlotChoice,
    PlotChoiceBrief,
    PlotCritiqueBrief,
    PlotPlan,
    PlotPlanBrief,
    PlotReviseBrief,
    PlotRevision,
    PlotVerdict,
)
from pb_core.domain.questions.plot_schemas import charts_of


def choose_with(plan: Callable[[PlotPlanBrief], PlotPlan]) -> Callable[[PlotChoiceBrief], PlotChoice]:
    """What names the charts and wishes of the plan that ``plan`` would make."""

    def choose(brief: PlotChoiceBrief) -> PlotChoice:
        answer = plan(PlotPlanBrief(intent=brief.intent, profile=brief.profile))
        return PlotChoice(charts=charts_of(answer.spec), heard=answer.heard)

    return choose


def revise_with(criticise: Callable[[PlotCritiqueBrief], PlotVerdict]) -> Callable[[PlotReviseBrief], PlotRevision]:
    """What revises a plot as ``criticise`` would."""

    def revise(brief: PlotReviseBrief) -> PlotRevision:
        verdict = criticise(brief.critique)
        return PlotRevision(spec=verdict.revised_spec, description=verdict.revised_description)

    return revise
