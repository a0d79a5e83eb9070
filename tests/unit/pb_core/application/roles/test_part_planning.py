"""A weak model is asked for a plan in two small questions, each a step of its own."""

import msgspec
import pytest

from pb_core.application import roles
from pb_core.application.journal import Journal
from pb_core.domain.diagrams.part_plan import SaidPart
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.questions import HandOversBrief, Plan, PlanBrief, PlanForm
from pb_core.errors import BadAnswer
from pb_core.testing.contracts.storage_base import running_task
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm

SOURCE = "The encoder maps tokens to vectors. The decoder reads the vectors and writes the summary."
BRIEF = PlanBrief(source=SOURCE, caption="Figure 1")
FIRST, SECOND = SOURCE.split(". ", maxsplit=1)[0] + ".", SOURCE.split(". ")[1]
PARTS = msgspec.json.encode(
    {"parts": [{"name": "encoder", "sentence": FIRST}, {"name": "decoder", "sentence": SECOND}]}
).decode()
HAND_OVERS = msgspec.json.encode({"hand_overs": [{"from": 1, "to": 2, "what": "vectors", "sentence": SECOND}]}).decode()


async def journal() -> Journal:
    storage = MemoryStorage()

    async def changed() -> None:
        """Nobody watches this task."""

    return Journal(storage, (await running_task(storage)).lease, ManualClock(), changed)


def weak(*answers: tuple[str, str]) -> ScriptedVlm:
    engine = ScriptedVlm(plan_form=PlanForm.TWO)
    for role, answer in answers or (("part-planner", PARTS), ("hand-over-planner", HAND_OVERS)):
        engine.script(role, answer)
    return engine


async def test_both_questions_begin_alike_so_that_a_server_reads_the_source_once() -> None:
    engine = weak()
    steps = await journal()
    plan = await roles.plan(steps, engine, BRIEF)
    first, second = engine.requests
    assert first.system == second.system
    shared = first.prompt.partition("Your question")[0]
    assert SOURCE in shared
    assert second.prompt.startswith(shared)
    assert "1. encoder: " in second.prompt
    grown = len(second.prompt) - len(first.prompt)
    assert first.max_output_tokens >= second.max_output_tokens + grown // 3  # one window holds both
    assert [part.support.value for part in check_support(plan.spec, SOURCE).parts] == ["stated"] * 3
    assert (plan.spec.connections[0].label, plan.notes) == ("vectors", ())


async def test_a_finished_plan_of_the_other_form_is_gone_on_with() -> None:
    steps = await journal()
    engine = ScriptedVlm()
    plan = await roles.plan(steps, engine, BRIEF)
    assert await roles.plan(steps, weak(), BRIEF) == plan
    assert len(engine.requests) == 1
    steps = await journal()
    plan = await roles.plan(steps, weak(), BRIEF)
    other = ScriptedVlm()
    assert await roles.plan(steps, other, BRIEF) == plan
    assert other.requests == []


async def test_a_rejected_plan_is_asked_for_its_hand_overs_again_and_only_where_one_is_at_fault() -> None:
    spec = DiagramSpec(
        elements=(Element(id="encoder", label="encoder", evidence=FIRST), Element(id="decoder", label="decoder")),
        connections=(Connection(source="decoder", target="encoder", evidence=SECOND),),
    )
    faults = check_support(spec, SOURCE).findings
    again = msgspec.structs.replace(BRIEF, rejected=Plan(spec=spec), faults=faults)
    engine = weak(("hand-over-planner", HAND_OVERS))
    steps = await journal()
    plan = await roles.plan(steps, engine, again)
    (request,) = engine.requests
    assert isinstance(request.brief, HandOversBrief)
    assert '- from 2 to 1: -: "' in request.prompt
    assert faults[0].detail in request.prompt
    assert [connection.name for connection in plan.spec.connections] == ["encoder->decoder"]
    only_parts = msgspec.structs.replace(again, faults=tuple(f for f in faults if "->" not in f.subject))
    assert await roles.plan(steps, engine, only_parts) == Plan(spec=spec)
    assert len(engine.requests) == 1


async def test_parts_that_the_source_does_not_name_go_back_once() -> None:
    invented = (
        '{"parts": [{"name": "wizard", "sentence": "A wizard helps."}, {"name": "elf", "sentence": "So does an elf."}]}'
    )
    engine = weak(("part-planner", invented), ("part-planner", PARTS), ("hand-over-planner", HAND_OVERS))
    steps = await journal()
    plan = await roles.plan(steps, engine, BRIEF)
    assert [element.label for element in plan.spec.elements] == ["encoder", "decoder"]
    assert "wizard" in engine.requests[1].prompt


async def test_hand_overs_that_join_nothing_go_back_once_and_the_parts_stand_without_them() -> None:
    nowhere = '{"hand_overs": [{"from": 1, "to": 1, "what": "", "sentence": ""}]}'
    engine = weak(("part-planner", PARTS), ("hand-over-planner", nowhere), ("hand-over-planner", nowhere))
    steps = await journal()
    plan = await roles.plan(steps, engine, BRIEF)
    assert (len(plan.spec.elements), plan.spec.connections) == (2, ())
    assert "No hand-over joins two different parts" in engine.requests[-1].prompt


async def test_parts_without_a_name_fail_as_an_answer() -> None:
    nameless = '{"parts": [{"name": "", "sentence": ""}]}'
    engine = weak(("part-planner", nameless), ("part-planner", nameless))
    steps = await journal()
    with pytest.raises(BadAnswer, match="No part has a name"):
        await roles.plan(steps, engine, BRIEF)


async def test_one_part_needs_no_second_question() -> None:
    alone = msgspec.json.encode({"parts": [{"name": "encoder", "sentence": FIRST}]}).decode()
    engine = weak(("part-planner", alone), ("part-planner", alone))
    steps = await journal()
    plan = await roles.plan(steps, engine, BRIEF)
    assert [element.label for element in plan.spec.elements] == ["encoder"]
    assert {request.role for request in engine.requests} == {"part-planner"}


def test_parts_are_read_as_said() -> None:
    brief = HandOversBrief(plan=BRIEF, parts=(SaidPart(name="encoder"),))
    assert msgspec.json.decode(msgspec.json.encode(brief), type=HandOversBrief) == brief
