"""Part steps: answers an engine by rules gives where a diagram is asked for in two small questions.

It is asked so only behind a model that failed; alone it answers everything at once.
"""

from collections.abc import Callable

from pb_core.domain.diagrams.part_plan import MOST_PARTS, HandOver, SaidPart
from pb_core.domain.questions import HandOvers, HandOversBrief, Parts, PartsBrief, Plan, PlanBrief

_Planner = Callable[[PlanBrief], Plan]


def parts_with(plan: _Planner) -> Callable[[PartsBrief], Parts]:
    """What names the first parts of the plan that ``plan`` would make."""

    def parts(brief: PartsBrief) -> Parts:
        elements = plan(brief.plan).spec.elements[:MOST_PARTS]
        return Parts(parts=tuple(SaidPart(name=e.label, sentence=e.evidence) for e in elements))

    return parts


def hand_overs_with(plan: _Planner) -> Callable[[HandOversBrief], HandOvers]:
    """What names the arrows of that plan between the parts that were named, whoever named them."""

    def hand_overs(brief: HandOversBrief) -> HandOvers:
        spec = plan(brief.plan).spec
        numbers = {part.name.casefold(): number for number, part in enumerate(brief.parts, 1)}
        places = {e.id: numbers.get(e.label.casefold(), 0) for e in spec.elements}
        found = (
            HandOver(source=places[c.source], target=places[c.target], what=c.label, sentence=c.evidence)
            for c in spec.connections
        )
        return HandOvers(hand_overs=tuple(hand_over for hand_over in found if hand_over.source and hand_over.target))

    return hand_overs
