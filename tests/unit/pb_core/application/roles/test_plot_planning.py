"""Planning a plot with a model: charts and wishes first, then a specification within the charts."""

import msgspec
import pytest

from pb_core.application.journal import Journal
from pb_core.application.roles import plan_plot
from pb_core.application.roles.plot_planning import read_choice
from pb_core.domain.answer_schemas import LARGEST
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import Chart, FieldWish, HeardIntent, UnmetWish
from pb_core.domain.questions import PlotPlan, PlotPlanBrief
from pb_core.errors import BadAnswer, NotPlottable
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm, plain_plot, sample_profile

INTENT = "accuracy by model"
BRIEF = PlotPlanBrief(intent=INTENT, profile=sample_profile(), guide="- Plain.")
GOOD = (
    '{"charts": ["bar"], "heard": {"wishes": [{"wish": "field", "words": "accuracy", "field": "accuracy"},'
    '{"wish": "field", "words": "by model", "field": "model", "place": "x"}], "subject": []}}'
)


async def planned(engine: ScriptedVlm) -> PlotPlan:
    storage = MemoryStorage()

    async def changed() -> None:
        """Nobody watches this task."""

    journal = Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)
    return await plan_plot(journal, engine, BRIEF, any_spec)


def any_spec(_: PlotSpec, __: HeardIntent) -> None:
    """Every specification fits the data."""


async def test_the_second_question_offers_what_the_first_chose() -> None:
    engine = ScriptedVlm()
    engine.script("plot-chooser", GOOD)
    plan = await planned(engine)
    choose, specify = engine.requests
    assert (choose.role, specify.role) == ("plot-chooser", "plot-planner")
    assert max(len(choose.schema), len(specify.schema)) <= LARGEST
    assert b'"bar"' in specify.schema
    assert b'"violin"' not in specify.schema
    assert "- Aggregate:" in specify.prompt
    assert "- Roc:" not in specify.prompt
    assert [wish.words for wish in plan.heard.wishes] == ["accuracy", "by model"]


async def test_an_engine_by_rules_is_asked_once() -> None:
    engine = ScriptedVlm(rule_based=True)
    await planned(engine)
    (request,) = engine.requests
    assert isinstance(request.brief, PlotPlanBrief)
    assert request.brief.choice is None


async def test_a_wish_that_cannot_be_read_goes_back_with_the_answer_and_then_counts_as_not_understood() -> None:
    engine = ScriptedVlm()
    strange = GOOD.replace('"field", "words": "by model"', '"strange", "words": "by model"')
    engine.script("plot-chooser", strange, strange)
    plan = await planned(engine)
    repair = engine.requests[1].prompt
    assert strange in repair
    assert "cannot be read: Invalid value 'strange'" in repair
    assert plan.heard.unknown == ("model",)


async def test_words_that_the_intent_does_not_hold_go_back_once() -> None:
    engine = ScriptedVlm()
    engine.script("plot-chooser", GOOD.replace("by model", "per year"), GOOD)
    plan = await planned(engine)
    assert "“per year” of a wish do not stand in the intent" in engine.requests[1].prompt
    assert isinstance(plan.heard.wishes[1], FieldWish)


async def test_an_intent_about_something_that_no_plot_shows_is_refused() -> None:
    engine = ScriptedVlm()
    engine.script(
        "plot-chooser",
        '{"charts": ["bar"], "heard": {"wishes": [{"wish": "unmet", "words": "accuracy by model", "why": "No maps.",'
        '"refuses": true}], "subject": []}}',
    )
    with pytest.raises(NotPlottable, match="No maps"):
        await planned(engine)


async def test_a_specification_that_does_not_fit_goes_back_with_the_fault() -> None:
    engine = ScriptedVlm()
    engine.script("plot-chooser", GOOD)
    engine.script("plot-planner", '{"spec": {"layer": []}, "description": "None."}')
    plan = await planned(engine)
    assert plan.spec == plain_plot(sample_profile())
    again = engine.requests[2].prompt
    assert '{"spec": {"layer": []}' in again
    assert "Expected `array` of length >= 1" in again


def test_members_of_other_wishes_and_nulls_are_passed_over() -> None:
    said = read_choice(
        '{"charts": ["line", "scatter"], "heard": {"wishes": [{"wish": "unmet", "words": "w", "why": "y",'
        '"place": null, "negated": null, "chart": "bar"}]}}'
    )
    assert said.choice.charts == (Chart.LINE, Chart.SCATTER)
    assert said.choice.heard.wishes == (UnmetWish(words="w", why="y"),)
    assert said.faults == ()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"charts": []}', '{"charts": ["cake"]}', '{"charts": ["bar", "pie", "line"]}']
)
def test_other_answers_are_not_choices(text: str) -> None:
    with pytest.raises(BadAnswer):
        read_choice(text)


async def test_a_null_in_the_answer_stands_for_what_is_left_out() -> None:
    engine = ScriptedVlm()
    told = msgspec.to_builtins(PlotPlan(spec=plain_plot(sample_profile()), description="D"))
    told["spec"]["title"] = None
    engine.script("plot-planner", msgspec.json.encode(told).decode())
    plan = await planned(engine)
    assert plan.spec.title == ""
