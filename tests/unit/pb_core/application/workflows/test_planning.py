"""A model is asked once more for what its source does not support, and the better plan is kept."""

import msgspec
import pytest

from pb_core.application.evaluation.measured_steps import MeasuredSteps
from pb_core.application.workflows.plan_support import PlanSupport
from pb_core.application.workflows.planning import PlannedDiagram, plan_of_source
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.findings import Check
from pb_core.domain.questions import Plan, PlanBrief
from pb_core.domain.requests import Grounding
from pb_core.errors import CapBusy, CapReached, EngineRefused, EngineUnavailable, PaperBananaError
from pb_core.testing.memory import ManualClock
from pb_core.testing.memory.vlm import ScriptedVlm

FIRST, SECOND = "The tokeniser passes tokens to the embedder.", "The embedder sends vectors to the database."
BRIEF = PlanBrief(source=f"{FIRST} {SECOND}", caption="Figure 1: Overview")
SAID = ("tokeniser", "embedder", FIRST), ("embedder", "database", SECOND)
INVENTED = (("database", "tokeniser", FIRST),)


def plan(*arrows: tuple[str, str, str]) -> Plan:
    quoted = {"tokeniser": FIRST, "embedder": FIRST, "database": SECOND}
    return Plan(
        spec=DiagramSpec(
            elements=tuple(Element(id=name, label=name, evidence=words) for name, words in quoted.items()),
            connections=tuple(Connection(source=one, target=other, evidence=words) for one, other, words in arrows),
        )
    )


async def planned(engine: ScriptedVlm, *answers: Plan | Exception) -> PlannedDiagram:
    said = [msgspec.json.encode(one).decode() if isinstance(one, Plan) else one for one in answers]
    engine.script("planner", *said)
    support = PlanSupport(BRIEF.source, BRIEF.caption, Grounding.STRICT, pictures=False)
    return await plan_of_source(MeasuredSteps(ManualClock()), engine, BRIEF, support)


async def test_a_plan_that_is_supported_is_asked_for_once() -> None:
    engine = ScriptedVlm()
    found = await planned(engine, plan(*SAID))
    assert (found.plan.spec, found.notes) == (plan(*SAID).spec, ())
    assert len(engine.requests) == 1


async def test_what_is_not_supported_goes_back_with_the_plan_and_the_better_one_is_kept() -> None:
    engine = ScriptedVlm()
    found = await planned(engine, plan(*SAID, *INVENTED), plan(*SAID))
    assert found.plan.spec == plan(*SAID).spec
    brief = engine.requests[1].brief
    assert isinstance(brief, PlanBrief)
    assert brief.rejected is not None
    assert brief.rejected.spec == plan(*SAID, *INVENTED).spec
    assert [(fault.check, fault.subject) for fault in brief.faults] == [(Check.UNGROUNDED, "database->tokeniser")]


async def test_a_second_plan_of_which_less_is_supported_is_not_taken() -> None:
    first = plan(*SAID, *INVENTED)
    found = await planned(ScriptedVlm(), first, plan(*INVENTED))
    assert (found.plan.spec, found.notes) == (first.spec, ())


@pytest.mark.parametrize("error", [EngineRefused("Not again."), CapReached("Too dear.")])
async def test_a_second_answer_that_cannot_be_had_leaves_the_first_plan_and_says_so(error: PaperBananaError) -> None:
    first = plan(*SAID, *INVENTED)
    found = await planned(ScriptedVlm(), first, error)
    assert found.plan.spec == first.spec
    assert found.notes == (f"The planner was asked again for what the source does not support: {error}",)


@pytest.mark.parametrize("error", [EngineUnavailable("Down."), CapBusy("Wait.")])
async def test_an_outage_passes_so_that_it_is_asked_later(error: PaperBananaError) -> None:
    with pytest.raises(type(error)):
        await planned(ScriptedVlm(), plan(*INVENTED), error)


async def test_rules_would_answer_the_same_again() -> None:
    engine = ScriptedVlm(rule_based=True)
    found = await planned(engine, plan(*INVENTED))
    assert found.plan.spec == plan(*INVENTED).spec
    assert len(engine.requests) == 1
