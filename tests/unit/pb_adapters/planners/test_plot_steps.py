"""An engine by rules behind a model: it answers the small questions as it would the large ones."""

from pb_adapters.planners.plot_steps import choose_with, revise_with
from pb_core.domain.plots.wishes import Chart, FieldWish, HeardIntent
from pb_core.domain.questions import (
    PlotChoice,
    PlotChoiceBrief,
    PlotCritiqueBrief,
    PlotPlan,
    PlotPlanBrief,
    PlotReviseBrief,
    PlotRevision,
    PlotVerdict,
    Scores,
)
from pb_core.testing.memory.vlm import plain_plot, sample_profile

HEARD = HeardIntent(wishes=(FieldWish(words="accuracy", field="accuracy"),))
SPEC = plain_plot(sample_profile())


def plan(brief: PlotPlanBrief) -> PlotPlan:
    return PlotPlan(spec=plain_plot(brief.profile), description=brief.intent, heard=HEARD)


def test_the_choice_is_that_of_the_plan() -> None:
    choice = choose_with(plan)(PlotChoiceBrief(intent="accuracy", profile=sample_profile()))
    assert choice == PlotChoice(charts=(Chart.BAR,), heard=HEARD)


def test_the_revision_is_that_of_the_critic() -> None:
    scores = Scores(faithfulness=9, conciseness=9, readability=9, aesthetics=9)
    verdict = PlotVerdict(items=(), scores=scores, revised_spec=SPEC, revised_description="Better.")
    critique = PlotCritiqueBrief(
        spec=SPEC, description="D", intent="I", profile=sample_profile(), guide="G", wishes=(), checklist=(),
        findings=(), proof="P", repairs=(), round=1, rounds=2,
    )  # fmt: skip
    revision = revise_with(lambda _: verdict)(PlotReviseBrief(critique=critique, verdict=verdict))
    assert revision == PlotRevision(spec=SPEC, description="Better.")
