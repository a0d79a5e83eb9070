"""Plans that callers give: no planner is asked, what is written is drawn, and a text beside it is its measure."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, Palette, Styling
from pb_core.domain.diagrams.support import Support
from pb_core.domain.questions import CritiqueBrief, StyleBrief
from pb_core.domain.requests import Grounding
from pb_core.domain.tasks import DiagramRecord, TaskResult
from pb_core.ports.vlm import VlmRequest
from pb_core.testing.memory.vlm import SOURCE, verdict
from support.diagram_run import DiagramRun

SPEC = DiagramSpec(
    elements=(Element(id="e", label="Encoder"), Element(id="d", label="Decoder"), Element(id="o", label="Oracle")),
    connections=(Connection(source="e", target="d", label="vectors"), Connection(source="d", target="o")),
)
PLAN = GivenDiagram(spec=SPEC, notes=("click is ignored (line 3).",))


def record(result: TaskResult) -> DiagramRecord:
    assert result.diagram is not None
    return result.diagram


async def test_no_planner_is_asked_and_everything_is_drawn() -> None:
    run = DiagramRun()

    result = await run.draw(plan=PLAN)

    assert await run.steps() == ["style", "round/1/draw"]
    assert record(result).spec == SPEC
    assert record(result).support.parts == ()
    assert result.notes[0] == "click is ignored (line 3)."
    assert not any("picture" in note or "sketch" in note for note in result.notes)
    assert result.confidence is None


async def test_a_text_that_is_the_plan_is_not_its_measure() -> None:
    run = DiagramRun()

    result = await run.draw(plan=PLAN, source="Something else.", is_source=True)

    assert record(result).spec == SPEC


async def test_a_text_beside_the_plan_is_its_measure() -> None:
    run = DiagramRun()

    result = await run.draw(plan=PLAN, source=SOURCE)

    assert [element.id for element in record(result).spec.elements] == ["e", "d"]
    assert [part.support for part in record(result).support.connections] == [Support.STATED]
    assert "Left out: 'Oracle': The source has no sentence that says it." in result.notes
    assert "plan" not in await run.steps()


async def test_a_lenient_caller_has_it_all_drawn_and_named() -> None:
    run = DiagramRun()

    result = await run.draw(plan=PLAN, source=SOURCE, grounding=Grounding.LENIENT)

    assert [element.id for element in record(result).spec.elements] == ["e", "d", "o"]
    assert any("'Oracle'" in note for note in result.notes)


async def test_a_critic_may_not_change_a_plan_that_was_given() -> None:
    run = DiagramRun()

    def judge(request: VlmRequest) -> str:
        assert isinstance(request.brief, CritiqueBrief)
        smaller = DiagramSpec(elements=SPEC.elements[:1])
        answer = replace(verdict(request.brief, score=3.0), revised_spec=smaller, revised_description="Smaller.")
        return msgspec.json.encode(answer).decode()

    run.vlm.script("critic", judge)
    result = await run.draw(iterations=3, plan=PLAN)

    assert record(result).spec == SPEC
    assert await run.steps() == ["style", "round/1/draw", "round/1/critique"]


@pytest.mark.parametrize("fields", [{"plan": PLAN}, {"source": SOURCE}])
async def test_what_is_fixed_of_the_look_holds_against_stylist_and_critic(fields: dict[str, Any]) -> None:
    run = DiagramRun()
    fixed = FixedStyling(palette=Palette.SLATE, direction=Direction.LEFT)

    def judge(request: VlmRequest) -> str:
        assert isinstance(request.brief, CritiqueBrief)
        turned = Styling(palette=Palette.MEADOW, direction=Direction.DOWN)
        answer = replace(verdict(request.brief, score=3.0), revised_styling=turned)
        return msgspec.json.encode(answer).decode()

    run.vlm.script("critic", judge)
    result = await run.draw(iterations=2, styling=fixed, **fields)

    styling = record(result).styling
    assert (styling.palette, styling.direction) == (Palette.SLATE, Direction.LEFT)
    assert run.images.requests[0].styling == styling
    asked = next(request for request in run.vlm.requests if isinstance(request.brief, StyleBrief))
    assert '"palette":"slate"' in asked.prompt


async def test_emphasis_of_what_is_not_shown_is_noted() -> None:
    run = DiagramRun()

    result = await run.draw(source=SOURCE, grounding=Grounding.LENIENT, styling=FixedStyling(emphasis=("Nothing",)))

    assert "styling.emphasis names what the figure does not show: Nothing." in result.notes
    assert record(result).styling.emphasis == ()
