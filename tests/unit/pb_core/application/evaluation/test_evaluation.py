"""A model is measured by the plans that it makes, held against their sources as every plan is."""

import json

import msgspec
import pytest

from pb_core.application.evaluation import ArrowCounts, CaseScore, PlotCase, Share, TextCase, evaluate
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.plots.wishes import Chart, FieldWish, HeardIntent, Place
from pb_core.domain.questions import Plan, PlanForm, PlotChoice
from pb_core.errors import BadAnswer, CapReached, EngineMisconfigured, InvalidRequest
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.vlm import ScriptedVlm

SOURCE = (
    "The pipeline has three steps: tokenise -> embed -> cluster. The tokeniser passes tokens to the embedder. "
    "The embedder sends vectors to the database."
)
CASE = TextCase(name="small", source=SOURCE, caption="Figure 1: Overview")
STATED = "The tokeniser passes tokens to the embedder."


def plan(*arrows: tuple[str, str, str]) -> str:
    names = ("tokeniser", "embedder", "database")
    elements = tuple(
        Element(id=name, label=name, evidence=f"The embedder sends vectors to the {name}.") for name in names
    )
    elements = (
        Element(id="tokeniser", label="tokeniser", evidence=STATED),
        Element(id="embedder", label="embedder", evidence=STATED),
        Element(id="database", label="database", evidence="The embedder sends vectors to the database."),
    )
    connections = tuple(Connection(source=one, target=other, evidence=words) for one, other, words in arrows)
    return msgspec.json.encode(Plan(spec=DiagramSpec(elements=elements, connections=connections))).decode()


async def score_of(*answers: str | Exception) -> CaseScore:
    engine = ScriptedVlm()
    engine.script("planner", *answers)
    return await evaluate(CASE, engine, ManualClock())


async def test_a_plan_that_the_text_supports() -> None:
    score = await score_of(plan(("tokeniser", "embedder", STATED)))
    assert (score.at_first, score.usable, score.calls, score.error) == (True, True, 1, "")
    assert score.boxes == Share(part=3, whole=3)
    assert score.arrows == ArrowCounts(stated=1)
    assert score.skeleton.whole == 5  # three steps and two from one to the next
    assert 0 <= score.skeleton.part < 5
    assert score.plan is not None
    assert msgspec.convert(score.plan, DiagramSpec).connections[0].evidence == STATED


async def test_what_the_text_does_not_support_is_asked_for_again_and_counted_as_unsupported() -> None:
    invented = plan(("tokeniser", "embedder", STATED), ("database", "tokeniser", STATED))
    score = await score_of(invented, invented)
    assert (score.usable, score.at_first, score.calls) == (True, True, 2)
    assert score.arrows == ArrowCounts(stated=1, unsupported=1)


async def test_a_repaired_answer_was_not_usable_at_first() -> None:
    score = await score_of("{}", plan(("tokeniser", "embedder", STATED)))
    assert (score.at_first, score.usable, score.calls) == (False, True, 2)


async def test_a_case_without_a_plan_says_why() -> None:
    score = await score_of("{}", "[]")
    assert (score.at_first, score.usable) == (False, False)
    assert "form that was asked for" in score.error
    assert score.calls == 2


async def test_the_form_is_the_engines() -> None:
    engine = ScriptedVlm(plan_form=PlanForm.TWO)
    await evaluate(CASE, engine, ManualClock())
    assert {"part-planner", "hand-over-planner"} == {request.role for request in engine.requests}


@pytest.mark.parametrize("error", [EngineMisconfigured("There is no such model."), InvalidRequest("No.")])
async def test_what_no_other_case_would_survive_is_raised(error: Exception) -> None:
    with pytest.raises(type(error)):
        await score_of(error)


async def test_an_answer_that_fails_costs_what_it_costs_and_the_next_case_goes_on() -> None:
    score = await score_of(BadAnswer("No JSON."), plan())
    assert (score.usable, score.calls, score.cost_usd) == (True, 2, None)  # nobody tells what it costs


class DearVlm(ScriptedVlm):
    """A question costs a dollar at most."""

    def estimate(self, request: VlmRequest, /) -> int:
        del request
        return 1_000_000


async def test_no_more_is_spent_than_is_allowed() -> None:
    engine = DearVlm()
    with pytest.raises(CapReached, match="could pass the cap"):
        await evaluate(CASE, engine, ManualClock(), most_micros=100_000)
    assert engine.requests == []
    assert (await evaluate(CASE, engine, ManualClock(), most_micros=10_000_000)).usable


async def test_a_plot_counts_the_wishes_that_are_followed() -> None:
    data = json.dumps({"model": ["A", "B"], "accuracy": [0.5, 0.6]})
    case = PlotCase(name="bars", data_json=data, intent="accuracy by model")
    engine = ScriptedVlm()
    wishes = (
        FieldWish(words="accuracy", field="accuracy", place=Place.Y),
        FieldWish(words="by model", field="model", place=Place.X),
    )
    engine.script(
        "plot-chooser",
        msgspec.json.encode(PlotChoice(charts=(Chart.DOT,), heard=HeardIntent(wishes=wishes))).decode(),
    )
    score = await evaluate(case, engine, ManualClock())
    assert (score.usable, score.wishes, score.boxes) == (True, Share(part=2, whole=2), Share())
    assert score.plan is not None
    assert "layer" in score.plan


async def test_a_table_that_cannot_be_read_is_the_callers() -> None:
    case = PlotCase(name="bars", data_json="[[", intent="bars")
    with pytest.raises(InvalidRequest):
        await evaluate(case, ScriptedVlm(), ManualClock())
