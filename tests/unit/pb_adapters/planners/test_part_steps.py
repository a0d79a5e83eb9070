"""An engine by rules behind a weak model: it answers the two small questions as it would the large one."""

from pb_adapters.planners.part_steps import hand_overs_with, parts_with
from pb_core.domain.diagrams.part_plan import HandOver, SaidPart
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element
from pb_core.domain.questions import HandOversBrief, PartsBrief, Plan, PlanBrief

BRIEF = PlanBrief(source="S", caption="C")
SPEC = DiagramSpec(
    elements=tuple(Element(id=f"e{n}", label=f"Part {n}", evidence=f"says {n}") for n in range(11)),
    connections=(
        Connection(source="e0", target="e1", label="words", evidence="it says"),
        Connection(source="e0", target="e10"),
    ),
)


def plan(_: PlanBrief) -> Plan:
    return Plan(spec=SPEC)


def test_the_parts_are_the_first_of_the_plan() -> None:
    parts = parts_with(plan)(PartsBrief(plan=BRIEF)).parts
    assert len(parts) == 9
    assert parts[0] == SaidPart(name="Part 0", sentence="says 0")


def test_the_hand_overs_are_the_arrows_between_parts_that_a_model_may_have_named() -> None:
    parts = (SaidPart(name="part 1"), SaidPart(name="Something else"), SaidPart(name="PART 0"))
    said = hand_overs_with(plan)(HandOversBrief(plan=BRIEF, parts=parts))
    assert said.hand_overs == (HandOver(source=3, target=1, what="words", sentence="it says"),)
