"""How a role is asked: the prompt, the schema, one repair, and what a checklist holds."""

from string import Template

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application import roles
from pb_core.application.journal import Journal
from pb_core.domain.answer_schemas import schema_of
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.plots.wishes import WishOutcome
from pb_core.domain.questions import AskedPlan, OptimizeBrief, PlanBrief
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm

BRIEF = OptimizeBrief(description="draw an encoder", diagram_type="statistical_plot", guidelines="- Keep it plain.")
GOOD = '{"description": "An encoder, drawn plainly."}'


async def journal() -> Journal:
    storage = MemoryStorage()

    async def changed() -> None:
        """Nobody watches this task."""

    return Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)


@pytest.mark.parametrize("name", ["planner", "stylist", "critic", "optimizer", "plot_planner", "plot_critic", "vision"])
def test_every_role_has_a_prompt_whose_placeholders_must_all_be_given(name: str) -> None:
    prompt = roles.template(name)
    assert isinstance(prompt, Template)
    fields = dict.fromkeys(prompt.get_identifiers(), "x")
    assert "$" not in roles.render(name, **fields)
    if fields:
        with pytest.raises(KeyError):
            roles.render(name)


def test_the_schema_is_that_of_the_answer_and_small() -> None:
    schema = schema_of(AskedPlan)
    assert msgspec.json.decode(schema)["required"] == ["spec"]
    assert len(schema) < 8_000


async def test_a_question_carries_what_its_brief_says() -> None:
    engine = ScriptedVlm()
    await roles.optimize(await journal(), engine, BRIEF)
    (request,) = engine.requests
    assert (request.role, request.brief) == ("stylist", BRIEF)
    for words in ("draw an encoder", "- Keep it plain.", "statistical plot", "(none)"):
        assert words in request.prompt


def test_the_checklist_names_elements_and_arrows_as_findings_do() -> None:
    spec = DiagramSpec(
        elements=(Element(id="a", label="Encoder", evidence="an encoder"), Element(id="b", label="Decoder")),
        connections=(Connection(source="a", target="b", evidence="to the decoder"),),
    )
    items = roles.checklist(spec)
    assert [item.name for item in items] == ["a", "b", "a->b"]
    assert items[2].what.endswith("arrow from Encoder to Decoder")
    assert [item.evidence for item in items] == ["an encoder", "", "to the decoder"]


def test_the_checklist_of_a_plot_leaves_out_wishes_that_are_not_followed() -> None:
    wishes = (
        WishOutcome(words="in 3D", followed=False, note="It hides values."),
        WishOutcome(words="by model", followed=True),
    )
    items = roles.plot_checklist(wishes, ("BERT",))
    assert [item.name for item in items] == ["wish 2", "series BERT"]


async def test_a_rewritten_prompt_has_room_for_the_prompt() -> None:
    engine = ScriptedVlm()
    engine.script("stylist", GOOD, GOOD)
    await roles.optimize(await journal(), engine, BRIEF)
    await roles.optimize(await journal(), engine, replace(BRIEF, description="word " * 40_000))
    short, long = (request.max_output_tokens for request in engine.requests)
    assert 16_384 <= short < long == 65_536


async def test_what_a_planner_was_told_and_did_not_do_goes_back_once_and_stands_then() -> None:
    crowd = tuple(Element(id=f"e{n}", label=f"part {n}") for n in range(21))
    crowded = msgspec.json.encode({"spec": DiagramSpec(elements=crowd)}).decode()
    engine = ScriptedVlm()
    engine.script("planner", crowded, crowded)
    plan = await roles.plan(await journal(), engine, PlanBrief(source="A text.", caption="Figure 1"))
    assert len(plan.spec.elements) == 21
    assert "has 21 elements, and 14 are readable" in engine.requests[1].prompt
    again = PlanBrief(source="A text.", caption="Figure 1", rejected=plan)
    engine.script("planner", crowded)
    await roles.plan(await journal(), engine, again)
    assert len(engine.requests) == 3  # a plan that was refused is not doubted besides


async def test_a_rewritten_prompt_that_loses_a_number_goes_back_once() -> None:
    engine = ScriptedVlm()
    brief = replace(BRIEF, description="draw an encoder of 12 layers")
    engine.script("stylist", GOOD, GOOD.replace("An encoder", "An encoder of 12 layers"))
    answer = await roles.optimize(await journal(), engine, brief)
    assert answer.description == "An encoder of 12 layers, drawn plainly."
    assert "It has lost 12" in engine.requests[1].prompt
    rules = ScriptedVlm(rule_based=True)
    rules.script("stylist", GOOD)
    await roles.optimize(await journal(), rules, brief)
    assert len(rules.requests) == 1
